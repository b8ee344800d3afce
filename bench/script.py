"""What one would write without the rig: a knob becomes a packet, in a callback.

python script.py KNOB PORT. Prints ``ready`` when it hears the knob; leaves when its input ends.
"""

from __future__ import annotations

import sys

import mido
from pythonosc.udp_client import SimpleUDPClient


def main() -> None:
    client = SimpleUDPClient("127.0.0.1", int(sys.argv[2]))

    def moved(message: mido.Message) -> None:
        if message.type == "control_change":
            client.send_message("/winds", -50 + message.value / 10)

    backend = mido.Backend("mido.backends.rtmidi/UNIX_JACK")
    name = next(name for name in backend.get_input_names() if sys.argv[1] in name)
    with backend.open_input(name, callback=moved):
        print("ready", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
