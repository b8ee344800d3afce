"""Prints the rig's figures on this machine: ``make bench``.

What runs beside it is measured too, so close what you can. Figures are for reading and comparing
on one machine; no test asserts them.
"""

from __future__ import annotations

import os
import platform
import signal
import sys
import time
from typing import TYPE_CHECKING

import core
import desk
import firmware as box
import flood
import following as follow
import foot
import journals
import knob
import numpy as np
import presses
import search
import starts
import tempo_map
import wire
from running import MissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Row = tuple[str, ...]


def knob_to_packet() -> Iterator[Row]:
    """Microseconds from a knob to its packet, after a floor in C heard the same."""
    yield ("", "p50", "p99", "max", "messages", "never came")
    for name, after_us, lost in knob.measured():
        yield (name, *percentiles(after_us, (50, 99, 100)), f"{len(after_us) + lost}", f"{lost}")


def flooded_with_messages() -> Iterator[Row]:
    """Three JACK ports of 2,000 messages a second each, for a minute, and GO every second.

    Microseconds after a floor in C; p99 under 1,000, and GO. None is dropped, the engine under 50%.
    """
    yield from flood.rows(flood.SECONDS)


def long_journals() -> Iterator[Row]:
    """Journals in virtual time: their MB, the memory of the core, CPU seconds of a restart."""
    yield from journals.rows(journals.SECONDS)


def one_step() -> Iterator[Row]:
    """Microseconds of step() alone, in a show of 200 cues."""
    yield ("", "p50", "p99", "steps")
    for name, us in core.step_alone().items():
        yield (name, *percentiles(us, (50, 99)), str(len(us)))


def following() -> Iterator[Row]:
    """Microseconds of step() that follows a film: 200 cues, 40 hits; p50 under 20, p99 under 100.

    Beats that plan anew stand apart.
    """
    yield ("", "p50", "p99", "steps")
    for name, us in follow.steps().items():
        yield (name, *percentiles(us, (50, 99)), str(len(us)))


def landing_night() -> Iterator[Row]:
    """Two hours in virtual time that land on 600 hits; under 5 s."""
    seconds, events = follow.night()
    yield ("", "s", "events", "events/s")
    yield ("the night", f"{seconds:.2f}", f"{events}", f"{events / seconds:.0f}")


def long_night() -> Iterator[Row]:
    """Two hours in virtual time: 1,000 cues with hairpins and 20,000 knob moves; under 5 s."""
    ready_s, run_s, events = core.long_night()
    yield ("", "s", "events", "events/s")
    yield ("files made ready", f"{ready_s:.2f}", "", "")
    yield ("the night", f"{run_s:.2f}", f"{events}", f"{events / run_s:.0f}")


def cost_by_cues() -> Iterator[Row]:
    """Microseconds for one event by the number of cues; flat within 1.5 times."""
    return _sizes("cues", core.by_cues())


def cost_by_controls() -> Iterator[Row]:
    """Microseconds for one event by the number of mapped controls; flat within 1.5 times."""
    return _sizes("controls", core.by_controls())


def _sizes(what: str, costs: Sequence[tuple[int, float]]) -> Iterator[Row]:
    yield (what, *(f"{size}" for size, _ in costs))
    yield ("us", *(f"{us:.1f}" for _, us in costs))
    yield ("times the first", *(f"{us / costs[0][1]:.2f}" for _, us in costs))


def beats_and_times() -> Iterator[Row]:
    """The tempo map of 10,000 pieces; a million sorted beats under 0.1 s."""
    yield ("", "s", "questions", "ns each")
    for name, seconds, many in tempo_map.questions():
        yield (name, f"{seconds:.3f}", f"{many}", f"{seconds / many * 1e9:.0f}")


def tempo_search() -> Iterator[Row]:
    """Seconds to try 20,000 tempi, 50 starts, 100 hits; a meter under 1 s."""
    yield ("", "first pass", "in all")
    for name, scan_s, all_s in search.searches():
        yield (name, f"{scan_s:.2f}", f"{all_s:.2f}")


