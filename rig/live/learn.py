"""``rig learn``: a control is moved, named and given something to do; files say so from then on.

Nothing is written before all is answered, and what is written has been read as a show reads it.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

from rig.errors import FileError
from rig.hands.moving import jobs, lines, moved
from rig.hands.writing import with_line
from rig.live.dialogue import Dialogue
from rig.live.door import ask, running
from rig.live.every_input import EveryInput
from rig.live.lesson import NO, YES, Lesson
from rig.live.monitor import write
from rig.live.shelf import Shelf
from rig.notation.document import meant
from rig.notation.layout import quoted
from rig.notation.problem import ProblemsError
from rig.ports.channel import now_us

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.live.lesson import Learned

_MOVE: Final = "move the control {}: up first, then down; {}"
_PURPOSE: Final = "what is it for? such as strings, hall or go; nothing yet: Enter"


def learn(show: str | None, controls: Sequence[str], *, yes: bool) -> int:
    """Learn a control; or for each of some that are dead, which one stands in. The exit code.

    Raises ``FileError`` when a file cannot be used or written, ``PortError`` when nothing is
    moved, a port goes, nobody answers, or a performance does not take the new hands.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        shelf = Shelf(show)  # what is wrong there is told before anything is moved
        for one in controls:
            _dead(shelf, one)
        with EveryInput() as inputs:
            dialogue = Dialogue(inputs, yes=yes)
            dialogue.begin()
            return max([_lesson(inputs, dialogue, show, one) for one in controls or (None,)])
    except KeyboardInterrupt:
        write(["", "nothing more is written"])
        return 1


def _lesson(inputs: EveryInput, dialogue: Dialogue, show: str | None, control: str | None) -> int:
    begun_us, shelf = now_us(), Shelf(show)
    lesson = Lesson(inputs, dialogue, shelf)
    if control is None:
        _new(dialogue, lesson, shelf, for_a_show=show is not None)
    else:
        _instead(dialogue, lesson, shelf, _dead(shelf, control))
    code = _kept(dialogue, shelf, show)
    dialogue.tell(f"it took {(now_us() - begun_us) / 1e6:.1f} s")
    return code


def _dead(shelf: Shelf, named: str) -> tuple[tuple[str, ...], str]:
    """Table and name of a control that does something. Raises ``FileError`` for any other."""
    *plug, control = named.split(".")
    if not jobs(shelf.hands, tuple(plug), control):
        near = meant(named, lines(shelf.hands))
        raise FileError(f"{shelf.hands_name} has no line for {named}{near}")
    return tuple(plug), control


def _new(dialogue: Dialogue, lesson: Lesson, shelf: Shelf, *, for_a_show: bool) -> None:
    """A control, and what it is for."""
    learned = lesson.learned(_MOVE.format("that is to be learned", "Enter or a rest ends it"))
    name = learned.control
    if not for_a_show:
        dialogue.tell("for the hands:", f"  [{'.'.join(learned.plug)}]", f'  {name} = "…"')
        return
    path = (*learned.plug, name)
    before = jobs(shelf.hands, learned.plug, name).get(path)
    while purpose := dialogue.ask(_PURPOSE, before):
        hands = _with_plug(shelf.hands, learned)
        told = _tried(shelf, with_line(hands, path, purpose))
        if not told:
            dialogue.tell(f"[{'.'.join(learned.plug)}]  {name} = {quoted(purpose)}")
            return
        dialogue.tell(*told)
    if problems := shelf.problems(shelf.hands):
        raise ProblemsError(problems)


def _instead(
    dialogue: Dialogue, lesson: Lesson, shelf: Shelf, dead: tuple[tuple[str, ...], str]
) -> None:
    """Another control in place of a dead one."""
    plug, control = dead
    its = jobs(shelf.hands, plug, control)
    dialogue.tell(f"{'.'.join((*plug, control))}: {'; '.join(its.values())}")
    asked = _MOVE.format("that shall do it", "Enter or a rest ends it")
    while True:
        learned = lesson.learned(asked)
        if (learned.plug, learned.control) == dead:
            dialogue.tell("that is the same control; move another")
            continue
        others = jobs(shelf.hands, learned.plug, learned.control)
        if others:
            dialogue.tell(f"{learned} does something already: {'; '.join(others.values())}")
            if dialogue.ask("let that go? y or n", NO) != YES:
                continue
        hands = moved(_with_plug(shelf.hands, learned), dead, (learned.plug, learned.control))
        told = _tried(shelf, hands)
        if not told:
            dialogue.tell(f"{learned}: {'; '.join(its.values())}")
            return
        dialogue.tell(*told)


def _with_plug(hands: bytes, learned: Learned) -> bytes:
    """The hands with what tells a device from others alike."""
    for key, value in learned.apart.items():
        hands = with_line(hands, (*learned.plug, key), value)
    return hands


def _tried(shelf: Shelf, hands: bytes) -> tuple[str, ...]:
    """What would be wrong with these hands; where nothing is, they are put on the shelf."""
    problems = shelf.problems(hands)
    if not problems:
        shelf.put_hands(hands)
    return tuple(one.message for one in problems)


def _kept(dialogue: Dialogue, shelf: Shelf, show: str | None) -> int:
    """Write what was learned, and have it taken by who performs; the exit code."""
    written = shelf.write()
    dialogue.tell(*(f"written: {path}" for path in written))
    if show is None or not written or not running(show):
        return 0
    answer = ask(show)
    dialogue.tell(*answer.lines)
    dialogue.tell("mapped" if answer.taken else "not mapped: the performance goes on as it was")
    return 0 if answer.taken else 1
