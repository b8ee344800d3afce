"""A MIDI device on JACK, as a process of its own: ``python jack_device.py NAME``.

Plays what it reads (a message in hex per line) from ``NAME:out``, and prints what ``NAME:in``
hears the same way. Prints ``ready`` first; leaves when its input ends.
"""

from __future__ import annotations

import sys
from collections import deque
from threading import Event, Thread

import jack

PER_PERIOD = 64  # thousands fit, but who hears them would be late for the next period


def main() -> None:
    client = jack.Client(sys.argv[1], no_start_server=True)
    source = client.midi_outports.register("out")
    sink = client.midi_inports.register("in")
    to_play: deque[bytes] = deque()
    heard: deque[bytes] = deque()
    some_heard = Event()

    @client.set_process_callback
    def process(_frames: int) -> None:
        source.clear_buffer()
        for _ in range(min(PER_PERIOD, len(to_play))):
            source.write_midi_event(0, to_play.popleft())
        for _, message in sink.incoming_midi_events():
            heard.append(bytes(message))
            some_heard.set()

    def tell() -> None:
        while True:
            some_heard.wait()
            some_heard.clear()
            while heard:
                print(heard.popleft().hex(), flush=True)  # noqa: T201 - its output

    Thread(target=tell, daemon=True).start()
    with client:
        print("ready", flush=True)  # noqa: T201 - its output
        for line in sys.stdin:
            to_play.append(bytes.fromhex(line))


if __name__ == "__main__":
    main()
