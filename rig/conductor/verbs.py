"""What every press does, whatever pressed it: guarded, shown, and taken back where that is asked.

A press has the instant of the hand or foot. One that is learned too late does nothing and is
shown; one that comes again too soon is refused and shown, on every path. Taps are beats, and are
guarded by the follower that hears them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor import hand
from rig.conductor.chase import go_to
from rig.conductor.counting import tapped
from rig.conductor.dynamics import move, set_value
from rig.conductor.fermata import let_go, tread
from rig.conductor.holding import come_back, hold
from rig.conductor.layers import layered, unlayered
from rig.conductor.notices import refuse, tell
from rig.conductor.presses import go, panic, stand
from rig.conductor.returning import give_back
from rig.conductor.show import Set, Strike
from rig.conductor.sounds import strike
from rig.conductor.state import Undo
from rig.conductor.surface import (
    Jumping,
    LayerButton,
    LevelButton,
    SheetButton,
    SoundButton,
    TacetButton,
    ValueButton,
)
from rig.conductor.undo import undo
from rig.conductor.watching import answered, nearest_landmark, sighted
from rig.hands.commands import Act, Leads, Nudge, Tempo, Verb
from rig.score.positions import write_position
from rig.score.sheet import mark_of

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import Button
    from rig.score.measure import Micros

LATE_US: Final = 250_000
"""A press learned later than this after the foot's instant is shown, and does nothing; but a late
panic still stops."""

_PPM_PER_PERCENT: Final = 10_000


def named(show: Show, button: Button) -> str:
    """What a button is for, as the player writes it."""
    match button:
        case Act():
            return button.verb.value
        case SoundButton():
            return show.sounds[button.sound].name
        case Leads():
            return "lead " + "/".join(one.value for one in button.leads)
        case Nudge():
            return f"nudge {button.ppm / _PPM_PER_PERCENT:+g} %"
        case Tempo():
            return f"tempo q={float(button.bpm):g}"
        case Jumping():
            return f"go to {show.programmes[button.cue].cue.number}"
        case LevelButton():
            return f"{called(show, button.groups)} {mark_of(button.level)}"
        case ValueButton():
            return f"{show.sounds[button.sound].name}={button.value:g}"
        case TacetButton():
            return f"tacet {called(show, button.groups)}"
        case SheetButton():
            return f"sheet {called(show, button.groups)}"
        case LayerButton():
            return f"layer {show.surface.layers[button.layer]}"


def called(show: Show, groups: tuple[int, ...]) -> str:
    """Groups as the player names them."""
    names = [show.groups[group].name for group in groups]
    return "all" if len(names) == len(show.groups) > 1 else ", ".join(names)


def press(show: Show, state: State, button: Button, stamped_us: Micros, out: list[Action]) -> State:
    """A button was pressed, at the hand's own instant."""
    said = named(show, button)
    panics = isinstance(button, Act) and button.verb is Verb.PANIC
    if state.now_us - stamped_us > LATE_US and not panics:
        late_ms = (state.now_us - stamped_us) // 1000
        text = f"{said.upper()} missed: it came {late_ms} ms late"
        return refuse(state, state.now_us, text, out)
    match button:
        case SoundButton():
            return strike(show, state, Strike(button.sound), stamped_us, out)
        case Act(verb=Verb.TAP | Verb.COUNT_IN as verb):
            return tapped(show, state, verb, stamped_us, out)
        case Act(verb=Verb.FERMATA):
            return tread(show, state, out)
        case LayerButton():
            return layered(show, state, button)
    last = dict(state.pressed_us)
    since_us = stamped_us - last.get(said.upper(), stamped_us - show.surface.guard_us)
    if abs(since_us) < show.surface.guard_us:
        text = f"{said.upper()} refused: {abs(since_us) // 1000} ms after the last"
        return refuse(state, state.now_us, text, out)
    state = state._replace(pressed_us=tuple((last | {said.upper(): stamped_us}).items()))
    if button == Act(Verb.UNDO):
        return undo(show, state, out)
    done = _done(show, state, button, stamped_us, out)
    if done._replace(notices=state.notices) == state:
        return done  # it did nothing, so what came before it can still be taken back
    # What is due is reckoned anew by then: of when the rig was woken, nothing is kept.
    before = state._replace(undo=None, music_us=None, wake_us=None)
    return done._replace(undo=Undo(button, said, before))


