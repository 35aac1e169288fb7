"""The evaluation: sealed, labelled in the contract's names, held apart from training, scored as it says.

The held-out sentences are never shown, also not by a test that fails: ids, labels and training
sentences alone stand in what is asserted.
"""

import pytest
import yaml

from evals.understanding import data, hearing, leaks, report, topics
from evals.understanding.data import Example, Item
from evals.understanding.figures import Mark, resampled, share
from evals.understanding.said import Said, from_intent, from_turn

STATUSES = {"present", "absent", "past", "uncertain", "hypothetical", "general"}
KINDS = {"plain", "multi", "statement", "trap", "off_topic", "talk", "dialogue"}


@pytest.fixture(scope="module")
def utterances():
    return data.utterances()


@pytest.fixture(scope="module")
def everything(utterances):
    return [*utterances, *(turn for talk in data.dialogues() for turn in talk)]


@pytest.fixture(scope="module")
def held_out():
    return data.held_out()


@pytest.fixture(scope="module")
def examples():
    return data.training()


def test_the_sentences_are_those_that_were_frozen():
    assert data.broken_seals() == []


def test_there_are_enough_and_a_quarter_is_hard(utterances):
    hard = sum(item.kind in {"trap", "off_topic"} for item in utterances)
    assert len(utterances) >= 600 and len(data.dialogues()) >= 60
    assert hard >= len(utterances) / 4


def test_every_id_is_there_once(everything):
    assert len({item.id for item in everything}) == len(everything)


def test_every_label_is_in_the_contract(everything):
    topic_names = set().union(*data.topics().values())
    used = {t for item in everything for t in (*item.topics, *item.also)}
    found = {f for item in everything for f in item.findings}
    assert used - topic_names == set()
    assert {concept for concept, _, _ in found} - data.concepts().keys() == set()
    assert {status for _, status, _ in found} - STATUSES == set()
    persons = {about for _, _, about in found} - {"self", data.ANYONE}
    assert {p for p in persons if not p.startswith("other:")} == set()
    assert {item.kind for item in everything} == KINDS


def test_no_training_sentence_repeats_an_evaluation_sentence(held_out, examples):
    found = leaks.leaks(held_out, examples)
    assert not found, "remove from data/nlu (the evaluation's sentences stay):\n" + leaks.told(found)


@pytest.mark.slow
def test_no_message_that_the_second_ear_learned_from_repeats_an_evaluation_sentence(held_out):
    found = leaks.leaks(held_out, data.said())
    assert not found, "remove from data/said (the evaluation's sentences stay):\n" + leaks.told(found)


def test_every_training_sentence_was_read(examples):
    paths = sorted(data.TRAINING.glob("*.yml"))
    loaded = [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in paths]
    lines = [line for file in loaded for entry in file["nlu"] for line in entry["examples"].splitlines()]
    assert [e.text for e in examples] == [line.removeprefix("-").strip() for line in lines if line.strip()]


def test_the_results_hold_no_sentence(held_out):
    long = [item for item in held_out if len(data.words(item.text)) > 3]
    kept = [path.read_text(encoding="utf-8") for path in report.RESULTS.glob("*.json")]
    assert [item.id for item in long if any(item.text in results for results in kept)] == []


LINES = ["why do my toes curl up at night", "any tips, for a runner please ok", "thank you", "toes curl up"]


@pytest.mark.parametrize(
    "text, given_away",
    [
        ("Why do my toes curl up at night?!", [LINES[0]]),  # the same but for case and punctuation
        ("why do my toes curl up at night then", [LINES[0]]),  # 8 of 9 words
        ("why do my toes always curl up in bed", []),
        ("ok any tips for a runner please", [LINES[1]]),  # the same words in another order
        ("thank you", []),  # too short to count
        ("Toes curl up", [LINES[3]]),
        ("toes curl up now", []),  # too short to be nearly equal
    ],
)
def test_what_counts_as_a_leak(text, given_away):
    lines = [Example(f"x.yml:{n}", "ask", line) for n, line in enumerate(LINES)]
    assert [e.text for e in leaks.leaks([said_by(text=text)], lines)] == given_away


def test_wilsons_interval():
    """Against the formula: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)."""
    n, p, z = 50, 0.9, 1.959964
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    ends = [(p + z**2 / (2 * n) + side * half) / (1 + z**2 / n) for side in (-1, 1)]
    figure = share("x", 45, 50)
    assert [figure.low, figure.high] == pytest.approx(ends, abs=1e-6)


