"""What the player has moved, asked for until it is clear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.hands.device import Control, Shape
from rig.hands.proposal import Proposal, Unclear
from rig.hands.recognise import recognise
from rig.hands.signal import Sense
from rig.hands.writing import control_words
from rig.ports.listing import stable_name

if TYPE_CHECKING:
    from rig.hands.signal import Signal
    from rig.live.dialogue import Capture, Dialogue

_SHAPES: Final = {shape.value: shape for shape in Shape}
_AGAIN: Final = "n"


def what_moved(dialogue: Dialogue, asked: str) -> tuple[str, Proposal]:
    """The full name of the port that something was moved at, and what it seems to be.

    Raises ``PortError`` when nothing is moved, or the port goes.
    """
    captures = dialogue.listen(asked)
    while True:
        port, found = _heard(captures)
        if isinstance(found, Proposal) and found.ask:
            more = dialogue.listen(f"{found.why}; {found.ask}").get(port, [])
            found = _settled(captures[port], more, found)
        if isinstance(found, Proposal):
            return port, found
        captures = dialogue.listen(found.ask)


def _heard(captures: dict[str, Capture]) -> tuple[str, Proposal | Unclear]:
    """What was moved, and at which port; what comes by two ways alike is one control."""
    read = {port: recognise(capture) for port, capture in captures.items()}
    moved = {port: one for port, one in read.items() if isinstance(one, Proposal)}
    if not moved:
        port = max(captures, key=lambda port: len(captures[port]), default="")
        return port, read.get(port, Unclear("nothing came that a control sends: move it"))
    if len({one.signal.key for one in moved.values()}) > 1:
        names = " and ".join(map(stable_name, moved))
        return "", Unclear(f"{names} were both moved: move one of them alone")
    return next(iter(moved.items()))


def _settled(first: Capture, second: Capture, before: Proposal) -> Proposal | Unclear:
    """What both moves together say, or the second alone; never asks twice."""
    if not second:
        return replace(before, ask="")
    both, alone = recognise([*first, *second]), recognise(second)
    for one in (both, alone):
        if isinstance(one, Proposal) and not one.ask:
            return one
    return replace(both, ask="") if isinstance(both, Proposal) else both


def agreed(dialogue: Dialogue, port: str, proposal: Proposal) -> Control | None:
    """The control as the player takes it to be; None to have it moved again."""
    dialogue.tell(f"{stable_name(port)}: {_words(proposal, proposal.signal)}", f"  {proposal.why}")
    others = dict(enumerate(proposal.alternatives, 2))
    dialogue.tell(*(f"  {number}: {_words(proposal, one)}" for number, one in others.items()))
    number = f"{', '.join(map(str, others))}, " if others else ""
    question = f"right? Enter, {number}its shape, or n to move it again"
    while True:
        answer = dialogue.ask(question, proposal.shape.value)
        if answer == _AGAIN:
            return None
        if answer in _SHAPES:
            return Control(_SHAPES[answer], proposal.signal, proposal.touch)
        if answer.isdecimal() and int(answer) in others:
            signal = others[int(answer)]
            return Control(_shape(proposal, signal), signal, proposal.touch)
        dialogue.tell(f"a shape is one of {', '.join(_SHAPES)}")


def _words(proposal: Proposal, signal: Signal) -> str:
    words = control_words(Control(_shape(proposal, signal), signal, proposal.touch))
    return words.removesuffix(" from none")


def _shape(proposal: Proposal, signal: Signal) -> Shape:
    """What tells turns is an encoder, whatever else it was taken for."""
    return proposal.shape if signal.sense is Sense.ABSOLUTE else Shape.ENCODER
