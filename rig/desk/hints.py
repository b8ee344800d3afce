"""What words over the music usually mean in felt beats a minute: a hint for a search, no more."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Hint: TypeAlias = tuple[str, tuple[int, int]]
"""A word, and from where to where the tempo is that it hints at."""

WORDS: Final = {
    "grave": (30, 50),
    "largo": (40, 60),
    "lento": (45, 66),
    "larghetto": (60, 72),
    "adagio": (56, 76),
    "adagietto": (66, 80),
    "misterioso": (60, 88),
    "doloroso": (56, 80),
    "maestoso": (72, 96),
    "andante": (72, 108),
    "andantino": (80, 112),
    "moderato": (96, 120),
    "allegretto": (104, 132),
    "march": (108, 126),
    "marcia": (108, 126),
    "animato": (112, 144),
    "agitato": (116, 160),
    "allegro": (120, 160),
    "galop": (126, 160),
    "furioso": (132, 176),
    "hurry": (132, 176),
    "vivace": (140, 176),
    "vivo": (140, 176),
    "presto": (160, 200),
    "prestissimo": (184, 220),
}
"""Metronome tables differ; these ranges are as wide as most of them together."""

_LETTERS: Final = re.compile(r"[a-z]+")


def hint(text: str) -> Hint | None:
    """The first word of a text that hints at a tempo, and from where to where."""
    known = (word for word in _LETTERS.findall(text.lower()) if word in WORDS)
    word = next(known, None)
    return None if word is None else (word, WORDS[word])
