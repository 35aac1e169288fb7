"""Ten conditions and effects that people name in many ways, and what only sounds like them."""

from bot.language.normalise import word_set

SCORED = word_set(
    """twitching thyroid_disease varicose_veins nerve_compression allergic_reaction low_blood_pressure
    low_potassium_known supplement_side_effect autoimmune_disease diuretic_misuse"""
)
SAID = """
my calf keeps twitching -> twitching
little flickers under the skin of my calves -> twitching
looks like worms under the skin of my leg -> twitching
twichy legs since the new tablets -> twitching
no twitching -> twitching absent
is twitching normal after exercise? -> twitching general
i watched a twitch stream last night -> none
nosy neighbours, always a curtain twitching -> none
i've got an underactive thyroid -> thyroid_disease
thyroid's a bit slow according to the bloods -> thyroid_disease
had hashimotos for ten years -> thyroid_disease, autoimmune_disease
I take thyroid tablets -> thyroid_disease
hypothiroid, cramps in both legs -> thyroid_disease
my sister has graves disease -> thyroid_disease sister, autoimmune_disease sister
on carbimazole for an overactive thyroid -> thyroid_disease
my thyroid is fine -> thyroid_disease absent
could it be my thyroid? could be a thyroid problem -> thyroid_disease uncertain
does an underactive thyroid cause cramps -> thyroid_disease general
i take levothyroxine -> none
I've got varicose veins -> varicose_veins
my legs are covered in bulgy blue veins, bulging veins all over -> varicose_veins
the veins stick out on my calf like ropes -> varicose_veins
mum had her veins stripped -> varicose_veins mother
veracose? varicous veins and night cramps -> varicose_veins
very close veins in both legs -> varicose_veins
no varicose veins -> varicose_veins absent
do varicose veins cause cramp -> varicose_veins general
the veins on my hand stick out -> none
nurse couldn't find a vein -> none
i've got sciatica -> nerve_compression
slipped disc two years back and now cramps -> nerve_compression past
pain shoots from my bum down my leg -> nerve_compression
trapped nerve in my back -> nerve_compression
they said it's spinal stenosis -> nerve_compression
siatica playing up again -> nerve_compression
something's pressing on a nerve -> nerve_compression
my husband's disc has gone -> nerve_compression husband
no slipped disc, they checked -> nerve_compression absent
might be a pinched nerve -> nerve_compression uncertain
can a trapped nerve cause cramps? -> nerve_compression general
he gets on my nerves -> none
need new brake discs -> none
i had an allergic reaction -> allergic_reaction
my lips have swollen up after the tablet -> allergic_reaction
came out in hives all over -> allergic_reaction
itching all over since i took the quinine -> allergic_reaction
my son went into anaphylactic shock -> allergic_reaction child
tongue is swelling -> allergic_reaction
no allergic reaction -> allergic_reaction absent
i'm allergic to penicillin -> none
i keep bee hives -> none
allergic to exercise, me -> none
what is anaphylaxis -> allergic_reaction general
my blood pressure is low -> low_blood_pressure
bp 85 over 50 this morning -> low_blood_pressure
my blood pressure drops when i stand up -> low_blood_pressure
blood pressure's in my boots -> low_blood_pressure
gran suffers from low blood pressure -> low_blood_pressure grandmother
postural hypotension the doctor called it -> low_blood_pressure
bp was 120 over 80 -> none
i'm on a low dose of blood pressure tablets -> none
tablets to lower my blood pressure -> none
i don't have low blood pressure -> low_blood_pressure absent
does low blood pressure give you cramps -> low_blood_pressure general
my potassium is low -> low_potassium_known
bloods came back with potassium too low -> low_potassium_known
they said i'm short of potassium -> low_potassium_known
potassium was 2.9 last week -> low_potassium_known
low pottasium again -> low_potassium_known
dad's got hypokalaemia -> low_potassium_known father
could be low potassium -> low_potassium_known uncertain
is low potassium why legs cramp -> low_potassium_known general
i'm on a low potassium diet -> none
my potassium is normal -> none
magnesium gives me the runs -> supplement_side_effect
upset stomach since starting the iron tablets -> supplement_side_effect
those supplements don't agree with me -> supplement_side_effect
zinc makes me feel sick -> supplement_side_effect
side effects from the magnesium -> supplement_side_effect
magnesium helps with the constipation -> none
does magnesium cause diarrhoea? -> supplement_side_effect general
i take magnesium and sleep well -> none
I've got lupus -> autoimmune_disease
rheumatoid arthritis in my hands and now leg cramps -> autoimmune_disease
my immune system attacks my own joints -> autoimmune_disease
diagnosed with MS in 2010 -> autoimmune_disease
mum has crohn's -> autoimmune_disease mother
rumatoid, coeliac, the lot -> autoimmune_disease
i don't have lupus -> autoimmune_disease absent
might be lupus they think -> autoimmune_disease uncertain
is lupus a cause of cramps -> autoimmune_disease general
i typed it in ms word -> none
i take water pills to lose weight -> diuretic_misuse
doubled up on my water tablets to shift the fluid -> diuretic_misuse
got lasix off the internet -> diuretic_misuse
took an extra water tablet this morning -> diuretic_misuse
water tablets to make weight for boxing -> diuretic_misuse
i get water tablets without a prescription -> diuretic_misuse
nicked some of my nan's water pills -> diuretic_misuse grandmother
i take my water pill every morning as prescribed -> none
the doctor doubled my water tablets -> none
should i drink more water with my water tablet -> none
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID, SCORED)
