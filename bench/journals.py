"""A night in virtual time with a true journal: python bench/journals.py [SECONDS] of a flood.

How much the journal grows, whether the engine's memory stays, and what a restart from it takes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import flooded
from house import written

from rig.conductor.events import Wake
from rig.conductor.state import begin
from rig.live.journal import Reader, Writer, head, line
from rig.live.loop import run, survive
from rig.live.parts import parts
from rig.venue.load import load, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.conductor.state import State
    from rig.venue.load import Loaded

SECONDS: Final = 60
"""Of a flood in ``make bench``."""
ORDINARY_S: Final = 1_200

_LOOK_US: Final = 5_000_000
"""Between two looks at the memory."""


@dataclass(slots=True)
class Recorded:
    """Brings events, wakes when it shall, and writes a journal of it."""

    events: Iterator[Event]
    writer: Writer
    count: int = 0
    mib: list[float] = field(default_factory=list)
    """The memory of this process, every five seconds of the night."""
    _next: Event | None = None
    _look_us: int = 0

    def next(self, state: State) -> Event | None:
        """The next event, or a wake-up before it; None when the list is over."""
        self._next = self._next or next(self.events, None)
        event = self._next
        if event is None:
            return None
        if state.wake_us is not None and state.wake_us < event.at_us:
            return Wake(state.wake_us)
        self._next = None
        return event

    def take(self, event: Event, _state: State, actions: tuple[Action, ...]) -> None:
        """As the engine does it, but that nothing is sent."""
        self.writer.write(line(event, actions))
        self.count += 1
        if event.at_us >= self._look_us:
            self._look_us += _LOOK_US
            pages = Path("/proc/self/statm").read_text("ascii").split()[1]
            self.mib.append(int(pages) * os.sysconf("SC_PAGE_SIZE") / (1 << 20))


def recorded(loaded: Loaded, events: Iterable[Event], seconds: int) -> tuple[str, ...]:
    """Events, bytes a minute, parts, MiB early and late, and a restart's seconds of CPU."""
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as folder:
        path = str(Path(folder, "night.journal"))
        first = head(loaded.files)
        Path(path).write_bytes(first)
        night = Recorded(iter(events), Writer(path))
        run(loaded.show, begin(loaded.show), night, night)
        grown = sum(Path(one).stat().st_size for one in parts(path)) - len(first)
        begun_s = time.process_time()
        _restart(path)
        took_s = time.process_time() - begun_s
        return (
            f"{night.count}",
            f"{grown * 60 / seconds / 1e6:.2f}",
            f"{len(parts(path))}",
            f"{night.mib[len(night.mib) // 10]:.1f}",
            f"{night.mib[-1]:.1f}",
            f"{took_s:.1f}",
            f"{took_s / night.count * 100_000:.1f}",
        )


def _restart(path: str) -> None:
    """Up to where the night stands, as an engine that is begun anew."""
    reader = Reader(path)
    show = prepare(reader.header.files).show
    state = begin(show)
    for record in reader.records():
        show, state, _ = survive(show, state, record.event)


def rows(seconds: int) -> Iterator[tuple[str, ...]]:
    """What is printed of both nights."""
    yield ("", "events", "MB/min", "parts", "MiB early", "MiB late", "restart s", "s/100,000")
    with written(flooded.texts(9, seconds + 2)) as show:
        loaded = load(str(show))
    yield ("ordinary minutes", *recorded(loaded, flooded.ordinary(ORDINARY_S), ORDINARY_S))
    yield (f"a flood of {seconds} s", *recorded(loaded, flooded.flood(seconds), seconds))


def main() -> None:
    """Print both."""
    for name, *cells in rows(int(sys.argv[1]) if sys.argv[1:] else SECONDS):
        print(f"  {name:<26}" + "".join(f"{cell:>12}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
