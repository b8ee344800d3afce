"""The engine: one process, one thread, one loop; it performs what a journal says.

The journal is all it is started with. Its header holds the show; its records, if there are any,
lead to where the night stands. So a first start and a restart are one path: read the journal, and
go on. Nothing is parsed, imported or collected once the loop turns.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from rig.conductor.actions import Action, Ended, Light, Roll, Send
from rig.conductor.events import Opened, Remapped, Restarted, Trouble
from rig.conductor.look import view
from rig.conductor.state import State, begin
from rig.live import handover, journal
from rig.live.inlets import Inlets
from rig.live.loop import run, survive
from rig.live.outlets import LightOutlet, MidiOutlet, Mute, Outlet
from rig.ports.channel import ROLL, now_us
from rig.ports.priority import take_priority
from rig.venue.load import Loaded, prepare

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.view import GroupView, View
    from rig.score.measure import Micros

VIEW_EVERY_US: Final = 100_000
BEAT_EVERY_US: Final = 200_000
TEND_EVERY_US: Final = 250_000
_BEAT_EVERY_RECORDS: Final = 1_000
"""While the journal is read: some fifty milliseconds."""
_ROOM_US: Final = 2_000
"""The display waits while something is due sooner than this."""
_PACKETS_SHOWN: Final = 3
_SLOW_WRITE_US: Final = 2_000
_SLOW_TOLD_EVERY_US: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Lines:
    """The descriptors an engine is handed by its guard."""

    journal: str
    inputs: tuple[tuple[str, int], ...]
    """Each port by name, with its line; an output's own line tells how its port does."""
    midi_outs: tuple[tuple[int, int], ...]
    """Each MIDI output by number, with its line, which is among the inputs too."""
    muted: bool
    """Nothing is sent: a dry run."""
    views: int
    beats: int

    def told(self) -> str:
        """As one argument of a command line."""
        return json.dumps(asdict(self))

    @classmethod
    def heard(cls, text: str) -> Lines:
        """From an argument of a command line."""
        plain: dict[str, Any] = json.loads(text)
        pairs = {key: tuple(map(tuple, plain[key])) for key in ("inputs", "midi_outs")}
        return cls(**(plain | pairs))


