"""A recorder on JACK, as a process of its own: ``python jack_recorder.py SOURCE FILE``.

Prints ``ready`` once it hears the port; writes the file when its input ends. Of every period that
is the instant it begins, by the monotonic clock in microseconds, and its samples, as ``PERIOD``.
"""

from __future__ import annotations

import struct
import sys
import time
from collections import deque
from pathlib import Path

import jack
import numpy as np

FRAMES, RATE = 1024, 48_000
PERIOD = np.dtype([("begin_us", "<i8"), ("samples", "<f4", FRAMES)])


def main() -> None:
    client = jack.Client("recorder", no_start_server=True)
    assert (client.blocksize, client.samplerate) == (FRAMES, RATE)
    sink = client.inports.register("in")
    periods: deque[bytes] = deque()

    @client.set_process_callback
    def process(_frames: int) -> None:
        # JACK knows when the period began, however late we are called in it
        since_us = client.frames_since_cycle_start * 1_000_000 // RATE
        begin_us = time.monotonic_ns() // 1000 - since_us
        periods.append(struct.pack("<q", begin_us) + bytes(sink.get_buffer()))

    with client:
        client.connect(sys.argv[1], sink)
        print("ready", flush=True)  # noqa: T201 - its output
        sys.stdin.read()
    Path(sys.argv[2]).write_bytes(b"".join(periods))


if __name__ == "__main__":
    main()
