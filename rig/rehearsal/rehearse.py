"""Rehearsing with a film that does what it likes: many nights in virtual time, scored in frames.

Every night is played twice with the same projector and the same foot: as the sheet has it, and
with every tempo as written. Both go through the loop of the live show.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.show import Meet
from rig.conductor.sources import Machine, Source
from rig.conductor.state import begin
from rig.live.loop import run
from rig.rehearsal.chances import Kind, drawn, luck, possible
from rig.rehearsal.figures import Outcome, Scored, as_json, lines
from rig.rehearsal.foot import MACHINE, Foot
from rig.rehearsal.listener import Listener
from rig.rehearsal.smoother import guessed_s
from rig.rehearsal.verdict import LEARNING, Verdict, judged
from rig.score.measure import SECOND_US
from rig.score.sheet import Lead
from rig.venue.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.conductor.show import Show
    from rig.rehearsal.foot import Mark
    from rig.rehearsal.projector import Projector
    from rig.rehearsal.verdict import Fall

SURE_US: Final = SECOND_US
"""A landmark so shortly before a hit comes too late to change anything."""


def rehearse(path: str, kinds: Sequence[Kind], nights: int, seed: int, *, as_data: bool) -> int:
    """Print how a show fares in so many nights of each kind; the exit code.

    Raises ``FileError`` when the show cannot be used.
    """
    show = load(path).show
    asked = [kind for kind in kinds if possible(kind, show)]
    left_out = [kind for kind in kinds if kind not in asked]
    jobs = [(kind, number) for kind in asked for number in range(nights)]
    outcomes: list[Outcome] = []
    for done, outcome in enumerate(_played(path, jobs, seed), 1):
        outcomes.append(outcome)
        _progress(done, len(jobs))
    by_kind = {kind: [one for one in outcomes if one.kind is kind] for kind in asked}
    if as_data:
        json.dump(as_json(show, seed, by_kind), sys.stdout, indent=1)
        sys.stdout.write("\n")
        return 0
    told = [f"{kind.value}: not played, the film has no two reels" for kind in left_out]
    sys.stdout.write("\n".join([*lines(show, seed, by_kind), *told, ""]))
    return 0


def night(show: Show, kind: Kind, seed: int, number: int) -> Outcome:
    """One night, the same for the same seed and number."""
    show = beats_of(show)
    chance = luck(f"{seed}/{kind.value}/{number}")
    projector = drawn(kind, show, chance)
    foot = chance.getrandbits(64)
    exact = kind is Kind.EXACT
    show = _with_machine(show) if exact else show
    film, marks = _heard(show, projector, foot, tells=exact)
    sheet, _ = _heard(as_written(show), projector, foot, tells=exact)
    falls = tuple(judged(show, projector, film, None if exact else marks))
    written = {(one.cue, one.hit): one.off for one in judged(show, projector, sheet, None)}
    scored = tuple(
        Scored(
            fall,
            written[fall.cue, fall.hit],
            _guess(show, projector, marks, fall) if kind is Kind.WANDER else None,
        )
        for fall in falls
    )
    return Outcome(kind, scored, film.bends, film.jumps, tuple(film.failed + sheet.failed))


def _heard(
    show: Show, projector: Projector, seed: int, *, tells: bool
) -> tuple[Listener, Sequence[Mark]]:
    foot = Foot(show, projector, luck(seed), tells)
    listener = Listener(show)
    run(show, begin(show), foot, listener)
    return listener, foot.marks


def beats_of(show: Show) -> Show:
    """The show with its beats and hits, and nothing that is only sent: that moves no beat."""
    programmes = tuple(
        replace(
            one,
            dues=(),
            parts=tuple(
                replace(
                    part,
                    dues=tuple(due for due in part.dues if isinstance(due.deed, Meet)),
                    decided=(),
                    taken=(),
                )
                for part in one.parts
            ),
        )
        for one in show.programmes
    )
    outputs = tuple(replace(one, tempo=None) for one in show.outputs)
    return replace(show, programmes=programmes, outputs=outputs, early_us=())


def as_written(show: Show) -> Show:
    """The show with no tempo bent to the film."""
    programmes = tuple(
        replace(one, cue=replace(one.cue, lead=Lead.SHEET)) if one.cue.lead is Lead.FILM else one
        for one in show.programmes
    )
    return replace(show, programmes=programmes)


def _with_machine(show: Show) -> Show:
    """The show in a house where a machine tells the frames of the print."""
    source = Source(MACHINE, Machine.OSC, show.pace, 0)
    return replace(show, house=replace(show.house, sources=(source,)))


def _guess(show: Show, projector: Projector, marks: Sequence[Mark], fall: Fall) -> float | None:
    """How far the best guess from the landmarks before a hit was from its frame, in frames."""
    if fall.verdict is not Verdict.COUNTED or fall.due_us is None:
        return None
    due_us = fall.due_us
    known = [
        (_promised_s(show, mark.frame), (mark.pressed_us - show.surface.reaction_us) / SECOND_US)
        for mark in marks
        if mark.pressed_us < due_us - SURE_US
    ]
    if len(known) < LEARNING:
        return None
    frame = show.programmes[fall.cue].cue.hits[fall.hit].frame
    off_s = guessed_s(known, _promised_s(show, float(frame))) - due_us / SECOND_US
    return off_s * projector.speed_at(due_us)


def _promised_s(show: Show, frame: float) -> float:
    """When a frame would come if the booth kept its word."""
    seconds, last_frame, last_speed = 0.0, 0.0, 0.0
    for stretch in show.pace.stretches:
        begin_frame = float(stretch.begin)
        if begin_frame > frame:
            break
        if last_speed:
            seconds += (begin_frame - last_frame) / last_speed
        last_frame, last_speed = begin_frame, float(stretch.speed)
    return seconds + (frame - last_frame) / last_speed


def _played(path: str, jobs: Sequence[tuple[Kind, int]], seed: int) -> Iterator[Outcome]:
    """Every night in order, as many at a time as there are processors."""
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers < 2:  # noqa: PLR2004 - one at a time needs no other process
        show = load(path).show
        yield from (night(show, kind, seed, number) for kind, number in jobs)
        return
    with ProcessPoolExecutor(workers, initializer=_ready, initargs=(path,)) as pool:
        try:
            asked = [(kind, seed, number) for kind, number in jobs]
            yield from pool.map(_night_of, asked, chunksize=1)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


class _Worker:
    """What a process that plays nights keeps from one to the next."""

    show: Show


def _ready(path: str) -> None:
    """Load the show once for each process; Ctrl-C ends it at once and without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _Worker.show = load(path).show


def _night_of(asked: tuple[Kind, int, int]) -> Outcome:
    return night(_Worker.show, *asked)


def _progress(done: int, of: int) -> None:
    """One line that is written over, on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {of} nights" if done < of else "\r\x1b[K")
        sys.stderr.flush()
