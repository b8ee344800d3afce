"""What a terminal sends for its keys, and what the keys are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.hands.commands import KEYS
from rig.stage.keys import names


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b" ", ("space",)),
        (b"\r\n", ("enter", "enter")),
        (b"\x1b[A\x1bOB\x1b[C\x1b[D", ("up", "down", "right", "left")),
        (b"\x1b[5~\x1b[6~", ("pageup", "pagedown")),
        ("gÖ界".encode(), ("g", "Ö", "界")),
        (b"\x1bq", ("escape", "q")),
        (b"\x1b\x1b[A", ("escape", "up")),
        (b"\x1b[15~\x13\xff", ()),
        (b"\x08\x7f", ("backspace", "backspace")),
    ],
)
def test_keys_have_names(sent, expected):
    assert names(sent) == (expected, b"")


def test_every_key_that_does_something_can_be_typed():
    arrows = {"right": b"\x1b[C", "left": b"\x1b[D"}
    others = {"space": b" ", "enter": b"\r", "backspace": b"\x7f"}
    sent = arrows | others | {"escape": b"\x1b\x1b"}
    for key in KEYS:
        found, _ = names(sent.get(key, key.encode()))
        assert found == (key,)


@pytest.mark.parametrize("begun", [b"\x1b", b"\x1b[", b"\x1bO", b"\x1b[1;5", b"\xc3", b"\xe7\x95"])
def test_a_key_that_has_only_begun_is_kept(begun):
    assert names(b"g" + begun) == (("g",), begun)


@given(st.lists(st.sampled_from([b"g", b"\x1b[A", b"\x1b[5~", "界".encode()])), st.data())
def test_keys_cut_in_two_are_the_same_keys(keys, data):
    sent = b"".join(keys)
    where = data.draw(st.integers(0, len(sent)))
    first, begun = names(sent[:where])
    second, rest = names(begun + sent[where:])
    assert (first + second, rest) == names(sent)


@given(st.binary(max_size=300))
def test_whatever_a_terminal_sends_only_a_few_bytes_wait(sent):
    found, begun = names(sent)
    assert all(name.isprintable() and name for name in found)
    assert len(begun) <= 10
