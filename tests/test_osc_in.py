"""The process that hears the film by OSC, on real sockets; liblo's oscsend speaks to it too."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from parts import PortProcess, require, wait_for
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from rig.ports.channel import FILM, FOUND, FRAMES, SECONDS, TROUBLE, now_us, unpack_film
from rig.ports.osc_in import BURST_US, MESSAGE_US
from rig.ports.osc_read import ELEMENTS_MAX

FRAME, PLACE = "/rig/film/frame", "/rig/film/seconds"
BURST = BURST_US // MESSAGE_US


@pytest.fixture
def place():
    """A free UDP port of this machine, as a show names it."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


@pytest.fixture
def send(place):
    """Sends a packet there."""
    host, port = place.split(":")
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sender:
        yield lambda packet: sender.sendto(packet, (host, int(port)))


def message(address, *values):
    """A message as python-osc builds it, with the types it takes the values for."""
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value)
    return builder.build()


def readings(port):
    return [unpack_film(payload) for payload in port.payloads(FILM)]


def dropped(port):
    """All that was told to be dropped so far."""
    told = [line for line in port.payloads(TROUBLE) if b"messages dropped: " in line]
    return sum(int(line.split()[-1]) for line in told)


def test_it_hears_what_oscsend_says(place):
    require("oscsend")
    said = (
        (FRAME, "i", "432"),
        (FRAME, "f", "432.5"),
        (PLACE, "d", "18.0001"),
        (PLACE, "h", "19"),
        (FRAME, "ff", "433", "0"),
        (PLACE, "di", "20.25", "-1"),
    )
    with PortProcess("osc_in", place) as port:
        assert port.wait_payloads(FOUND) == [place.encode()]
        for words in said:
            subprocess.run(["oscsend", *place.split(":"), *words], check=True, timeout=5)
        port.wait_payloads(FILM, len(said))
        assert readings(port) == [
            (FRAMES, 432_000_000, 1_000_000),
            (FRAMES, 432_500_000, 1_000_000),
            (SECONDS, 18_000_100, 1_000_000),
            (SECONDS, 19_000_000, 1_000_000),
            (FRAMES, 433_000_000, 0),
            (SECONDS, 20_250_000, -1_000_000),
        ]
        assert port.payloads(TROUBLE) == []


def test_a_reading_is_stamped_when_it_came(place, send):
    with PortProcess("osc_in", place) as port:
        port.wait_payloads(FOUND)
        before_us = now_us()
        send(message(FRAME, 1).dgram)
        port.wait_payloads(FILM)
        (stamped_us,) = [stamped_us for kind, stamped_us, _ in port.records if kind == FILM]
        assert before_us < stamped_us < now_us()


def test_a_bundle_is_heard_at_once_whatever_its_time(place, send):
    builder = OscBundleBuilder(time.time() + 3600)
    builder.add_content(message(FRAME, 5))
    builder.add_content(message(PLACE, 0.25))
    with PortProcess("osc_in", place) as port:
        port.wait_payloads(FOUND)
        send(builder.build().dgram)
        port.wait_payloads(FILM, 2)
        assert readings(port) == [
            (FRAMES, 5_000_000, 1_000_000),
            (SECONDS, 250_000, 1_000_000),
        ]


def test_junk_is_counted_strangers_are_told_once_and_the_film_goes_on(place, send):
    circling = b"#bundle\0" + bytes(8) + b"\xff\xff\xff\xfc" + bytes(20)
    junk = (
        *(b"", b"junk", circling, b"/a\0\0" * 800, bytes(60_000)),
        message(FRAME, "five").dgram,
        message(FRAME, float("nan")).dgram,
        message("/rig/film/*", 5).dgram,
    )
    with PortProcess("osc_in", place) as port:
        port.wait_payloads(FOUND)
        for packet in (*junk, *[message("/transport", 5).dgram] * 3, message(FRAME, 6).dgram):
            send(packet)
        port.wait_payloads(FILM)
        wait_for(lambda: dropped(port) == len(junk))
        assert readings(port) == [(FRAMES, 6_000_000, 1_000_000)]
        strange = b"osc: messages came that are neither /rig/film/frame nor /rig/film/seconds"
        assert [line for line in port.payloads(TROUBLE) if b"dropped" not in line] == [strange]


