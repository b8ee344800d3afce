"""What the tempo search costs: every tempo against every start, for a hundred hits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import numpy as np

from rig.desk.asked import Beat
from rig.desk.beats import combs
from rig.desk.reading import Search, Target
from rig.desk.search import best_readings, scan
from rig.score.form import Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEMPI: Final = 20_000
STARTS: Final = 50
HITS: Final = 100

_METERS: Final = (Meter(4, 4), Meter(3, 4), Meter(6, 8), Meter(7, 8, (2, 2, 3)))
_ROUNDS: Final = 3
_SEED: Final = 1927


def searches() -> Iterator[tuple[str, float, float]]:
    """A meter, and the least seconds of its first pass and of the whole search."""
    at_s = np.random.default_rng(_SEED).uniform(3, 600, HITS)
    tempi, starts_s = np.linspace(60, 160, TEMPI) / 60, np.linspace(-2, 2, STARTS)
    for meter in _METERS:
        teeth = combs(meter, Beat.FELT)
        hits = tuple(Target(float(at), 1 + n % 3, 0.06, 0.1, teeth) for n, at in enumerate(at_s))
        music = Search(hits, meter.bar / meter.pulse)
        groups = "+".join(map(str, meter.groups))
        yield (
            f"{meter.count}/{meter.unit} {groups}".rstrip(),
            _seconds(lambda music=music: scan(music, tempi, starts_s)),
            _seconds(lambda music=music: best_readings([music], [tempi], starts_s, [0 * tempi], 5)),
        )


def _seconds(work: Callable[[], object]) -> float:
    """The least of a few runs."""
    took_s = []
    for _ in range(_ROUNDS):
        begun_s = time.perf_counter()
        work()
        took_s.append(time.perf_counter() - begun_s)
    return min(took_s)
