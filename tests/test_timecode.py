"""Timecode: labels for frames, with another library's opinion on every label."""

from __future__ import annotations

from fractions import Fraction

import pytest
from dftt_timecode import DfttTimecode
from hypothesis import given
from hypothesis import strategies as st

from rig.score.timecode import DROPPED, count_of, digits, label_of, nominal

NTSC, TWICE = Fraction(30000, 1001), Fraction(60000, 1001)
DAY_S = 24 * 3600
# The other library counts labels only at rates it knows by name; 24000/1001 has those of 24.
OTHERS = {
    **{Fraction(whole): whole for whole in (16, 18, 20, 24, 25, 30, 50, 60)},
    Fraction(24000, 1001): 24,
    NTSC: 29.97,
    TWICE: 59.94,
}
countings = st.sampled_from(
    [*((rate, False) for rate in OTHERS), *((rate, True) for rate in DROPPED)]
)


def day(rate: Fraction, *, drop: bool) -> int:
    """How many frames a day's labels are."""
    per_second = nominal(rate)
    assert per_second is not None
    return DAY_S * per_second - drop * DROPPED.get(rate, 0) * (24 * 60 - 24 * 6)


@given(countings, st.floats(0, 1, exclude_max=True))
def test_another_library_gives_every_frame_the_same_label(counting, place):
    rate, drop = counting
    count = int(day(rate, drop=drop) * place)
    other = DfttTimecode(count, "frame", fps=OTHERS[rate], drop_frame=drop)
    assert label_of(count, rate, drop=drop) == other.timecode_output("smpte")


@pytest.mark.parametrize("rate", DROPPED, ids=str)
def test_ten_minutes_of_drop_frame_leave_out_labels_and_no_frames(rate):
    """Every frame has one label, all differ, and nine minutes lack their first ones."""
    labels = [label_of(count, rate, drop=True) for count in range(int(rate * 601))]
    assert [count_of(label, rate) for label in labels] == list(range(len(labels)))
    per_second, dropped = nominal(rate), DROPPED[rate]
    assert len(labels) == len(set(labels)) < 601 * per_second
    missing = {
        f"00:{minute:02}:{second:02};{frame:02}"
        for minute in range(10)
        for second in range(60)
        for frame in range(per_second)
    } - set(labels)
    assert missing == {
        f"00:{minute:02}:00;{frame:02}" for minute in range(1, 10) for frame in range(dropped)
    }


@given(countings, st.integers(0, 10**6), st.integers(0, 99))
def test_a_label_is_read_as_the_frame_it_was_written_for(counting, count, hundredths):
    rate, drop = counting
    frame = count + Fraction(hundredths, 100)
    label = label_of(frame, rate, drop=drop)
    assert label is not None
    assert count_of(label, rate) == frame


def test_drop_frame_keeps_to_the_clock_within_a_tenth_of_a_second_all_day():
    for rate in DROPPED:
        assert abs(count_of("23:00:00;00", rate) / rate - 23 * 3600) < Fraction(1, 10)
    assert count_of("01:00:00:00", Fraction(24000, 1001)) / Fraction(24000, 1001) == Fraction(
        36036, 10
    )


@pytest.mark.parametrize(
    ("rate", "labels"),
    [(18, 18), ("24000/1001", 24), ("30000/1001", 30), ("60000/1001", 60), ("48000/1001", 48)],
)
def test_a_rate_has_timecode_when_it_is_whole_or_a_thousandth_slow(rate, labels):
    assert nominal(Fraction(rate)) == labels


@pytest.mark.parametrize("rate", ["200/11", "240/11", "37/2", "2997/100", "25/1001"])
def test_other_rates_have_none(rate):
    assert nominal(Fraction(rate)) is None
    assert label_of(0, Fraction(rate), drop=False) is None
    with pytest.raises(ValueError, match="frames a second have no timecode; a rate that has is"):
        count_of("00:00:00:00", Fraction(rate))


@pytest.mark.parametrize(
    ("text", "rate", "words"),
    [
        ("00:01:00;00", NTSC, "does not exist in drop-frame; this minute begins with 00:01:00;02"),
        ("00:01:00;01.5", NTSC, "this minute begins with 00:01:00;02"),
        ("10:59:00;03", TWICE, "this minute begins with 10:59:00;04"),
        (
            "00:01:00;02",
            25,
            "only 30000/1001 and 60000/1001 frames a second are counted drop-frame",
        ),
        ("00:01:00;02", 30, "write 00:01:00:02"),
        ("00:00:00:25", 25, "timecode ends at 23:59:59:24"),
        ("24:00:00:00", 25, "timecode ends at 23:59:59:24"),
        ("00:60:00:00", 25, "timecode ends at 23:59:59:24"),
        ("00:00:60;00", NTSC, "timecode ends at 23:59:59;29"),
        ("1:02", 25, "1:02 is no timecode; write hh:mm:ss:ff"),
        ("\u0967\u0967:11:11:11", 25, "is no timecode"),
    ],
)
def test_what_is_no_label_is_refused_with_the_one_that_would_be(text, rate, words):
    with pytest.raises(ValueError, match=words.replace("+", r"\+")):
        count_of(text, Fraction(rate))


@pytest.mark.parametrize(("rate", "drop"), [(Fraction(25), False), (NTSC, True), (TWICE, True)])
def test_a_day_of_labels_begins_at_zero_and_has_an_end(rate, drop):
    last = day(rate, drop=drop) - 1
    label = label_of(last, rate, drop=drop)
    assert label is not None
    assert label.startswith("23:59:59")
    assert count_of(label, rate) == last
    assert label_of(last + 1, rate, drop=drop) is None
    assert label_of(-1, rate, drop=drop) is None


@pytest.mark.parametrize(
    ("frames", "written"),
    [(0, "00"), (3, "03"), (100, "100"), (Fraction(179, 50), "03.58"), (Fraction(1, 2), "00.5")],
)
def test_frames_are_written_with_two_digits_and_their_sub_frames(frames, written):
    assert digits(frames) == written
