"""SuperCollider's own server plays what the rig sends, and says so when it is asked."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
from contextlib import suppress

import pytest
from ears import PATIENCE_S
from parts import ended, jack_server, require, wait_for
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from stagehands import SHEET, Pedal, Performance, write_show

SHOW = """\
rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[port]
nanoKONTROL2 = 'midi "Nobody"'
footswitch = "serial pedal"
[out.sc]
is = "supercollider 127.0.0.1:{port}"
pulse = "tempo /n_set 1000 tempo <f> 10..999"
[group]
strings = "sc node 1000 amp -60..0 dB as amp"
winds = "me"
[sound]
river = "sc synth rigtest node 2000 amp 0.5"
hum = "sc /n_set 1000 hum 3.0 stop /n_set 1000 hum 0.0"
bell = "sc synth rigtest"
clap = "sc synth rigtest amp 0.25"
reverb = "sc /n_set 1000 reverb <f> 0..1"
"""
CONTROLS = {"amp": 0.0, "tempo": 0.0, "reverb": 0.0, "hum": 0.0, "gate": 1.0}
NODE = 1000
RIVER = 2000


def pascal(text: str) -> bytes:
    return bytes((len(text),)) + text.encode()


def synth_definition(name: str) -> bytes:
    """A synth that holds its controls, sounds of nothing, and ends when its gate closes.

    A file of SuperCollider's second version: constants, parameters and their names, then the
    unit generators: Control, and FreeSelf on 1 minus the gate.
    """
    names = list(CONTROLS)
    control = pascal("Control") + struct.pack(">biih", 1, 0, len(names), 0) + b"\1" * len(names)
    less = pascal("BinaryOpUGen") + struct.pack(">biih", 1, 2, 1, 1)
    less += struct.pack(">iiii", -1, 0, 0, names.index("gate")) + b"\1"
    free = pascal("FreeSelf") + struct.pack(">biih", 1, 1, 1, 0) + struct.pack(">ii", 1, 0) + b"\1"
    body = struct.pack(">if", 1, 1.0)
    body += struct.pack(f">i{len(names)}f", len(names), *CONTROLS.values())
    body += struct.pack(">i", len(names))
    body += b"".join(pascal(one) + struct.pack(">i", n) for n, one in enumerate(names))
    body += struct.pack(">i", 3) + control + less + free + struct.pack(">h", 0)
    return b"SCgf" + struct.pack(">ih", 2, 1) + pascal(name) + body


class Scsynth:
    """A running server, and a client of ours that asks it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))
        self._socket.settimeout(0.2)
        self.told: list[tuple[str, tuple[object, ...]]] = []

    def close(self) -> None:
        self._socket.close()

    def send(self, address: str, *arguments: object) -> None:
        builder = OscMessageBuilder(address)
        for one in arguments:
            builder.add_arg(one)
        self._socket.send(builder.build().dgram)

    def answer(self, wanted: str, address: str, *arguments: object) -> tuple[object, ...]:
        """Ask until there is an answer of this name; its values."""
        begun = len(self.told)

        def answered() -> bool:
            self.send(address, *arguments)
            self.hear()
            return any(name == wanted for name, _ in self.told[begun:])

        wait_for(answered, PATIENCE_S)
        return next(values for name, values in self.told[begun:] if name == wanted)

    def hear(self) -> None:
        """Take what has come; waits a moment for the first."""
        try:
            packet = self._socket.recv(8192)
            while True:
                message = OscMessage(packet)
                self.told.append((message.address, tuple(message.params)))
                packet = self._socket.recv(8192, socket.MSG_DONTWAIT)
        except (TimeoutError, BlockingIOError, ConnectionRefusedError):
            return

    def control(self, name: str) -> float:
        """A control of the synth, read back."""
        values = self.answer("/n_set", "/s_get", NODE, name)
        assert values[:2] == (NODE, name)
        return values[2]

    def wait_told(self, name: str, node: int) -> None:
        """Wait until the server has told this of a node."""
        wait_for(
            lambda: (
                self.hear() or any(one == name and values[0] == node for one, values in self.told)
            ),
            PATIENCE_S,
        )


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def scsynth(tmp_path_factory):
    """A server on a synchronous JACK of its own, with a synth that runs."""
    require("scsynth")
    folder = tmp_path_factory.mktemp("scsynth")
    definition = folder / "rigtest.scsyndef"
    definition.write_bytes(synth_definition("rigtest"))
    with jack_server(f"rigsc{os.getpid()}", "-S") as name, (folder / "said").open("wb") as said:
        port = free_port()
        words = ("-u", str(port), "-B", "127.0.0.1", "-i", "0", "-o", "2", "-R", "0", "-l", "4")
        process = subprocess.Popen(
            ["scsynth", *words, "-H", f"{name}:scsynth"],
            env=os.environ | {"JACK_DEFAULT_SERVER": name, "SC_SYNTHDEF_PATH": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        )
        server = Scsynth(port)
        try:
            server.answer("/status.reply", "/status")
            assert server.answer("/done", "/d_load", str(definition)) == ("/d_load",)
            server.answer("/done", "/notify", 1)
            server.send("/s_new", "rigtest", NODE, 0, 0)
            yield server
        finally:
            # A client that dies unclosed freezes a synchronous server, which then has to be killed
            # and keeps its place among the eight that JACK's registry has.
            server.send("/quit")
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_S)
            server.close()
            ended(process)


def test_it_gets_level_and_tempo_and_its_sounds_begin_and_end(scsynth, tmp_path):
    show = write_show(tmp_path, SHOW.format(port=scsynth.port), SHEET)
    with Performance(show) as night, Pedal(tmp_path / "pedal") as pedal:
        wait_for(lambda: scsynth.control("amp") == pytest.approx(10 ** (-42 / 20), rel=1e-6))
        pedal.meet()
        pedal.tread()
        scsynth.wait_told("/n_go", RIVER)
        assert scsynth.control("tempo") == 120.0
        assert scsynth.control("reverb") == 0.25
        assert scsynth.control("hum") == 3.0
        level = scsynth.control("amp")
        wait_for(lambda: scsynth.control("amp") > level, PATIENCE_S)
        pedal.tread()
        wait_for(lambda: scsynth.control("tempo") == 90.0, PATIENCE_S)
        assert scsynth.control("hum") == 0.0
        assert not any(one == ("/n_end", RIVER) for one in scsynth.told)
        assert night.ends(signal.SIGINT) == 0
    scsynth.wait_told("/n_end", RIVER)
    assert [values for name, values in scsynth.told if name == "/fail"] == []
