"""Signs of danger that are told as not there, alone and in lists, in many voices; and danger told after a
denial, which stays danger. The rules alone hear."""

import pytest

SIGNS = {
    "chest pain": "chest_pain",
    "shortness of breath": "breathing_difficulty",
    "fainting": "fainting",
    "confusion": "confusion",
    "fever": "fever",
    "vomiting": "vomiting",
    "swelling": "leg_swelling",
    "numbness": "numbness_tingling",
    "palpitations": "palpitations",
    "seizures": "seizure_suspected",
}
ALONE = [
    "no {}",
    "i have no {}",
    "i don't have any {}",
    "there's no {}",
    "never any {}",
    "no sign of {}",
    "{}: no",
    "{}: none",
    "{}, not at all",
    "zero {}",
    "{} nil",
    "{} absent",
    "{}, no. just a cramp",
    "as for {}, nothing",
    "{} none whatsoever",
    "{} is not something i have",
    "not getting any {}",
    "nothing in the way of {}",
    "i can rule out {}",
    "denies {}",
    "apart from the cramp no {}",
]
LISTS = [
    "no {}, {} or {}",
    "no {}, no {}, no {}",
    "not had {} or {} or {}",
    "i don't have {}, {}, or {}",
    "nothing like {}, {} or {}",
    "neither {}, {} nor {}",
    "denies {}, {}, {}",
    "it came without {}, {} and {}",
    "none of these: {}, {}, {}",
    "{}, {}, {}: none of that",
    "{}, {}, {} - i have none",
    "{}, {} and {} are all absent",
    "{} no, {} no, {} no",
]
THREE = [("chest pain", "fever", "fainting"), ("shortness of breath", "confusion", "vomiting")]
STATES = {
    "nothing is swollen": "leg_swelling",
    "nothing looks red": "redness",
    "my calf is not at all swollen": "leg_swelling",
    "she is nowhere near confused": "confusion",
    "i'm far from breathless": "breathing_difficulty",
    "i wouldn't say it's swollen": "leg_swelling",
    "by no means is he confused": "confusion",
    "no colour change in either foot": "color_change",
    "no discolouration": "color_change",
    "the doctor ruled out a clot": "dvt_suspected",
    "injuries: none": "trauma",
    "wounds? none": "recent_wound",
}
STILL_DANGER = {
    "no swelling and the foot is cold": "cold_foot",
    "no fever and it hurts to breathe": "chest_pain",
    "no injury and the calf is swollen": "leg_swelling",
    "nothing is broken and the calf is swollen": "leg_swelling",
    "no pain but the toes are black": "gangrene",
    "not a fever and the chest is tight": "chest_pain",
    "they haven't ruled out a clot": "dvt_suspected",
    "a clot has to be ruled out": "dvt_suspected",
    "a clot hasn't been ruled out": "dvt_suspected",
    "i'm not at all well, chest pain since noon": "chest_pain",
    "no warmth in my toes": "cold_foot",
    "my leg won't get warm": "cold_foot",
    "there's no colour left in my foot": "color_change",
    "my foot isn't its normal colour": "color_change",
    "not getting any air": "breathing_difficulty",
    "can't rule out a clot": "dvt_suspected",
}
PERSONAL = {"present", "uncertain"}


def statuses(ears, text, concept):
    return {h.status for h in ears.hear(text).heard if h.concept == concept}


@pytest.mark.parametrize("frame", ALONE)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_is_denied_is_nothing_else(ears, frame, sign):
    assert statuses(ears, frame.format(sign), SIGNS[sign]) <= {"absent"}


@pytest.mark.parametrize("frame", LISTS)
@pytest.mark.parametrize("signs", THREE, ids=" ".join)
def test_every_sign_of_a_denied_list_is_absent(ears, frame, signs):
    for sign in signs:
        assert statuses(ears, frame.format(*signs), SIGNS[sign]) == {"absent"}, sign


@pytest.mark.parametrize("text", STATES)
def test_a_state_that_is_denied_is_not_present(ears, text):
    assert not statuses(ears, text, STATES[text]) & PERSONAL


@pytest.mark.parametrize("text", STILL_DANGER)
def test_danger_beside_a_denial_is_danger(ears, text):
    assert statuses(ears, text, STILL_DANGER[text]) & PERSONAL
