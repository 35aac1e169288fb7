"""The classifier learns, is stored as numbers and names, and comes back the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.talk import NOT_UNDERSTOOD
from bot.nlu.questions import QuestionClassifier
from bot.policies.safety import SafetyPolicy
from tests.nlu.conftest import Talk

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("questions")
EXAMPLES = {
    "ask_quinine": ["does quinine help", "is tonic water any good", "can i take quinine", "quinine tablets"],
    "ask_footwear": ["which shoes are best", "do shoes matter", "can my shoes cause it", "arch supports"],
    "ask_night_cramps": ["why at night", "cramps in bed", "i wake up with cramp at night", "night cramps"],
    "meta_thanks": ["thank you", "thanks a lot", "cheers", "many thanks"],
}
ASKED = [
    "is quinine safe",
    "my shoes hurt",
    "every night in bed",
    "ta very much",
    "zzz qqq xxx",
    "shoes at night?",
]


def trained(folder: Path, examples: dict[str, list[str]]) -> QuestionClassifier:
    folder.mkdir(exist_ok=True)
    config = QuestionClassifier.get_default_config()
    made = QuestionClassifier.create(config, LocalModelStorage(folder), RESOURCE, CONTEXT)
    messages = [Message.build(text=t, intent=i) for i, texts in examples.items() for t in texts]
    made.train(TrainingData(messages))
    return made


def loaded(folder: Path, **config: Any) -> QuestionClassifier:
    values = {**QuestionClassifier.get_default_config(), **config}
    return QuestionClassifier.load(values, LocalModelStorage(folder), RESOURCE, CONTEXT)


def classify(classifier: QuestionClassifier, text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    message = classifier.process([Message({"text": text})])[0]
    return message.get("intent"), message.get("intent_ranking")


def test_what_was_learned_comes_back_from_disk_the_same(tmp_path: Path) -> None:
    before = trained(tmp_path, EXAMPLES)
    after = loaded(tmp_path)
    assert [classify(after, t) for t in ASKED] == [classify(before, t) for t in ASKED]
    assert [classify(after, t)[0]["name"] for t in ASKED[:3]] == [
        "ask_quinine",
        "ask_footwear",
        "ask_night_cramps",
    ]


def test_training_twice_gives_the_same_ranking(tmp_path: Path) -> None:
    first, second = trained(tmp_path / "a", EXAMPLES), trained(tmp_path / "b", EXAMPLES)
    assert [classify(first, t) for t in ASKED] == [classify(second, t) for t in ASKED]


def test_a_ranking_is_ordered_and_led_by_the_intent(tmp_path: Path) -> None:
    intent, ranking = classify(trained(tmp_path, EXAMPLES), "is quinine safe")
    confidences = [r["confidence"] for r in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert ranking[0] == intent
    assert {r["name"] for r in ranking} == set(EXAMPLES)
    assert sum(confidences) == pytest.approx(1, abs=0.001)


def test_nothing_stored_is_a_pickle(tmp_path: Path) -> None:
    trained(tmp_path, EXAMPLES)
    kinds = {p.suffix for p in tmp_path.rglob("*") if p.is_file()}
    assert kinds == {".npz", ".json"}


@pytest.mark.parametrize("text", ["", "   ", "?", "\u200b", "🦵"])
def test_a_text_without_words_is_not_understood(tmp_path: Path, text: str) -> None:
    many = {f"ask_{n}": [f"word{n} one", f"word{n} two"] for n in range(30)}
    trained(tmp_path, many)
    assert classify(loaded(tmp_path), text)[0]["name"] == NOT_UNDERSTOOD


def test_what_is_too_weak_to_count_is_not_understood_and_keeps_its_guesses(tmp_path: Path) -> None:
    trained(tmp_path, EXAMPLES)
    intent, ranking = classify(loaded(tmp_path, threshold=1.0), "shoes at night?")
    assert intent["name"] == NOT_UNDERSTOOD
    assert {"ask_footwear", "ask_night_cramps"} <= {r["name"] for r in ranking}


@pytest.mark.parametrize("examples", [{}, {"ask_quinine": ["does quinine help"]}], ids=["none", "one intent"])
def test_too_little_to_learn_from_is_not_understood(tmp_path: Path, examples: dict[str, list[str]]) -> None:
    trained(tmp_path, examples)
    assert classify(loaded(tmp_path), "does quinine help") == (
        {"name": NOT_UNDERSTOOD, "confidence": 1.0},
        [],
    )


DANGERS = {
    "i take a water pill": "urgent",
    "im on furosemide and my heart is racing": "emergency",
    "my calf hurts when i walk and stops when i stand still": "see_doctor",
    "do water pills cause cramps?": "none",
    "no water pills": "none",
    "thank you": "none",
}


def test_a_scrambled_classifier_changes_no_verdict(
    tmp_path: Path, domain: Domain, policy: SafetyPolicy
) -> None:
    names = list(EXAMPLES)
    shuffled = dict(zip(names[1:] + names[:1], EXAMPLES.values(), strict=True))
    right, wrong = trained(tmp_path / "a", EXAMPLES), trained(tmp_path / "b", shuffled)
    assert classify(right, "is quinine safe")[0] != classify(wrong, "is quinine safe")[0]
    for text, level in DANGERS.items():
        for classifier in (right, wrong):
            talk = Talk(domain)
            parsed = classifier.process([talk.hear(text)])[0].as_dict()
            talk.tracker.update(UserUttered(text, parsed["intent"], parsed["entities"], parse_data=parsed))
            prediction = policy.predict_action_probabilities(talk.tracker, domain)
            talk.tracker.update_with_events(prediction.events, domain)
            assert talk.state.verdict.level == level
