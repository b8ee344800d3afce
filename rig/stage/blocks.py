"""Letters five rows high, to be read from two metres in the dark.

A cell of a terminal is about twice as high as wide, so a stroke is two columns thick where it
stands and one row where it lies; half blocks round the corners. Digits are all equally wide: a
countdown does not wander as it runs.
"""

from __future__ import annotations

import unicodedata
from typing import Final

HEIGHT: Final = 5
"""Rows of a line of block letters."""

_SHEETS: Final = (
    (
        "ABCDEFGHI",
        "▄████▄|█████▄|▄████▄|█████▄|██████|██████|▄████▄|██  ██|██",
        "██  ██|██  ██|██  ▀▀|██  ██|██    |██    |██    |██  ██|██",
        "██████|█████▄|██    |██  ██|█████ |█████ |██ ▀██|██████|██",
        "██  ██|██  ██|██  ▄▄|██  ██|██    |██    |██  ██|██  ██|██",
        "██  ██|█████▀|▀████▀|█████▀|██████|██    |▀████▀|██  ██|██",
    ),
    (
        "JKLMNOPQR",
        "    ██|██  ██|██    |██▄  ▄██|██▄  ██|▄████▄|█████▄|▄████▄ |█████▄",
        "    ██|██▄██▀|██    |████████|███▄ ██|██  ██|██  ██|██  ██ |██  ██",
        "    ██|████▀ |██    |██ ██ ██|██▀█▄██|██  ██|█████▀|██  ██ |█████▀",
        "██  ██|██▀██▄|██    |██    ██|██ ▀███|██  ██|██    |██ ▀██ |██▀██▄",
        "▀████▀|██  ██|██████|██    ██|██  ▀██|▀████▀|██    |▀████▀▄|██  ██",
    ),
    (
        "STUVWXYZ",
        "▄████▄|██████|██  ██|██  ██|██    ██|██  ██|██  ██|██████",
        "██    |  ██  |██  ██|██  ██|██    ██|▀█▄▄█▀|██  ██|   ▄█▀",
        "▀████▄|  ██  |██  ██|██  ██|██ ██ ██| ▀██▀ |▀████▀| ▄██▀ ",
        "    ██|  ██  |██  ██|▀█▄▄█▀|████████|▄█▀▀█▄|  ██  |▄█▀   ",
        "▀████▀|  ██  |▀████▀| ▀██▀ |██▀  ▀██|██  ██|  ██  |██████",
    ),
    (
        "0123456789",
        "▄████▄| ▄██  |▄████▄|▄████▄|██  ██|██████|▄████▄|██████|▄████▄|▄████▄",
        "██ ▄██|▀███  |▀▀  ██|▀▀  ██|██  ██|██    |██    |   ▄█▀|██  ██|██  ██",
        "██▄▀██|  ██  | ▄██▀ |  ███ |██████|▀████▄|█████▄|  ▄█▀ |▄████▄|▀█████",
        "██▀ ██|  ██  |▄█▀   |▄▄  ██|    ██|▄▄  ██|██  ██|  ██  |██  ██|    ██",
        "▀████▀|██████|██████|▀████▀|    ██|▀████▀|▀████▀|  ██  |▀████▀|▀████▀",
    ),
    (
        " :.-+/()!?',\"#",
        "  |  |  |    |      |    ██|▄██|██▄|██|▄████▄|██|  |██ ██| ██  ██ ",
        "  |██|  |    |  ██  |   ██ |██ | ██|██|▀▀  ██|▀▀|  |▀▀ ▀▀|████████",
        "  |  |  |████|██████|  ██  |██ | ██|██|  ▄██▀|  |  |     | ██  ██ ",
        "  |██|  |    |  ██  | ██   |██ | ██|▀▀|  ▀▀  |  |██|     |████████",
        "  |  |██|    |      |██    |▀██|██▀|██|  ██  |  |▄▀|     | ██  ██ ",
    ),
)

GLYPHS: Final = {
    character: rows
    for characters, *strips in _SHEETS
    for character, *rows in zip(characters, *(strip.split("|") for strip in strips), strict=True)
}
"""Each character's five rows, all of one width."""

_HALVES: Final = {" ": "  ", "▀": "█ ", "▄": " █", "█": "██"}
_CELLS: Final = {tuple(halves): cell for cell, halves in _HALVES.items()}


def block(text: str, columns: int) -> tuple[str, ...]:
    """``text`` in block letters: five rows of one width, at most ``columns`` (0 or more) wide.

    Small letters are drawn as capitals, accents are left off, and a character the font lacks is
    drawn as ``?``. What is too long loses whole words from its end; a first word that is still
    too long loses letters.
    """
    kept = _capitals(text[:columns]).rstrip()
    while width(kept) > columns and " " in kept:
        kept = kept.rpartition(" ")[0].rstrip()
    while width(kept) > columns:
        kept = kept[:-1]
    glyphs = [GLYPHS[character] for character in kept]
    return tuple(" ".join(glyph[row] for glyph in glyphs) for row in range(HEIGHT))


def enlarge(rows: tuple[str, ...], times: int) -> tuple[str, ...]:
    """Block letters ``times`` (1 or more) as wide and as high."""
    return tuple(
        "".join(_part(cell, part, times) * times for cell in row)
        for row in rows
        for part in range(times)
    )


def width(text: str) -> int:
    """The columns of ``text`` in block letters, all of it."""
    glyphs = [GLYPHS[character] for character in _capitals(text)]
    return max(sum(len(glyph[0]) + 1 for glyph in glyphs) - 1, 0)


def _capitals(text: str) -> str:
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c if c in GLYPHS else "?" for c in "".join(bare).upper())


def _part(cell: str, part: int, times: int) -> str:
    halves = _HALVES[cell]
    return _CELLS[halves[2 * part // times], halves[(2 * part + 1) // times]]
