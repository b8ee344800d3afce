"""What a name turns in this house: the lines of ``[group]``, ``[sound]`` and ``pulse``."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.conductor.outputs import Dial, Template
from rig.notation.document import meant
from rig.ports import osc

if TYPE_CHECKING:
    from rig.notation.words import Word

RANGE: Final = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")
_ARGUMENT: Final = re.compile(r"(?:([ifhds]):)?(.+)", re.DOTALL)
_INTEGER: Final = re.compile(r"-?\d+")
_NUMBER: Final = re.compile(r"-?\d+\.\d*|-?\d+")
_NEARLY: Final = re.compile(r"[+-]?[\d_]*[.,]?[\d_]+(?:[eE][+-]?\d+)?|[ifhd]:|<.*>")
_SLOT: Final = re.compile(r"<([ifd])>")
_INTEGER_BITS: Final = {"i": 31, "h": 63}
_DATA_MAX: Final = 127
_CHANNELS: Final = 16
_VELOCITY: Final = 100
_MIDI_NUMBERS: Final = {
    "note": ("number", "vel", "ch"),
    "cc": ("number", "value", "ch"),
    "program": ("number", "ch"),
}
_MIDI_WORDS: Final = tuple(_MIDI_NUMBERS)


@dataclass(frozen=True, slots=True)
class Wired:
    """A line understood: packets that start and stop something, or a value."""

    start: tuple[bytes, ...] = ()
    stop: tuple[bytes, ...] = ()
    dial: Dial | None = None


def read_wire(kind: str, out: int, words: tuple[Word, ...]) -> Wired | None:
    """What follows the output's name in a line; None and problems when it cannot be understood."""
    texts = ["" if word.quoted else word.text for word in words]
    stop_at = texts.index("stop") if "stop" in texts else len(words)
    if stop_at in (0, len(words) - 1) or texts.count("stop") > 1:
        words[stop_at].complain("stop stands between what starts a sound and what stops it")
        return None
    stop_words = words[stop_at + 1 :]
    wired = _one(kind, out, words[:stop_at])
    if wired is None or not stop_words:
        return wired
    stopped = _one(kind, out, stop_words)
    if stopped is None:
        return None
    if wired.dial or stopped.dial:
        stop_words[0].complain("a value is not stopped; take stop out")
        return None
    return Wired(wired.start, stopped.start)


def _one(kind: str, out: int, words: tuple[Word, ...]) -> Wired | None:
    if kind == "midi":
        return _midi(out, words)
    if kind == "supercollider" and words[0].text == "node":
        return _node(out, words)
    if kind == "supercollider" and words[0].text == "synth":
        return _synth(words)
    return _osc(out, words)


def _osc(out: int, words: tuple[Word, ...]) -> Wired | None:
    """``/address`` and typed arguments, one of which may be a slot with a range behind all."""
    address, rest = words[0], words[1:]
    if address.quoted or not osc.ADDRESS.fullmatch(address.text):
        address.complain("an OSC address is such as /strings/level: letters, digits, _ - . ~")
        return None
    ranged = next((n for n, word in enumerate(rest) if _is_range(word)), len(rest))
    arguments = tuple(_argument(word) for word in rest[:ranged])
    slots = [one for one in arguments if isinstance(one, osc.Slot)]
    if any(one is None for one in arguments):
        return None
    known = tuple(one for one in arguments if one is not None)
    try:
        if not slots:
            if ranged < len(rest):
                rest[ranged].complain("a range needs a place for its value: write <f> or <i>")
                return None
            fixed = tuple(one for one in known if isinstance(one, osc.Argument))
            return Wired(start=(osc.message(address.text, fixed),))
        if len(slots) > 1:
            address.complain("one value a message: only one of <f>, <i>, <d>")
            return None
        span = _span(address, rest[ranged:])
        if span is None:
            return None
        template = osc.template(address.text, known)
    except ValueError as error:
        address.complain(str(error))
        return None
    return _dialled(address, Dial(out, template, *span))


def _is_range(word: Word) -> bool:
    return not word.quoted and bool(RANGE.fullmatch(word.text))


def _dialled(line: Word, dial: Dial) -> Wired | None:
    """A value whose whole range its packet can hold."""
    try:
        dial.value(dial.low)
        dial.value(dial.high)
    except (ValueError, OverflowError, struct.error):
        line.complain("the range is wider than what is sent can hold")
        return None
    return Wired(dial=dial)


def _argument(word: Word) -> osc.Argument | osc.Slot | None:
    """A word with its type: by its spelling (67 i, 0.8 f, else s) or as it says (f:67)."""
    if word.quoted:
        return osc.Argument("s", word.text)
    if found := _SLOT.fullmatch(word.text):
        return osc.Slot(found[1])
    tag, text = _ARGUMENT.fullmatch(word.text).groups()  # type: ignore[union-attr]  # never empty
    if tag is None:
        tag = "i" if _INTEGER.fullmatch(text) else "f" if _NUMBER.fullmatch(text) else "s"
        if tag == "s" and _NEARLY.fullmatch(text):
            word.complain(f"{text} is no number and no place; write 0.5 or <f>, or quote it")
            return None
    if tag == "s":
        return osc.Argument("s", text)
    if not (_INTEGER if tag in _INTEGER_BITS else _NUMBER).fullmatch(text):
        word.complain(f"{text} is no number of type {tag}")
        return None
    if (
        tag in _INTEGER_BITS
        and not -(2 ** _INTEGER_BITS[tag]) <= int(text) < 2 ** _INTEGER_BITS[tag]
    ):
        word.complain(f"{text} is too large for type {tag}")
        return None
    return osc.Argument(tag, int(text) if tag in _INTEGER_BITS else float(text))


