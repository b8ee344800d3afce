"""Replaying a night: its inputs through the core again, and whether the same was sent."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from rig import __version__
from rig.conductor.actions import Send
from rig.conductor.state import begin
from rig.live.journal import Reader
from rig.live.loop import survive
from rig.ports.osc_read import describe
from rig.rehearsal.report import clock
from rig.venue.load import load, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.show import Show
    from rig.venue.load import Loaded

SHOWN_MAX: Final = 5
"""How many differences are shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One packet that is not the same."""

    record: int
    """The line of the journal."""
    then: str
    now: str


def replay(path: str, against: str | None) -> int:
    """Print whether a journal replays identically; the exit code, 1 when it does not.

    Raises ``FileError`` when the journal or the show cannot be used.
    """
    reader = Reader(path)
    then = prepare(reader.header.files)
    now = load(against) if against else then
    lines = []
    if reader.header.version != __version__:
        lines.append(f"written by rig {reader.header.version}, replayed by rig {__version__}")
    packets, found = _compare(reader, then.show, now)
    if reader.damage:
        lines.append(reader.damage)
    if not found:
        lines.append(f"identical, {packets} packets")
    else:
        more = f"; the first {SHOWN_MAX}:" if len(found) > SHOWN_MAX else ":"
        count = "1 difference" if len(found) == 1 else f"{len(found)} differences"
        lines.append(f"{count} in {packets} packets{more}")
        for one in found[:SHOWN_MAX]:
            lines += [f"  line {one.record}", f"    then  {one.then}", f"    now   {one.now}"]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if found else 0


def _compare(reader: Reader, then: Show, loaded: Loaded) -> tuple[int, list[Difference]]:
    """How many packets were sent then, and what is not the same now."""
    packets = 0
    found: list[Difference] = []
    now = loaded.show
    state = begin(now)
    begun_us: int | None = None
    for number, record in enumerate(reader.records(loaded), 2):
        begun_us = record.event.at_us if begun_us is None else begun_us
        now, state, actions = survive(now, state, record.event)
        packets += len(record.sent)
        before = [_said(then, one, begun_us) for one in record.sent]
        after = [_said(now, one, begun_us) for one in actions if isinstance(one, Send)]
        found += _differences(number, before, after)
    return packets, found


def _said(show: Show, send: Send, begun_us: int) -> str:
    """A packet as a line that says all of it."""
    due = f"{clock(send.due_us - begun_us)} ({send.due_us} us)"
    name = show.outputs[send.out].name if send.out < len(show.outputs) else f"output {send.out}"
    return f"{due}  {name}  {describe(send.packet)}  [{send.packet.hex()}]"


def _differences(record: int, before: list[str], after: list[str]) -> Iterator[Difference]:
    for then, now in zip_longest(before, after, fillvalue="nothing"):
        if then != now:
            yield Difference(record, then, now)
