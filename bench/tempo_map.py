"""What a question to the tempo map of a long film costs, plain and in arrays."""

from __future__ import annotations

import time
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np

from rig.desk.curves import Curves
from rig.score.laws import Shape
from rig.score.measure import TICKS_PER_BEAT
from rig.score.tempo import BPM_MAX, BPM_MIN, Ramp, Steady
from rig.score.tempo_map import Stretch, TempoMap, laid_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECES: Final = 10_000
QUESTIONS: Final = 1_000_000

_PLAIN: Final = 10_000
_ROUNDS: Final = 5
_SEED: Final = 1927


def film() -> TempoMap:
    """Hours of short pieces, one in five of them steady, the others of every shape in turn."""
    chance = Random(_SEED)  # noqa: S311 - the same film every time, and no secret

    def bpm() -> Fraction:
        return Fraction(chance.randint(BPM_MIN * 1000, BPM_MAX * 1000), 1000)

    def stretch(number: int) -> Stretch:
        length, shape = chance.randint(1, 8) * TICKS_PER_BEAT, [*Shape][number % 4]
        return Stretch(Ramp(bpm(), bpm(), length, shape) if number % 5 else Steady(bpm()), length)

    return laid_out(map(stretch, range(PIECES)))


def questions() -> Iterator[tuple[str, float, int]]:
    """What is asked, the least seconds it took, and how many questions that answered."""
    tempo_map = film()
    curves = Curves(tempo_map)
    ticks = np.linspace(0, tempo_map.pieces[-1].end, QUESTIONS).round()
    shuffled = np.random.default_rng(_SEED).permutation(ticks)
    us = curves.us_at(ticks)
    some_ticks = [*map(int, ticks[:: QUESTIONS // _PLAIN])]
    some_us = us[:: QUESTIONS // _PLAIN].tolist()
    for name, ask, many in (
        ("arrays, beats to times", lambda: curves.us_at(ticks), QUESTIONS),
        ("  in no order", lambda: curves.us_at(shuffled), QUESTIONS),
        ("arrays, times to beats", lambda: curves.ticks_at(us), QUESTIONS),
        ("plain, beats to times", lambda: [*map(tempo_map.us_at, some_ticks)], _PLAIN),
        ("plain, times to beats", lambda: [*map(tempo_map.tick_at, some_us)], _PLAIN),
        ("the map made", film, PIECES),
        ("its arrays made", lambda: Curves(tempo_map), PIECES),
    ):
        yield name, min(_seconds(ask) for _ in range(_ROUNDS)), many


def _seconds(ask: Callable[[], object]) -> float:
    begun_s = time.perf_counter()
    ask()
    return time.perf_counter() - begun_s
