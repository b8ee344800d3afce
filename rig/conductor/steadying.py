"""Noisy knobs made steady: what trembles is passed over, what moves is smoothed, and settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.fingers import ROW, Settling, Steady, put
from rig.hands.gate import passes
from rig.hands.one_euro import SETTLE_US, began, settled, smoothed

if TYPE_CHECKING:
    from rig.conductor.fingers import Fingers
    from rig.conductor.surface import Knob
    from rig.score.measure import Micros


def steadied(
    fingers: Fingers, knob: Knob, travel: float, stamped_us: Micros, now_us: Micros
) -> tuple[Fingers, float | None]:
    """Where a noisy knob stands; None where its gate passes that over."""
    row, place = divmod(knob.number, ROW)
    before = fingers.steady[row][place]
    if before is not None and not passes(knob.gate, before.heard, travel):
        return fingers, None
    settling = fingers.settling
    if knob.smooth_hz is None:
        now = Steady(travel, None)
    elif before is None or before.smooth is None:
        now = Steady(travel, began(travel, stamped_us))
    else:
        smooth = smoothed(before.smooth, travel, stamped_us, knob.smooth_hz)
        now, travel = Steady(travel, smooth), smooth.travel
        others = (one for one in settling if one.knob != knob.number)
        settling = (*others, Settling(knob.number, now_us + SETTLE_US))
    steady = put(fingers.steady, knob.number, now)
    return fingers._replace(steady=steady, settling=settling), travel


def come_to_rest(fingers: Fingers, due_us: Micros) -> tuple[Fingers, tuple[tuple[int, float], ...]]:
    """The knobs that have stopped by an instant, and where along its travel each stands."""
    steady, found, moving = fingers.steady, [], []
    for one in fingers.settling:
        if one.settle_us > due_us:
            moving.append(one)
            continue
        known = steady[one.knob // ROW][one.knob % ROW]
        assert known is not None, "what settles was moved"
        assert known.smooth is not None, "only what is smoothed settles"
        smooth = settled(known.smooth)
        steady = put(steady, one.knob, known._replace(smooth=smooth))
        found.append((one.knob, smooth.travel))
    return fingers._replace(steady=steady, settling=tuple(moving)), tuple(found)
