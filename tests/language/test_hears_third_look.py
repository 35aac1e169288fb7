"""Written last, after all cues, to measure what is still missed."""

SAID = """
me water tabs are doing my head in, cramp cramp cramp -> diuretic
I'm seventy six and they keep me on a low dose of bumetanide -> diuretic
just been diagnosed with heart failure, started on furosemide and eplerenone, calves cramping -> diuretic
my pills: bisoprolol, spironolactone, apixaban -> diuretic
Does Lasix 80 mg bid explain my foot cramps? -> diuretic
ok google my water pill makes my toes curl -> diuretic
i have high blood pressure and take a thiazide -> diuretic
I am not keen on the water tablets but the doctor insists -> diuretic
i cramp less on days i skip the furosemide -> diuretic
water tablets in the morning, statin at night -> diuretic
only medicine is indapamide -> diuretic
i dont know what to eat with furosemide -> diuretic
is cramping normal when you take hctz? i do -> diuretic
never needed water tablets -> diuretic absent
I have no need of diuretics -> diuretic absent
the tablets i take are not for water -> none
my doctor has decided against a diuretic -> diuretic absent
i am diuretic free -> diuretic absent
havent been on lasix in years -> diuretic past
the consultant took her off the furosemide -> diuretic past person
bumetanide got swapped for something else in may -> diuretic past
last year i took water tablets for a month -> diuretic past
doctor is going to prescribe a water tablet if my ankles stay puffy -> diuretic_planned
my prescription for spironolactone is ready to collect -> diuretic_planned
i was prescribed indapamide today but not started -> diuretic_planned
they may start dad on furosemide -> diuretic_planned father
which diuretics cause the worst cramps -> diuretic general
thiazides lower sodium -> diuretic general
i wonder if water tablets would help me -> diuretic hypothetical
my right calf locks after walking three blocks, resting fixes it -> claudication
got to keep sitting down when out walking cos of calf cramp -> claudication
cramp in both calves climbing stairs, relieved when i stop -> claudication
have to stop and wait for the leg pain to go before walking on -> claudication
walking is a problem, leg aches till i rest -> claudication
walking doesn't hurt -> claudication absent
no calf pain on walking -> claudication absent
my cramps are only at rest never on walking -> claudication absent
doctor suspects claudication -> claudication uncertain
vascular team fitted a stent behind my knee last june for PAD -> pad_known
diagnosed w/ PVD -> pad_known
arteries in both legs are clogged -> pad_known
dad's got peripheral artery disease -> pad_known father
i was tested and do not have peripheral artery disease -> pad_known absent
might be PAD according to my sister -> pad_suspected
blood doesn't reach my feet properly -> pad_suspected
heart keeps going really fast then slow -> palpitations
there's a fluttering in my chest -> palpitations
my heart jumps about -> palpitations
no funny heartbeats -> palpitations absent
legs too weak to climb the stairs -> leg_weakness
my legs buckle when i get up -> leg_weakness
my knees gave out -> leg_weakness
the leg doesn't feel weak, just tight -> leg_weakness absent
mum's really muddled and doesn't know who i am -> confusion mother
not thinking straight today -> confusion
i'm not confused, just tired -> confusion absent
went dizzy and blacked out on the loo -> fainting
woke up on the bathroom floor -> fainting
no blackouts -> fainting absent
i've thrown up four times -> vomiting
can't keep even water down -> vomiting
no longer vomiting -> vomiting past
he had a fit and went blue -> seizure_suspected person
never had a seizure in my life -> seizure_suspected absent
my baby had a fit with a fever -> seizure_suspected child
does furosemide make you faint -> diuretic general, fainting general
i take furosemide. my husband doesn't. -> diuretic, diuretic absent husband
my wife, who takes lasix, has cramps -> diuretic wife
it's for my uncle, he is on water tablets -> diuretic uncle
grandma takes bumetanide and i worry she's confused -> diuretic grandmother, confusion grandmother
my furosemide is fine but i cramp -> diuretic
furosemide is free on the nhs, i take 40 -> diuretic
nothing wrong with my furosemide dose they said -> diuretic
doctor advised against stopping furosemide -> diuretic
my legs feel weak otherwise fine -> leg_weakness
no one has told me why the furosemide causes my cramps -> diuretic
no cramps on furosemide -> diuretic
on furosemide no cramps before -> diuretic
no swelling, i take lasix -> diuretic
my heart isnt right, it keeps racing -> palpitations
my legs are not just sore, they are weak -> leg_weakness
i couldnt sleep, fainted, and now feel sick -> fainting
not the first time i fainted -> fainting
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID)
