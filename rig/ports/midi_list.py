"""A process that tells which MIDI inputs come and go: ``python -m rig.ports.midi_list NAME ...``.

Its parent cannot look for itself: a client that has seen its JACK server end lists the ports of
old for ever. This process ends then, and its next start lists what there is.
"""

from __future__ import annotations

import os
from functools import partial
from typing import Any, Final

import rtmidi

from rig.ports import child
from rig.ports.attachment import FAULTS, Attachment, DriverGone
from rig.ports.channel import FOUND, LOST, now_us
from rig.ports.listing import others_ports, usable_apis
from rig.ports.wanted import Wanted

_RETRY_US: Final = 1_000_000


def main() -> None:
    """List until the parent is gone or a server ends. The records carry full names."""
    given = child.arguments("midi_list").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    attachment = Attachment(wire, Wanted(""), _client)  # never attached: it watches the driver
    clients: dict[int, Any] = {}
    child.run(wire, partial(_serve, wire, attachment, clients), partial(_close, clients))


def _serve(wire: child.Wire, attachment: Attachment, clients: dict[int, Any]) -> None:
    told: set[str] = set()
    retry_due_us = 0
    try:
        while True:
            attachment.watch_driver()
            if now_us() >= retry_due_us:
                retry_due_us = now_us() + _RETRY_US
                _make_clients(clients)
            listed = {name for client in clients.values() for _, name in others_ports(client)}
            for name in sorted(told - listed):
                wire.send(LOST, os.fsencode(name))
            for name in sorted(listed - told):
                wire.send(FOUND, os.fsencode(name))
            told = listed
            attachment.rest()
    except DriverGone:
        pass


def _make_clients(clients: dict[int, Any]) -> None:
    for api in usable_apis():
        if api not in clients:
            try:
                clients[api] = _client(api)
            except FAULTS:
                continue  # no server yet


def _client(api: int) -> Any:  # noqa: ANN401 - rtmidi has no types
    return rtmidi.MidiIn(rtapi=api, name="rig list")


def _close(clients: dict[int, Any]) -> None:
    for client in clients.values():
        client.delete()


if __name__ == "__main__":
    main()
