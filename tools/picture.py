#!/usr/bin/env python3
"""A terminal's screen as a picture: escape codes in, SVG out.

    tmux new-session -d -s rig -x 80 -y 24 'rig perform examples/rehearsal/show.toml'
    tmux capture-pane -e -p -t rig | tools/picture.py > docs/display.svg

That of the documents is cue 25: Right until it stands by, GO, ``s`` when the film is at 55:37, and
the picture at 55:55, when the vamp has said how often it still goes round.

Block characters are drawn as shapes, so that no font can leave gaps between them.
"""

from __future__ import annotations

import re
import sys
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = 80
ROWS: Final = 24
WIDE, HIGH, MARGIN = 10, 20, 16
"""A cell, and the frame around all of them, in the picture's units."""

BACKGROUND: Final = "#111318"
COLOURS: Final = {"39": "#e6e6e6", "91": "#ff6b5e", "92": "#7ee081", "93": "#f2cf5b"}
HALVES: Final = {"█": (0, HIGH), "▀": (0, HIGH // 2), "▄": (HIGH // 2, HIGH // 2)}
"""Where in its cell a block begins, and how high it is."""

_SGR: Final = re.compile(r"\x1b\[([0-9;]*)m")


def cells(line: str, style: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each character of a line with its colour and the rest of its style, which is carried on."""
    for number, part in enumerate(_SGR.split(line)):
        if number % 2 == 0:
            for character in part:
                yield character, style["colour"], style["weight"]
            continue
        for code in part.split(";"):
            if code in ("", "0"):
                style.update(colour=COLOURS["39"], weight="")
            elif code in COLOURS:
                style["colour"] = COLOURS[code]
            elif code in ("1", "2"):
                style["weight"] = "bold" if code == "1" else "dim"


def drawn(row: int, line: str, style: dict[str, str]) -> Iterator[str]:
    """A row's shapes and texts, one for each run of what looks alike."""
    column = 0
    for (kind, colour, weight), run in groupby(
        cells(line, style), lambda cell: (cell[0] if cell[0] in HALVES else "", *cell[1:])
    ):
        text = "".join(character for character, _, _ in run)
        x, y = MARGIN + column * WIDE, MARGIN + row * HIGH
        column += len(text)
        look = f'fill="{colour}"' + ' opacity="0.6"' * (weight == "dim")
        if kind:
            top, high = HALVES[kind]
            yield f'<rect x="{x}" y="{y + top}" width="{len(text) * WIDE}" height="{high}" {look}/>'
        elif text.strip():
            look += ' font-weight="bold"' * (weight == "bold")
            width = len(text) * WIDE
            yield f'<text x="{x}" y="{y + 15}" textLength="{width}" {look}>{escape(text)}</text>'


def main() -> None:
    """Read a screen from the standard input, write its picture to the standard output."""
    style = {"colour": COLOURS["39"], "weight": ""}
    width, height = COLUMNS * WIDE + 2 * MARGIN, ROWS * HIGH + 2 * MARGIN
    lines = sys.stdin.read().split("\n")[:ROWS]
    shapes = [shape for row, line in enumerate(lines) for shape in drawn(row, line, style)]
    picture = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        ' xml:space="preserve" shape-rendering="crispEdges" font-size="16"',
        ' font-family="DejaVu Sans Mono, Menlo, Consolas, monospace">',
        f'<rect width="{width}" height="{height}" rx="8" fill="{BACKGROUND}"/>',
        *shapes,
        "</svg>",
    ]
    sys.stdout.write("\n".join(picture) + "\n")


if __name__ == "__main__":
    main()
