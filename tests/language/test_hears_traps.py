"""Words that mean something else, generic talk, and clauses that mislead. Written before their cues."""

SAID = """
i had lasik on my eyes -> none
lasik surgery last month -> none
coffee is a diuretic -> none
caffeine is a natural diuretic so i avoid it -> none
i drink dandelion tea, natures diuretic -> none
water purification tablets for camping -> none
i keep my pills with water by the bed -> none
water, pills and a snack -> none
i take my pill with water -> none
i take salt tablets in water -> none
diabetics get cramps -> none
im diabetic -> none
dietetic advice please -> none
furious about these cramps -> none
i need fluid replacement tablets for running -> none
i take electrolyte tablets in my water bottle -> none
the spirometry test was fine -> none
spirulina tablets for cramps? -> none
indoor football gives me cramp -> none
i am allergic to penicillin -> none
i have chloride in my pool -> none
my other leg isnt weak -> none
the other leg doesnt give way -> none
it went down a bit -> none
thanks, thats all -> none
hello -> none
why do i get cramps at night -> none
how do i stretch my calf -> none
i drink two litres of water a day -> none
should i drink more water -> none
my feet cramp in bed -> none
can you recommend a doctor -> none
Lots of people take water pills these days -> diuretic general
someone told me diuretics cause cramps -> diuretic general
my neighbour reckons water pills are the devil -> diuretic general
the leaflet says diuretics may cause cramp -> diuretic general
anyone else on hctz get these? i do, 25mg daily -> diuretic
i've heard fainting is common -> fainting general
vomiting is a side effect -> vomiting general
old people faint -> fainting general
seizures are rare -> seizure_suspected general
i worry about having a seizure -> seizure_suspected uncertain
i'm scared i'll pass out -> fainting uncertain
i can't walk because my legs are weak -> leg_weakness
i cant stand because my legs feel like jelly -> leg_weakness
cant sleep because my heart races -> palpitations
i dont know why but i feel confused -> confusion
i dont feel well, heart is pounding -> palpitations
it is not normal how my heart pounds -> palpitations
never felt so weak in my life -> leg_weakness
nothing stops me being sick -> vomiting
i haven't stopped vomiting -> vomiting
cant stop throwing up -> vomiting
i have not been able to stop fainting -> fainting
wont stop being sick -> vomiting
not getting enough sleep, on furosemide -> diuretic
not had a cramp since stopping the water pill -> diuretic past
no cramps until i started furosemide -> diuretic
no problems before the water tablets -> diuretic
no cramps before, then they put me on lasix -> diuretic
apart from furosemide i take nothing -> diuretic
i take nothing except a water pill -> diuretic
nothing but a water tablet -> diuretic
only a water pill -> diuretic
just furosemide and a statin -> diuretic
i am not only weak but also vomiting -> leg_weakness, vomiting
without my water pills i swell up -> diuretic
i cant live without my water tablets -> diuretic
i don't think i could manage without furosemide -> diuretic
if i dont take my furosemide my ankles swell -> diuretic
when i take my water pill i cramp -> diuretic
if i take my water pill at night i cramp -> diuretic
i would take magnesium but im on furosemide -> diuretic
wouldnt you know it, the furosemide again -> diuretic
doctor says dont stop the furosemide -> diuretic
told not to stop my water pills -> diuretic
i have no idea what furosemide does but i take it -> diuretic
no doubt its the furosemide i take -> diuretic
i take furosemide dont i -> diuretic
im on water tablets arent i love -> diuretic
is there anything i can take with furosemide -> diuretic
i was told it's not safe with furosemide -> diuretic
has anybody fainted from cramps -> fainting general
my mum always said weak tea -> none
do you take water pills -> diuretic general
the cramps are on both legs -> none
what if someone has a fit -> seizure_suspected general
hypothetically if i had a seizure -> seizure_suspected uncertain
suppose i take furosemide -> diuretic hypothetical
lets say i was on lasix -> diuretic hypothetical
imagine being on water pills -> diuretic hypothetical
write me a story where a man faints -> fainting general person
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID)
