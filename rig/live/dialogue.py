"""A talk with the player: short lines, one question at a time, hands on the controllers meanwhile.

In a terminal Enter ends a move. Elsewhere the lines that come in are the answers, one for each
question, and only a rest ends a move.
"""

from __future__ import annotations

import os
import select
import sys
from typing import TYPE_CHECKING, Final

from rig.errors import PortError
from rig.hands.capture import CAPTURE_MAX
from rig.hands.rest import Rest
from rig.live.monitor import NOTHING, write
from rig.live.processes import START_US
from rig.ports.channel import FOUND, LOST, MIDI, now_us

if TYPE_CHECKING:
    from rig.live.every_input import EveryInput, News

PATIENCE_US: Final = 60_000_000
"""So long the player may take to move something."""

_ANSWER_MAX: Final = 1000
"""Bytes of an answer; what goes on longer is cut into several."""

Capture = list[tuple[int, bytes]]
"""Whole messages of a port, with the microsecond each came."""


class Dialogue:
    """Questions to the player, and what the controllers send between them."""

    def __init__(self, inputs: EveryInput, *, yes: bool) -> None:
        """With ``yes`` whatever is offered is taken, and nobody needs to be there."""
        self._inputs = inputs
        self._yes = yes
        self._answers = sys.stdin.fileno()
        self._said = b""
        self._ended = False

    def begin(self) -> None:
        """Wait until every input that there is is heard, or say that there is none."""
        begun_us = now_us()
        while now_us() - begun_us < START_US and not self._inputs.ready:
            self._inputs.turn()
        if not self._inputs.ports:
            self.tell(NOTHING)

    def tell(self, *lines: str) -> None:
        """Say something."""
        write([*lines])

    def ask(self, question: str, offered: str | None = None) -> str:
        """An answer in one line; what is offered where it is empty.

        Raises ``PortError`` when nobody is there to answer any more.
        """
        sys.stdout.write(question + (f" [{offered}]: " if offered else ": "))
        if self._yes and offered is not None:
            write([offered])
            return offered
        sys.stdout.flush()
        answer = self._line()
        if not os.isatty(self._answers):
            write([answer])
        return answer or offered or ""

    def listen(self, asked: str) -> dict[str, Capture]:
        """What each port sends while something is moved, by the ports' full names.

        Raises ``PortError`` when nothing is, for a minute, or when a port that was heard is gone.
        """
        self.tell(asked)
        rest, captures = Rest(), dict[str, Capture]()
        begun_us = now_us()
        while not rest.come(at_us := now_us()):
            for news in self._inputs.turn(*self._enter()):
                if news.kind != MIDI or news.at_us >= begun_us:
                    self._hear(news, rest, captures)
            if self._entered():
                break
            if not rest.begun and at_us - begun_us >= PATIENCE_US:
                raise PortError("nothing was moved for a minute; rig monitor shows what arrives")
        return captures

    def _hear(self, news: News, rest: Rest, captures: dict[str, Capture]) -> None:
        if news.kind == MIDI:
            capture = captures.setdefault(news.port, [])
            capture.append((news.at_us, news.payload))
            del capture[:-CAPTURE_MAX]
            rest.hear(news.port, news.at_us, news.payload)
        elif news.kind == LOST and captures.pop(news.port, None) is not None:
            raise PortError(f"{news.name} is gone; nothing is written")
        elif news.kind not in (FOUND, LOST):
            self.tell(news.payload.decode(errors="replace"))

    def _enter(self) -> tuple[int, ...]:
        """Where Enter would come from, in a terminal."""
        return (self._answers,) if os.isatty(self._answers) and not self._ended else ()

    def _entered(self) -> bool:
        """Whether Enter has been pressed."""
        if not self._enter() or not select.select((self._answers,), (), (), 0)[0]:
            return False
        self._read()
        self._said = b""
        return not self._ended

    def _line(self) -> str:
        """The next line that is said; hears meanwhile, so that no port has to drop anything."""
        while b"\n" not in self._said and len(self._said) < _ANSWER_MAX:
            if self._ended and not self._said:
                if self._yes:
                    return ""
                raise PortError("no more answers came; nothing is written")
            if self._ended:
                self._said += b"\n"
                break
            self._inputs.turn(self._answers)
            if select.select((self._answers,), (), (), 0)[0]:
                self._read()
        answer, _, self._said = self._said.partition(b"\n")
        return answer.decode(errors="replace").strip()

    def _read(self) -> None:
        try:
            said = os.read(self._answers, _ANSWER_MAX)
        except OSError:  # the terminal is gone
            said = b""
        self._said += said
        self._ended = not said
