"""Which question was asked: a linear classifier over words, characters and lexicon concepts.

Character and word n-grams weighted by TF-IDF, with the names of the lexicon's concepts added as
words, into one logistic regression per intent. Stored as numbers and names, never as pickles.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.core.talk import NOT_UNDERSTOOD
from bot.language import normalise
from bot.serve import House, house

_RANKING = 5
_CHARACTERS: dict[str, Any] = {
    "analyzer": "char_wb",
    "ngram_range": (2, 4),
    "sublinear_tf": True,
    "min_df": 2,
}
_WORDS: dict[str, Any] = {"ngram_range": (1, 2), "sublinear_tf": True, "token_pattern": r"(?u)\S+"}


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class QuestionClassifier(GraphComponent):
    """Predicts the intent and says ``nlu_fallback`` when no intent stands out."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """C: the inverse strength of regularisation. sharpness: how far apart margins become in
        confidence. threshold: the confidence below which a message counts as not understood."""
        return {"C": 1.0, "sharpness": 3.0, "threshold": 0.12}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, parts: House
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource, self._house = model_storage, resource, parts
        self._vectorizers: list[TfidfVectorizer] = []
        self._labels: list[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource, house())

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when the lexicon changed: its concepts are features."""
        return house().content.digest

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and store what was learned."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [self._spell(str(e.get(TEXT))) for e in examples]
        intents = [str(e.get(INTENT)) for e in examples]
        if len(set(intents)) > 1:
            self._vectorizers = [TfidfVectorizer(**_CHARACTERS), TfidfVectorizer(**_WORDS)]
            features = hstack([v.fit_transform(texts) for v in self._vectorizers]).tocsr()
            machine = LinearSVC(C=self._config["C"], class_weight="balanced", random_state=0).fit(
                features, intents
            )
            self._labels = [str(c) for c in machine.classes_]
            self._weights = machine.coef_.astype(np.float32)
            self._bias = machine.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages with intent and ranking set."""
        for message in messages:
            ranking = self._rank(str(message.get(TEXT) or ""))
            best: dict[str, Any] = ranking[0] if ranking else {"name": NOT_UNDERSTOOD, "confidence": 1.0}
            confidence = best["confidence"]
            if confidence < self._config["threshold"]:
                best = {"name": NOT_UNDERSTOOD, "confidence": round(1.0 - confidence, 4)}
            message.set(INTENT, best, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _rank(self, text: str) -> list[dict[str, Any]]:
        if not self._labels:
            return []
        features: csr_matrix = hstack([v.transform([self._spell(text)]) for v in self._vectorizers]).tocsr()
        margins = (features @ self._weights.T).ravel() + self._bias if features.nnz else self._bias * 0
        scores = np.exp(self._config["sharpness"] * (margins - margins.max()))
        scores /= scores.sum()
        order = np.argsort(-scores)[:_RANKING]
        return [{"name": self._labels[i], "confidence": round(float(scores[i]), 4)} for i in order]

    def _spell(self, text: str) -> str:
        """The text as the vectorizers see it: normalised, with the concepts it names."""
        concepts = " ".join(f"@{c}" for c in self._house.ears.concepts_in(text))
        return f"{normalise(text).text} {concepts}"

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "weights.npz", weights=self._weights, bias=self._bias)
            learned = [{"terms": _terms(v), "idf": [float(i) for i in v.idf_]} for v in self._vectorizers]
            text = json.dumps({"labels": self._labels, "vectorizers": learned})
            (folder / "vocabulary.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """The classifier as it was trained."""
        made = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            made._read(folder)
        return made

    def _read(self, folder: Path) -> None:
        learned = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "weights.npz", allow_pickle=False)
        self._labels, self._weights, self._bias = learned["labels"], arrays["weights"], arrays["bias"]
        shapes = [_CHARACTERS, _WORDS][: len(learned["vectorizers"])]
        self._vectorizers = [_vectorizer(s, v) for s, v in zip(shapes, learned["vectorizers"], strict=True)]


def _terms(vectorizer: TfidfVectorizer) -> list[str]:
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)


def _vectorizer(shape: dict[str, Any], learned: dict[str, Any]) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(**shape, vocabulary={t: i for i, t in enumerate(learned["terms"])})
    vectorizer.idf_ = np.array(learned["idf"])
    return vectorizer
