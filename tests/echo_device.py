"""A MIDI device on JACK that sends back all it is sent: ``python echo_device.py NAME``.

Also plays what it reads (a message in hex per line). Prints ``ready`` first, then each message it
hears in hex; leaves when its input ends.
"""

from __future__ import annotations

import sys
from collections import deque

import jack


def main() -> None:
    client = jack.Client(sys.argv[1], no_start_server=True)
    source = client.midi_outports.register("out")
    sink = client.midi_inports.register("in")
    to_play: deque[bytes] = deque()

    @client.set_process_callback
    def process(_frames: int) -> None:
        source.clear_buffer()
        for offset, message in sink.incoming_midi_events():
            source.write_midi_event(offset, bytes(message))
            sys.stdout.write(f"{bytes(message).hex()}\n")
        if to_play:
            source.write_midi_event(client.blocksize - 1, to_play.popleft())

    with client:
        print("ready", flush=True)  # noqa: T201 - its output
        for line in sys.stdin:
            to_play.append(bytes.fromhex(line))


if __name__ == "__main__":
    main()
