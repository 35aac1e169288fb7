"""From a message to mentions: match the lexicon, then read each mention in its context."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import spacy
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from bot.core.model import SELF, Heard, Status
from bot.language import context, joining
from bot.language.ear import Ear, Sensed
from bot.language.foreign import Foreign
from bot.language.fuzzy import Misspellings
from bot.language.lexicon import Lexicon
from bot.language.normalise import WORD, Normalised, normalise
from bot.language.phrases import Phrases
from bot.language.respelling import Respelling

logger = logging.getLogger(__name__)

_CACHED = 8
"""Texts kept as found: the same message is asked for its findings, then for the concepts in it."""

_Found = tuple[Normalised, Doc, list[tuple[int, int]], list[Span]]
"""A text normalised, its words, where each stands in the normalised text, and the mentions in them."""

_ANSWERS: dict[str, Status] = {"yes": "present", "no": "absent", "unsure": "uncertain"}


@dataclass(frozen=True)
class Hearing:
    """What one message said: its mentions, whom it turns to, a bare yes, no or unsure, whether it is in
    another language than English, and whether it is a command (`bot.language.commands`)."""

    text: Normalised
    heard: tuple[Heard, ...]
    focus: str
    answer: str | None = None
    foreign: bool = False
    command: bool = False


class _Tokenizer:
    """Words, spelt right, and single marks; the text comes normalised, so nothing needs exceptions."""

    def __init__(self, vocab: Vocab, respell: Respelling) -> None:
        self.vocab = vocab
        self.respell = respell

    def __call__(self, text: str) -> Doc:
        found = list(WORD.finditer(text))
        spaces = [n.start() > m.end() for m, n in zip(found, found[1:], strict=False)] + [False]
        return Doc(self.vocab, words=[self.respell(m.group()) for m in found], spaces=spaces[: len(found)])


_BRIEF, _BRIEF_SURE = 2, 0.5
"""In so few words the second ear counts only where it is as sure: "goodbye" alone is a goodbye."""
_TELLS = 16
"""From so many words and marks on the second ear may rule out what care today rests on; of less it knows too
little: "graze on my shin"."""


class Ears:
    """Hears findings in messages: by rules, and with the second ear where there is one.

    Deterministic; holds no state of a conversation.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        ear: Ear | None = None,
        danger: frozenset[str] = frozenset(),
        serious: frozenset[str] = frozenset(),
    ) -> None:
        """``danger`` are the concepts that an emergency or a crisis may rest on, ``serious`` those and what
        care today may rest on."""
        self.lexicon = lexicon
        self._ear, self._danger, self._serious = ear, danger, serious
        self._nlp = spacy.blank("en")
        self._nlp.tokenizer = _Tokenizer(self._nlp.vocab, Respelling(lexicon.misspelt, lexicon.vocabulary))
        self._entries = {e.concept.id: e for e in lexicon.entries}
        loud = {e.concept.id: e.words for e in lexicon.entries}
        quiet = {f"quiet:{e.concept.id}": e.quiet for e in lexicon.entries}
        denied = {f"denied:{e.concept.id}": e.denied for e in lexicon.entries}
        self._phrases = Phrases(lexicon.spelling, {**loud, **quiet, **denied})
        self._misspellings = _misspellings(lexicon)
        self._context = context.Reader(lexicon)
        self._foreign = Foreign(lexicon.vocabulary)
        self._found = lru_cache(maxsize=_CACHED)(self._find)

    def hear(self, text: str, *, focus: str = SELF, asked: str | None = None) -> Hearing:
        """The mentions in a message.

        Args:
            text: the message as typed, of any length.
            focus: the person whom the talk is about so far.
            asked: the concept that the last reply asked about; a bare yes, no or name is
                read as its answer.
        """
        clean, doc, places, found = self._found(text)
        spans = [s for s in found if self._cased_right(s, text, clean, places)]
        foreign = self._foreign(clean.text)
        sensed, likely = self._sensed(clean) if not foreign else ([], {})  # it learned English alone
        mentions = joining.mentions(doc, spans, sensed, places)
        kept = self._danger if len(doc) >= _TELLS else self._serious
        mentions = joining.believed(mentions, likely, kept)
        reading = self._context.read(doc, [m.span for m in mentions], focus=focus)
        answer = self._answer(doc)
        words = frozenset(t.lower_ for t in doc)
        heard = []
        for index, ruled in reading.meanings:
            span = mentions[index].span
            danger = span.label_ in self._danger
            meaning = joining.judged(mentions[index], ruled, focus, words, danger=danger)
            bare = asked == span.label_ and len(doc) <= len(span) + 3
            start, end = clean.original_span(places[span.start][0], places[span.end - 1][1])
            if _key(span) in doc.user_data and meaning.status in {"present", "uncertain"}:
                meaning = replace(meaning, status="absent")
            heard.append(self._mention(span.label_, meaning, start, end, bare))
        heard += self._denied_wholes(heard)
        if answer and asked and not any(h.concept == asked for h in heard):
            heard.append(Heard(asked, _ANSWERS[answer], focus, 0, len(text)))
        return Hearing(clean, tuple(heard), reading.focus, answer, foreign)

    def intents(self, text: str) -> dict[str, float]:
        """How likely a text asks or says each intent, by the second ear; nothing without one."""
        try:
            return self._ear.intents(normalise(text).text) if self._ear else {}
        except Exception as error:  # whatever it is, the classifier goes on alone
            logger.error("The second ear failed (%s).", type(error).__name__)
            return {}

    def _sensed(self, clean: Normalised) -> tuple[list[Sensed], dict[str, float]]:
        """What the second ear senses, and how likely it finds each concept; nothing, and a line in the log,
        where it fails: the rules hear on."""
        if self._ear is None or not any(c.isalnum() for c in clean.text):  # marks alone say nothing
            return [], {}
        try:
            sensed, likely = self._ear.sense(clean.text), self._ear.likely(clean.text)
        except Exception as error:  # whatever it is, hearing goes on
            logger.error("The second ear failed (%s): the rules hear alone.", type(error).__name__)
            return [], {}
        least = _BRIEF_SURE if len(clean.text.split()) <= _BRIEF else 0.0
        known = [s for s in sensed if s.concept in self._entries and s.sure >= least]
        return joining.settled(known), likely

    def concepts_in(self, text: str) -> list[str]:
        """The concepts that a text names, however they are meant, in order and each once."""
        return list(dict.fromkeys(s.label_ for s in self._found(text)[3]))

    def _find(self, text: str) -> _Found:
        clean = normalise(text)
        doc = self._nlp(clean.text)
        return clean, doc, [m.span() for m in WORD.finditer(clean.text)], self._mentions(doc)

    def _mentions(self, doc: Doc) -> list[Span]:
        """The longest mention of each concept at each place, without those in quiet phrases."""
        loud: dict[str, list[Span]] = {}
        quiet: dict[str, set[int]] = {}
        for span in (*self._phrases.find(doc), *self._misspelt(doc)):
            manner, _, label = span.label_.rpartition(":")
            if manner == "quiet":
                quiet.setdefault(label, set()).update(range(span.start, span.end))
                continue
            if manner == "denied":
                span = Span(doc, span.start, span.end, label=label)
                doc.user_data[_key(span)] = True
            loud.setdefault(label, []).append(span)
        kept = [
            span
            for label, found in loud.items()
            for span in filter_spans(
                s for s in found if not quiet.get(label, set()).issuperset(range(s.start, s.end))
            )
        ]
        kept = [s for s in kept if not self._swallowed(s, kept)]
        return sorted(kept, key=lambda s: (s.start, s.end))

    def _swallowed(self, span: Span, all_: Sequence[Span]) -> bool:
        """Whether a suspicion is only part of the naming of what it suspects ("blocked arteries"
        in "blocked arteries in my legs")."""
        return any(
            self._entries[o.label_].unsure_is == span.label_ != o.label_
            and o.start < span.end
            and span.start < o.end
            for o in all_
        )

    def _misspelt(self, doc: Doc) -> Iterator[Span]:
        """Long words that are a slip or two away from a medicine's name."""
        for token in doc:
            for concept in self._misspellings.meant(token.lower_) if len(token) > 5 else ():
                yield Span(doc, token.i, token.i + 1, label=concept)

    def _cased_right(self, span: Span, text: str, clean: Normalised, places: list[tuple[int, int]]) -> bool:
        """Short names that are also words count only in capitals ("PAD", not "pad")."""
        entry = self._entries[span.label_]
        if len(span) != 1 or span.text not in {c.lower() for c in entry.cased}:
            return True
        start, end = clean.original_span(*places[span.start])
        return text[start:end] in entry.cased

    def _mention(self, concept: str, meaning: context.Meaning, start: int, end: int, bare: bool) -> Heard:
        entry = self._entries[concept]
        status = meaning.status
        if bare and status in {"uncertain", "general"}:
            status = "present"
        if meaning.planned and entry.planned:
            concept, status = entry.planned, "present"
        elif status == "general" and entry.unsure_is:
            concept = entry.unsure_is  # what is asked about in general is nobody's known illness
        elif status == "uncertain" and entry.unsure_is:
            concept, status = entry.unsure_is, "uncertain" if meaning.asked else "present"
        return Heard(
            concept, status, meaning.about, start, end, meaning.since_ago, meaning.ended_ago, meaning.corrects
        )

    def _denied_wholes(self, heard: Sequence[Heard]) -> list[Heard]:
        """What follows from a denied part: without pain on walking there is no claudication."""
        telling = self.lexicon.telling
        said = {(h.concept, h.about) for h in heard}
        return [
            Heard(telling[h.concept], h.status, h.about, h.start, h.end)
            for h in heard
            if h.status in {"absent", "past"}
            and h.concept in telling
            and (telling[h.concept], h.about) not in said
        ]

    def _answer(self, doc: Doc) -> str | None:
        """A bare yes, no or unsure; also one that a mark sets off ("no, only ramipril")."""
        words = " ".join(t.text for t in doc if not t.is_punct).strip()
        mark = next((t.i for t in doc if t.is_punct), len(doc))
        first = doc[:mark].text
        for answer, phrases in self.lexicon.answers.items():
            if words in phrases or (first in phrases and answer != "unsure" and mark < len(doc)):
                return answer
        return None


def _key(span: Span) -> str:
    """Where a document notes that a mention denies itself ("walks without pain")."""
    return f"denied {span.label_} {span.start} {span.end}"


def _misspellings(lexicon: Lexicon) -> Misspellings:
    """Long single names of medicines; every word that the lexicon knows is spelt as meant."""
    names: dict[str, tuple[str, ...]] = {}
    for entry in lexicon.entries:
        for name in (n.lower() for n in entry.names if " " not in n and "/" not in n):
            names[name] = (*names.get(name, ()), entry.concept.id)
    return Misspellings(names, lexicon.vocabulary)