def at_the_desk() -> Iterator[Row]:
    """Seconds for a sheet of 2,000 cues, under 0.5 in all; 5,000 markers read, under 1."""
    yield ("", "s")
    for name, seconds in (*desk.sheet(), *desk.lists()):
        yield (name, f"{seconds:.3f}")


def seconds_of_commands() -> Iterator[Row]:
    """Seconds that commands take; rig perform until its first packet, under 0.6."""
    yield ("", "median", "least", "most")
    for name, measure in (
        ("rig perform", starts.to_first_packet),
        ("rig demo --fast", starts.demo_fast),
        ("rig check", starts.check),
    ):
        seconds = measure()
        yield (name, *(f"{np.percentile(seconds, share):.3f}" for share in (50, 0, 100)))


def frames_of_the_box() -> Iterator[Row]:
    """Microseconds of the host for one frame of the footswitch: found, checked and followed."""
    yield ("", "p50", "p99", "frames")
    for name, us in wire.frames():
        p50, p99 = np.percentile(us, (50, 99))
        yield (name, f"{p50:.1f}", f"{p99:.1f}", str(len(us)))


def firmware_of_the_box() -> Iterator[Row]:
    """The footswitch's firmware on the ATmega328P, bytes with the deepest stack; under half."""
    yield ("", "taken", "of", "%")
    for name, taken, there in box.size():
        yield (name, f"{taken}", f"{there}", f"{taken / there * 100:.0f}")


def bounced_presses() -> Iterator[Row]:
    """Presses that bounce for 10 ms, of six feet at once on the simulated box; none miscounted."""
    yield ("", "presses", "lost", "doubled")
    yield ("on the simulated chip", *map(str, box.bounced()))
    yield ("the core on this machine", *map(str, presses.tread()[:3]))


def foot_to_line() -> Iterator[Row]:
    """Simulated microseconds from a contact to the last byte of its frame; p50 under 2,500."""
    yield ("", "p50", "p99", "presses")
    for name, us in box.edge_to_last_byte().items():
        yield (name, *percentiles(us, (50, 99)), f"{len(us)}")


def foot_to_packet() -> Iterator[Row]:
    """Microseconds from a contact to the packet of its GO, through the whole daemon, and the parts.

    The simulated chip keeps the pace of the clock on the wall in slices of 500 us.
    """
    yield ("", "p50", "p99", "max", "presses")
    for name, us in foot.edge_to_packet().items():
        yield (name, *percentiles(us, (50, 99, 100)), f"{len(us)}")


def percentiles(values: Sequence[float], shares: Sequence[int]) -> Row:
    """Some percentiles in whole numbers; dashes where nothing was measured."""
    if not values:
        return ("-",) * len(shares)
    return tuple(f"{np.percentile(values, share):.0f}" for share in shares)


TABLES = (
    knob_to_packet,
    flooded_with_messages,
    long_journals,
    one_step,
    following,
    landing_night,
    long_night,
    cost_by_cues,
    cost_by_controls,
    beats_and_times,
    tempo_search,
    at_the_desk,
    frames_of_the_box,
    firmware_of_the_box,
    bounced_presses,
    foot_to_line,
    foot_to_packet,
    seconds_of_commands,
)


def show(table: Callable[[], Iterator[Row]]) -> None:
    """Print a table as it comes, or the reason why there is none."""
    print(f"\n{table.__doc__}")
    try:
        for row in table():
            print(f"  {row[0]:<26}" + "".join(f"{cell:>12}" for cell in row[1:]), flush=True)
    except MissingError as missing:
        print(f"  left out: {missing}")


def main() -> None:
    """Print every table."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    begun_s = time.monotonic()
    load = os.getloadavg()[0]
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    print(f"{system}, {os.cpu_count()} CPUs, load {load:.2f} before it began")
    try:
        for table in TABLES:
            show(table)
    except KeyboardInterrupt:
        sys.exit(130)
    print(f"\n{time.monotonic() - begun_s:.0f} s")


if __name__ == "__main__":
    main()
