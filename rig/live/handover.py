"""New hands on their way into the engine: in pieces, so that no beat waits for them.

To build a whole surface at once takes the engine as long as a beat may be late, so each control
comes by itself, between two events. The pieces are pickles, which obey whoever wrote them: they
come over a line that the guard made for itself and its children, from our own code. Any other
form would need a second description of every noun that a surface is made of.
"""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from rig.conductor.events import Remapped
from rig.conductor.surface import Surface
from rig.ports.channel import RECORD_MAX, pack

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE: Final = "new hands"
"""The name of the line they come over."""
TAKEN: Final = b"taken"
REFUSED: Final = b"refused"
"""What the engine answers."""

_BEGINS: Final = b"["
_MORE: Final = b","
_WHOLE: Final = b";"
_ENDS: Final = b"]"
_ROOM: Final = RECORD_MAX - len(pack(_BEGINS, 0)) - 1


def pieces(event: Remapped) -> Iterator[bytes]:
    """What a record each carries, in order."""
    surface = event.surface
    parts = {one.name: getattr(surface, one.name) for one in fields(surface)}
    parts |= {"files": event.files, "sounds": event.sounds, "ports": event.ports}
    yield _BEGINS
    yield from _cut({name: _empty(value) for name, value in parts.items()})
    for name, value in parts.items():
        if isinstance(value, (dict, tuple)):
            for item in value.items() if isinstance(value, dict) else value:
                yield from _cut((name, item))
    yield _ENDS


def _empty(value: object) -> object:
    """What is filled item by item; of what is no collection, all of it."""
    return {} if isinstance(value, dict) else [] if isinstance(value, tuple) else value


def _cut(piece: object) -> Iterator[bytes]:
    data = pickle.dumps(piece, pickle.HIGHEST_PROTOCOL)
    begins = range(0, len(data), _ROOM)
    for begin in begins:
        kind = _WHOLE if begin == begins[-1] else _MORE
        yield kind + data[begin : begin + _ROOM]


class Taking:
    """The engine's side: what has come so far.

    Pieces whose begin was never heard, as by an engine that has just been begun anew, are let go.
    """

    def __init__(self) -> None:
        self._parts: dict[str, Any] | None = None
        self._begun = False
        self._data = b""

    def take(self, at_us: int, record: bytes) -> Remapped | None:
        """One piece; the whole, as of this instant, with the last."""
        kind, data = record[:1], record[1:]
        if kind == _BEGINS:
            self._parts, self._begun, self._data = None, True, b""
        elif not self._begun:
            pass
        elif kind == _ENDS:
            self._begun = False
            return self._whole(at_us)
        else:
            self._data += data
            if kind == _WHOLE:
                self._add(pickle.loads(self._data))  # noqa: S301 - see above
                self._data = b""
        return None

    def _add(self, piece: Any) -> None:  # noqa: ANN401 - whatever a surface is made of
        if self._parts is None:
            self._parts = piece
            return
        name, item = piece
        part = self._parts[name]
        if isinstance(part, dict):
            part.update((item,))
        else:
            part.append(item)

    def _whole(self, at_us: int) -> Remapped | None:
        if self._parts is None:
            return None
        parts: dict[str, Any] = {
            name: tuple(part) if isinstance(part, list) else part
            for name, part in self._parts.items()
        }
        self._parts = None
        files, sounds, ports = (parts.pop(name) for name in ("files", "sounds", "ports"))
        return Remapped(at_us, files, Surface(**parts), sounds, ports)
