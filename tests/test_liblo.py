"""liblo, by its own program oscdump, reads of every packet exactly what was meant."""

from __future__ import annotations

import os
import socket
import subprocess
from contextlib import suppress

import pytest
from ears import PATIENCE_S
from parts import ended, require, wait_for
from stagehands import Pedal, Performance, write_show

from rig.live.journal import Reader
from rig.ports.osc import Argument, message

SOUNDS = {
    "bare": ("/bare", "/bare "),
    "int": ("/i 67", "/i i 67"),
    "least": ("/i -2147483648", "/i i -2147483648"),
    "float": ("/f 0.5", "/f f 0.500000"),
    "forced": ("/f f:67", "/f f 67.000000"),
    "double": ("/d d:0.1", "/d d 0.100000"),
    "long": ("/h h:9007199254740993", "/h h 9007199254740993"),
    "word": ("/s love", '/s s "love"'),
    "digits": ("/s s:67", '/s s "67"'),
    "quoted": ('/s "love theme"', '/s s "love theme"'),
    "accents": ('/s "Nuit américaine"', '/s s "Nuit américaine"'),
    "long-address": ("/a/b_c-d.e~f/12345 1", "/a/b_c-d.e~f/12345 i 1"),
    "all": (
        "/all 1 0.25 abc d:2.5 h:-3 abcd 7",
        '/all ifsdhsi 1 0.250000 "abc" 2.500000 -3 "abcd" 7',
    ),
}
"""Each sound: how the show writes it, and what oscdump prints."""
VALUES = {
    "first=0.25": ("/v <f> 0..1", "/v f 0.250000"),
    "inner=0.25": ("/v lead <f> tail 0..1", '/v sfs "lead" 0.250000 "tail"'),
    "last=0.25": ("/v 5 <d> 0..1", "/v id 5 0.250000"),
    "whole=3": ("/v 1.5 <i> 9 0..8", "/v fii 1.500000 3 9"),
    "gain=-20": ("/v <f> -60..0 dB as amp", "/v f 0.100000"),
}
"""The same of values, as the sheet sets them; the place of the value is everywhere."""
SHOW = """\
rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[port]
footswitch = "serial pedal"
[out.lo]
is = "osc 127.0.0.1:{port}"
pulse = "tempo /tempo <f> 10..999"
[sound]
{sounds}
"""
SHEET = """\
rig = 1
[film]
title = "A Test"
speed = 18
[cue.1]
on = "action: the first"
play = "A 1 2/4 q=240"
fire = "{fires}"
"""
HANDS = """\
rig = 1
[footswitch]
left = "go"
"""


@pytest.fixture
def oscdump():
    """A port, and the lines that oscdump has printed of what came there, without their times."""
    require("oscdump")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = subprocess.Popen(
        ["oscdump", "-L", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    os.set_blocking(process.stdout.fileno(), False)
    said = bytearray()

    def lines():
        with suppress(BlockingIOError):
            said.extend(os.read(process.stdout.fileno(), 65536))
        whole = said.decode().splitlines()
        return [line.split(" ", 1)[1] for line in whole if "/" in line]

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
        knock.connect(("127.0.0.1", port))

        def heard():
            with suppress(ConnectionRefusedError):
                knock.send(message("/knock", ()))
            return lines()

        wait_for(heard, PATIENCE_S)
    yield port, lambda: [line for line in lines() if not line.startswith("/knock")]
    ended(process)


def test_it_prints_what_the_show_says(oscdump, tmp_path):
    port, lines = oscdump
    shapes = VALUES | SOUNDS
    written = (f"{name.partition('=')[0]} = 'lo {line}'" for name, (line, _) in shapes.items())
    show = write_show(
        tmp_path,
        SHOW.format(port=port, sounds="\n".join(written)),
        SHEET.format(fires=", ".join(f"A1 {name}" for name in shapes)),
        HANDS,
    )
    with Performance(show) as night, Pedal(tmp_path / "pedal") as pedal:
        pedal.meet()
        pedal.tread()
        assert night.ends() == 0
    expected = [line for _, line in shapes.values()]
    wait_for(lambda: len(lines()) > len(expected), PATIENCE_S)
    assert lines() == ["/tempo f 240.000000", *expected]
    sent = [one for record in Reader(str(night.journal)).records() for one in record.sent]
    assert len(sent) == len(lines())


def test_it_prints_truths(oscdump):
    port, lines = oscdump
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(
            message("/t", (Argument("T", value=1), Argument("s", "x"), Argument("F", value=0))),
            ("127.0.0.1", port),
        )
    wait_for(lines, PATIENCE_S)
    assert lines() == ['/t TsF #T "x" #F']
