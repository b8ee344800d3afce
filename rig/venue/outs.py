"""The outputs of a show, and what a line that names one fires or turns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rig.conductor.outputs import Dial, Output, Sound
from rig.hands.binding import Span
from rig.notation.document import meant
from rig.notation.words import items
from rig.ports.channel import SILENCE
from rig.score.sheet import Moment
from rig.venue.wiring import Wired, read_wire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.notation.document import Document, Table, Text
    from rig.notation.words import Word
    from rig.score.measure import Micros

KINDS: Final = ("osc", "supercollider", "midi")
LATER_KINDS: Final = ("ableton", "qlab", "reaper", "bitwig")
_LATER_PULSES: Final = ("link", "midi-clock")
HOST: Final = re.compile(r"([A-Za-z0-9.-]+)(?::(\d+))?")
EARLY: Final = re.compile("([0-9]{1,4}) *ms")
_EARLY_MAX_MS: Final = 1000
_SUPERCOLLIDER_PORT: Final = 57110
_PORT_MAX: Final = 65535


@dataclass(frozen=True, slots=True)
class Target:
    """Where an output's packets go."""

    kind: str
    """``osc``, ``supercollider`` or ``midi``."""
    where: str
    """Host, or the name of a MIDI port."""
    port: int
    """UDP port; 0 for MIDI."""


class Outs:
    """The outputs of a show, named ones first, then those that stand inside a line.

    Lines of the hands name outputs too: what they fire and turn is kept in ``wired``.
    """

    def __init__(self, document: Document) -> None:
        self.targets: list[Target] = []
        self.outputs: list[Output] = []
        self.wired: dict[str, Sound] = {}
        self._numbers: dict[str, int] = {}
        self._wrong: set[str] = set()
        """Outputs that are told of already, so that lines naming them are not."""
        self._running = False
        table = document.table("out")
        for out in table.tables() if table is not None else ():
            self._named(out)
        for key, value in table.data.items() if table is not None else ():
            if table is not None and not isinstance(value, dict):
                table.complain(f"an output is a table: write [out.{key}]", key)

    def _named(self, table: Table) -> None:
        name = table.path[-1]
        table.close(("is", "pulse", "exits", "early"))
        text = table.text("is")
        if text is None:
            self._wrong.add(name)
            table.complain('an output says what it is: write is = "osc 127.0.0.1:9000"')
            return
        words = words_of(text)
        if not words:
            text.complain(f"an output is one of {', '.join(KINDS)}: write osc 127.0.0.1:9000")
        target = _target(words) if words else None
        exits, early_us = _exits(table), _early(table)
        if name in (*KINDS, *LATER_KINDS):
            table.complain(f"{name} is a kind of output; give this one a name of its own")
        if target is None:
            self._wrong.add(name)
        else:
            number = self._add(name, target)
            one = replace(self.outputs[number], exits=exits, early_us=early_us)
            self.outputs[number] = one
            pulse = table.text("pulse")
            if pulse is not None and (dial := self._pulse(pulse, target.kind, number)):
                self.outputs[number] = replace(one, tempo=dial)

    def _add(self, name: str, target: Target) -> int:
        self._numbers[name] = len(self.outputs)
        self.targets.append(target)
        silence = (SILENCE,) if target.kind == "midi" else ()
        self.outputs.append(Output(name, None, silence, Moment.TAKEN))
        return len(self.outputs) - 1

    def _pulse(self, text: Text, kind: str, number: int) -> Dial | None:
        words = words_of(text)
        word = words[0].text if words else ""
        if word == "none":
            return None
        if word != "tempo" or kind == "midi":
            later = word in _LATER_PULSES or kind == "midi"
            text.complain(
                f"pulse = {word} is not yet built for {kind}; write none"
                if later
                else f"pulse is tempo and a message, or none{meant(word, ('tempo', 'none'))}"
            )
            return None
        wired = read_wire(kind, number, words[1:]) if len(words) > 1 else None
        if wired is None or wired.dial is None:
            text.complain("tempo is told by a message with a value: tempo /tempo <f> 10..999")
            return None
        return wired.dial

    def resume(
        self, outputs: Iterable[Output], targets: Iterable[Target], wired: Iterable[Sound]
    ) -> None:
        """Go on where a running show is: what it has keeps its number, no output is opened."""
        self.outputs, self.targets = [*outputs], [*targets]
        self._numbers = {one.name: number for number, one in enumerate(self.outputs)}
        self.wired = {one.name: one for one in wired}
        self._running = True

    @property
    def names(self) -> tuple[str, ...]:
        """What a line that names an output can begin with."""
        return (*self._numbers, *self._wrong, *KINDS)

    def wire(self, words: tuple[Word, ...]) -> tuple[str, Span | None] | None:
        """A line of the hands: the name that what it turns has from now on, and its range."""
        wire = self._wire(words)
        if wire is None:
            return None
        number, wired = wire
        name = " ".join(f'"{word.text}"' if word.quoted else word.text for word in words)
        self.wired[name] = Sound(name, number, wired.start, wired.stop, wired.dial)
        return name, Span(wired.dial.low, wired.dial.high) if wired.dial else None

    def _line(self, text: Text) -> tuple[int, Wired] | None:
        words = words_of(text)
        if not words:
            text.complain("say what this turns: an output's name and a message")
            return None
        return self._wire(words)

    def _wire(self, words: tuple[Word, ...]) -> tuple[int, Wired] | None:
        name = words[0].text
        if name in self._numbers:
            number, rest = self._numbers[name], words[1:]
        elif name in KINDS and len(words) > 1:
            target = _target(words[:2])
            if target is None:
                return None
            inline = f"{name} {words[1].text}"
            number = self._numbers.get(inline, -1)
            if number < 0 and self._running:
                words[0].complain(
                    f"{inline} is opened when the show begins anew; now there is"
                    f" {', '.join(self._numbers)}"
                )
                return None
            number = self._add(inline, target) if number < 0 else number
            rest = words[2:]
        elif name in self._wrong:
            return None
        else:
            words[0].complain(f"there is no output {name}{meant(name, tuple(self._numbers))}")
            return None
        if not rest:
            words[0].complain("after the output's name comes a message, such as /level <f> 0..1")
            return None
        wired = read_wire(self.targets[number].kind, number, rest)
        return None if wired is None else (number, wired)

    def value(self, text: Text) -> Dial | None:
        """What a group turns; always a value."""
        wire = self._line(text)
        if wire is not None and wire[1].dial is None:
            text.complain("a group turns a value: write <f> and a range, as /level <f> 0..1")
        return wire[1].dial if wire else None

    def sound(self, name: str, text: Text) -> Sound:
        """What a name fires or sets."""
        number, wired = self._line(text) or (0, Wired())
        return Sound(name, number, wired.start, wired.stop, wired.dial)


