"""Learned and ruled stay apart: whatever the classifier believes, the verdict is the house's own."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.model import State, Verdict
from bot.nlu.questions import QuestionClassifier
from bot.policies.safety import SafetyPolicy
from bot.serve import house
from tests.nlu.conftest import Talk

NOW = 1.8e9
EXAMPLES = {
    "ask_quinine": ["does quinine work", "is tonic water worth it", "quinine for cramps?"],
    "ask_footwear": ["what shoes should i buy", "are flat shoes bad", "do insoles do anything"],
    "ask_night_cramps": ["why do they come at night", "cramp in bed again", "what wakes my calf at night"],
    "ask_stretching": ["how do i stretch a calf", "which stretches are good", "stretching before bed"],
    "inform": ["my calf cramps", "i take tablets for my heart", "my leg hurts", "my foot is sore"],
    "meta_thanks": ["thank you", "cheers mate", "that is kind"],
    "meta_greet": ["hello", "good morning", "hi there"],
    "out_of_scope": ["what is the weather like", "tell me a joke", "fix my printer", "best pizza in town"],
}
# One message for each rule, from its own examples.
DANGERS = {rule: examples["fires"][0] for rule, examples in house().content.examples.items()}
SMALL_TALK = "thank you, tell me a joke"


def trained(folder: Path, seed: int | None) -> QuestionClassifier:
    """A classifier trained on the examples, their labels dealt out by chance if there is a seed."""
    folder.mkdir()
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    texts, labels = [t for t, _ in pairs], [i for _, i in pairs]
    if seed is not None:
        random.Random(seed).shuffle(labels)
    made = QuestionClassifier.create(
        QuestionClassifier.get_default_config(),
        LocalModelStorage(folder),
        Resource("questions"),
        ExecutionContext(GraphSchema({})),
    )
    made._asker._second = None  # the second ear is no part of Rasa's model, and does not get scrambled
    made.train(TrainingData([Message.build(text=t, intent=i) for t, i in zip(texts, labels, strict=True)]))
    return made


@pytest.fixture(scope="module")
def classifiers(tmp_path_factory: pytest.TempPathFactory) -> list[QuestionClassifier]:
    """One that learned what is right, then three that learned nonsense."""
    folder = tmp_path_factory.mktemp("classifiers")
    return [trained(folder / str(seed), seed) for seed in (None, 1, 2, 3)]


def through(
    classifier: QuestionClassifier, policy: SafetyPolicy, domain: Domain, *texts: str
) -> tuple[Verdict, str]:
    """The verdict that a conversation carries after these messages, and the last intent."""
    talk = Talk(domain)
    intent = ""
    for text in texts:
        parsed = classifier.process([talk.hear(text)])[0].as_dict()
        intent = parsed["intent"]["name"]
        talk.tracker.update(UserUttered(text, parsed["intent"], parsed["entities"], parse_data=parsed))
        prediction = policy.predict_action_probabilities(talk.tracker, domain)
        talk.tracker.update_with_events(prediction.events, domain)
    return talk.state.verdict, intent


def alone(*texts: str) -> Verdict:
    """The verdict of the house, without Rasa."""
    state = State()
    for text in texts:
        state, _ = house().listen(text, state, NOW)
    return state.verdict


@pytest.mark.parametrize("rule", DANGERS)
def test_danger_is_judged_alike_by_whatever_classifier(
    rule: str, classifiers: list[QuestionClassifier], policy: SafetyPolicy, domain: Domain
) -> None:
    text = DANGERS[rule]
    expected = alone(text)
    assert rule in {f.rule for f in expected.fired}
    for classifier in classifiers:
        assert through(classifier, policy, domain, text)[0] == expected


@pytest.mark.parametrize("rule", [r for r in DANGERS if house().content.rules[r].level == "emergency"])
def test_an_emergency_stands_through_small_talk_by_whatever_classifier(
    rule: str, classifiers: list[QuestionClassifier], policy: SafetyPolicy, domain: Domain
) -> None:
    expected = alone(DANGERS[rule], SMALL_TALK)
    assert expected.level == alone(DANGERS[rule]).level != "none"
    for classifier in classifiers:
        assert through(classifier, policy, domain, DANGERS[rule], SMALL_TALK)[0] == expected


def test_the_classifiers_do_differ(
    classifiers: list[QuestionClassifier], policy: SafetyPolicy, domain: Domain
) -> None:
    intents = [[through(c, policy, domain, t)[1] for t in DANGERS.values()] for c in classifiers]
    for scrambled in intents[1:]:
        different = sum(a != b for a, b in zip(intents[0], scrambled, strict=True))
        assert different > len(DANGERS) / 2
