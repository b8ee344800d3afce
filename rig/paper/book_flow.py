"""Strips of a book, one below the other, on pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.paper.ink import Words, line, moved
from rig.paper.letters import Face, clipped, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rig.paper.ink import Mark

WIDTH, HEIGHT = 210.0, 297.0
"""A4, standing."""
LEFT, RIGHT = 13.0, 197.0
TOP, BOTTOM = 25.0, 283.0
"""Between which strips lie."""
LEADING: Final = 0.48
"""Millimetres from line to line for a letter of one point."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands at one height across the page; its marks are counted from its upper edge."""

    height: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Strips that stay on one page where they can."""

    strips: tuple[Strip, ...]
    name: str = ""
    """What the page says in its head; as ``cue 3A``."""
    opens: bool = False
    """Whether it begins a new page."""

    @property
    def height(self) -> float:
        """Of all its strips."""
        return sum(strip.height for strip in self.strips)


@dataclass(slots=True)
class Leaf:
    """A page as it fills."""

    y: float
    marks: list[Mark]
    names: list[str]


def leaves(blocks: Iterable[Block]) -> list[Leaf]:
    """The pages of some blocks; one that is longer than a page goes on on the next."""
    pages: list[Leaf] = []
    for block in blocks:
        fits = pages and pages[-1].y + block.height <= BOTTOM
        whole = block.height <= BOTTOM - TOP
        if not pages or (block.opens and pages[-1].marks) or (not fits and whole):
            pages.append(Leaf(TOP, [], []))
        for strip in block.strips:
            if pages[-1].y + strip.height > BOTTOM and pages[-1].y > TOP:
                pages.append(Leaf(TOP, [], []))
            page = pages[-1]
            page.marks += (moved(mark, page.y) for mark in strip.marks)
            page.y += strip.height
            if block.name and block.name not in page.names[-1:]:
                page.names.append(block.name)
    return pages


def paragraph(
    text: str, size: float, face: Face = Face.PLAIN, left: float = LEFT, right: float = RIGHT
) -> Iterator[Strip]:
    """A text in lines; nothing for no text."""
    for told in wrapped(text, right - left, size, face) if text.strip() else ():
        yield Strip(size * LEADING, (Words(left, size * 0.36, told, size, face),))


def beside(strips: Iterable[Strip], marks: tuple[Mark, ...]) -> list[Strip]:
    """Strips with more marks on the first of them."""
    first, *rest = [*strips] or [Strip(0.0)]
    return [Strip(first.height, (*marks, *first.marks)), *rest]


def heading(text: str) -> list[Strip]:
    """The title of a list."""
    words = Words(LEFT, 8.0, clipped(text, RIGHT - LEFT, 22, Face.BOLD), 22, Face.BOLD)
    return [Strip(13.0, (words, line((LEFT, 11.0), (RIGHT, 11.0), thick=0.8)))]