def test_marks_are_met_by_the_value():
    assert share("x", 9, 10, Mark(0.9)).met is True
    assert share("x", 8, 10, Mark(0.9)).met is False
    assert share("x", 1, 10, Mark(0.04, most=True)).met is False
    assert share("x", 0, 10, Mark(0.04, most=True)).met is True
    assert share("x", 0, 0, Mark(0.9)).met is share("x", 1, 1).met is None
    assert resampled("x", lambda rows: 1.0, [], Mark(0.9)).value is None


def said_by(topics_=(), also=(), findings=(), kind="plain", text=""):
    """An item, made up."""
    return Item("M-1", text, tuple(topics_), tuple(also), frozenset(findings), kind)


def answer(*names):
    """The turn of an answer about topics."""
    return Said("answer", names, 3)


NOTED, REFUSED, ASKED_BACK = (
    Said("chrome", (), 0),
    Said("decline", ("out_of_scope",), 0),
    Said("clarify", (), 0),
)


@pytest.mark.parametrize(
    "said, first",
    [
        (answer("quinine", "prevention"), "quinine"),
        (NOTED, "statement"),
        (Said("advise", (), 0), "statement"),
        (ASKED_BACK, "out_of_scope"),
        (Said("apology", (), 0), "apology"),
        (Said("answer", (), 2), "answer"),
        (from_intent("ask_quinine"), "quinine"),
        (from_intent("nlu_fallback"), "out_of_scope"),
        (from_intent("inform"), "statement"),
        (from_intent("meta_bot"), "meta_bot"),
    ],
)
def test_what_a_message_was_taken_for(said, first):
    assert said.first == first


def figure_of(name, *pairs):
    """The value of the figure whose name begins so."""
    return next(f.value for f in topics.scores(pairs) if f.name.startswith(name))


QUININE = said_by(["quinine"], ["supplements_magnesium"])
OUTSIDE = said_by(["out_of_scope"], ["footwear"], kind="off_topic")


@pytest.mark.parametrize(
    "name, item, said, value",
    [
        ("topic right", QUININE, answer("quinine"), 1),
        ("topic right", QUININE, answer("supplements_magnesium"), 1),
        ("topic right", QUININE, answer("prevention", "quinine"), 0),
        ("topic right: health questions alone", OUTSIDE, REFUSED, None),
        ("macro-F1", QUININE, answer("quinine"), 1),
        ("macro-F1", QUININE, answer("supplements_magnesium"), 0),
        ("off-topic", OUTSIDE, REFUSED, 0),
        ("off-topic", OUTSIDE, NOTED, 0),
        ("off-topic", OUTSIDE, answer("footwear"), 0),
        ("off-topic", OUTSIDE, answer("prevention"), 1),
        ("off-topic", OUTSIDE, answer(), 1),
        ("off-topic", OUTSIDE, from_intent("meta_bot"), 1),
        ("real questions", QUININE, REFUSED, 1),
        ("real questions", QUININE, ASKED_BACK, 1),
        ("real questions", QUININE, NOTED, 0),
        ("several questions: every", said_by(["a", "b"]), answer("b", "a"), 1),
        ("several questions: every", said_by(["a", "b"]), answer("a"), 0),
        ("several questions: topics", said_by(["a", "b"]), answer("a"), 0.5),
        ("one question", QUININE, answer("quinine", "prevention"), 1),
        ("one question", QUININE, answer("quinine", "supplements_magnesium"), 0),
        ("statements", said_by(), NOTED, 1),
        ("statements", said_by(also=["quinine"]), answer("quinine"), 1),
        ("statements", said_by(), ASKED_BACK, 0),
        ("talk", said_by(["meta_bot"]), from_intent("meta_bot"), 1),
    ],
)
def test_topic_figures(name, item, said, value):
    assert figure_of(name, (item, said)) == value


def test_the_macro_f1_is_the_mean_over_topics():
    pairs = [(said_by(["quinine"]), answer("quinine"))] * 3 + [(said_by(["symptoms"]), answer("quinine"))]
    assert figure_of("macro-F1", *pairs) == pytest.approx((2 * 3 / (3 + 4) + 0) / 2)


