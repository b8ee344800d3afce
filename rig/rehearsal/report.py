"""What a night was: presses, cues, packets and hits, told in lines a player reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rig.conductor.actions import Action, Began, Light, Passed, Roll, Send, Tell
from rig.conductor.show import Go, frame_of
from rig.ports.osc_read import describe
from rig.score.measure import SECOND_US
from rig.score.positions import write_position

if TYPE_CHECKING:
    from rig.conductor.clock import FilmClock
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Frames, Micros


@dataclass(slots=True)
class Night:
    """A sink that keeps what happened, in order; bounded by the show it is of.

    What lights a device is nothing of the night.
    """

    actions: list[Action] = field(default_factory=list)
    film: FilmClock | None = None
    """Where the film was in the end."""

    def take(self, _event: Event, state: State, actions: tuple[Action, ...]) -> None:
        """Keep what an event led to."""
        self.actions += [one for one in actions if type(one) is not Light]
        self.film = state.film


def clock(us: Micros) -> str:
    """``m:ss.mmm`` of clock time."""
    sign, us = "-" * (us < 0), abs(us)
    minutes, rest = divmod(us, 60 * SECOND_US)
    return f"{sign}{minutes}:{rest // SECOND_US:02}.{rest % SECOND_US // 1000:03}"


def press_lines(show: Show) -> list[str]:
    """The list of presses, as the night asks for them."""
    lines = []
    for number, go in enumerate(show.presses, 1):
        frame = frame_of(go.look)
        when = write_position(frame, show.film) if frame is not None else ""
        lines.append(f"{number:>4}  {when:>8}  {press_name(show, go):<24} {go.text}".rstrip())
    return lines


def press_name(show: Show, go: Go) -> str:
    """What a press does, as ``cue 2`` or ``cue 2 out of V``."""
    programme = show.programmes[go.cue]
    if go.part is None:
        return f"cue {programme.cue.number}"
    return f"cue {programme.cue.number} {leaving(show, go)}"


def leaving(show: Show, go: Go) -> str:
    """``out of V``, ``off the fermata of F`` or ``in after //``."""
    assert go.part is not None, "a press that starts a cue leaves nothing"
    passage = show.programmes[go.cue].parts[go.part].passage
    if go.hold is not None:
        return f"off the fermata of {passage.name}"
    return "in after //" if passage.name == "//" else f"out of {passage.name}"


def action_line(show: Show, film: FilmClock | None, action: Action) -> str:
    """One action: clock time, film time, what it is."""
    position = ""
    if film is not None and action.due_us >= film.us_at(0):
        # What is due on a frame is due at its microsecond, which may be rounded down.
        position = write_position(film.frame_at(action.due_us + 1), show.film)
    return f"{clock(action.due_us):>11}  {position:>8}  {_said(show, action)}"


def _said(show: Show, action: Action) -> str:
    match action:
        case Send():
            return f"{show.outputs[action.out].name:<10} {describe(action.packet)}"
        case Roll():
            return f"ROLL {action.port}"
        case Tell():
            return f"-- {action.text}"
        case Began():
            cue = show.programmes[action.cue].cue
            return f"CUE {cue.number}  {cue.on.value}{': ' * bool(cue.seen)}{cue.seen}"
        case Passed():
            return "HIT " + hit_line(show, action)
    return "the end"


def hit_line(show: Show, passed: Passed) -> str:
    """A hit as it fell: what, how many frames off, and whether that still counts."""
    hit = show.programmes[passed.cue].cue.hits[passed.hit]
    frames = float(passed.late_us * show.pace.speed_at(hit.frame) / SECOND_US)
    miss = hit.miss
    counts = -miss.early_us <= passed.late_us <= miss.late_us
    verdict = "hit" if counts else "missed"
    return (
        f"{hit.text} {'!' * hit.weight}  {frames:+.1f} frames"
        f" ({passed.late_us // 1000:+d} ms)  {verdict}"
    )


def summary_lines(show: Show, actions: list[Action]) -> list[str]:
    """Cues fired, packets sent, each hit in frames off; + is music late."""
    cues = [action for action in actions if isinstance(action, Began)]
    packets = sum(isinstance(action, Send) for action in actions)
    hits = [action for action in actions if isinstance(action, Passed)]
    lines = [f"cues fired    {len(cues)} of {len(show.programmes)}", f"packets sent  {packets}"]
    lines += [f"hit           {hit_line(show, one)}" for one in hits]
    return lines


def as_json(show: Show, night: Night) -> dict[str, Any]:
    """A night for tools; every key that holds a time says its unit."""
    return {
        "presses": [
            {
                "press": press_name(show, go),
                "text": go.text,
                "expected_frame": _plain_frame(frame_of(go.look)),
            }
            for go in show.presses
        ],
        "actions": [_plain(show, action) for action in night.actions],
    }


def _plain_frame(frame: Frames | None) -> float | None:
    return float(frame) if isinstance(frame, Fraction) else frame


def _plain(show: Show, action: Action) -> dict[str, Any]:
    plain: dict[str, Any] = {"due_us": action.due_us, "is": type(action).__name__.lower()}
    match action:
        case Send():
            plain |= {"out": show.outputs[action.out].name, "packet": action.packet.hex()}
            plain["text"] = describe(action.packet)
        case Roll():
            plain["port"] = action.port
        case Tell():
            plain["text"] = action.text
        case Began():
            plain["cue"] = show.programmes[action.cue].cue.number
        case Passed():
            cue = show.programmes[action.cue].cue
            plain |= {"cue": cue.number, "hit": cue.hits[action.hit].text}
            plain["late_us"] = action.late_us
    return plain
