"""Finding phrases in a message: whole words, with alternatives and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span

from bot.language.lexicon import gapped_patterns, plain_phrases


class Phrases:
    """Labelled phrases as the lexicon writes them ("a/b" either, "..." a few words between)."""

    def __init__(self, nlp: Language, labelled: Mapping[str, Iterable[str]]) -> None:
        self._plain = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._gapped = Matcher(nlp.vocab)
        for label, phrases in labelled.items():
            words = list(phrases)
            docs = [nlp.make_doc(p) for p in plain_phrases(words)]
            if docs:
                self._plain.add(label, docs)
            patterns = gapped_patterns(words)
            if patterns:
                self._gapped.add(label, patterns, greedy="LONGEST")

    def find(self, doc: Doc) -> list[Span]:
        """Every match, overlapping ones too, labelled."""
        return [Span(doc, s, e, label=i) for i, s, e in (*self._plain(doc), *self._gapped(doc))]
