"""How a command that goes on and on is told that it is enough."""

from __future__ import annotations

import signal
from typing import Any, Final

_ENOUGH: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Whether Ctrl-C, SIGTERM or the end of the terminal has said that it is enough."""

    def __init__(self) -> None:
        self.said = False
        for number in _ENOUGH:
            signal.signal(number, self._say)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def _say(self, _number: int, _frame: Any) -> None:  # noqa: ANN401 - a signal handler's shape
        self.said = True
