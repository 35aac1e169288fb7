"""How a mention is meant, over many findings: denied, past, unsure, what-if, general, of whom."""

from bot.language.normalise import word_set

SCORED = word_set(
    """chest_pain breathing_difficulty leg_swelling numbness_tingling fever diabetes kidney_disease statin
    blood_thinner pregnancy fainting palpitations heart_failure self_harm bleeding redness cold_foot
    dvt_known recent_surgery stroke_suspected dark_urine vomiting insulin dialysis bleeding_wont_stop"""
)
SAID = """
no chest pain or anything like that -> chest_pain absent
never had chest pain in my life -> chest_pain absent
I haven't had a fever -> fever absent
the leg isn't swollen at all -> leg_swelling absent
not red, not swollen, just crampy -> leg_swelling absent
neither numb nor tingly -> numbness_tingling absent
feet don't go numb -> numbness_tingling absent
doctor ruled out diabetes -> diabetes absent
tested for diabetes, all clear -> diabetes absent
i'm not on a statin -> statin absent
no blood thinners -> blood_thinner absent
definitely not pregnant -> pregnancy absent
i'm not pregnant, done a test -> pregnancy absent
no swelling, redness or fever -> leg_swelling absent, redness absent, fever absent
without any chest pain -> chest_pain absent
my kidneys are not working -> kidney_disease
my heart is not pumping right -> heart_failure
can't stop the bleeding -> bleeding_wont_stop, bleeding
my foot won't warm up, it's icy cold -> cold_foot
had chest pain last year, nothing since -> chest_pain past
I used to faint a lot as a teenager -> fainting past
fainted years ago -> fainting past
was on warfarin, came off it -> blood_thinner past
stopped my statin in may -> statin past
i had a fever last month but it's gone -> fever past
the numbness has gone now -> numbness_tingling past
threw up last week, fine now -> vomiting past
used to inject insulin -> insulin past
had my hip done two weeks ago -> recent_surgery
maybe it's a clot -> none
i might be pregnant -> pregnancy uncertain
could be my kidneys, perhaps kidney disease -> kidney_disease uncertain
not sure if i have diabetes -> diabetes uncertain
i think my leg is swollen -> leg_swelling uncertain
possibly a bit short of breath -> breathing_difficulty uncertain
what if i get chest pain -> chest_pain uncertain
should i take a statin -> statin hypothetical
if i was on dialysis would that matter -> dialysis hypothetical
would a blood thinner help -> blood_thinner hypothetical
imagine i had diabetes -> diabetes hypothetical
does a statin cause cramps -> statin general
can dehydration make you faint -> fainting general
what are the signs of heart failure -> heart_failure general
do diabetics get cramps -> diabetes general
people with kidney disease get cramps -> kidney_disease general
is chest pain serious -> chest_pain general
my sister has chest pain -> chest_pain sister
my uncle is on dialysis -> dialysis uncle
husband's leg is swollen -> leg_swelling husband
my colleague fainted at her desk -> fainting colleague
the neighbour is diabetic, my neighbour asked me -> diabetes neighbour
a patient of mine on warfarin -> blood_thinner patient
my boss collapsed in a meeting -> fainting colleague
auntie can't breathe -> breathing_difficulty aunt
our youngest has a temperature -> fever child
my mate's foot is freezing cold -> cold_foot friend
the missus is pregnant -> pregnancy wife
grandad's speech is slurred -> stroke_suspected grandfather
my brother in law has diabetes and i have cramps -> diabetes relative
mum isn't diabetic -> diabetes absent mother
my dad had heart failure -> heart_failure father
no one in the family has diabetes, not me either -> diabetes absent
she has no fever -> fever absent person
my wife thinks i have a fever -> fever uncertain
my daughter says her chest hurts -> chest_pain child
i look after an old lady who has diabetes -> diabetes person
my dog fainted -> none
my best friend fainted in the bath -> fainting friend
son has had a fever since monday -> fever child
boy, my chest hurts -> chest_pain
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID, SCORED)