def _done(show: Show, state: State, button: Button, stamped_us: Micros, out: list[Action]) -> State:
    match button:
        case Leads():
            return hand.lead(show, state, button, out)
        case Nudge():
            return hand.nudge(show, state, button, out)
        case Tempo():
            return hand.ask(show, state, button, out)
        case Jumping():
            return go_to(show, state, button.cue, out)
        case Act():
            return _act(show, state, button, stamped_us, out)
        case LevelButton() | TacetButton() | SheetButton():
            return _group_pressed(show, state, button, out)
        case ValueButton():
            return set_value(show, state, Set(button.sound, button.value), state.now_us, out)
    return state


def _group_pressed(
    show: Show, state: State, button: LevelButton | TacetButton | SheetButton, out: list[Action]
) -> State:
    """A group's dynamics by a press: a level, silence, or the sheet's again."""
    if isinstance(button, SheetButton):
        return give_back(show, state, button.groups, out)
    sounds = any(not state.faders[group].tacet for group in button.groups)
    for group in button.groups:
        fader = state.faders[group]
        if isinstance(button, LevelButton):
            fader = fader._replace(hand=button.level)
        else:
            fader = fader._replace(tacet=sounds)
        state = move(show, state, group, fader, state.now_us, out)
    return state


def _act(show: Show, state: State, act: Act, stamped_us: Micros, out: list[Action]) -> State:
    match act.verb:
        case Verb.GO:
            return _back_after(show, state, go(show, state, stamped_us, out), out)
        case Verb.BACK:
            return stand(show, state, state.next_press - 1, -1, out)
        case Verb.SKIP:
            # What waits for its bar is what the display says GO will do: that is skipped.
            return stand(show, state, state.next_press + (state.pending is None), 1, out)
        case Verb.PANIC:
            return panic(show, state, act.fade_us, stamped_us, out)
        case Verb.SEEN:
            return _back_after(show, state, _seen(show, state, stamped_us, out), out)
        case Verb.HOLD:
            return hold(show, state, stamped_us, out)
        case Verb.HALF | Verb.DOUBLE | Verb.FREEZE | Verb.HOME as verb:
            return hand.change(show, state, verb, out)
        case Verb.SCALE | Verb.FORMS | Verb.TRIGGERS as verb:
            return answered(state, verb, out)
        case Verb.NOTE:
            return tell(state, state.now_us, f"noted: {_here(show, state)}", out)
    raise AssertionError(f"{act.verb} is done elsewhere")


def _here(show: Show, state: State) -> str:
    """Where the night is: the cue, and the film."""
    cue = f"cue {show.programmes[state.cue].cue.number}" if state.cue >= 0 else "before the first"
    if state.film is None:
        return cue
    return f"{cue}, {write_position(state.film.frame_at(state.now_us), show.film)}"


def _back_after(show: Show, before: State, state: State, out: list[Action]) -> State:
    """A landmark while the film stood says that it rolls again, and where."""
    stood = before.film is not None and before.film.held_us is not None
    rolls = state.film is not None and state.film.held_us is None
    return come_back(show, state, out) if stood and rolls else state


def _seen(show: Show, state: State, stamped_us: Micros, out: list[Action]) -> State:
    """A picture event was seen: which one it was is worked out, and the film corrected by it."""
    number = nearest_landmark(show, state, stamped_us)
    if number is None:
        said = "no landmark is near, or it may be either of two"
        if state.film is None:
            said = "the film has not begun"
        elif not show.landmarks:
            said = "the sheet names no landmark"
        return tell(state, state.now_us, f"seen: {said}", out)
    mark = show.landmarks[number]
    said = f"seen: {mark.text}, {write_position(mark.frame, show.film)}"
    state = tell(state, state.now_us, said, out)
    return sighted(show, state, stamped_us, mark.frame, out)


def release(show: Show, state: State, button: Button, out: list[Action]) -> State:
    """A button was let go: a fermata or a layer that was held is over."""
    if button == Act(Verb.FERMATA):
        return let_go(show, state, out)
    return unlayered(show, state, button) if isinstance(button, LayerButton) else state
