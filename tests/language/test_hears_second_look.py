# ruff: noqa: E501
"""Written after the other tables were heard, in other voices, to see what they left out."""

SAID = """
Good morning, I am 81 and have been on Frusemide 40 for some years, the cramps come towards dawn -> diuretic
hiya hun on bendroflu 2.5 and me legs are killing me -> diuretic
BP meds are lisinopril-hctz combo. nightly calf cramps. normal? -> diuretic
my cardiologist upped the Bumex on Friday -> diuretic
got put on spiro for my skin like 3 weeks ago and my arches keep cramping -> diuretic
doc I swear it's these damn water pills -> diuretic
is my water tablet to blame -> diuretic
the chemist changed my indapamide brand -> diuretic
i am tablet for water in body taking, foot is cramping -> diuretic
Furosemid 40 since operation heart, in night cramp -> diuretic
since starting the furoseminde i wake with cramp -> diuretic
i'm on amiloride, 5 mg -> diuretic
I've been told to take my water tablet in the morning -> diuretic
they say my water pill could be to blame -> diuretic
do you think my water pill is why i cramp -> diuretic
any point taking magnesium while on hydrochlorothiazide, i cramp nightly -> diuretic
took my lasix at 8 and cramped by noon -> diuretic
i take 2 water pills a day and no salt -> diuretic
doctor doubled my torsemide, no relief from the swelling -> diuretic
no salt, plenty of water, and a water pill each morning -> diuretic
stopped the statin but kept the furosemide -> diuretic
not on statins but i am on hctz -> diuretic
i don't take potassium with my furosemide -> diuretic
never had cramps until the water tablets -> diuretic
doctor took me off ramipril and put me on indapamide -> diuretic
I can't remember the name, a water tablet of some sort -> diuretic
yes i am on lasix -> diuretic
no i am not on any water tablets -> diuretic absent
never been prescribed a water tablet -> diuretic absent
I'm fit, no tablets, certainly no water pills -> diuretic absent
do not use diuretics of any kind -> diuretic absent
we don't do water pills in this house -> diuretic absent
my blood pressure pill has no diuretic in it -> diuretic absent
i asked and its not one of the water pills -> diuretic absent
dont have water tablets, only a statin -> diuretic absent
haven't taken furosemide since 2018 -> diuretic past
my furosemide finished two weeks ago -> diuretic past
they've stopped my bendroflumethiazide -> diuretic past
Lasix was discontinued in June -> diuretic past
i used water pills for a wrestling cut years ago -> diuretic past
haven't needed a water pill for years -> diuretic past
I came off of hctz a month ago and still cramp -> diuretic past
was taking spironolactone but stopped -> diuretic past
my GP is starting me on indapamide next week -> diuretic_planned
i start furosemide on Monday -> diuretic_planned
heart nurse wants to add spironolactone -> diuretic_planned
got a new script for a water pill, not opened it yet -> diuretic_planned
hubby is meant to start water tablets soon -> diuretic_planned husband
been told i need to go on a water tablet -> diuretic_planned
doctor might put me on a diuretic -> diuretic_planned
would water pills help my swollen ankles -> diuretic hypothetical
are water tablets safe with cramps? -> diuretic general
how long do water pills stay in the body -> diuretic general
why do diuretics give people cramps -> diuretic general
name some common diuretics -> diuretic general
my calves seize after a couple hundred yards and I have to lean on a wall until it passes -> claudication
walk to the end of the road, calf cramps, sit on a bench, fine, repeat -> claudication
I'm a golfer and by the third hole my calf is in agony, but a sit in the buggy fixes it -> claudication
its like my legs run out of fuel after 5 minutes walking, stop and they recover -> claudication
pain walking upstairs gone as soon as i rest -> claudication
can walk about 50 m then must stop due leg pain -> claudication
he can only walk to the car before his leg cramps and he has to stop -> claudication person
vascular claudication for 3 yrs -> claudication
the calf pain doesn't come on when i walk -> claudication absent
no trouble walking, just night cramps -> claudication absent
i can walk five miles without any pain -> claudication absent
my doctor has ruled out claudication -> claudication absent
used to get claudication before the stent in my leg -> claudication past, pad_known
is claudication the same as cramp -> claudication general
i wonder whether this is claudication -> claudication uncertain
they put two stents in my leg arteries in march -> pad_known
had my leg arteries unblocked -> pad_known
consultant diagnosed peripheral arterial disease -> pad_known
ex-smoker with PAD, can i use a foam roller -> pad_known
my legs have blocked arteries -> pad_known
I suffer from PVD -> pad_known
mum has peripheral vascular disease -> pad_known mother
nan had a bypass in her leg -> pad_known grandmother
scan says no PAD -> pad_known absent
the doppler was clear, no peripheral artery disease -> pad_known absent
have they ruled out PAD in people like me? -> pad_known absent
worried it could be PAD -> pad_suspected
the podiatrist said my circulation is poor -> pad_suspected
my feet dont get enough blood -> pad_suspected
pulses in my feet are weak says the nurse -> pad_suspected
circulation's fine according to the nurse -> pad_suspected absent
heart's been racing since lunchtime -> palpitations
feels like there's a bird trapped in my chest -> palpitations
my watch says my pulse is 140 and im just sitting -> palpitations
heart's skipping every few seconds -> palpitations
i get this thumpy heart thing at night -> palpitations
my heart rate is fine -> palpitations absent
heart isn't doing anything odd -> none
my leg just folded when i stood up -> leg_weakness
cannot get up from the chair, legs have no power -> leg_weakness
my legs have turned to jelly -> leg_weakness
legs feel weak as water -> leg_weakness
left foot keeps dragging -> leg_weakness
the strength has gone from my thighs -> leg_weakness
i'm strong, no weakness at all -> leg_weakness absent
grandad's talking rubbish and doesn't know us -> confusion grandfather
she's really out of it and drowsy -> confusion person
hubby is all muddled up today -> confusion husband
I keep losing track of where I am -> confusion
he's as sharp as a tack, no confusion -> confusion absent person
i got confused by the leaflet -> none
dropped to the floor and came to a minute later -> fainting
i blacked out for a sec in the shower -> fainting
mum had one of her turns -> fainting mother
went all faint -> fainting
saw stars and fainted -> fainting
never fainted in my life -> fainting absent
i don't feel faint -> fainting absent
been throwing my guts up -> vomiting
was sick three times in the night -> vomiting
he's been sick all morning -> vomiting person
everything comes straight back up -> vomiting
i feel sick but haven't thrown up -> vomiting absent
sick to death of cramps -> none
i called in sick -> none
my daughter had a febrile fit -> seizure_suspected child
he went stiff and started jerking all over -> seizure_suspected person
had two seizures this week -> seizure_suspected
wasnt a fit just a bad cramp -> seizure_suspected absent
my calf went into a seizure of cramp -> none
she takes hctz, not me. my cramps are from running -> diuretic person, diuretic absent
my wife takes water pills; i take nothing -> diuretic wife
i take water pills; my wife takes nothing -> diuretic
my mother is on furosemide and my father isnt -> diuretic mother, diuretic absent father
dad and i are both on water tablets -> diuretic father, diuretic
I care for Mrs Jones, she's on bumetanide and very muddled -> diuretic person, confusion person
patient is 70, on furosemide, c/o calf cramps, no palpitations -> diuretic patient, palpitations absent patient
my husband fainted and i was sick with worry -> fainting husband
when my nan was on water tablets she used to get cramps -> diuretic past grandmother
my friend says water pills are dangerous -> diuretic general
my boss thinks i take water pills -> diuretic uncertain
it isnt me its my husband who takes furosemide -> diuretic husband, diuretic absent
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID)
