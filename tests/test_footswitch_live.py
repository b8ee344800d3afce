"""A foot, the real firmware on the simulated chip, and the whole daemon: one press is one GO.

Nothing is left out: what the foot does at a pin in simulated time, paced by the clock on the wall,
comes out as packets on a socket. A press fires, is refused by the guard, or is shown as missed; the
three make up the number of presses, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from threading import Event as Pause
from typing import TYPE_CHECKING

import pytest
from ears import PATIENCE_S, Ears
from parts import lack, wait_for
from simulated_board import POWER, SimulatedBoard, missing
from stagehands import Performance, rig_command, write_show
from trodden import bounces

from rig.conductor.actions import Tell
from rig.conductor.state import begin
from rig.live.journal import Reader
from rig.live.loop import survive
from rig.venue.load import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CUES = 120
SHEET = 'rig = 1\n[film]\ntitle = "Feet"\nspeed = 18\n' + "".join(
    f'[cue.{number}]\non = "action: {number}"\nplay = "A 40 4/4 q=120"\nfire = "A1 go={number}"\n'
    for number in range(1, CUES + 1)
)
HANDS = """rig = 1
[footswitch]
left = "go"
middle = "bell"
left-led = "standby"
"""
SHOW = """rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[port]
footswitch = "serial pedal"
[out.hall]
is = "osc 127.0.0.1:{port}"
[sound]
go = "hall /go <f> 0..1000"
bell = "hall /bell"
"""
BOUNCE_US = 10_000
PRESSES = 25


@pytest.fixture(scope="module", autouse=True)
def _parts():
    if part := missing():
        lack(part)


@dataclass(slots=True)
class House:
    """A show that is performed, what it sends, and the board under the foot."""

    board: SimulatedBoard
    night: Performance
    ears: Ears
    chance: Random
    powered_us: int = 0

    def __post_init__(self) -> None:
        self.powered_us = self.board.power_came_us()

    def settle(self, seconds: float = 0.6) -> None:
        """Let what is under way come through: some heartbeats."""
        Pause().wait(seconds)

    def tread(self, count: int, *switches: int, least_ms: int = 60) -> None:
        """Press so often, as fast as a foot can or half a second apart; wait until it is over."""
        longest_us = 0
        for switch in switches or (0,):
            changes: list[tuple[int, bool]] = []
            at_us = 5_000
            for _ in range(count):
                hold_us = self.chance.randrange(12_000, 31_000)
                for at, closes in ((at_us, True), (at_us + hold_us, False)):
                    changes += bounces(self.chance, at, BOUNCE_US, closes=closes)
                at_us += self.chance.choice((least_ms, 90, 270, 500)) * 1000
            self.board.contact(switch, *changes)
            longest_us = max(longest_us, at_us)
        self.settle(longest_us / 1_000_000 + 0.3)

    def fired(self) -> int:
        return len(self.ears.at("/go"))

    def told(self) -> list[str]:
        """Everything the player was told, from the journal."""
        reader = Reader(str(self.night.journal))
        show = prepare(reader.header.files).show
        state, lines = begin(show), []
        for record in reader.records():
            show, state, actions = survive(show, state, record.event)
            lines += [one.text for one in actions if isinstance(one, Tell)]
        return lines

    def kept_pace(self) -> bool:
        """Whether the simulated chip was as fast as a real one, however busy this machine."""
        return self.board.power_came_us() == self.powered_us

    def account(self) -> tuple[int, int, int]:
        """Presses of the left switch that fired, were refused, and were shown as missed."""
        refused = missed = 0
        for line in self.told():
            refused += line.startswith("GO refused")
            missed += line.startswith("GO missed")
            if line.startswith("footswitch left: ") and line.endswith("missed, lost on the wire"):
                count = line.split()[2]
                missed += 1 if count == "a" else int(count)
        return self.fired(), refused, missed

    def assert_counted(self, count: int, *, shown: int = 0) -> None:
        """So many presses are accounted for, so many of them as missed.

        A chip that was slower than its own clock, as no real one is, makes presses late.
        """
        fired, refused, missed = self.account()
        assert fired + refused + missed == count
        assert missed == shown or not self.kept_pace()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The show, performed with the box on its line, believed and waiting for the first GO."""
    with Ears() as ears, SimulatedBoard(tmp_path / "pedal") as board:
        show = write_show(tmp_path, SHOW.format(port=ears.port), SHEET, HANDS)
        with Performance(show) as night:
            night.wait_said("footswitch is there")
            yield House(board, night, ears, Random(7))  # noqa: S311 - a seed, to be repeated


