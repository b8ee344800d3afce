"""SuperCollider's own server on a JACK server of its own, and a client of ours that asks it."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ears import PATIENCE_S
from parts import ended, jack_server, require, wait_for
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

KR, AR = b"\1", b"\2"
"""How often a unit generator is worked out: once in 64 samples, for every sample."""
CONSTANT = -1
"""Where an input is one of the definition's constants; else it is the number of a unit."""


def pascal(text: str) -> bytes:
    return bytes((len(text),)) + text.encode()


def unit(
    name: str,
    rate: bytes,
    inputs: Sequence[tuple[int, int]] = (),
    outputs: int = 1,
    special: int = 0,
) -> bytes:
    """A unit generator; an input is ``CONSTANT`` or a unit before, and which of its own."""
    head = pascal(name) + rate + struct.pack(">iih", len(inputs), outputs, special)
    return head + b"".join(struct.pack(">ii", *one) for one in inputs) + rate * outputs


def definition(
    name: str, constants: Sequence[float], controls: Mapping[str, float], *units: bytes
) -> bytes:
    """A file of SuperCollider's second version: constants, controls and their names, units."""
    body = struct.pack(f">i{len(constants)}f", len(constants), *constants)
    body += struct.pack(f">i{len(controls)}f", len(controls), *controls.values())
    body += struct.pack(">i", len(controls))
    body += b"".join(pascal(one) + struct.pack(">i", n) for n, one in enumerate(controls))
    body += struct.pack(">i", len(units)) + b"".join(units) + struct.pack(">h", 0)
    return b"SCgf" + struct.pack(">ih", 2, 1) + pascal(name) + body


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Scsynth:
    """A running server, and a client of ours that asks it."""

    def __init__(self, port: int, jack: str) -> None:
        self.port = port
        self.jack = jack
        """The JACK server that it plays on."""
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

    def control(self, node: int, name: str) -> float:
        """A control of a synth, read back."""
        values = self.answer("/n_set", "/s_get", node, name)
        assert values[:2] == (node, name)
        return values[2]

    def wait_told(self, name: str, node: int) -> None:
        """Wait until the server has told this of a node."""
        wait_for(
            lambda: (
                self.hear() or any(one == name and values[0] == node for one, values in self.told)
            ),
            PATIENCE_S,
        )


@contextmanager
def scsynth_server(folder: Path, name: str, definitions: Mapping[str, bytes]) -> Iterator[Scsynth]:
    """Run it on a synchronous JACK of a name of its own, with these synths known to it."""
    require("scsynth")
    for one, content in definitions.items():
        (folder / f"{one}.scsyndef").write_bytes(content)
    with jack_server(f"{name}{os.getpid()}", "-S") as jack, (folder / "said").open("wb") as said:
        port = free_port()
        words = ("-u", str(port), "-B", "127.0.0.1", "-i", "0", "-o", "2", "-R", "0", "-l", "4")
        process = subprocess.Popen(
            ["scsynth", *words, "-H", f"{jack}:scsynth"],
            env=os.environ | {"JACK_DEFAULT_SERVER": jack, "SC_SYNTHDEF_PATH": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        )
        server = Scsynth(port, jack)
        try:
            server.answer("/status.reply", "/status")
            assert server.answer("/done", "/d_loadDir", str(folder)) == ("/d_loadDir",)
            server.answer("/done", "/notify", 1)
            yield server
        finally:
            # A client that dies unclosed freezes a synchronous server, which then has to be killed
            # and keeps its place among the eight that JACK's registry has.
            server.send("/quit")
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_S)
            server.close()
            ended(process)
