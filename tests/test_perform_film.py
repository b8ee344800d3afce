"""A show whose film time comes from a machine, performed as a process, on real sockets."""

from __future__ import annotations

import signal
import socket
from importlib.util import find_spec

from ears import PATIENCE_S
from mpv_player import Mpv, make_film
from parts import wait_for
from pythonosc.osc_message_builder import OscMessageBuilder
from stagehands import SHOW, Pedal, Performance, replayed, write_show
from written import demo, prepared

from rig.conductor.actions import Roll
from rig.conductor.events import FilmIn, PortFound
from rig.live.journal import Reader
from rig.live.perform import inputs
from rig.live.processes import Port
from rig.ports.channel import now_us
from rig.rehearsal.report import Night, action_line, as_json


def packet(address: str, *values: float) -> bytes:
    """A message as another program would send it."""
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value)
    return builder.build().dgram


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def readings(night: Performance, port: str) -> list[FilmIn]:
    events = [record.event for record in Reader(str(night.journal)).records()]
    return [one for one in events if isinstance(one, FilmIn) and one.port == port]


def test_every_machine_has_a_process_that_is_told_where_to_listen():
    clock = """clock = 'mpv a.sock go, mtc "MOTU, 2", osc 10.0.0.2:9 from 10.0.0.3 10.0.0.4, osc'"""
    film = clock + """\nbeat = 'midi-clock "IAC Bus 1"'"""
    _, _, *machines = inputs(prepared(show=demo("show", ('clock = "press"', film))))
    assert machines == [
        Port("mpv a.sock", "rig.ports.mpv_in", ("examples/demo/a.sock",)),
        Port("mtc MOTU, 2", "rig.ports.mtc_in", ("MOTU, 2",)),
        Port(
            "osc 10.0.0.2:9", "rig.ports.osc_in", ("10.0.0.2:9", "--from", "10.0.0.3", "10.0.0.4")
        ),
        Port("osc 127.0.0.1:9100", "rig.ports.osc_in", ("127.0.0.1:9100",)),
        Port("beat IAC Bus 1", "rig.ports.clock_in", ("IAC Bus 1",)),
    ]
    assert [one for one in machines if not find_spec(one.module)] == []


def test_that_the_film_is_told_to_roll_stands_in_the_line_and_in_the_data_of_a_dry_run():
    show = prepared().show
    roll = Roll(2_000_000, "mpv a.sock")
    assert action_line(show, None, roll).split() == ["0:02.000", "ROLL", "mpv", "a.sock"]
    (plain,) = as_json(show, Night([roll]))["actions"]
    assert plain == {"due_us": 2_000_000, "is": "roll", "port": "mpv a.sock"}


def test_where_another_program_says_the_film_is_stands_in_the_journal(tmp_path):
    port = free_port()
    show = SHOW.format(device="Nobody", port=free_port())
    show = show.replace("[port]", f'[film]\nclock = "osc 127.0.0.1:{port}"\n[port]')
    name = f"osc 127.0.0.1:{port}"
    with (
        Performance(write_show(tmp_path, show)) as night,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as booth,
    ):
        night.wait_said(f"{name}: found")
        begun_us = now_us()
        booth.connect(("127.0.0.1", port))
        booth.send(packet("/rig/film/seconds", 12.5))
        booth.send(packet("/rig/film/frame", 250, 0.0))
        wait_for(lambda: len(readings(night, name)) == 2, PATIENCE_S)
        first, second = readings(night, name)
        assert (first.unit, first.position_millionths, first.rate_ppm) == ("s", 12_500_000, 10**6)
        assert (second.unit, second.position_millionths, second.rate_ppm) == ("f", 250_000_000, 0)
        assert begun_us <= first.stamped_us <= second.stamped_us <= now_us()
        assert night.ends(signal.SIGINT) == 0
    events = [record.event for record in Reader(str(night.journal)).records()]
    assert [one.name for one in events if isinstance(one, PortFound)] == [f"127.0.0.1:{port}"]
    assert "identical" in replayed(night.journal)


def test_the_first_go_lets_the_player_program_roll(tmp_path):
    """The pedal, the engine, the player's process and mpv itself: no press can be missed."""
    show = SHOW.format(device="Nobody", port=free_port())
    show = show.replace("[port]", "[film]\nclock = 'mpv player.sock go'\n[port]")
    path = write_show(tmp_path, show)
    film = make_film(tmp_path / "film.mkv")
    with (
        Mpv(film, tmp_path / "player.sock") as player,
        Performance(path) as night,
        Pedal(tmp_path / "pedal") as pedal,
    ):
        night.wait_said("mpv player.sock: found")
        wait_for(lambda: readings(night, "mpv player.sock"), PATIENCE_S)
        assert {one.rate_ppm for one in readings(night, "mpv player.sock")} == {0}
        assert player.ask("get_property", "pause") is True
        pedal.meet()
        pedal.tread()
        wait_for(lambda: readings(night, "mpv player.sock")[-1].rate_ppm == 10**6, PATIENCE_S)
        assert player.ask("get_property", "pause") is False
        assert night.ends(signal.SIGINT) == 0
