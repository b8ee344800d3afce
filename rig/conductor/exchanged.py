"""One part of a state exchanged, on the path of every message from a hand.

The same as ``_replace``, five times as fast: it looks no names up, and copies one tuple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from rig.conductor.fingers import Fingers
from rig.conductor.state import State

if TYPE_CHECKING:
    from rig.conductor.fingers import Paced, Route, Rows
    from rig.conductor.state import Fader
    from rig.hands.takeover import Grip
    from rig.score.measure import Micros

_Whole = TypeVar("_Whole", State, Fingers)

_NOW: Final = State._fields.index("now_us")
_MUSIC: Final = State._fields.index("music_us")
_FADERS: Final = State._fields.index("faders")
_VALUES: Final = State._fields.index("values")
_KNOBS: Final = State._fields.index("knobs")
_FINGERS: Final = State._fields.index("fingers")
_PACED: Final = Fingers._fields.index("paced")
_ROUTES: Final = Fingers._fields.index("routes")


def with_now(state: State, now_us: Micros) -> State:
    """The state at another instant."""
    return _with(State, state, _NOW, now_us)


def with_deadlines(state: State, music_us: Micros | None, wake_us: Micros | None) -> State:
    """The state that is woken at another time: these are its last two parts."""
    return tuple.__new__(State, (*state[:_MUSIC], music_us, wake_us))


def with_faders(state: State, faders: tuple[Fader, ...]) -> State:
    """The state with other faders."""
    return _with(State, state, _FADERS, faders)


def with_values(state: State, values: tuple[float | None, ...]) -> State:
    """The state with other values."""
    return _with(State, state, _VALUES, values)


def with_knobs(state: State, knobs: Rows[Grip]) -> State:
    """The state with other knobs."""
    return _with(State, state, _KNOBS, knobs)


def with_fingers(state: State, fingers: Fingers) -> State:
    """The state with other fingers."""
    return _with(State, state, _FINGERS, fingers)


def with_paced(fingers: Fingers, paced: tuple[Paced, ...]) -> Fingers:
    """Fingers that have told other values."""
    return _with(Fingers, fingers, _PACED, paced)


def with_routes(fingers: Fingers, routes: Rows[Route]) -> Fingers:
    """Fingers whose controls have moved."""
    return _with(Fingers, fingers, _ROUTES, routes)


def _with(kind: type[_Whole], whole: _Whole, place: int, part: object) -> _Whole:
    return tuple.__new__(kind, (*whole[:place], part, *whole[place + 1 :]))
