"""Making a surface ready: hands in; every look-up done, every curve a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.conductor.surface import (
    Button,
    Jobs,
    Jumping,
    Knob,
    LayerButton,
    LeanOf,
    LevelButton,
    LevelOf,
    Mapped,
    SheetButton,
    Shown,
    SoundButton,
    Surface,
    TacetButton,
    TrimOf,
    ValueButton,
    ValueOf,
)
from rig.hands import binding, commands
from rig.hands.binding import Gesture, Lit, Ride
from rig.hands.device import Label, Led
from rig.hands.joining import parts
from rig.hands.midi import BOX_PEDAL, CC14, CHANNEL, NRPN, PITCH_BEND, RPN
from rig.hands.shaping import table
from rig.hands.takeover import Takeover

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rig.conductor.surface import Moves
    from rig.hands.binding import Binding, Command, Hands, Plug
    from rig.hands.commands import Source
    from rig.hands.joining import Part
    from rig.hands.signal import Signal


_WIDE: Final = (BOX_PEDAL, PITCH_BEND, CC14, NRPN, RPN)
"""What has more than 7 bits."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What each name is in the show."""

    groups: Mapping[str, int]
    sounds: Mapping[str, int]
    cues: Mapping[str, int]


def surface_of(hands: Hands, numbers: Numbers) -> Surface:
    """The surface that hands describe; every name in them must be in the show."""
    return _Maker(hands, numbers).surface()


