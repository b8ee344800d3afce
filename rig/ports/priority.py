"""Real-time scheduling, where the system permits it; and a line that says what was had."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from typing import Final

PRIORITY: Final = 60
"""Below the sound server's own threads, above everything else."""

_PR_SET_TIMERSLACK: Final = 29


def take_priority() -> str:
    """Ask for ``SCHED_FIFO`` and waits without slack; a line that says which it got."""
    slack = _no_timer_slack()
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    except AttributeError:
        return "scheduling: the system's own (it has no SCHED_FIFO to ask for)"
    except OSError:
        return f"scheduling: the system's own (SCHED_FIFO is not permitted), timer slack {slack}"
    return f"scheduling: SCHED_FIFO {PRIORITY}"


def _no_timer_slack() -> str:
    """On Linux a wait may end up to 50 us late unless asked otherwise."""
    if sys.platform != "linux":
        return "as it is"
    with suppress(OSError, AttributeError):
        if ctypes.CDLL(None).prctl(_PR_SET_TIMERSLACK, 1) == 0:
            return "1 ns"
    return "50 us"
