"""The view of an instant: what a display shows, from the show and the state alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.clock import MILLION
from rig.conductor.cues import on_fermata, part_of
from rig.conductor.leading import leads
from rig.conductor.presses import cuts
from rig.conductor.show import frame_of
from rig.conductor.view import GroupView, HitView, View
from rig.conductor.waiting import waiting
from rig.conductor.watching import ANSWERS, told
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.positions import write_position
from rig.score.sheet import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rig.conductor.actions import Send
    from rig.conductor.clock import FilmClock
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
    following, begins_us = _decided(show, state, now_us) or (_next_cue(show, state), None)
    look = show.programmes[following].cue.look if following is not None else None
    if begins_us is None:
        until_s, seen = _until_s(look, state.film, now_us), window(look, film_frame)
    else:
        until_s, seen = (begins_us - now_us) / SECOND_US, ""
    return View(
        now=_now(show, state),
        next=_cue_line(show, following),
        countdown_s=until_s,
        window=seen,
        press=_press(show, state, now_us),
        section=_name(passage) if passage is not None else "",
        bar=bar,
        beat=beat,
        beats=beats,
        meant_bpm=_meant_bpm(show, state, now_us) if playing is not None else None,
        lead=leads(show, state).value if state.cue >= 0 else "",
        tempo_by="frozen" if state.hand.frozen else "hand" * state.hand.taken,
        more=_more(show, state),
        hits=tuple(_hits(show, state, now_us)),
        turn=playing.turn + 1 if playing and _goes_round(show, playing) else 0,
        bpm=_bpm(show, playing, now_us) if playing is not None else None,
        character=passage.character if passage is not None else "",
        film=write_position(film_frame, show.film) if film_frame is not None else "",
        film_stands=state.film is not None and state.film.held_us is not None,
        film_by=(state.watch.leader or "landmarks") if state.film is not None else "",
        film_sure="" if state.watch.leader else told(show, state.watch),
        ask=ANSWERS if state.watch.asked and not state.watch.answered else "",
        groups=tuple(_groups(show, state)),
        knobs=tuple(waiting(show, state)),
        layer=show.surface.layers[state.fingers.layers[-1]] if state.fingers.layers else "",
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
    stands = state.film is not None and state.film.held_us is not None
    if state.cue < 0:
        return "HOLD" if stands else "STANDING BY"
    cue = f"{'HOLD' if stands else 'CUE'} {show.programmes[state.cue].cue.number}"
    if state.playing is not None:
        return f"{cue}  {_name(part_of(show, state.playing).passage)}"
    if state.detour is not None:
        return f"{cue}  TACET"
    return f"{cue}  over" if show.programmes[state.cue].parts else cue


def _name(passage: Passage) -> str:
    """What a passage is called; what has no name of its own, in capitals."""
    return passage.name if passage.kind not in (Kind.TACET, Kind.COUNT) else passage.name.upper()


def _goes_round(show: Show, playing: Playing) -> bool:
    return part_of(show, playing).passage.kind is Kind.VAMP or playing.turns > 1


def _next_cue(show: Show, state: State) -> int | None:
    following = state.stand + 1
    return following if following < len(show.programmes) else None


def _decided(show: Show, state: State, now_us: Micros) -> tuple[int, Micros] | None:
    """The cue that begins without another press, and when: it waits for its bar or its count."""
    if state.pending is not None:
        assert state.playing is not None, "only music has a bar to wait for"
        cue, tick = state.pending
        return cue, state.playing.timeline.us_at(tick) + _stood_us(state.playing, now_us)
    if state.counted_us is not None:
        return show.presses[state.next_press].cue, state.counted_us
    return None


def _stood_us(playing: Playing, now_us: Micros) -> Micros:
    """How long the beat stands already; 0 while it goes."""
    if playing.stands is None:
        return 0
    return max(now_us - playing.timeline.us_at(playing.stands), 0)


def _cue_line(show: Show, number: int | None) -> str:
    if number is None:
        return ""
    cue = show.programmes[number].cue
    return f"{cue.number} {cue.on.value}{': ' * bool(cue.seen)}{cue.seen}"


def _until_s(look: Look | None, film: FilmClock | None, now_us: Micros) -> float | None:
    """Seconds until something is expected, at the speed the film has; they stand when it does."""
    expected = frame_of(look)
    if expected is None or film is None:
        return None
    at_us = now_us if film.held_us is None else min(now_us, film.held_us)
    return (film.us_at(expected) - at_us) / SECOND_US


def window(look: Look | None, frame: Frames | None) -> str:
    """``early``, ``open`` or ``overdue``, at a frame; empty when nothing is to be looked for."""
    if look is None or frame is None or look.begin is None:
        return ""
    if frame < look.begin:
        return "early"
    overdue = look.overdue if look.overdue is not None else look.expected
    return "overdue" if frame > overdue else "open"


def _press(show: Show, state: State, now_us: Micros) -> str:
    if state.pending is not None:
        return f"GO: CUE {show.programmes[state.pending[0]].cue.number} NOW"
    if cuts(show, state, now_us):
        return "GO: CUT"
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
    if playing.stands is not None and passage.kind is Kind.CAESURA:
        return None
    # What a written fermata holds is the beat that would end there.
    gone = playing.tick_at(now_us) - playing.entered - on_fermata(show, playing)
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
    """The tempo in force; where the beat stands, that of the beat that is held."""
    reached = _reached(show, playing, now_us)
    return None if reached is None else playing.timeline.bpm_at(playing.entered + reached)


def _meant_bpm(show: Show, state: State, now_us: Micros) -> float | None:
    """The written tempo, scaled where the player has asked for that."""
    assert state.playing is not None, "only music has a tempo"
    playing = state.playing
    reached = _reached(show, playing, now_us)
    if reached is None:
        return None
    timeline = playing.timeline
    written = timeline.law.bpm_at(playing.entered + reached - timeline.law_start)
    return written * (MILLION + state.hand.scale_ppm) / MILLION


def _more(show: Show, state: State) -> int | None:
    """How often it goes round after this time, once that is meant."""
    playing = state.playing
    if playing is None or state.detour is not None or not _goes_round(show, playing):
        return None
    passage = part_of(show, playing).passage
    if playing.leave_at is not None:
        return max((playing.leave_at - playing.entered - 1) // passage.length, 0)
    more = max(playing.turns - playing.turn - 1, 0)
    # A vamp's last time has an exit; until then one that goes round once is one nobody has decided.
    return None if passage.kind is Kind.VAMP and not more else more


def _hits(show: Show, state: State, now_us: Micros) -> Iterator[HitView]:
    """The next hits, as they were seen at the last beat; later by so long as the beat stands."""
    film, playing = state.film, state.playing
    if film is None or playing is None:
        return
    stood_us = _stood_us(playing, now_us)
    aims = show.programmes[playing.cue].aims
    for prospect in state.prospects:
        early_us, late_us = prospect.early_us - stood_us, prospect.late_us + stood_us
        aim = aims[prospect.aim]
        yield HitView(
            text=aim.hit.text or write_position(aim.frame, show.film),
            weight=aim.hit.weight,
            hand=aim.hit.hand,
            until_s=(film.us_at(aim.frame) - now_us) / SECOND_US,
            off_frames=(prospect.off_us + stood_us) * film.fps_at(aim.frame) / SECOND_US,
            early_s=early_us / SECOND_US,
            late_s=late_us / SECOND_US,
            lost=early_us < -aim.hit.miss.late_us or late_us < -aim.hit.miss.early_us,
        )


def _groups(show: Show, state: State) -> list[GroupView]:
    ways = [(one.group, one.level, one.target) for one in state.moving]
    ways += [one for tail in state.tails for one in tail.groups]
    moving = {group: "<" if target > level else ">" for group, level, target in ways}
    views = []
    for number, (group, fader) in enumerate(zip(show.groups, state.faders, strict=True)):
        level = (fader.level if fader.hand is None else fader.hand) * state.gain
        level *= not fader.tacet
        hand = fader.hand is not None or bool(fader.trim_db) or fader.tacet
        mark = mark_of(level) if level else "tacet"
        views.append(GroupView(group.name, level, mark, moving.get(number, ""), hand))
    return views