class _Maker:
    def __init__(self, hands: Hands, numbers: Numbers) -> None:
        self._hands = hands
        self._numbers = numbers
        self._plugs = {plug.name: plug for plug in hands.plugs}
        self._knobs: list[Knob] = []
        pressed = [one.command for one in hands.bindings]
        names = {one.name for one in pressed if isinstance(one, commands.Layer)}
        self._layers = tuple(sorted(names))
        lines: dict[tuple[str, str], list[Binding]] = defaultdict(list)
        for one in hands.bindings:
            lines[one.plug, one.control].append(one)
        self._lines = lines
        # A control of a chord may have no line of its own: that it is down must be known even so.
        self._chords = {(one.plug, one.chord) for one in hands.bindings if one.chord}
        for key in sorted(self._chords):
            lines.setdefault(key, [])
        self._places = {key: number for number, key in enumerate(lines)}

    def surface(self) -> Surface:
        hands = self._hands
        controls = {mapped.key: mapped.control for mapped in self._controls()}
        by_number = {one.number: one for one in controls.values()}
        knobs_of: dict[str, list[int]] = {plug: [] for plug in self._plugs}
        lights = tuple(self._lights(by_number))
        layered = []
        for one in controls.values():
            mine = [knob.number for jobs in _all_jobs(one) for knob in jobs.knobs]
            knobs_of[one.port] += mine
            layered += mine if one.by_layer or one.by_cue else []
        return Surface(
            controls=controls,
            parts=dict(self._parts()),
            sensors=dict(self._sensors()),
            keys={key: self._button(command) for key, command in commands.KEYS.items()},
            names=tuple(f"{name} {control}" for name, control in self._lines),
            layers=self._layers,
            knobs=tuple(self._knobs),
            knobs_of={port: tuple(mine) for port, mine in knobs_of.items()},
            leaning=tuple(one.number for one in self._knobs if isinstance(one.moves, LeanOf)),
            layered=tuple(layered),
            catching=tuple(one for one in controls.values() if _catches(one)),
            lights=lights,
            lit_by={key: one.number for one in lights for key in _messages(one)},
            greetings={name: plug.device.init for name, plug in self._plugs.items()},
            one_line=frozenset(
                name for name, plug in self._plugs.items() if plug.device.kind == "serial"
            ),
            guard_us=hands.guard_us,
            reaction_us=hands.reaction_us,
        )

    def _controls(self) -> Iterator[_Keyed]:
        for (name, control), bindings in self._lines.items():
            signal = self._plugs[name].device.controls[control].signal
            assert signal is not None, "what is unsettled is not mapped"
            by: dict[tuple[str, str], list[Binding]] = defaultdict(list)
            for one in bindings:
                by[one.layer, one.cue].append(one)
            jobs = {where: self._jobs(name, signal, mine) for where, mine in by.items()}
            yield _Keyed(
                (name, *signal.key),
                Mapped(
                    number=self._places[name, control],
                    port=name,
                    name=f"{name} {control}",
                    signal=signal,
                    base=jobs.get(("", ""), Jobs()),
                    by_layer={
                        self._layers.index(layer): mine
                        for (layer, _), mine in jobs.items()
                        if layer
                    },
                    by_cue={
                        self._numbers.cues[cue]: mine for (_, cue), mine in jobs.items() if cue
                    },
                    pressed=(name, control) in self._chords
                    or any(one.pressed for one in jobs.values()),
                ),
            )

    def _jobs(self, plug: str, signal: Signal, bindings: list[Binding]) -> Jobs:
        pressed: dict[Gesture, list[Button]] = defaultdict(list)
        knobs: list[Knob] = []
        chords = []
        for one in bindings:
            if isinstance(one.command, Ride):
                knobs += self._ridden(one.command, signal)
            elif one.gesture is Gesture.CHORD:
                chords.append((self._places[plug, one.chord], self._button(one.command)))
            else:
                pressed[one.gesture].append(self._button(one.command))
        return Jobs(
            knobs=tuple(knobs),
            press=tuple(pressed[Gesture.PRESS]),
            release=tuple(pressed[Gesture.RELEASE]),
            hold=tuple(pressed[Gesture.HOLD]),
            long=tuple(pressed[Gesture.LONG]),
            double=tuple(pressed[Gesture.DOUBLE]),
            chords=tuple(chords),
        )

    def _ridden(self, ride: Ride, signal: Signal) -> Iterator[Knob]:
        """What a knob moves; levels of several groups each by themselves, as each may differ."""
        wide = signal.status & ~CHANNEL in _WIDE
        curve = () if wide else table(ride.shaping, signal)
        for moves in self._moves(ride):
            knob = Knob(
                number=len(self._knobs),
                moves=moves,
                low=ride.low,
                high=ride.high,
                takeover=ride.takeover,
                signal=signal,
                shaping=ride.shaping,
                table=curve,
                gate=ride.gate,
                smooth_hz=ride.smooth_hz,
            )
            self._knobs.append(knob)
            yield knob

    def _moves(self, ride: Ride) -> Iterator[Moves]:
        match ride.target:
            case binding.Trims():
                yield TrimOf(self._groups(ride.target.groups))
            case binding.Levels():
                yield from map(LevelOf, self._groups(ride.target.groups))
            case binding.Value():
                yield ValueOf(self._numbers.sounds[ride.target.sound])
            case binding.Lean():
                yield LeanOf()

    def _groups(self, names: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._numbers.groups[name] for name in names)

    def _button(self, command: Command) -> Button:
        sounds = self._numbers.sounds
        match command:
            case commands.GoTo():
                return Jumping(self._numbers.cues[command.cue])
            case commands.Strike():
                return SoundButton(sounds[command.sound])
            case commands.SetLevel():
                return LevelButton(self._groups(command.groups), command.level)
            case commands.SetValue():
                return ValueButton(sounds[command.sound], command.value)
            case commands.Tacet():
                return TacetButton(self._groups(command.groups))
            case commands.GiveBack():
                return SheetButton(self._groups(command.groups))
            case commands.Layer():
                return LayerButton(self._layers.index(command.name), command.held)
            case Ride():
                raise AssertionError("a ride is no press")
            case _:
                return command

    def _parts(self) -> Iterator[tuple[Source, Part]]:
        for plug in self._plugs.values():
            signals = (one.signal for one in plug.device.controls.values() if one.signal)
            for (status, number), part in parts(signals).items():
                yield (plug.name, status, number), part

    def _sensors(self) -> Iterator[tuple[Source, int]]:
        for (name, control), number in self._places.items():
            touch = self._plugs[name].device.controls[control].touch
            if touch is not None:
                yield (name, *touch), number

    def _lights(self, by_number: Mapping[int, Mapped]) -> Iterator[Shown]:
        """Every light that has something to show: what the hands say, else its control's own."""
        said = {(lamp.plug, lamp.light): lamp.shows for lamp in self._hands.lamps}
        number = 0
        for plug in self._plugs.values():
            for name, light in plug.device.lights.items():
                shows = said.get((plug.name, name))
                place = self._places.get((plug.name, name))
                control = by_number[place] if place is not None else None
                if shows is None and control is None:
                    continue
                jobs = tuple(self._lit(shows.command, plug)) if isinstance(shows, Lit) else ()
                sign = None if isinstance(shows, Lit) else shows
                yield Shown(number, plug.name, f"{plug.name} {name}", light, sign, jobs, control)
                number += 1

    def _lit(self, command: Command, plug: Plug) -> Iterator[Button | Knob]:
        if not isinstance(command, Ride):
            yield self._button(command)
            return
        signal = next(one.signal for one in plug.device.controls.values() if one.signal)
        for moves in self._moves(command):
            yield Knob(
                -1,
                moves,
                command.low,
                command.high,
                command.takeover,
                signal,
                command.shaping,
                (),
                0.0,
                None,
            )


@dataclass(frozen=True, slots=True)
class _Keyed:
    key: Source
    control: Mapped


def _catches(mapped: Mapped) -> bool:
    knobs = [knob for jobs in _all_jobs(mapped) for knob in jobs.knobs]
    return any(knob.takeover is Takeover.CATCH for knob in knobs)


def _messages(shown: Shown) -> Iterator[Source]:
    """The messages by which a light is told, as its device would name them were it to answer."""
    light = shown.light
    if isinstance(light, Label):
        return
    yield shown.port, light.status, light.number
    if isinstance(light, Led) and light.blink_status is not None:
        yield shown.port, light.blink_status, light.number


def _all_jobs(mapped: Mapped) -> tuple[Jobs, ...]:
    return (mapped.base, *mapped.by_layer.values(), *mapped.by_cue.values())
