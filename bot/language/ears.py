"""From a message to mentions: match the lexicon, then read each mention in its context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import spacy
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from bot.core.model import SELF, Heard
from bot.language import context
from bot.language.lexicon import Entry, Lexicon, gapped_patterns, plain_phrases
from bot.language.normalise import Normalised, normalise

_WORDS = re.compile(r"[^\W_]+|[^\w\s]|_|\n")


@dataclass(frozen=True)
class Hearing:
    """What one message said: its mentions, whom it turns to, and a bare yes or no."""

    text: Normalised
    heard: tuple[Heard, ...]
    focus: str
    answer: str | None = None


class _Tokenizer:
    """Words and single marks; the text comes normalised, so nothing needs exceptions."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        found = list(_WORDS.finditer(text))
        spaces = [n.start() > m.end() for m, n in zip(found, found[1:], strict=False)] + [False]
        return Doc(self.vocab, words=[m.group() for m in found], spaces=spaces[: len(found)])


class Ears:
    """Hears findings in messages. Deterministic; holds no state of a conversation."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._nlp = spacy.blank("en")
        self._nlp.tokenizer = _Tokenizer(self._nlp.vocab)
        self._entries = {e.concept.id: e for e in lexicon.entries}
        self._phrases = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._gaps = Matcher(self._nlp.vocab)
        for entry in lexicon.entries:
            self._add(entry.concept.id, entry.words)
            self._add(f"quiet:{entry.concept.id}", entry.quiet)
        self._context = context.Reader(self._nlp, lexicon)

    def hear(self, text: str, *, focus: str = SELF, asked: str | None = None) -> Hearing:
        """The mentions in a message.

        Args:
            text: the message as typed, of any length.
            focus: the person whom the talk is about so far.
            asked: the concept that the last reply asked about; a bare yes, no or name is
                read as its answer.
        """
        clean = normalise(text)
        doc, starts = self._read(clean)
        spans = [s for s in self._mentions(doc) if self._cased_right(s, text, clean, starts)]
        reading = self._context.read(doc, spans, focus=focus)
        answer = self._bare_answer(doc)
        heard = []
        for span, meaning in zip(spans, reading.meanings, strict=True):
            if meaning is None:
                continue
            bare = asked == span.label_ and len(doc) <= len(span) + 3
            start, end = clean.original_span(
                starts[span.start], starts[span.end - 1] + len(doc[span.end - 1])
            )
            heard.append(self._mention(span.label_, meaning, start, end, bare))
        if answer and asked and not heard:
            heard.append(Heard(asked, "present" if answer == "yes" else "absent", focus, 0, len(text)))
        return Hearing(clean, tuple(heard), reading.focus, answer)

    def concepts_in(self, text: str) -> list[str]:
        """The concepts that a text names, however they are meant, in order and each once."""
        doc, _ = self._read(normalise(text))
        return list(dict.fromkeys(s.label_ for s in self._mentions(doc)))

    def _read(self, clean: Normalised) -> tuple[Doc, list[int]]:
        return self._nlp(clean.text), [m.start() for m in _WORDS.finditer(clean.text)]

    def _add(self, label: str, phrases: Iterable[str]) -> None:
        docs = [self._nlp.make_doc(p) for p in plain_phrases(phrases)]
        if docs:
            self._phrases.add(label, docs)
        patterns = gapped_patterns(phrases)
        if patterns:
            self._gaps.add(label, patterns, greedy="LONGEST")

    def _mentions(self, doc: Doc) -> list[Span]:
        """The longest mention of each concept at each place, without those in quiet phrases."""
        vocab = doc.vocab.strings
        spans = [Span(doc, s, e, label=i) for i, s, e in (*self._phrases(doc), *self._gaps(doc))]
        loud: dict[str, list[Span]] = {}
        quiet: dict[str, set[int]] = {}
        for span in spans:
            label = vocab[span.label]
            if label.startswith("quiet:"):
                quiet.setdefault(label[6:], set()).update(range(span.start, span.end))
            else:
                loud.setdefault(label, []).append(span)
        kept = [
            span
            for label, found in loud.items()
            for span in filter_spans(found)
            if not quiet.get(label, set()).issuperset(range(span.start, span.end))
        ]
        return sorted(kept, key=lambda s: (s.start, s.end))

    def _cased_right(self, span: Span, text: str, clean: Normalised, starts: list[int]) -> bool:
        """Short names that are also words count only in capitals ("PAD", not "pad")."""
        entry = self._entries[span.label_]
        if len(span) != 1 or span.text not in {c.lower() for c in entry.cased}:
            return True
        start, end = clean.original_span(starts[span.start], starts[span.start] + len(span.text))
        return text[start:end] in entry.cased

    def _mention(self, concept: str, meaning: context.Meaning, start: int, end: int, bare: bool) -> Heard:
        entry: Entry = self._entries[concept]
        status = meaning.status
        if bare and status == "uncertain":
            status = "present"
        if meaning.planned and entry.planned:
            concept, status = entry.planned, "present"
        elif status == "uncertain" and entry.unsure_is:
            concept, status = entry.unsure_is, "present"
        return Heard(
            concept, status, meaning.about, start, end, meaning.since_ago, meaning.ended_ago, meaning.corrects
        )

    def _bare_answer(self, doc: Doc) -> str | None:
        words = " ".join(t.text for t in doc if not t.is_punct).strip()
        for answer, phrases in self.lexicon.answers.items():
            if words in phrases:
                return answer
        return None
