"""The core of the firmware: what it keeps without power, and how an expression pedal moves."""

from __future__ import annotations

from binascii import crc_hqx
from fractions import Fraction
from itertools import pairwise

import pytest
from core_built import BLANK, SAMPLE_US, Board, CoreBox
from hypothesis import example, given
from hypothesis import strategies as st

from firmware_bridge.said import Beat, Hello
from firmware_bridge.wire import CALIBRATE, NAME, SETUP, calibration

CHANGES = (
    (NAME, b"pedal-01"),
    (SETUP, bytes((0b101, 0b110))),
    (CALIBRATE, calibration(0, 37, 986)),
    (CALIBRATE, calibration(1, 1000, 12)),
)


def told(box: CoreBox) -> tuple[object, ...]:
    """What a box says of its settings."""
    hello = box.hello()
    return hello.serial, hello.closed, hello.slow, hello.calibration, hello.fresh


def kept(*changes: tuple[int, bytes]) -> bytearray:
    """The EEPROM of a box that was told so."""
    box = CoreBox(chance=0xDEADBEEF)
    for kind, payload in changes:
        box.tell(kind, payload)
    box.write()
    return box.eeprom


def test_a_box_without_settings_names_itself_by_chance_and_says_that_it_is_fresh():
    assert told(CoreBox()) == ("AAAAAAAA", 0, 0, ((0, 0), (0, 0)), True)
    assert told(CoreBox(bytes(24), chance=0x76543210))[0] == "ABCDEFGH"
    assert told(CoreBox(chance=0xFEDCBA98))[0] == "IJKLMNOP"


def test_settings_outlast_the_power():
    box = CoreBox(kept(*CHANGES))
    assert told(box) == ("pedal-01", 0b101, 0b110, ((37, 986), (1000, 12)), False)
    assert box.supervised() == 0b101


def test_a_box_stays_fresh_and_keeps_its_name_until_somebody_sets_something():
    box = CoreBox(kept(), chance=1)
    serial = told(box)[0]
    assert serial == told(CoreBox(chance=0xDEADBEEF))[0]
    box.write()
    box = CoreBox(box.eeprom, chance=2)
    assert told(box)[0] == serial
    assert told(box)[-1]
    box.tell(SETUP, bytes(2))
    box.write()
    assert told(CoreBox(box.eeprom))[:: len(told(box)) - 1] == (serial, False)


def test_each_boot_has_a_number_of_its_own():
    eeprom, boots = bytearray(BLANK), []
    for _ in range(65_536 + 300):
        eeprom[2:] = b"\0" * 22
        box = CoreBox(eeprom)
        box.write()
        eeprom = box.eeprom
        boots.append(eeprom[0] | eeprom[1] << 8)
        if len(boots) % 1000 == 0:
            assert box.hello().boot == box.beat().boot == boots[-1]
    assert boots == [count % 65_536 for count in range(len(boots))]


@pytest.mark.parametrize("change", CHANGES)
def test_to_be_told_again_what_is_so_writes_nothing_and_is_answered(change):
    box = CoreBox(kept(*CHANGES))
    box.write()
    before = told(box)
    box.heard()
    box.tell(*change)
    assert box.write() == 0
    box.advance(5_000)
    assert [type(said) for said in box.heard()] == [Hello, Beat]
    assert told(box) == before


@pytest.mark.parametrize("change", CHANGES)
def test_power_lost_at_any_byte_leaves_the_old_the_new_or_none_and_says_so(change):
    old = kept(CHANGES[1])
    before, box = told(CoreBox(old)), CoreBox(old)
    box.write()
    settled = bytes(box.eeprom)
    box.tell(*change)
    after, whole = told(box), box.write()
    for most in range(whole + 1):
        for garbage in (None, 0x00, 0x5A, 0xFF):
            box = CoreBox(old)
            box.write()
            box.tell(*change)
            box.write(most)
            changed = [at for at in range(24) if box.eeprom[at] != settled[at]]
            if garbage is not None and changed:
                box.eeprom[changed[-1]] = garbage
            found = told(CoreBox(box.eeprom, chance=0x11111111))
            assert found in (before, after, ("BBBBBBBB", 0, 0, ((0, 0), (0, 0)), True))


