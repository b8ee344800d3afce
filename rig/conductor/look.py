"""The view of an instant: what a display shows, from the show and the state alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.cues import part_of
from rig.conductor.show import frame_of
from rig.conductor.view import GroupView, View
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.positions import write_position
from rig.score.sheet import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.conductor.actions import Send
    from rig.conductor.show import Go, Show
    from rig.conductor.state import Playing, State
    from rig.score.form import Passage
    from rig.score.measure import Frames, Micros, Ticks
    from rig.score.sheet import Look

NOTICE_US = 20 * SECOND_US
"""How long a line stays on the display."""


def view(show: Show, state: State, now_us: Micros, sent: Iterable[Send] = ()) -> View:
    """What a display shows at an instant not before the state's; ``sent`` are the last packets."""
    film_frame = state.film.frame_at(now_us) if state.film is not None else None
    bar, beat, beats = _bar_and_beat(show, state, now_us)
    playing = state.playing
    passage = part_of(show, playing).passage if playing is not None else None
    following = _next_cue(show, state)
    look = show.programmes[following].cue.look if following is not None else None
    return View(
        now=_now(show, state),
        next=_cue_line(show, following),
        countdown_s=_countdown(show, look, film_frame),
        window=_window(look, film_frame),
        press=_press(show, state),
        section=_name(passage) if passage is not None else "",
        bar=bar,
        beat=beat,
        beats=beats,
        turn=playing.turn + 1 if playing and passage and _goes_round(passage) else 0,
        bpm=_bpm(show, playing, now_us) if playing is not None else None,
        character=passage.character if passage is not None else "",
        film=write_position(film_frame, show.film) if film_frame is not None else "",
        groups=tuple(_groups(show, state)),
        devices=tuple((port, port in state.present) for port in show.ports),
        notices=tuple(text for at_us, text in state.notices if now_us - at_us < NOTICE_US),
        packets=tuple((one.due_us, show.outputs[one.out].name, one.packet.hex()) for one in sent),
        note=show.programmes[state.cue].cue.note if state.cue >= 0 else _overture(show),
    )


def _overture(show: Show) -> str:
    """What a player must know before the first press: which print, and what 0:00 is."""
    film = show.film
    zero = f"0:00 is the {film.zero}" if film.zero else ""
    return "; ".join(filter(None, (film.title, film.print, zero)))


def _now(show: Show, state: State) -> str:
    if state.fade is not None or not state.gain:
        return "PANIC"
    if state.cue < 0:
        return "STANDING BY"
    cue = f"CUE {show.programmes[state.cue].cue.number}"
    if state.playing is None:
        return f"{cue}  over" if show.programmes[state.cue].parts else cue
    return f"{cue}  {_name(part_of(show, state.playing).passage)}"


def _name(passage: Passage) -> str:
    """What a passage is called; what has no name of its own, in capitals."""
    return passage.name if passage.kind not in (Kind.TACET, Kind.COUNT) else passage.name.upper()


def _goes_round(passage: Passage) -> bool:
    return passage.kind is Kind.VAMP or passage.least > 1


def _next_cue(show: Show, state: State) -> int | None:
    following = state.stand + 1
    return following if following < len(show.programmes) else None


def _cue_line(show: Show, number: int | None) -> str:
    if number is None:
        return ""
    cue = show.programmes[number].cue
    return f"{cue.number} {cue.on.value}{': ' * bool(cue.seen)}{cue.seen}"


def _countdown(show: Show, look: Look | None, frame: Frames | None) -> float | None:
    expected = frame_of(look)
    if expected is None or frame is None:
        return None
    return float(show.pace.seconds_at(expected) - show.pace.seconds_at(frame))


def _window(look: Look | None, frame: Frames | None) -> str:
    if look is None or frame is None or look.begin is None:
        return ""
    if frame < look.begin:
        return "early"
    overdue = look.overdue if look.overdue is not None else look.expected
    return "overdue" if frame > overdue else "open"


def _press(show: Show, state: State) -> str:
    if state.pending is not None:
        return f"GO: CUE {show.programmes[state.pending[0]].cue.number} NOW"
    if state.next_press >= len(show.presses):
        return "GO: NOTHING"
    return "GO: " + _press_name(show, show.presses[state.next_press])


def _press_name(show: Show, go: Go) -> str:
    programme = show.programmes[go.cue]
    if go.part is None:
        return f"CUE {programme.cue.number}"
    if go.hold is not None:
        return "OFF THE FERMATA"
    name = programme.parts[go.part].passage.name
    return "IN AGAIN" if name == "//" else f"OUT OF {name}"


def _reached(show: Show, playing: Playing, now_us: Micros) -> Ticks | None:
    """The place in the passage that sounds at an instant; None in silence."""
    passage = part_of(show, playing).passage
    if playing.stands:
        return passage.holds[playing.next_hold].offset - 1 if passage.holds else None
    gone = playing.timeline.ticks_at(now_us) - playing.entered
    return min(max(gone, 0), max(passage.length - 1, 0))


def _bar_and_beat(show: Show, state: State, now_us: Micros) -> tuple[int, int, int]:
    """Bar and beat from 1, and beats to the bar; zeros in silence."""
    playing = state.playing
    reached = _reached(show, playing, now_us) if playing is not None else None
    if playing is None or reached is None:
        return 0, 0, 0
    passage = part_of(show, playing).passage
    return *passage.bar_at(reached), passage.meter.count


def _bpm(show: Show, playing: Playing, now_us: Micros) -> float | None:
    """The tempo in force; on a fermata, that of the beat that is held."""
    reached = _reached(show, playing, now_us)
    return None if reached is None else playing.timeline.bpm_at(playing.entered + reached)


def _groups(show: Show, state: State) -> list[GroupView]:
    ways = [(one.group, one.level, one.target) for one in state.moving]
    ways += [one for tail in state.tails for one in tail.groups]
    moving = {group: "<" if target > level else ">" for group, level, target in ways}
    views = []
    for number, (group, fader) in enumerate(zip(show.groups, state.faders, strict=True)):
        level = (fader.level if fader.hand is None else fader.hand) * state.gain
        hand = fader.hand is not None or bool(fader.trim_db)
        mark = mark_of(level) if level else "tacet"
        views.append(GroupView(group.name, level, mark, moving.get(number, ""), hand))
    return views
