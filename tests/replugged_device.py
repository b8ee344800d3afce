"""A MIDI device on JACK that can be unplugged: ``python replugged_device.py NAME``.

Reads a command a line. ``plug`` and ``unplug`` answer with the instant just before, in monotonic
microseconds; after ``plug SECONDS`` it is listed for so long before it listens. Anything else is a
message in hexadecimal, played from ``NAME:out``; what ``NAME:in`` hears is printed the same way.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from threading import Event, Thread

import jack

PER_PERIOD = 64


def _client(name: str) -> jack.Client:
    """A client: JACK may refuse one that comes just as another leaves."""
    while True:
        try:
            return jack.Client(name, no_start_server=True)
        except jack.JackOpenError:
            time.sleep(0.01)


class Plugged:
    def __init__(self, name: str, tell, idle_s: float) -> None:
        self.client = _client(name)
        source = self.client.midi_outports.register("out")
        sink = self.client.midi_inports.register("in")
        self.to_play: deque[bytes] = deque()

        @self.client.set_process_callback
        def process(_frames: int) -> None:
            source.clear_buffer()
            for _ in range(min(PER_PERIOD, len(self.to_play))):
                source.write_midi_event(0, self.to_play.popleft())
            for _, message in sink.incoming_midi_events():
                tell(bytes(message).hex())

        time.sleep(idle_s)
        self.client.activate()

    def close(self) -> None:
        self.client.deactivate()
        self.client.close()


def main() -> None:
    said: deque[str] = deque()
    some_said = Event()

    def say(text: str) -> None:
        said.append(text)
        some_said.set()

    def tell() -> None:
        while True:
            some_said.wait()
            some_said.clear()
            while said:
                print(said.popleft(), flush=True)  # noqa: T201 - its output

    Thread(target=tell, daemon=True).start()
    plugged: Plugged | None = None
    for line in map(str.strip, sys.stdin):
        at_us = time.monotonic_ns() // 1000
        if line.startswith("plug"):
            plugged = Plugged(sys.argv[1], say, float(line[4:] or 0))
            say(f"plugged {at_us}")
        elif line == "unplug":
            plugged.close()
            say(f"unplugged {at_us}")
        else:
            plugged.to_play.append(bytes.fromhex(line))


if __name__ == "__main__":
    main()