def _span(line: Word, words: tuple[Word, ...]) -> tuple[float, float, bool, bool] | None:
    """``-40..-2 dB as amp``: low, high, whether in decibels, whether sent as amplitude."""
    if not words:
        line.complain(
            "say what the value runs over: write a range at the end, as 0..1 or -40..0 dB"
        )
        return None
    found = RANGE.fullmatch(words[0].text)
    assert found is not None, "the caller has found the range"
    low, high = float(found[1]), float(found[2])
    if low >= high:
        words[0].complain("a range goes from the lower to the higher")
        return None
    units = " ".join(word.text for word in words[1:])
    if units not in ("", "dB", "dB as amp"):
        words[1].complain("after a range comes nothing, dB, or dB as amp")
        return None
    return low, high, units.startswith("dB"), units.endswith("amp")


def _node(out: int, words: tuple[Word, ...]) -> Wired | None:
    """``node 1000 amp -40..0 dB as amp``: a control of a running synth."""
    if len(words) < 4 or not _INTEGER.fullmatch(words[1].text):  # noqa: PLR2004 - node ID KEY range
        words[0].complain("write node, its number, the control and a range: node 1000 amp 0..1")
        return None
    if not _is_range(words[3]):
        words[3].complain("a range goes here, such as 0..1 or -40..0 dB as amp")
        return None
    span = _span(words[0], words[3:])
    if span is None:
        return None
    arguments = (osc.Argument("i", int(words[1].text)), osc.Argument("s", words[2].text))
    try:
        template = osc.template("/n_set", (*arguments, osc.Slot("f")))
    except ValueError as error:
        words[0].complain(str(error))
        return None
    return _dialled(words[0], Dial(out, template, *span))


def _synth(words: tuple[Word, ...]) -> Wired | None:
    """``synth bell node 2000 freq 440``: a new synth; one with a node is released by its gate."""
    if len(words) < 2:  # noqa: PLR2004 - synth NAME
        words[0].complain("write synth and its name: synth bell")
        return None
    rest, node = words[2:], -1
    if rest and rest[0].text == "node":
        if len(rest) < 2 or not rest[1].text.isdecimal():  # noqa: PLR2004 - node ID
            rest[0].complain("node has a number: node 2000")
            return None
        node, rest = int(rest[1].text), rest[2:]
    controls = tuple(_argument(word) for word in rest)
    if len(controls) % 2 or any(not isinstance(one, osc.Argument) for one in controls):
        words[0].complain("controls come in pairs, a name and a number: freq 440.0")
        return None
    fixed = tuple(one for one in controls if isinstance(one, osc.Argument))
    head = (osc.Argument("s", words[1].text), osc.Argument("i", node))
    # At the tail of the root group: sclang's default group 1 is not there without sclang.
    add = (osc.Argument("i", 1), osc.Argument("i", 0))
    gate = (osc.Argument("i", node), osc.Argument("s", "gate"), osc.Argument("f", 0.0))
    try:
        start = osc.message("/s_new", (*head, *add, *fixed))
        stop = osc.message("/n_set", gate)
    except ValueError as error:
        words[0].complain(str(error))
        return None
    return Wired(start=(start,), stop=() if node < 0 else (stop,))


def _midi(out: int, words: tuple[Word, ...]) -> Wired | None:
    """``note 38 vel 100 ch 10``, ``cc 7 ch 2 0..127`` or ``cc 7 64 ch 2``, ``program 5 ch 1``."""
    word, numbers, ranged = words[0], dict[str, int](), -1
    if word.text not in _MIDI_WORDS or word.quoted:
        word.complain(f"{word.text} is no MIDI message{meant(word.text, _MIDI_WORDS)}")
        return None
    name = "number"
    for number, one in enumerate(words[1:], 1):
        if one.text in ("ch", "vel") and name not in ("ch", "vel"):
            name = one.text
        elif one.text.isdecimal() and name in _MIDI_NUMBERS[word.text] and name not in numbers:
            numbers[name] = int(one.text)
            name = "value"
        elif _is_range(one) and word.text == "cc" and "value" not in numbers:
            ranged = number
            break
        else:
            one.complain(f"{one.text} is not understood here; write {word.text} 38 ch 10")
            return None
    if name in ("ch", "vel") or (word.text == "cc" and "value" not in numbers and ranged < 0):
        word.complain("write note 38 vel 100 ch 10, cc 7 64 ch 2, cc 7 ch 2 0..127 or program 5")
        return None
    channel = numbers.get("ch", 1)
    data = [numbers.get("number", 0), numbers.get("vel", _VELOCITY), numbers.get("value", 0)]
    if not 0 < channel <= _CHANNELS or max(data) > _DATA_MAX or "number" not in numbers:
        word.complain(
            f"{word.text} has a number to {_DATA_MAX} and a channel from 1 to {_CHANNELS}"
        )
        return None
    if ranged >= 0:
        head = bytes((0xB0 | channel - 1, data[0]))
        return _controller(out, Template(head, "7", b""), words[ranged:])
    if word.text == "note":
        on = bytes((0x90 | channel - 1, data[0], data[1] or 1))
        return Wired(start=(on,), stop=(bytes((0x80 | channel - 1, data[0], 0)),))
    if word.text == "program":
        return Wired(start=(bytes((0xC0 | channel - 1, data[0])),))
    return Wired(start=(bytes((0xB0 | channel - 1, data[0], data[2])),))


def _controller(out: int, template: Template, words: tuple[Word, ...]) -> Wired | None:
    span = _span(words[0], words)
    if span is None:
        return None
    if not 0 <= span[0] < span[1] <= _DATA_MAX or span[3]:
        words[0].complain(f"a controller runs within 0..{_DATA_MAX}, and is no amplitude")
        return None
    return Wired(dial=Dial(out, template, *span))