class Engine:
    """The sink of the live loop, and what it does between two events."""

    def __init__(self, lines: Lines, loaded: Loaded) -> None:
        self._show = loaded.show
        self._beats = lines.beats
        os.set_blocking(self._beats, False)
        self._views = socket.socket(fileno=lines.views)
        sockets = {fd: socket.socket(fileno=fd) for _, fd in lines.inputs}
        self._outlets = _outlets(lines, loaded, sockets)
        names = {fd: name for name, fd in lines.inputs}
        outs = {names[fd]: number for number, fd in lines.midi_outs}
        self.inlets = Inlets({sockets[fd]: names[fd] for fd in names}, outs, self.idle)
        self._lights = LightOutlet({} if lines.muted else self.inlets.lines)
        self._writer: journal.Writer | None = None
        self._view_us = self._beat_us = self._tend_us = self._slow_us = 0
        self._packets = self._worst_us = 0
        self._sent: deque[Send] = deque(maxlen=_PACKETS_SHOWN)

    def perform(self, show: Show) -> None:
        """The show is this one from now on."""
        self._show = show

    def write_on(self, path: str) -> None:
        """Go on with the journal, whose last line is let go where it was cut short."""
        try:
            self._writer = journal.Writer(path)
        except OSError as error:
            self._journal_failed(error)

    def take(self, event: Event, state: State, actions: tuple[Action, ...]) -> None:
        """Write what happened to the journal, then send."""
        if self._writer is not None:
            begun_us = now_us()
            try:
                self._writer.write(journal.line(event, actions))
            except OSError as error:
                self._journal_failed(error)
            took_us = now_us() - begun_us
            if took_us > _SLOW_WRITE_US and begun_us - self._slow_us > _SLOW_TOLD_EVERY_US:
                self._slow_us = begun_us
                text = f"the disk took {took_us // 1000} ms for the journal"
                self.inlets.waiting.append(Trouble(self.inlets.now_us(), text))
        for action in actions:
            if type(action) is Send:
                self._outlets[action.out].send(action.packet)
                self._packets += 1
                self._sent.append(action)
                self._worst_us = max(self._worst_us, now_us() - action.due_us)
            elif type(action) is Roll:
                self._roll(action.port)
            elif type(action) is Ended:
                self.inlets.closing = True
        for action in actions:
            if type(action) is Light:  # what sounds has left by now
                self._lights.send(action)
        if type(event) is Remapped:
            self._answer(event)
        if event.at_us - self._beat_us >= BEAT_EVERY_US:
            self.idle(state)
        elif event.at_us - self._view_us >= VIEW_EVERY_US:
            self._show_view(state)

    def _answer(self, event: Remapped) -> None:
        """Say whether new hands were taken to whoever brought them, if they are still there."""
        taken = event.surface is self._show.surface
        with suppress(OSError):
            self.inlets.lines[handover.LINE].send(handover.TAKEN if taken else handover.REFUSED)

    def _roll(self, port: str) -> None:
        """Let a player program roll; one whose process takes nothing is the player's to start."""
        try:
            self.inlets.lines[port].send(ROLL)
        except (KeyError, OSError):
            text = f"{port} cannot be told to roll; start the film by hand"
            self.inlets.waiting.append(Trouble(self.inlets.now_us(), text))

    def idle(self, state: State) -> None:
        """Between events: beat, look after the outputs, show the display what there is."""
        at_us = self.inlets.now_us()
        self.beat(at_us)
        if at_us - self._tend_us >= TEND_EVERY_US:
            self._tend_us = at_us
            told = (outlet.tend(at_us) for outlet in (*self._outlets, self._lights))
            self.inlets.waiting.extend(event for event in told if event is not None)
        self._show_view(state)

    def beat(self, at_us: Micros) -> None:
        """Tell the guard that all is well."""
        self._beat_us = at_us
        try:
            os.write(self._beats, b".")
        except BlockingIOError:
            pass  # a guard that is stopped for a moment needs no more beats
        except OSError:
            self.inlets.closing = True  # the guard is gone, and nobody is left to end us

    def _show_view(self, state: State) -> None:
        at_us = self.inlets.now_us()
        if state.wake_us is not None and state.wake_us - at_us < _ROOM_US:
            return
        self._view_us = at_us
        with suppress(OSError):
            self._views.send(_told(view(self._show, state, at_us, self._sent)).encode())

    def _journal_failed(self, error: OSError) -> None:
        self._writer = None
        text = (
            f"the journal cannot be written ({error.strerror or error}); the show goes on without"
        )
        self.inlets.waiting.append(Trouble(self.inlets.now_us(), text))

    def close(self) -> None:
        """Tell the journal what was measured, and have the disk hold it."""
        facts = {
            "packets": self._packets,
            "worst_late_us": self._worst_us,
            "lost": sum(outlet.lost for outlet in self._outlets),
        }
        if self._writer is not None:
            with suppress(OSError):
                self._writer.write(journal.ending(facts))
                self._writer.sync()


def _fields(one: View | GroupView) -> dict[str, Any]:
    """A view's fields as they are; ``asdict`` would copy each, and a knob would wait for it."""
    return {name: getattr(one, name) for name in one.__slots__}


_told: Final = json.JSONEncoder(default=_fields).encode


def _outlets(
    lines: Lines, loaded: Loaded, sockets: dict[int, socket.socket]
) -> list[Outlet | MidiOutlet | Mute]:
    """The way out for each output, by its number."""
    if lines.muted:
        return [Mute() for _ in loaded.targets]
    midi = dict(lines.midi_outs)
    return [
        MidiOutlet(output.name, sockets[midi[number]])
        if number in midi
        else Outlet(number, output.name, target)
        for number, (output, target) in enumerate(
            zip(loaded.show.outputs, loaded.targets, strict=True)
        )
    ]


def main() -> None:
    """Perform the journal named on the command line, to the end of the night."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    lines = Lines.heard(sys.argv[1])
    reader = journal.Reader(lines.journal)
    loaded = prepare(reader.header.files)
    engine = Engine(lines, loaded)

    def ending(_number: int, _frame: object) -> None:
        engine.inlets.closing = True

    signal.signal(signal.SIGTERM, ending)
    show, state = loaded.show, begin(loaded.show)
    known = 0
    for known, record in enumerate(reader.records(loaded), 1):
        show, state, _ = survive(show, state, record.event)
        if known % _BEAT_EVERY_RECORDS == 0:
            engine.beat(now_us())
    engine.perform(show)
    engine.write_on(lines.journal)
    priority = take_priority()
    gc.collect()
    gc.freeze()
    gc.disable()
    at_us = engine.inlets.now_us(state.now_us)
    told = filter(None, (reader.damage, priority))
    engine.inlets.waiting.append(Restarted(at_us) if known else Opened(at_us))
    engine.inlets.waiting.extend(Trouble(at_us, text) for text in told)
    run(show, state, engine.inlets, engine, engine.perform)
    engine.close()


if __name__ == "__main__":
    main()
