"""A show under a flood: three desks of eight knobs that all move, a foot that presses GO."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.events import MidiIn, Opened, PortFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.events import Event

CLIENT: Final = "Rig Bench Flood"
DESKS: Final = 3
FOOT: Final = DESKS
RATE: Final = 2_000
"""Messages a second of each desk."""

_KNOBS: Final = 8
_SWEEP: Final = 127
"""A knob goes up and down a step at a time, as in flood.c."""
_HAND_RATE: Final = 50
_GESTURE_S: Final = 10
_MOVING_S: Final = 2
_PLAIN: Final = 5
"""The knobs of a desk that are neither smoothed nor endless."""
_CUE_S: Final = 60
_SECOND_US: Final = 1_000_000
_SHOW: Final = """rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[film]
clock = "press"
[out.receiver]
is = "osc 127.0.0.1:{port}"
pulse = "tempo /tempo <f> 10..999"
[group]
strings = "receiver /strings <f> -40..-2 dB"
winds = "receiver /winds <f> -40..-4 dB"
brass = "receiver /brass <f> 0..1"
voices = "receiver /voices <f> 0..1"
harp = "receiver /harp <f> 0..1"
bass = "receiver /bass <f> 0..1"
[sound]
bell = "receiver /bell 67 0.8"
"""
_CUE: Final = """[cue.{number}]
on = "screening"
play = "A 400 4/4 q=96"
dyn = "strings p <, end f | winds f"
fire = "A1 bell"
"""
_HANDS: Final = """[{desk}]
k1 = "{trimmed} trim -12..+6 dB curve s"
k2 = "{set} pp..ff catch curve taper"
k3 = "receiver /{desk}/3 <f> -40..0 dB scale"
k4 = "receiver /{desk}/4 <f> 0..1 jump curve log"
k5 = "receiver /{desk}/5 <f> 0..1 steps 64"
k6 = "receiver /{desk}/6 <f> 0..1 smooth"
k7 = "receiver /{desk}/7 <f> 0..1 gate 0.5 %"
k8 = "receiver /{desk}/8 <f> 0..1"
b1 = "tacet {trimmed} | hold: sheet {trimmed}"
b2 = "shift"
"""
_LAYER: Final = """[layer.shift.{desk}]
k1 = "{set} trim -6..+6 dB"
"""
_DEVICE: Final = """rig = 1
kind = "midi"
port = "{port}"
source = "bench/flood.c"
[control]
"""
_DESK: Final = "".join(
    [
        *(f'k{n + 1} = "knob cc {16 + n} ch 1"\n' for n in range(_KNOBS - 1)),
        f'k{_KNOBS} = "encoder cc {15 + _KNOBS} ch 1 twos"\n',
        'b1 = "button note 1 ch 1"\nb2 = "button note 2 ch 1"\n',
    ]
)
_TRIMMED: Final = ("strings", "brass", "harp")
_SET: Final = ("winds", "voices", "bass")


def texts(port: int, cues: int) -> dict[str, str]:
    """The show's files by their names; its packets go to a UDP port of this machine."""
    desks = [f"desk{number + 1}" for number in range(DESKS)]
    hands = [
        text.format(desk=desk, trimmed=trimmed, set=level)
        for text in (_HANDS, _LAYER)
        for desk, trimmed, level in zip(desks, _TRIMMED, _SET, strict=True)
    ]
    devices = {
        f"devices/{desk}.toml": _DEVICE.format(port=f"{CLIENT}:{desk}") + _DESK for desk in desks
    }
    foot = _DEVICE.format(port=f"{CLIENT}:foot") + 'pedal = "pedal note 60 ch 1"\n'
    return {
        "show.toml": _SHOW.format(port=port),
        "sheet.toml": "rig = 1\n[film]\nspeed = 18\n"
        + "".join(_CUE.format(number=number + 1) for number in range(cues)),
        "hands.toml": "".join(["rig = 1\n", *hands, '[foot]\npedal = "go"\n']),
        "devices/foot.toml": foot,
        **devices,
    }


def message(port: int, number: int) -> bytes:
    """What a port sends as its how-manieth message, from 0; as in flood.c."""
    if port == FOOT:
        return bytes((0x90, 60, 0 if number % 2 else 127))
    knob, step = number % _KNOBS, number // _KNOBS % (2 * _SWEEP)
    rises = step < _SWEEP
    value = step if rises else 2 * _SWEEP - step
    if knob == _KNOBS - 1:
        value = 1 if rises else 127
    return bytes((0xB0, 16 + knob, value))


def port_name(port: int) -> str:
    """A port as the show knows it."""
    return "foot" if port == FOOT else f"desk{port + 1}"


def ordinary(seconds: int) -> Iterator[Event]:
    """What a player does: a cue each minute, and in every ten seconds a knob is moved for two.

    It is moved with 50 messages a second. The strings' hairpin goes on all the time.
    """
    yield from _opened()
    for at_us in range(_SECOND_US, seconds * _SECOND_US, _SECOND_US // _HAND_RATE):
        second, part = divmod(at_us, _SECOND_US)
        if second % _CUE_S == 1 and not part:
            yield MidiIn(at_us, at_us, port_name(FOOT), message(FOOT, 0))
            yield MidiIn(at_us, at_us, port_name(FOOT), message(FOOT, 1))
        number, into_s = divmod(second, _GESTURE_S)
        if into_s < _MOVING_S:
            value = round(_SWEEP * abs(at_us / _SECOND_US % 2 - 1))
            yield MidiIn(at_us, at_us, port_name(0), bytes((0xB0, 16 + number % _PLAIN, value)))


def _opened() -> Iterator[Event]:
    yield Opened(0)
    for port in range(DESKS + 1):
        yield PortFound(0, port_name(port), port_name(port))


def flood(seconds: int) -> Iterator[Event]:
    """The same flood in virtual time: every desk in turn, and a GO each second."""
    yield from _opened()
    counts = [0] * (DESKS + 1)

    def played(port: int, at_us: int) -> Event:
        counts[port] += 1
        return MidiIn(at_us, at_us, port_name(port), message(port, counts[port] - 1))

    every_us = _SECOND_US // RATE
    for at_us in range(0, seconds * _SECOND_US, every_us):
        for desk in range(DESKS):
            yield played(desk, at_us + desk * every_us // DESKS)
        if at_us % (_SECOND_US // 2) == _SECOND_US // 4:
            yield played(FOOT, at_us + (DESKS - 1) * every_us // DESKS)