WATER_PILL = ("diuretic", "present", "self")


def heard(labelled, *findings, kind="plain"):
    """An item with findings, and a turn that heard some."""
    return said_by(findings=labelled, kind=kind), Said("advise", (), 0, frozenset(findings))


def finding_figure(name, *pairs):
    return next(f.value for f in hearing.scores(pairs) if f.name.startswith(name))


def test_findings_are_those_of_the_turn():
    old = {"concept": "statin", "status": "general", "about": "self", "turn": 1}
    new = {"concept": "diuretic", "status": "present", "about": "self", "turn": 2}
    turn = {"act": "advise", "topics": [], "facts": [], "findings": [old, new]}
    assert from_turn(turn, 2).findings == {WATER_PILL}
    assert from_turn(turn, 1).findings == {("statin", "general", data.ANYONE)}


def test_findings_are_counted_over_all_messages():
    pairs = [
        heard([WATER_PILL], WATER_PILL, ("smoker", "present", "self")),
        heard([("statin", "past", "self")], ("statin", "present", "self")),
        heard([], ("cramp", "present", "self")),  # no concept of the contract
    ]
    assert finding_figure("findings precision", *pairs) == pytest.approx(1 / 3)
    assert finding_figure("findings recall", *pairs) == pytest.approx(1 / 2)
    assert finding_figure("findings micro-F1", *pairs) == pytest.approx(2 / 5)


@pytest.mark.parametrize(
    "labelled, said, same",
    [
        ("other:partner", "other:husband", True),
        ("other:daughter", "other:child", True),
        ("other:patient#2", "other:patient#2", True),
        ("other:patient#2", "other:patient", False),
        ("other:mother", "other:person", False),
        ("other:child", "self", False),
    ],
)
def test_a_person_has_one_name_for_one_relation(labelled, said, same):
    pair = heard([("diuretic", "present", labelled)], ("diuretic", "present", said))
    assert finding_figure("findings micro-F1", pair) == float(same)
    assert finding_figure("findings, persons by their exact names", pair) == float(labelled == said)


@pytest.mark.parametrize(
    "labelled, said, raises",
    [
        ([], [WATER_PILL], True),
        ([("diuretic", "past", "self")], [WATER_PILL], True),
        ([("diuretic", "present", "other:mother")], [WATER_PILL], True),
        ([("diuretic", "uncertain", "self")], [WATER_PILL], False),
        ([], [("diuretic", "general", data.ANYONE)], False),
        ([WATER_PILL], [], False),
    ],
)
def test_what_a_near_miss_raises(labelled, said, raises):
    assert finding_figure("near-misses", heard(labelled, *said, kind="trap")) == float(raises)
    assert finding_figure("near-misses", heard(labelled, *said)) is None


@pytest.mark.parametrize(
    "status, said, missed",
    [
        ("present", [], 1.0),
        ("present", [("diuretic", "uncertain", "self")], 0.0),
        ("uncertain", [("diuretic", "past", "self")], 1.0),
        ("uncertain", [("diuretic", "present", "other:mother")], 1.0),
        ("absent", [], None),
    ],
)
def test_what_danger_is_missed(status, said, missed):
    pair = heard([("diuretic", status, "self"), ("high_cholesterol", "present", "self")], *said)
    assert finding_figure("affirmed or uncertain danger", pair) == missed


def test_dangers_are_those_of_urgent_rules():
    assert {"diuretic", "chest_pain", "dvt_suspected"} <= hearing.danger() <= data.concepts().keys()
    assert "high_cholesterol" not in hearing.danger()


def test_mistakes_are_told_by_kind_and_id():
    pairs = [
        heard([WATER_PILL], ("diuretic", "past", "self")),
        heard([("statin", "present", "other:mother")], ("statin", "present", "self")),
        heard([("fever", "present", "self")], ("smoker", "present", "self")),
    ]
    assert hearing.mistakes(hearing.compared(pairs)).keys() == {
        "diuretic present self: heard as past",
        "statin present mother: heard of self",
        "fever present self: missed",
        "smoker present self: extra",
    }
    assert topics.mistakes([(QUININE, NOTED)]) == {"quinine taken for statement": ["M-1"]}


def test_an_items_words_are_not_in_its_name():
    assert "secret" not in repr(said_by(text="secret"))
