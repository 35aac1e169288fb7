"""Which question was asked: `bot.language.asking` as a component of Rasa's pipeline."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core import wishes
from bot.core.talk import NOT_UNDERSTOOD, OUT_OF_SCOPE, QUESTIONS
from bot.language import parts
from bot.language.asking import Asked, Asker
from bot.serve import encoder, house

_OF_PEOPLE = frozenset({"present", "uncertain", "past"})
"""The statuses of findings that say something of a person."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class QuestionClassifier(GraphComponent):
    """Predicts the intent; says ``out_of_scope`` for what is none of ours, and ``nlu_fallback`` when no
    intent stands out."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """threshold: the confidence below which a message counts as not understood. gate: how likely
        off topic a message must be to count as such; gate_when_heard: the same where hearing found
        something said of a person, which is seldom small talk."""
        return {"threshold": 0.08, "gate": 0.4, "gate_when_heard": 0.5}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, asker: Asker
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource, self._asker = model_storage, resource, asker

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """An untrained classifier."""
        return cls(
            config, model_storage, resource, Asker(house().ears.concepts_in, encoder(), house().ears.intents)
        )

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train again when the lexicon changed, as its concepts are features, or the encoder came or went."""
        return f"{house().content.digest} {'with' if encoder() else 'without'} encoder"

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and store what was learned."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._asker.learn([str(e.get(TEXT)) for e in examples], [str(e.get(INTENT)) for e in examples])
        with self._storage.write_to(self._resource) as folder:
            self._asker.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages with intent, ranking and, where several things are asked, their questions set."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            asked = self._asker.ask(text) if self._asker.has_learned else Asked((), 0.0)
            several = parts.questions(text, self._asker) if self._asker.has_learned else ()
            heard = any(e.get("role") in _OF_PEOPLE for e in message.get(ENTITIES) or ())
            wish = wishes.INTENTS.get((message.get("charley") or {}).get("wish") or "")
            best = self._best(asked, several, self._config["gate_when_heard" if heard else "gate"])
            best = {"name": wish, "confidence": 1.0} if wish else best
            message.set(INTENT, best, add_to_output=True)
            ranking = [{"name": name, "confidence": round(sure, 4)} for name, sure in asked.ranking]
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(QUESTIONS, [] if wish else list(several), add_to_output=True)
        return messages

    def _best(self, asked: Asked, several: tuple[str, ...], gate: float) -> dict[str, Any]:
        known = dict(asked.ranking)
        if several:
            return {"name": several[0], "confidence": round(known.get(several[0], parts.SURE), 4)}
        if asked.off_topic >= gate:
            return {"name": OUT_OF_SCOPE, "confidence": round(asked.off_topic, 4)}
        ours = [(name, sure) for name, sure in asked.ranking if name != OUT_OF_SCOPE]
        name, sure = ours[0] if ours else (NOT_UNDERSTOOD, 0.0)
        if sure < self._config["threshold"]:
            return {"name": NOT_UNDERSTOOD, "confidence": round(1 - sure, 4)}
        return {"name": name, "confidence": round(sure, 4)}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """The classifier as it was trained.

        Raises:
            EncoderMissing: it was trained with another setting of the sentence encoder.
        """
        made = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            made._asker.load(folder)
        return made
