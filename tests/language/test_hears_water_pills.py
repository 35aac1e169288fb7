# ruff: noqa: E501
"""Water pills: taken, planned, denied, over, asked about. Written before their cues."""

SAID = """
i take furosemide every morning and my calves cramp at night -> diuretic
im on a water tablet for my blood pressure -> diuretic
been on lasix 40 mg since march -> diuretic
Furosemide 40mg od, ramipril 5mg, bisoprolol. Cramps most nights -> diuretic
Doctor has me on bendroflumethiazide -> diuretic
the doc put me on one of them fluid tablets and now my feet cramp -> diuretic
I've been taking hydrochlorothiazide for ten years -> diuretic
i have been prescribed indapamide and started it monday -> diuretic
started on spironolactone for my acne two months ago, toes curl up -> diuretic
my water pills make my legs cramp -> diuretic
could it be my water tablets -> diuretic
is it my furosemide doing this? -> diuretic
can I have a banana with my Lasix? -> diuretic
should I be worried, I'm on chlorthalidone -> diuretic
will magnesium help if i take hctz? -> diuretic
they gave me pills to get rid of the fluid in my ankles -> diuretic
I take a tablet that makes me wee all morning -> diuretic
the blood pressure pill i have makes me pee all the time -> diuretic
they've got me on them pee pills again -> diuretic
on frusemide 20 for swollen ankles, calf seizes 3am -> diuretic
cramp since they doubled my bumetanide -> diuretic
i missed my water pill today and still cramped -> diuretic
forgot to take my furosemide this morning -> diuretic
havent had my water tablet yet today -> diuretic
never stopped taking my furosemide -> diuretic
i cant stop taking my water pill can i -> diuretic
should I come off furosemide -> diuretic
can i just stop the water tablets -> diuretic
thinking of stopping my lasix because of the cramps -> diuretic
i want to quit the hctz -> diuretic
I dont like the water pills but I take them -> diuretic
not only do i take furosemide i also take a statin -> diuretic
My med list: amlodipine, co-amilofruse, aspirin -> diuretic
i use diuretic, my leg is cramp in night, what i can do -> diuretic
me is taking the water medicine from cardiologist, foot cramp -> diuretic
I am taking the furosemida from my country, cramps in calf -> diuretic
losartan hct daily and charley horses nightly -> diuretic
taking Zestoretic and getting cramp in my arches -> diuretic
I'm on Tenoretic and Moduretic was before -> diuretic
triamterene/hctz here, 61F, calf cramps -> diuretic
on co-amilozide and get cramp swimming -> diuretic
my dyazide dose went up and so did the cramps -> diuretic
furosimide makes me cramp, no? -> diuretic
i take ferusemide twice daily -> diuretic
taking hydroclorthiazide for bp -> diuretic
on spironalactone 100mg for pcos -> diuretic
i am on bendroflumethazide tablets -> diuretic
hi there im a 68 yr old retired postman and i was wondering about cramps i get them in bed mostly oh and i take water tablets for my heart if that matters -> diuretic
so anyway i walk the dog and take my pills the furosemide and the ramipril and go to bed and bang cramp -> diuretic
water tablet user here. cramp every night -> diuretic
I take eplerenone after my heart attack -> diuretic
torsemide 10mg twice a day does that explain the cramps -> diuretic
ok so um i take um what is it called a fluid pill for my ankles -> diuretic
bodybuilder here, running aldactone and lasix for the show, quads locking up -> diuretic
nurse says keep taking the furosemide -> diuretic
i take furosemide not a statin -> diuretic
No change in my meds, still on the water pill -> diuretic
still taking indapamide, no swelling now -> diuretic
I'm not sure why but my furosemide gives me cramp -> diuretic
I can't sleep since i started the diuretic -> diuretic
i cant walk far because my water tablets make me need the loo -> diuretic
ive run out of my furosemide -> diuretic
my furosemide was increased last week -> diuretic
i swapped from bumetanide to furosemide last month -> diuretic
they switched me to torasemide -> diuretic
take my lasix religiously doc -> diuretic
water pill. blood pressure. cramps. help -> diuretic
could my diuretic cause this and should i eat salt -> diuretic
which is better for cramps on hydrochlorothiazide, bananas or magnesium? i take 25 mg -> diuretic uncertain
why am i cramping on my water pills -> diuretic
am i ok to take ibuprofen with furosemide? -> diuretic
i think its a water tablet they gave me, little white one -> diuretic uncertain
i may be on a diuretic, not sure what the pill is -> diuretic uncertain
not sure if my bp tablet is a water pill -> diuretic uncertain
furosemide -> diuretic uncertain
water tablets? -> diuretic general
maybe i take a diuretic? i take something for fluid -> diuretic
i believe one of my tablets might be a diuretic -> diuretic uncertain
[asked diuretic] furosemide -> diuretic
[asked diuretic] yes -> diuretic
[asked diuretic] yeah i do -> diuretic
[asked diuretic] yes, every morning -> diuretic
[asked diuretic] no -> diuretic absent
[asked diuretic] nope never -> diuretic absent
[asked diuretic] No, only ramipril -> diuretic absent
[asked diuretic] no i don't take any -> diuretic absent
[asked diuretic] a water tablet -> diuretic
[asked diuretic] i think so -> diuretic uncertain
[asked diuretic] not sure -> none
[asked diuretic] no idea -> none
[asked diuretic] what is that -> none
[asked palpitations] no -> palpitations absent
[asked palpitations] yes my heart keeps fluttering -> palpitations
my doctor wants to start me on a water pill -> diuretic_planned
GP wants to put me on furosemide but i'm worried -> diuretic_planned
i have a prescription for hctz but havent started it yet -> diuretic_planned
starting furosemide tomorrow, already cramp a lot -> diuretic_planned
picking up my water tablets from the chemist tomorrow, never had them before -> diuretic_planned
collecting the bendroflumethiazide tomorrow -> diuretic_planned
due to start spironolactone next week -> diuretic_planned
I will be starting indapamide on monday -> diuretic_planned
the cardiologist is talking about putting me on a diuretic -> diuretic_planned
doctor suggested i go on water pills -> diuretic_planned
she prescribed lasix yesterday, i have not taken any yet -> diuretic_planned
been given furosemide, yet to take the first one -> diuretic_planned
they offered me a water tablet and i said id think about it -> diuretic_planned
about to go on a diuretic, will it make my cramps worse -> diuretic_planned
gonna start hctz soon -> diuretic_planned
my doc recommended a fluid pill, i havent begun -> diuretic_planned
the pharmacy has my furosemide script ready but ive not picked it up -> diuretic_planned
I've just been prescribed a diuretic which I haven't started -> diuretic_planned
supposed to begin torasemide after the weekend -> diuretic_planned
they want my dad to start furosemide -> diuretic_planned father
mum's gp wants her on water tablets -> diuretic_planned mother
consultant is thinking about adding spironolactone -> diuretic_planned
my doctor wants me on a water pill -> diuretic_planned
i don't take water pills -> diuretic absent
I'm not on any diuretic -> diuretic absent
not taking water tablets or anything -> diuretic absent
no diuretics, no statins -> diuretic absent
no furosemide here -> diuretic absent
ive never taken a water pill in my life -> diuretic absent
i do not take any medicine, no diuretics nothing -> diuretic absent
dont take no water pills -> diuretic absent
i aint on no fluid tablets -> diuretic absent
I wouldn't touch water pills -> diuretic absent
i refused the water tablets -> diuretic absent
the doctor offered furosemide but i said no -> diuretic absent
water pills: no. statins: yes -> diuretic absent
diuretics? no -> diuretic absent
Diuretics - none -> diuretic absent
Have not been prescribed diuretics -> diuretic absent
im allergic to furosemide -> diuretic absent
not on statins, diuretics or blood thinners -> diuretic absent
neither lasix nor any other water pill -> diuretic absent
it isn't a water pill, it's a statin -> diuretic absent
my tablets arent diuretics the pharmacist checked -> diuretic absent
i meant i'm NOT on water pills -> diuretic absent
sorry i said i take water pills, i dont, wrong thread -> diuretic absent
i take bisoprolol, which is not a diuretic -> diuretic absent
nobody has put me on a diuretic -> diuretic absent
doctor says i dont need a water pill -> diuretic absent
i stopped my water pills last week -> diuretic past
came off furosemide in 2019 -> diuretic past
used to be on hctz, not any more -> diuretic past
no longer take a water tablet -> diuretic past
they took me off lasix two days ago -> diuretic past
I was on bendroflumethiazide until my sodium dropped -> diuretic past
my water tablets were stopped in january -> diuretic past
the diuretic got stopped by the hospital -> diuretic past
i quit spironolactone cold turkey last month -> diuretic past
ive been off indapamide for ages -> diuretic past
gave up the fluid pills years back -> diuretic past
I had a course of furosemide after surgery, finished now -> diuretic past
took water pills in my twenties for wrestling -> diuretic past
ditched the water tablets in spring -> diuretic past
dont take furosemide anymore -> diuretic past
finished my last water pill on tuesday -> diuretic past
doctor discontinued my hydrochlorothiazide -> diuretic past
i'm no longer on lasix since the summer -> diuretic past
switched from hctz to amlodipine three weeks ago -> diuretic past
binned the water tablets since tuesday -> diuretic past
when i was on furosemide i had cramps too -> diuretic past
previously on bumetanide, now nothing -> diuretic past
do water pills cause cramps? -> diuretic general
what are diuretics -> diuretic general
can furosemide lower potassium -> diuretic general
is spironolactone a water pill? -> diuretic general
how do thiazides work -> diuretic general
tell me about diuretics and cramps -> diuretic general
diuretics can cause cramps -> diuretic general
water pills deplete potassium -> diuretic general
i read that water tablets cause cramp -> diuretic general
people on furosemide get cramps a lot -> diuretic general
if you take water pills you should watch your potassium -> diuretic general
are diuretics bad for you? -> diuretic general
whats the difference between hctz and lasix -> diuretic general
does anyone on furosemide get cramp -> diuretic general
my doctor said diuretics can cause cramps -> diuretic general
should i take a water pill for my swollen feet -> diuretic hypothetical
would a diuretic help my ankles -> diuretic hypothetical
what if i took a water pill to lose weight -> diuretic hypothetical
can i get water tablets over the counter -> diuretic hypothetical
thinking of asking my gp for a diuretic -> diuretic hypothetical
if i were on a diuretic would that explain it -> diuretic hypothetical
do i need a water pill -> diuretic hypothetical
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID)