def kernel_drops(place):
    """What the system itself has dropped before the process could; nothing where it is not told."""
    table = Path("/proc/net/udp")
    rows = [line.split() for line in table.read_text().splitlines()[1:]] if table.exists() else ()
    ours = f"{int(place.split(':')[1]):04X}"
    return sum(int(row[-1]) for row in rows if row[1].endswith(f":{ours}"))


def test_of_a_flood_a_bucket_is_delivered_and_the_rest_is_counted(place, send):
    with PortProcess("osc_in", place) as port:
        port.wait_payloads(FOUND)
        began_us = now_us()
        for number in range(5_000):
            send(message(FRAME, number).dgram)
        wait_for(lambda: len(readings(port)) + dropped(port) + kernel_drops(place) == 5_000)
        delivered, lasted_us = readings(port), now_us() - began_us
        assert delivered[0] == (FRAMES, 0, 1_000_000)
        assert BURST <= len(delivered) <= BURST + lasted_us // MESSAGE_US + 1
        assert dropped(port) > 2_000
        send(message(PLACE, 1).dgram)
        wait_for(lambda: (SECONDS, 1_000_000, 1_000_000) in readings(port))


def test_the_messages_of_a_bundle_are_paid_for_one_by_one(place, send):
    builder = OscBundleBuilder(IMMEDIATELY)
    for _ in range(ELEMENTS_MAX):
        builder.add_content(message(FRAME, 5))
    bundle, count = builder.build().dgram, 2 * BURST // ELEMENTS_MAX
    with PortProcess("osc_in", place) as port:
        port.wait_payloads(FOUND)
        began_us = now_us()
        for _ in range(count):
            send(bundle)
        wait_for(lambda: dropped(port))
        delivered = len(readings(port))
        assert BURST <= delivered <= BURST + (now_us() - began_us) // MESSAGE_US + 1


def test_only_who_may_speak_is_heard(place, send):
    to, packet = ("127.0.0.1", int(place.split(":")[1])), message(FRAME, 5).dgram
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as stranger:
        try:
            stranger.bind(("127.0.0.77", 0))
        except OSError:
            pytest.skip("this system has one address of its own")
        with PortProcess("osc_in", place) as port:
            port.wait_payloads(FOUND)
            for _ in range(3):
                stranger.sendto(packet, to)
            wait_for(lambda: dropped(port) == 3)
            send(message(PLACE, 1).dgram)
            port.wait_payloads(FILM)
            assert readings(port) == [(SECONDS, 1_000_000, 1_000_000)]
        with PortProcess("osc_in", place, "--from", "10.0.0.3", "127.0.0.77") as port:
            port.wait_payloads(FOUND)
            stranger.sendto(packet, to)
            port.wait_payloads(FILM)
            assert port.payloads(TROUBLE) == []


def test_a_port_in_use_is_told_once_and_taken_when_it_is_free(place, send):
    with PortProcess("osc_in", place) as first:
        first.wait_payloads(FOUND)
        with PortProcess("osc_in", place) as second:
            told = f"osc {place} is taken by another program; close it there".encode()
            assert second.wait_payloads(TROUBLE) == [told]
            second.beats = 0
            wait_for(lambda: second.look() or second.beats >= 5)
            first.process.terminate()
            assert first.process.wait(0.5) == 0
            second.wait_payloads(FOUND)
            assert second.payloads(TROUBLE) == [told]
            send(message(FRAME, 5).dgram)
            second.wait_payloads(FILM)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("0.0.0.0:{port}", "--from", "10.0.0.3"), b"would listen to every network"),
        ((":{port}",), b"would listen to every network"),
        (("10.0.0.2:{port}",), b"10.0.0.2 is heard by a whole network: say who may speak"),
        (("127.0.0.1:0",), b"127.0.0.1:0 has no port"),
        (("127.0.0.1",), b"127.0.0.1 has no port: write 127.0.0.1:9100"),
    ],
)
def test_where_it_may_not_listen_it_says_so_and_does_not(place, send, words, told):
    number = place.split(":")[1]
    with PortProcess("osc_in", *(word.format(port=number) for word in words)) as port:
        (line,) = port.wait_payloads(TROUBLE)
        assert told in line
        send(message(FRAME, 5).dgram)
        port.beats = 0
        wait_for(lambda: port.look() or port.beats >= 2)
        assert [kind for kind, _, _ in port.records] == [TROUBLE]


def test_it_ends_when_it_is_told_to(place):
    with PortProcess("osc_in", place) as port:
        port.wait_payloads(FOUND)
        port.process.terminate()
        assert port.process.wait(0.5) == 0