def test_one_flipped_bit_of_the_record_and_the_box_is_fresh():
    eeprom = kept(*CHANGES)
    for bit in range(16, 192):
        damaged = bytearray(eeprom)
        damaged[bit // 8] ^= 1 << bit % 8
        box = CoreBox(damaged)
        assert told(box) == ("AAAAAAAA", 0, 0, ((0, 0), (0, 0)), True)
        box.write()
        assert told(CoreBox(box.eeprom)) == told(box)


def test_a_record_of_another_layout_is_no_record():
    eeprom = kept(*CHANGES)
    for mark in (0xB1, 0xB2):
        eeprom[2] = mark
        eeprom[22:] = (crc_hqx(eeprom[2:22], 0xFFFF) ^ 0xFFFF).to_bytes(2, "little")
        assert told(CoreBox(eeprom))[-1] == (mark != 0xB1)


def test_what_cannot_be_set_up_is_left_out():
    box = CoreBox(board=Board(switches=5, closable=0b00111))
    for _ in range(2):
        box.tell(SETUP, b"\xff\xff")
        box.advance(30_000)
        assert not box.events()
        assert told(box)[1:3] == (0b00111, 0b11111)
        assert box.beat().down == 0b00111, "high is down where a switch is normally closed"
    box.write()
    smaller = CoreBox(box.eeprom, board=Board(switches=3, closable=0b001))
    assert told(smaller)[1:3] == (0b001, 0b111)


@given(st.binary(min_size=24, max_size=24), st.integers(0, 2**32 - 1))
def test_whatever_the_eeprom_holds_the_box_says_a_sound_hello(eeprom, chance):
    box = CoreBox(eeprom, chance=chance)
    box.advance(1_000)
    hello, _ = box.heard()
    assert hello.boot == (int.from_bytes(eeprom[:2], "little") + 1) % 65_536


def settled(heel: int, toe: int, reading: int) -> int:
    """The value of a pedal that stands still."""
    return (
        CoreBox(kept((CALIBRATE, calibration(1, heel, toe))), pedals=(0, reading)).beat().values[1]
    )


@given(st.integers(0, 1023), st.integers(0, 1023), st.integers(0, 1023))
@example(0, 1023, 0)
@example(0, 1023, 1023)
@example(1, 0, 1)
@example(1023, 0, 512)
def test_a_value_is_the_part_of_the_way_between_the_ends_less_a_hundredth(heel, toe, reading):
    value = settled(heel, toe, reading)
    if heel == toe:
        assert value == 0
        return
    end = abs(toe - heel) // 100
    way = abs(toe - heel) - 2 * end
    gone = (reading - heel if toe > heel else heel - reading) - end
    exact = Fraction(1023) * max(0, min(way, gone)) / way
    assert abs(value - exact) <= Fraction(1, 2)
    if reading == heel:
        assert value == 0
    if reading == toe:
        assert value == 1023


def calibrated(heel: int = 0, toe: int = 1023, reading: int = 0) -> CoreBox:
    box = CoreBox(kept((CALIBRATE, calibration(0, heel, toe))), pedals=(reading, 0))
    box.advance(1_000)
    box.heard()
    return box


def test_a_pedal_that_was_never_calibrated_is_silent_and_its_reading_is_told():
    box = CoreBox()
    box.pedals = [777, 55]
    box.advance(300_000)
    told = box.heard()
    assert not [said for said in told if not isinstance(said, Hello | Beat)]
    assert (told[-1].values, told[-1].raw) == ((0, 0), (777, 55))


def test_a_pedal_is_at_once_what_its_new_ends_make_it():
    box = CoreBox(pedals=(512, 0))
    box.tell(CALIBRATE, calibration(0, 512, 1023))
    assert box.beat().values == (0, 0)
    box.tell(CALIBRATE, calibration(0, 1, 512))
    assert box.beat().values == (1023, 0)
    box.tell(CALIBRATE, calibration(0, 5, 5))
    assert box.beat().values == (0, 0)


@pytest.mark.parametrize(("start", "end", "value"), [(0, 1023, 1023), (1023, 0, 0)])
def test_a_jump_arrives_smoothly_and_whole_within_50_ms(start, end, value):
    box = calibrated(reading=start)
    box.pedals = [end, 0]
    box.advance(50_000)
    values = [said.value for said in box.moves()]
    assert values == sorted(values, reverse=end < start)
    assert values[-1] == value
    assert len(values) > 1


def test_a_pedal_is_told_a_hundred_times_a_second_and_no_more():
    box = calibrated()
    instants = []
    for reading in range(0, 1000, 2):
        box.pedals = [reading, 0]
        box.advance(4 * SAMPLE_US)
        instants += [said.t_us for said in box.moves()]
    gaps = [after - before for before, after in pairwise(instants)]
    assert min(gaps) >= 10_000
    assert max(gaps) <= 12_000


@given(st.integers(20, 1000), st.lists(st.sampled_from([-1, 0, 1]), max_size=60))
def test_a_reading_that_wavers_by_one_is_no_move(reading, wavers):
    box = calibrated(reading=reading)
    for waver in wavers:
        box.pedals = [reading + waver, 0]
        box.advance(5_000)
    assert not box.moves()


def test_a_slow_move_of_three_is_told_and_less_only_at_an_end():
    box = calibrated(reading=500)
    for reading, is_told in ((502, False), (503, True), (501, False), (500, True)):
        box.pedals = [reading, 0]
        box.advance(30_000)
        assert bool(box.moves()) == is_told
    box = calibrated(reading=12)
    assert box.beat().values[0] == 2
    for reading, told_values in ((10, [0]), (12, []), (1015, [1023]), (1011, [])):
        box.pedals = [reading, 0]
        box.advance(60_000)
        assert [said.value for said in box.moves()][-1:] == told_values


def test_two_pedals_move_by_themselves():
    box = CoreBox(kept((CALIBRATE, calibration(0, 0, 1000)), (CALIBRATE, calibration(1, 1000, 0))))
    box.advance(1_000)
    box.heard()
    box.pedals = [1000, 0]
    box.advance(50_000)
    assert {said.pedal for said in box.moves()} == {0}
    assert box.beat().values == (1023, 1023)