def _exits(table: Table) -> Moment:
    """When an output is told what sounds first behind a vamp."""
    text = table.text("exits")
    known = (Moment.TAKEN.value, Moment.DECIDED.value)
    if text is None or text.value in known:
        return Moment.TAKEN if text is None else Moment(text.value)
    text.complain(f"exits is taken or decided{meant(text.value, known)}")
    return Moment.TAKEN


def _early(table: Table) -> Micros:
    """How long an output takes to speak."""
    text = table.text("early")
    found = EARLY.fullmatch(text.value) if text is not None else None
    early_ms = int(found[1]) if found else 0
    if text is not None and (found is None or early_ms > _EARLY_MAX_MS):
        text.complain(f"early is how long it takes to speak, 0 to {_EARLY_MAX_MS} ms: write 100 ms")
    return early_ms * 1000


def _target(words: tuple[Word, ...]) -> Target | None:
    kind = words[0].text
    if kind in LATER_KINDS:
        words[0].complain(f"{kind} is not yet built; built so far: {', '.join(KINDS)}")
        return None
    if kind not in KINDS:
        words[0].complain(f"{kind} is no kind of output{meant(kind, (*KINDS, *LATER_KINDS))}")
        return None
    if len(words) > 2:  # noqa: PLR2004 - a kind and a place
        words[2].complain("nothing follows the place of an output")
    if kind == "midi":
        if len(words) == 1 or not words[1].text:
            words[0].complain('say which MIDI port: midi "IAC Bus 1"')
            return None
        return Target(kind, words[1].text, 0)
    found = HOST.fullmatch(words[1].text) if len(words) > 1 else None
    port = int(found[2]) if found and found[2] else _SUPERCOLLIDER_PORT
    if found is None or (kind == "osc" and not found[2]) or not 0 < port <= _PORT_MAX:
        words[-1].complain(f"{kind} has a host and a port: write {kind} 127.0.0.1:9000")
        return None
    return Target(kind, found[1], port)


def words_of(text: Text) -> tuple[Word, ...]:
    """The words of a line."""
    return tuple(word for item in items(text, "\n") for word in item.words)
