"""Names that are almost alike, of which one may be a slip of the pen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LETTERS_MIN: Final = 4
"""Shorter names differ in a letter because they are different."""

_DIGITS: Final = re.compile(r"[\d_-]+")


def slips(uses: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Each name that is used once, and is one letter away from one that is used more often.

    Names that differ in figures only, as ``violin-1`` and ``violin-2`` do, are a series. Takes
    time as all letters together, however many names there are.
    """
    near: dict[str, list[str]] = {}
    for name, count in uses.items():
        if count > 1:
            for form in _shorter(name):
                near.setdefault(form, []).append(name)
    for name, count in uses.items():
        if count > 1 or len(name) < _LETTERS_MIN:
            continue
        others = (other for form in _shorter(name) for other in near.get(form, ()))
        meant = next((other for other in others if _slip(name, other)), None)
        if meant is not None:
            yield name, meant


def _shorter(name: str) -> Iterator[str]:
    """The name, and the name without any one of its letters."""
    yield name
    yield from (name[:at] + name[at + 1 :] for at in range(len(name)))


def _slip(name: str, other: str) -> bool:
    """Whether two names differ, and more than in their figures."""
    return name != other and _DIGITS.sub("", name) != _DIGITS.sub("", other)