def test_every_press_fires_or_is_refused_however_it_bounces(house):
    house.tread(PRESSES)
    house.assert_counted(PRESSES)
    fired, refused, _ = house.account()
    assert fired >= 2
    assert refused >= 2


def test_two_feet_at_once_are_two_presses(house):
    house.tread(15, 0, 1)
    house.assert_counted(15)
    assert len(house.ears.at("/bell")) == 15


def test_a_held_switch_is_one_press_however_long(house):
    house.board.contact(0, *bounces(house.chance, 0, BOUNCE_US, closes=True))
    house.settle(2.0)
    house.board.contact(0, *bounces(house.chance, 0, BOUNCE_US, closes=False))
    house.settle()
    assert house.account() == (1, 0, 0)


def test_noise_on_the_line_makes_no_press_and_costs_none(house):
    for _ in range(5):
        for _ in range(4):
            house.board.noise(house.chance.randbytes(house.chance.randrange(1, 80)))
            house.board.hear(b"AT\r\n" + house.chance.randbytes(20))
        house.tread(4)
    fired, refused, missed = house.account()
    assert fired + refused + missed == 20


def test_a_box_that_is_reset_in_the_show_is_back_and_counts_on(house):
    house.tread(5)
    house.board.reset(POWER)
    house.settle()
    house.tread(5)
    house.assert_counted(10)
    assert "footswitch has started anew" in house.told()


def test_a_line_that_is_cut_shows_every_press_of_the_meantime_and_fires_none(house):
    house.tread(3, least_ms=500)
    before = house.fired()
    house.board.cut()
    house.night.wait_said("footswitch is gone")
    house.tread(6)
    house.board.mend()
    house.night.wait_said("footswitch is there", 2)
    house.settle()
    assert house.fired() == before
    house.tread(3, least_ms=500)
    house.assert_counted(12, shown=6)


def test_a_cut_cable_of_a_closed_switch_is_told_and_is_no_press(tmp_path):
    """Set up as a player would: at the desk, kept by the box."""
    with Ears() as ears, SimulatedBoard(tmp_path / "pedal") as board:
        board.contact(0, (0, True))
        done = rig_command(tmp_path)("pedal", tmp_path / "pedal", "--closed", "1")
        assert done.returncode == 0, done.stderr
        show = write_show(tmp_path, SHOW.format(port=ears.port), SHEET, HANDS)
        with Performance(show) as night:
            night.wait_said("footswitch is there")
            house = House(board, night, ears, Random(3))  # noqa: S311 - a seed, to be repeated
            board.voltage(2, 3_800)
            board.contact(0, *bounces(house.chance, 0, BOUNCE_US, closes=False))
            house.settle()
            board.contact(0, *bounces(house.chance, 0, BOUNCE_US, closes=True))
            house.settle()
            assert house.account() == (1, 0, 0)
            board.voltage(2, 5_000)
            board.contact(0, (0, False))
            night.wait_said("footswitch left: its cable is out")
            board.contact(0, (0, True))
            night.wait_said("footswitch left: its cable is whole again")
            house.settle()
            assert house.account() == (1, 0, 0)


def test_its_lights_show_what_the_hands_say(house):
    wait_for(lambda: house.board.lights() == 0b000001, PATIENCE_S)


def test_nobody_else_has_the_box_while_it_is_performed_with(house):
    folder = house.night.journal.parent
    run = rig_command(folder)("pedal", folder / "pedal")
    assert run.returncode == 1
    assert "pedal is open in another rig" in run.stderr
    house.tread(2, least_ms=500)
    house.assert_counted(2)
