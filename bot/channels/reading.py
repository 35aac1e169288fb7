"""What a vendor's request holds, read with care: any value may be anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl


class Malformed(ValueError):
    """A genuine request that is not what the vendor's documentation says."""


def json_object(body: bytes | str) -> Mapping[str, Any]:
    """The JSON object that a body is.

    Raises:
        Malformed: it is none.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("it is no JSON") from None
    if not isinstance(data, dict):
        raise Malformed("it is no JSON object")
    return data


def form(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form, empty ones too.

    Raises:
        Malformed: it is no form.
    """
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), errors="strict")
    except ValueError:
        raise Malformed("it is no form") from None


def mapping(value: Any) -> Mapping[str, Any]:
    """A JSON object; empty where the value is none."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a JSON array; none where the value is no array."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def text_in(value: Any) -> str:
    """A text; empty where the value is none."""
    return value if isinstance(value, str) else ""


def about(name: str, value: Any) -> str:
    """A name that the vendor gives, as text.

    Raises:
        Malformed: it is not there.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise Malformed(f"{name} is missing")
    return str(value)
