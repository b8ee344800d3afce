"""What the engine told the display last."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from rig.conductor.view import GroupView, HitView, KnobView, View
from rig.ports import osc_read

if TYPE_CHECKING:
    import socket

ARRIVED_MAX: Final = 40
"""Arrived lines kept to show; older ones are forgotten."""

_DATAGRAM_BYTES: Final = 1 << 16


class Inbox:
    """The newest view and the last lines of packets, taken from a non-blocking socket."""

    def __init__(self, views: socket.socket) -> None:
        self._views = views
        self._sent: tuple[str, ...] = ()
        self._arrived: deque[str] = deque(maxlen=ARRIVED_MAX)
        self.view: View | None = None
        self.open = True
        """False once the other end is closed."""

    @property
    def packets(self) -> tuple[str, ...]:
        """What arrived at a receiver, if one tells; else what the view says was sent."""
        return tuple(self._arrived) or self._sent

    def drain(self) -> bool:
        """Take in all that waits; whether there was anything.

        What cannot be understood is left out.
        """
        came = False
        while self.open:
            try:
                datagram = self._views.recv(_DATAGRAM_BYTES)
            except BlockingIOError:
                break
            except OSError:
                datagram = b""
            self.open = came = bool(datagram)
            try:
                self._take(json.loads(datagram))
            except (ValueError, TypeError, KeyError):
                continue
        return came

    def _take(self, fields: dict[str, Any]) -> None:
        if "arrived" in fields:
            self._arrived.append(f"arrived  {fields['arrived']}")
            return
        view = View(
            **{
                **fields,
                "hits": tuple(HitView(**hit) for hit in fields["hits"]),
                "groups": tuple(GroupView(**group) for group in fields["groups"]),
                "knobs": tuple(KnobView(**knob) for knob in fields["knobs"]),
                "devices": tuple((name, present) for name, present in fields["devices"]),
                "notices": tuple(fields["notices"]),
                "packets": tuple((due, output, sent) for due, output, sent in fields["packets"]),
            }
        )
        self._sent = tuple(
            f"{output}  {osc_read.describe(bytes.fromhex(sent))}"
            for _, output, sent in view.packets
        )
        self.view = view
