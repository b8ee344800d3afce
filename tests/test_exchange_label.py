from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as some

from rig.exchange.label import Label, read_label, write_label
from rig.exchange.spotting import Marker, MarkerKind

CUE, HIT, MARK = MarkerKind.CUE, MarkerKind.HIT, MarkerKind.MARK
WORDS = some.text() | some.lists(
    some.sampled_from(["CUE", "HIT", "MARK", '"', " ", "3A", "\n"])
).map("".join)


def marker(kind, number, name):
    return Marker(Fraction(0), kind, name, number)


def test_a_name_tells_what_a_marker_is():
    assert read_label("CUE 3A title: Ellen") == Label(CUE, "3A", "title: Ellen")
    assert read_label("HIT the lamp is lit !!!") == Label(HIT, "", "the lamp is lit !!!")
    assert read_label("Hit the road") == Label(MARK, "", "Hit the road")
    assert read_label("CUE") == Label(MARK, "", "CUE")


def test_a_marker_has_the_name_that_a_player_would_type():
    assert write_label(marker(CUE, "3A", "title: Ellen")) == "CUE 3A title: Ellen"
    assert write_label(marker(CUE, "3A", "")) == "CUE 3A"
    assert write_label(marker(HIT, "", "the lamp is lit !!!")) == "HIT the lamp is lit !!!"
    assert write_label(marker(MARK, "", "door")) == "door"
    assert write_label(marker(MARK, "", "HIT me")) == "MARK HIT me"
    assert write_label(marker(CUE, "last one", "sea")) == 'CUE "last one" sea'


@given(some.sampled_from(MarkerKind), WORDS, WORDS)
@example(CUE, "", "")
@example(MARK, "", "MARK CUE 1")
@example(CUE, '"', ' "')
def test_kind_number_and_name_come_back_whatever_they_are(kind, number, name):
    number = number if kind is CUE else ""
    assert read_label(write_label(marker(kind, number, name))) == Label(kind, number, name)
