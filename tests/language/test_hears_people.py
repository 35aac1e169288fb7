# ruff: noqa: E501
"""Whom it is about: others, two at once, pronouns, corrections within a message. Written before their cues."""

SAID = """
my husband takes furosemide and gets cramps -> diuretic husband
my mum is on water tablets -> diuretic mother
me nan's on them fluid pills -> diuretic grandmother
my patient is on bumetanide -> diuretic patient
a client of mine takes hctz -> diuretic patient
my wife's furosemide gives her cramps -> diuretic wife
asking for a friend who takes lasix -> diuretic friend
my father in law takes spironolactone -> diuretic father_in_law
the old lady i care for is on furosemide -> diuretic person
our resident in room 4 takes torasemide -> diuretic patient
dad takes water tablets, i dont -> diuretic father, diuretic absent
he takes furosemide, i don't -> diuretic person, diuretic absent
i take a water pill but my wife doesnt -> diuretic, diuretic absent wife
it's me, not my wife, who takes furosemide -> diuretic, diuretic absent wife
i, not my husband, take water tablets -> diuretic, diuretic absent husband
my husband takes lasix not me -> diuretic husband, diuretic absent
my mother takes water pills and i get cramps -> diuretic mother
my wife and i both take water pills -> diuretic, diuretic wife
me and my husband are on furosemide -> diuretic, diuretic husband
my dad is on a water tablet and so am i -> diuretic father, diuretic
i'm on furosemide and so is my sister -> diuretic, diuretic sister
my sister takes hctz, me too -> diuretic sister, diuretic
i take, no sorry, my wife takes furosemide -> diuretic wife
i mean my husband takes furosemide -> diuretic husband
my brother has PAD but i dont -> pad_known brother, pad_known absent
mum fainted and she's on a water tablet -> fainting mother, diuretic mother
my mum fainted and i feel weak -> fainting mother, leg_weakness
my dad has been confused since he started furosemide -> confusion father, diuretic father
she takes water tablets and her heart races -> diuretic person, palpitations person
my husband says i keep passing out -> fainting
my wife thinks i'm confused -> confusion uncertain
the nurse said my heart is irregular -> palpitations
my doctor is on holiday, i take lasix -> diuretic
my daughter says i should stop my water pills -> diuretic
my son is a doctor and he put me on furosemide -> diuretic
my husband gave me his water tablet -> diuretic uncertain !! whether a borrowed pill counts is not settled
i took one of my wife's water pills -> diuretic !! whose pill and who swallowed it are not told apart
my neighbours furosemide made her faint -> diuretic neighbour, fainting neighbour
my mum died of heart trouble, i take furosemide -> diuretic
both my parents take water pills -> diuretic relative
my 6 year old was sick twice last night -> vomiting child
my toddler keeps throwing up -> vomiting child
grandad's legs keep giving way -> leg_weakness grandfather
my mate passed out at the gym -> fainting friend
someone at work takes furosemide -> diuretic person
my cat is on furosemide -> none
my dog takes lasix for her heart, do i need to worry -> none
the vet gave our dog furosemide -> none
my horse runs on lasix -> none
hubby's on bendro and his calves go at night -> diuretic husband
my partner takes indapamide, they get cramp in the feet -> diuretic partner
mums legs gave way and she is on lasix -> leg_weakness mother, diuretic mother
my aunt Joan has PVD -> pad_known aunt
my flatmate is on spiro -> diuretic friend
not my furosemide, my husbands -> diuretic absent, diuretic husband !! a person alone after a denial
are those his water pills or mine? mine -> diuretic !! an answer to one's own question
my gp takes a diuretic herself -> diuretic person !! a clinician who is the patient
i look after my mother, she has terrible cramps and she takes furosemide -> diuretic mother
caring for dad. on furosemide 40. cramping badly -> diuretic father
[about mother] she takes furosemide -> diuretic mother
[about mother] furosemide 40mg a day -> diuretic mother
[about mother] i take furosemide -> diuretic
[about husband] he fainted -> fainting husband
[about husband] they gave him lasix -> diuretic husband
my wife doesn't take furosemide any more -> diuretic past wife
my grandmother used to take water pills -> diuretic past grandmother
does my mum need a water pill -> diuretic hypothetical mother
my mum isn't on a diuretic -> diuretic absent mother
is my dad's furosemide causing his cramps -> diuretic father
my twin had a seizure, i never have -> seizure_suspected sibling, seizure_suspected absent
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID)
