"""The parts of a JSON Schema (draft 2020-12), each with the words an editor shows for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from rig.notation.document import RIG_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Schema: TypeAlias = "dict[str, object]"

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_VERSION: Final[Schema] = {
    "type": "integer",
    "title": "Version",
    "description": "The version of the notation, on the first line of every file.",
    "minimum": 1,
    "maximum": RIG_VERSION,
    "examples": [RIG_VERSION],
}


def text(title: str, told: str, pattern: str, *examples: str) -> Schema:
    """A text that is written after a pattern; an empty pattern is for any text."""
    return _told("string", title, told, examples) | ({"pattern": pattern} if pattern else {})


def choice(title: str, told: str, words: Iterable[str], *patterns: str) -> Schema:
    """One of some words, which an editor offers; or a text after one of some patterns."""
    known = list(words)
    offered: Schema = {"enum": known}
    any_of: Schema = {"anyOf": [offered, *({"pattern": pattern} for pattern in patterns)]}
    return _told("string", title, told, known[:1]) | (any_of if patterns else offered)


def table(
    title: str, told: str, keys: Mapping[str, Schema], required: tuple[str, ...] = ()
) -> Schema:
    """A table whose keys are known."""
    return _told("object", title, told) | {
        "properties": dict(keys),
        "required": list(required),
        "additionalProperties": False,
    }


def named(title: str, told: str, each: Schema, names: str = "") -> Schema:
    """A table whose keys a player chooses, after a pattern or freely, each for the same."""
    pattern = {"propertyNames": {"pattern": names}} if names else {}
    return _told("object", title, told) | {"additionalProperties": each} | pattern


def many(title: str, told: str, each: Schema) -> Schema:
    """A list of the same."""
    return _told("array", title, told) | {"items": each}


def either(title: str, told: str, *ways: Schema) -> Schema:
    """What is written in one of some ways."""
    return {"title": title, "description": told, "anyOf": list(ways)}


def file(
    title: str, told: str, keys: Mapping[str, Schema], required: tuple[str, ...] = ()
) -> Schema:
    """A whole file."""
    top = table(title, told, {"rig": _VERSION, **keys}, ("rig", *required))
    return {"$schema": DIALECT} | top


def _told(kind: str, title: str, told: str, examples: Iterable[str] = ()) -> Schema:
    said: Schema = {"type": kind, "title": title, "description": told}
    shown = list(examples)
    return said | ({"examples": shown} if shown else {})
