# ruff: noqa: E501
"""Danger signs in lay words, and the words that only look like them. Written before their cues."""

SAID = """
my heart is racing -> palpitations
heart keeps skipping beats -> palpitations
i have palpatations -> palpitations
my ticker is going like the clappers -> palpitations
heart going ten to the dozen -> palpitations
i can feel my heart thudding in my ears -> palpitations
my heart's doing somersaults -> palpitations
chest keeps fluttering -> palpitations
my pulse is all over the shop -> palpitations
heart flip flops at night -> palpitations
my heart is beating out of my chest -> palpitations
heart goes nineteen to the dozen lying down -> palpitations
im having flutters in my chest -> palpitations
my heartbeat is irregular -> palpitations
afib is acting up, heart all jumpy -> palpitations
my hart is jumping -> palpitations
my heart does extra beats -> palpitations
resting pulse of 130 and it wont come down -> palpitations
no palpitations -> palpitations absent
my heart isnt racing -> palpitations absent
heart rate is normal, no flutters in the chest -> palpitations absent
i dont get palpitations or dizziness -> palpitations absent
had palpitations last year but not now -> palpitations past
my heart was racing last night but it has settled -> palpitations past
what causes palpitations -> palpitations general
can low potassium cause palpitations -> palpitations general
i think my heart might be fluttering -> palpitations uncertain
what if my heart is racing -> palpitations uncertain
should i worry if my heart races -> palpitations uncertain
my calf muscle flutters after running -> none
i fly racing pigeons -> none
i love racing bikes and get cramp -> none
my heart goes out to you -> none
i have a heart racing game -> none
pounding the pavement gives me cramp -> none
i eat lots of pulses and beans -> none
my legs are weak -> leg_weakness
legs feel like jelly -> leg_weakness
my legs went from under me -> leg_weakness
legs turned to spaghetti -> leg_weakness
my knees keep buckling -> leg_weakness
leg gives way on the stairs -> leg_weakness
i have no strength in my legs -> leg_weakness
cant lift my foot, it drags -> leg_weakness
ive got foot drop on the left -> leg_weakness
feel as weak as a kitten -> leg_weakness
legs wont hold me up -> leg_weakness
no power in my leg -> leg_weakness
my leg just collapsed under me -> leg_weakness
legs gave out at the bus stop -> leg_weakness
i feel ever so weak -> leg_weakness
weakness in both thighs -> leg_weakness
my legs are week and wobbly -> leg_weakness
my leg has gone all floppy -> leg_weakness
lost the strength in my right leg -> leg_weakness
no weakness -> leg_weakness absent
my legs are not weak, just sore -> leg_weakness absent
no loss of strength -> leg_weakness absent
it doesnt feel weak -> leg_weakness absent
i was weak after the flu last year, fine now -> leg_weakness past
my legs gave way last month, hasnt happened since -> leg_weakness past
can low potassium make you weak -> leg_weakness general
does muscle weakness mean anything -> leg_weakness general
i have a weakness for chocolate -> none
weak coffee helps me sleep -> none
wifi signal is weak in my bedroom where i cramp -> none
i cramped last week -> none
cramps every week -> none
weak excuse but i dont stretch -> none
mum is confused -> confusion mother
i feel muddled and cant think -> confusion
he keeps talking gibberish -> confusion person
my nan isnt making any sense -> confusion grandmother
im away with the fairies today, proper muddled -> confusion
she doesnt know what day it is -> confusion person
dad didnt recognise me this morning -> confusion father
she doesn't know where she is -> confusion person
my head is all fuzzy and i keep forgetting where i am -> confusion
he's rambling and not with it -> confusion person
disoriented since last night -> confusion
brain fog so thick i got lost in my own house -> confusion
gran gone doolally since yesterday -> confusion grandmother
he is off his head and seeing things -> confusion person
hard to rouse, very sleepy -> confusion
not confused -> confusion absent
hes not confused or anything -> confusion absent person
no confusion, no fever -> confusion absent
mum was confused last week but is fine now -> confusion past mother
i got muddled after the operation years ago -> confusion past
can dehydration cause confusion -> confusion general
im confused about how much water to drink -> none
confused whether to stretch or rest -> none
this website is confusing -> none
so confused, one site says salt and another says no salt -> none
i get nothing out of it -> none
the cramp came and i came out of it slowly -> none
i fainted -> fainting
passed out in the kitchen -> fainting
i keep blacking out -> fainting
came over all faint -> fainting
had a funny turn in tesco -> fainting
keeled over in the garden -> fainting
i flaked out after the race -> fainting
woke up on the floor and dont know how -> fainting
collapsed at the finish line -> fainting
lost consciousness for a few seconds -> fainting
nearly passed out -> fainting
i went out cold -> fainting
hit the deck when i stood up, out for the count -> fainting
i was about to faint -> fainting
syncope twice this week -> fainting
everything went black when i got up -> fainting
havent fainted -> fainting absent
i did not pass out -> fainting absent
never blacked out -> fainting absent
no fainting or falls -> fainting absent
fainted once at school as a kid -> fainting past
i passed out last year -> fainting past
what makes people faint -> fainting general
can cramps make you pass out -> fainting general
what if i pass out -> fainting uncertain
a faint ache in my calf -> none
faint red line on my shin -> none
not for the faint hearted -> none
i have blackout curtains and sleep well -> none
fallen arches and cramps -> none
collapse on the sofa and watch tv -> none
they passed out leaflets at the gym -> none
ive been sick twice today -> vomiting
throwing up since last night -> vomiting
cant keep anything down -> vomiting
puking my guts up -> vomiting
i was sick all over the bed this morning -> vomiting
spewed everywhere -> vomiting
chundered after the match -> vomiting
keep heaving and bringing up bile -> vomiting
vomitted three times -> vomiting
upchucked my dinner -> vomiting
she keeps being sick -> vomiting person
my little one has been chucking up all night -> vomiting child
everything i eat comes back up -> vomiting
no vomiting -> vomiting absent
i havent been sick -> vomiting absent
not throwing up or anything -> vomiting absent
i was throwing up last week but its gone now -> vomiting past
does potassium make you vomit -> vomiting general
sick of these cramps -> none
sick and tired of my calf seizing -> none
im off sick with my leg -> none
on sick leave -> none
feel a bit sick -> none
sick note please -> none
been sick of it for months -> none
i throw up my hands in despair -> none
the cramps make me sick with worry -> none
i had a fit -> seizure_suspected
had a fit last night in bed, shaking all over -> seizure_suspected
he started fitting -> seizure_suspected person
my son had a seizure this morning -> seizure_suspected child
convulsing on the floor -> seizure_suspected
she was shaking all over and her eyes rolled back -> seizure_suspected person
he took a fit in the shop -> seizure_suspected person
grand mal yesterday -> seizure_suspected
my whole body was jerking and i bit my tongue and wet myself -> seizure_suspected
frothing at the mouth and twitching all over -> seizure_suspected
an epileptic fit -> seizure_suspected
having fits since monday -> seizure_suspected
no seizures -> seizure_suspected absent
never had a fit -> seizure_suspected absent
not having fits -> seizure_suspected absent
had fits as a child -> seizure_suspected past
i had a seizure ten years ago -> seizure_suspected past
can cramps turn into seizures -> seizure_suspected general
was it a fit or a cramp, i dont know -> seizure_suspected uncertain
my wife had a fit when she saw the bill -> none
shoes fit fine -> none
fitting of new insoles -> none
coughing fit set off a cramp -> none
fit as a fiddle apart from cramps -> none
these boots dont fit -> none
i try to keep fit -> none
threw a fit at the physio -> none
my calf seizes up -> none
the cramp fits what you describe -> none
laughing fit then calf cramp -> none
i get fits of cramp in my toes -> none
i'm on furosemide and my heart is racing and i fainted -> diuretic, palpitations, fainting
on a water tablet, feel weak and keep being sick -> diuretic, leg_weakness, vomiting
water pill, no palpitations, no weakness -> diuretic, palpitations absent, leg_weakness absent
lasix 20mg. Legs weak. No vomiting. Passed out once today -> diuretic, leg_weakness, vomiting absent, fainting
i take a water pill but no palpitations, weakness or vomiting -> diuretic, palpitations absent, leg_weakness absent, vomiting absent
my legs feel weak and i cant stop being sick -> leg_weakness, vomiting
no swelling but my heart is pounding -> palpitations
not dizzy just weak in the legs -> leg_weakness
dont think its serious but i keep fainting -> fainting
what should i do i passed out on furosemide -> fainting, diuretic
is it bad that my heart flutters on lasix -> palpitations, diuretic
what should i do if i faint on my water pill -> fainting uncertain, diuretic
why is my heart racing -> palpitations
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID)
