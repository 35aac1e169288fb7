"""A receipt: what a reply was made from, by names only, enough to make it again byte for byte.

It never holds a word of the person's: content and rule digests, the ids that were said, the
register, the country, the findings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import advice, render
from bot.core.advice import Wording
from bot.core.answers import told_again
from bot.core.model import RedFlag, State
from bot.core.ports import Library


class CannotReplay(Exception):
    """A receipt that cannot be followed here; the text says why."""


@dataclass(frozen=True)
class Receipt:
    """What one reply was made from. ``said`` has one entry a message: an answer's ids, an
    advice's flags, or the name of a fixed response."""

    content: str
    rules: str
    state: Mapping[str, Any]
    said: tuple[Mapping[str, Any], ...]
    digest: str

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "content": self.content,
            "rules": self.rules,
            "state": dict(self.state),
            "said": [dict(s) for s in self.said],
            "digest": self.digest,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Receipt:
        """The receipt that `to_dict` wrote."""
        return cls(raw["content"], raw["rules"], raw["state"], tuple(raw["said"]), raw["digest"])


def digest(texts: Sequence[str]) -> str:
    """The digest of what was said, in order."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def rules_digest(rules_by_id: Mapping[str, RedFlag]) -> str:
    """The digest of the safety rules, 16 hexadecimal digits."""
    rules = [repr(_stable(rules_by_id[i])) for i in sorted(rules_by_id)]
    return hashlib.sha256("\n".join(rules).encode()).hexdigest()[:16]


def replay(
    receipt: Receipt, library: Library, wording: Wording, responses: Mapping[str, str]
) -> tuple[str, ...]:
    """The texts of the reply, made again.

    Raises:
        CannotReplay: the content or the rules are others now, or an id is gone.
    """
    if receipt.content != library.digest:
        raise CannotReplay(f"It was made from content {receipt.content}; here is {library.digest}.")
    if receipt.rules != rules_digest(library.rules):
        raise CannotReplay("It was made under other safety rules than those here.")
    state = State.from_dict(receipt.state)
    try:
        return tuple(_text(said, state, library, wording, responses) for said in receipt.said)
    except KeyError as error:
        raise CannotReplay(f"It names {error}, which does not exist here.") from error


def _text(
    said: Mapping[str, Any], state: State, library: Library, wording: Wording, responses: Mapping[str, str]
) -> str:
    if said["kind"] == "answer":
        return render.plain(told_again(said, state.register, library), library)
    if said["kind"] == "advice":
        made = advice.advise(state, wording, in_full=said["in_full"], why_at=said["why_at"])
        return render.advice(made, library) if made else ""
    return responses[said["name"]]


def _stable(rule: RedFlag) -> list[tuple[str, Any]]:
    values = vars(rule).items()
    return [
        (k, sorted(v) if isinstance(v, frozenset) else dict(v) if isinstance(v, Mapping) else v)
        for k, v in values
    ]
