"""One control, from the hand that moves it to its name and its place in a device file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rig.hands.messages import words_of
from rig.hands.read import CUE, IDENTITY, LAYERS, LIGHT_ENDING
from rig.hands.read_device import read_device
from rig.hands.writing import control_words, device_file, free_name, with_control
from rig.live.known import at_port, device_name, port_words
from rig.live.what_moved import agreed, what_moved
from rig.notation.document import read

if TYPE_CHECKING:
    from rig.hands.device import Control, Device
    from rig.hands.proposal import Proposal
    from rig.hands.signal import Signal
    from rig.live.dialogue import Dialogue
    from rig.live.every_input import EveryInput
    from rig.live.known import AtPort, Known
    from rig.live.shelf import Shelf

YES: Final = "y"
NO: Final = "n"
_SIDES: Final = ("left", "right")
_NO_DEVICES: Final = (LAYERS, CUE, "rig", "guard", "reaction")
"""What a table of the hands cannot be called."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A control with a name, as the hands say it."""

    plug: tuple[str, ...]
    """Its device's table."""
    control: str
    apart: dict[str, str] = field(default_factory=dict)
    """What must stand in a new table for the device to be known among several alike."""

    def __str__(self) -> str:
        return ".".join((*self.plug, self.control))


class Lesson:
    """How a control comes to be known."""

    def __init__(self, inputs: EveryInput, dialogue: Dialogue, shelf: Shelf) -> None:
        self._inputs = inputs
        self._dialogue = dialogue
        self._shelf = shelf

    def learned(self, asked: str) -> Learned:
        """What the player moves; its device's file is put on the shelf where that says it anew.

        Raises ``PortError`` when nothing is moved, nobody answers or the device cannot be told
        from another, ``FileError`` when a device cannot have this control.
        """
        while True:
            self._shelf.forget()
            port, proposal = what_moved(self._dialogue, asked)
            here = at_port(port, self._inputs.ports, self._shelf.known, self._shelf.plugs)
            name = self._as_known(here, proposal) if here.known is not None else ""
            if not name:
                control = agreed(self._dialogue, port, proposal)
                if control is None:
                    continue
                device, name = self._named(port, here, control)
                if not device:
                    continue
            else:
                assert here.known is not None, "it has a name there"
                device = here.known.device.name
            return self._plugged(here, device, name)

    def _as_known(self, here: AtPort, proposal: Proposal) -> str:
        """The name under which a device's file knows what was heard; empty where it does not."""
        assert here.known is not None, "who knows no device knows no control of it"
        device = here.known.device
        for name, control in device.controls.items():
            known = control.signal
            if known is None or known.key != proposal.signal.key:
                continue
            possible = {(one.sense, one.toggle) for one in _readings(proposal)}
            said = f"{device.name} {name}: {control_words(control)}"
            if (known.sense, known.toggle) in possible:
                self._dialogue.tell(said)
                return name
            self._dialogue.tell(f"{said}, so its file says", f"but here {proposal.why}")
            if self._dialogue.ask("say in the file what was heard? y or n", NO) != YES:
                return name
        return ""

    def _named(self, port: str, here: AtPort, control: Control) -> tuple[str, str]:
        """Name of the device and of a control that its file shall say; empty for another try."""
        if here.known is not None:
            device = here.known.device.name
            name, content = self._extended(here.known, control)
        else:
            name = self._control_name(free_name(control.shape, ()), None)
            words = port_words(port, self._inputs.ports)
            device = self._device_name(words)
            content = device_file(device, words, {name: control}, _today())
        document = read(f"{device}.toml", content)
        read_device(device, document)
        if document.problems:
            self._dialogue.tell(*(one.message for one in document.problems))
            return "", ""
        self._shelf.put_device(device, content)
        return device, name

    def _extended(self, known: Known, control: Control) -> tuple[str, bytes]:
        """A control's name, and a device's file with it."""
        device = known.device
        assert control.signal is not None, "it was heard"
        key, offered = control.signal.key, free_name(control.shape, device.controls)
        sources: tuple[str, ...] = ()
        for name, other in device.controls.items():
            if other.signal is not None and other.signal.key == key:
                return name, with_control(known.content, name, control, _today())
            for claim in other.claims:
                said, _, by = claim.partition(" from ")
                if said == words_of(*key):
                    offered, sources = name, tuple(by.split())
        name = self._control_name(offered, device)
        told = replace(control, sources=sources if name == offered else ())
        return name, with_control(known.content, name, told, _today())

    def _control_name(self, offered: str, device: Device | None) -> str:
        while True:
            name = self._dialogue.ask("its name", offered)
            refused = _why_not(name, device)
            if not refused:
                return name
            self._dialogue.tell(refused)

    def _device_name(self, words: str) -> str:
        offered = device_name(words, (*_NO_DEVICES, *self._shelf.known))
        while True:
            name = self._dialogue.ask("the device's name", offered)
            if name in (*_NO_DEVICES, *self._shelf.known) or self._shelf.device_is_there(name):
                self._dialogue.tell(f"{name} is the name of something else; take another")
            elif device_name(name, ()) != name:
                self._dialogue.tell(f"{name!r} is no name here: take letters, digits, - and _")
            else:
                return name

    def _plugged(self, here: AtPort, device: str, control: str) -> Learned:
        """A control in its device's table, which is a new one where several are alike."""
        if not here.apart:
            return Learned(here.plug or (device,), control)
        ((key, value),) = here.apart.items()
        self._dialogue.tell(f'several fit {device}; this one has {key} = "{value}"')
        taken = {plug for plug, _ in self._shelf.plugs}
        free = [side for side in _SIDES if f"{device}.{side}" not in taken]
        offered = free[0] if free else f"side{len(taken) + 1}"
        while True:
            side = self._dialogue.ask("which of them is it? a name for this one", offered)
            if device_name(side, ()) == side and f"{device}.{side}" not in taken:
                return Learned((device, side), control, here.apart)
            self._dialogue.tell(f"{side!r} cannot be its name, or another one has it")


def _readings(proposal: Proposal) -> tuple[Signal, ...]:
    return (proposal.signal, *proposal.alternatives)


def _why_not(name: str, device: Device | None) -> str:
    """Why a control cannot be called so; empty where it can."""
    if device_name(name, ()) != name:
        return f"{name!r} is no name for a control: take letters, digits, - and _"
    if name in IDENTITY or name.endswith(LIGHT_ENDING):
        return f"{name} means something else in the hands; take another name"
    control = device.controls.get(name) if device is not None else None
    if control is not None and control.signal is not None:
        return f"{name} is {control_words(control)}; take another name"
    return ""


def _today() -> str:
    return f"{datetime.now().astimezone():%Y-%m-%d}"
