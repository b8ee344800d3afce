"""A show file: outputs, what each name turns there, and what it may not say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from written import assert_refused, demo, line, prepared, refused, told, words_told

from rig.ports.channel import SILENCE
from rig.ports.osc_read import decode
from rig.venue.outs import Target
from rig.venue.read import PortSpec

LATER = "not yet built"
OUTS = '[out.box]\nis = "osc 10.0.0.7:9000"\n[out.sc]\nis = "supercollider localhost"\n'
OUTS += """[out.keys]\nis = 'midi "IAC Bus 1"'\n"""


def show(*, sound="", group="", pulse=""):
    """The demo's show with three more outputs, and one name more."""
    lines, groups = ([line("extra", one)] if one else [] for one in (sound, group))
    return demo(
        "show",
        ("[out.hall]", OUTS + "[out.hall]"),
        ('pulse = "tempo /tempo <f> 10..999"', line("pulse", pulse) if pulse else ""),
        ("[sound]", "\n".join(["[sound]", *lines])),
        ("[group]", "\n".join(["[group]", *groups])),
    )


def sound(words):
    return next(one for one in prepared(show=show(sound=words)).show.sounds if one.name == "extra")


def group(words):
    return next(one for one in prepared(show=show(group=words)).show.groups if one.name == "extra")


def sent(packets):
    return [decode(packet) for packet in packets]


# What is right


def test_the_demo_is_understood():
    ready = prepared()
    assert ready.targets == (Target("osc", "127.0.0.1", 57190),)
    assert dict(ready.ports)["nanoKONTROL2"] == PortSpec("midi", "Rig Demo Player")
    assert dict(ready.ports)["footswitch"].name.endswith("examples/demo/pedal")
    assert [one.name for one in ready.show.groups] == ["strings", "winds", "piano"]
    assert ready.show.groups[2].dial is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("box /bell", ("/bell", ())),
        ("box /bell 67 0.8 loud", ("/bell", (67, pytest.approx(0.8), "loud"))),
        ("box /bell -2147483648 2147483647", ("/bell", (-(2**31), 2**31 - 1))),
        ("box /bell f:67 d:67 h:67 s:67 i:-1", ("/bell", (67.0, 67.0, 67, "67", -1))),
        (
            'box /bell "67" "0..1" "stop" "two words"',
            ("/bell", ("67", "0..1", "stop", "two words")),
        ),
        ("box /bell 1. -0.5 x:1 true", ("/bell", (1.0, -0.5, "x:1", "true"))),
        ("box /a/b_c-d.e:f~g+h", ("/a/b_c-d.e:f~g+h", ())),
        ("osc 127.0.0.1:57190 /bell 1", ("/bell", (1,))),
        ("sc /n_run 1000 1", ("/n_run", (1000, 1))),
        ("sc synth bell", ("/s_new", ("bell", -1, 1, 0))),
        ("sc synth bell freq 440.0 amp 1", ("/s_new", ("bell", -1, 1, 0, "freq", 440.0, "amp", 1))),
        ("sc synth bell node 2000 out 0", ("/s_new", ("bell", 2000, 1, 0, "out", 0))),
    ],
)
def test_a_sound_is_a_message_with_types_by_spelling_or_prefix(words, message):
    assert sent(sound(words).start) == [message]


def test_a_sound_may_have_a_stop():
    one = sound('box /clip "mist" stop /clip/stop "mist" 0')
    assert (sent(one.start), sent(one.stop)) == (
        [("/clip", ("mist",))],
        [("/clip/stop", ("mist", 0))],
    )
    assert sound("box /bell").stop == ()


def test_a_synth_with_a_node_is_released_by_its_gate():
    assert sent(sound("sc synth bell node 2000").stop) == [("/n_set", (2000, "gate", 0.0))]
    assert sound("sc synth bell").stop == ()
    assert sent(sound("sc synth bell node 7 stop /n_free 7").stop) == [("/n_free", (7,))]


@pytest.mark.parametrize(
    ("words", "start", "stop"),
    [
        ("keys note 38", [0x90, 38, 100], [0x80, 38, 0]),
        ("keys note 127 ch 16 vel 127", [0x9F, 127, 127], [0x8F, 127, 0]),
        ("keys note 38 vel 0", [0x90, 38, 1], [0x80, 38, 0]),
        ("keys cc 7 64 ch 2", [0xB1, 7, 64], None),
        ("keys program 5 ch 3", [0xC2, 5], None),
        ("keys note 38 stop cc 123 0", [0x90, 38, 100], [0xB0, 123, 0]),
        ('midi "Organ" note 0', [0x90, 0, 100], [0x80, 0, 0]),
    ],
)
def test_a_midi_sound(words, start, stop):
    one = sound(words)
    assert one.start == (bytes(start),)
    assert one.stop == ((bytes(stop),) if stop else ())


@pytest.mark.parametrize(
    ("words", "low", "high", "decibels", "amplitude"),
    [
        ("box /level <f> 0..1", 0.0, 1.0, False, False),
        ("box /level <f> -40..-2 dB", -40.0, -2.0, True, False),
        ("box /level <d> -40..0.5 dB as amp", -40.0, 0.5, True, True),
        ("box /level <i> 0..2147483647", 0.0, 2147483647.0, False, False),
        ("sc node 1000 amp -40..0 dB as amp", -40.0, 0.0, True, True),
        ("keys cc 7 ch 2 0..127", 0.0, 127.0, False, False),
    ],
)
def test_a_group_turns_a_value_within_its_range(words, low, high, decibels, amplitude):
    dial = group(words).dial
    assert (dial.low, dial.high, dial.decibels, dial.amplitude) == (low, high, decibels, amplitude)


def test_a_value_stands_anywhere_among_fixed_arguments():
    dial = group('box /track/set "Strings" 3 <f> "end" 0..1').dial
    assert decode(dial.level(0.5, 0.0)) == ("/track/set", ("Strings", 3, 0.5, "end"))


@pytest.mark.parametrize(
    ("words", "level", "trim_db", "value"),
    [
        ("box /l <f> -40..-2 dB", 0.0, 0.0, -40.0),
        ("box /l <f> -40..-2 dB", 1.0, 0.0, -2.0),
        ("box /l <f> -40..-2 dB", 0.5, 6.0, -15.0),
        ("box /l <f> -40..-2 dB", 1.0, 6.0, -2.0),
        ("box /l <f> -40..-2 dB", 0.0, -6.0, -40.0),
        ("box /l <f> -40..0 dB as amp", 0.5, 0.0, 0.1),
        ("box /l <f> 0..1", 0.5, -20.0, 0.05),
        ("box /l <f> 0..1", 1.0, 6.0, 1.0),
    ],
)
def test_a_level_is_spread_over_the_range_trimmed_and_never_leaves_it(words, level, trim_db, value):
    assert decode(group(words).dial.level(level, trim_db))[1] == (pytest.approx(value),)


def test_a_controller_is_a_midi_message_with_its_value_last():
    dial = group("keys cc 7 ch 2 0..127").dial
    assert dial.level(0.5, 0.0) == bytes((0xB1, 7, 64))
    assert dial.level(1.0, 6.0) == bytes((0xB1, 7, 127))


def test_outputs_inside_lines_are_one_output_for_each_place():
    text = demo(
        "show",
        (
            "[sound]",
            '[sound]\na = "osc 10.0.0.7:1 /a"\nb = "osc 10.0.0.7:1 /b"\nc = "osc 10.0.0.7:2 /c"',
        ),
    )
    ready = prepared(show=text)
    assert [target.port for target in ready.targets] == [57190, 1, 2]
    numbers = {one.name: one.out for one in ready.show.sounds}
    assert (numbers["a"], numbers["b"], numbers["c"]) == (1, 1, 2)


def test_supercollider_is_at_its_own_port_when_none_is_said():
    assert prepared(show=show()).targets[1] == Target("supercollider", "localhost", 57110)


def test_only_midi_outputs_have_a_silence_of_their_own():
    silences = {out.name: out.silence for out in prepared(show=show()).show.outputs}
    assert silences == {"box": (), "sc": (), "keys": (SILENCE,), "hall": ()}


def test_the_tempo_is_told_where_the_show_says():
    hall = prepared(show=show(pulse="tempo /tempo <f> 10..999")).show.outputs[-1]
    assert decode(hall.tempo.value(96.0)) == ("/tempo", (96.0,))
    assert prepared(show=show(pulse="none")).show.outputs[-1].tempo is None
    assert prepared(show=show()).show.outputs[-1].tempo is None


def test_the_house_may_promise_its_own_speed():
    text = demo("show", ('clock = "press" ', 'speed = "200/11"\nclock = "press" '))
    assert prepared(show=text).show.pace.speed_at(0) == Fraction(200, 11)
    assert prepared().show.pace.speed_at(0) == 18


def test_devices_have_their_own_ports_when_the_show_names_none():
    text = demo("show", ("nanoKONTROL2 = 'midi \"Rig Demo Player\"'", ""))
    assert dict(prepared(show=text).ports)["nanoKONTROL2"] == PortSpec("midi", "nanoKONTROL2")


# What is wrong in a line

LINES = [
    ("nowhere /a", "nowhere", "no output nowhere"),
    ("bax /a", "bax", "no output bax; did you mean box?"),
    (" ", " ", "say what this turns"),
    ("box", "box", "after the output's name comes a message"),
    ("box bell", "bell", "an OSC address is such as"),
    ('box "/bell"', '"/bell"', "an OSC address is such as"),
    ("box /be*ll", "/be*ll", "an OSC address is such as"),
    ("box /bell i:2147483648", "i:2147483648", "too large for type i"),
    ("box /bell -2147483649", "-2147483649", "too large for type i"),
    ("box /bell h:9223372036854775808", "h:9223372036854775808", "too large for type h"),
    ("box /bell i:0.5", "i:0.5", "0.5 is no number of type i"),
    ("box /bell f:loud", "f:loud", "loud is no number of type f"),
    (f"box /bell f:{'9' * 60}", "/bell", "cannot be sent"),
    *(
        (f"box /bell {odd}", odd, "no number")
        for odd in (".5", "+3", "1e5", "0,8", "1_0", "f:", "<x>")
    ),
    ("box /bell 0..1", "0..1", "a range needs a place for its value"),
    ("box /bell <f>", "/bell", "write a range at the end"),
    ("box /bell <f> <f> 0..1", "/bell", "one value a message"),
    ("box /bell <f> 1..0", "1..0", "from the lower to the higher"),
    ("box /bell <f> 1..1", "1..1", "from the lower to the higher"),
    ("box /bell <f> 0..1 db", "db", "nothing, dB, or dB as amp"),
    ("box /bell <i> 0..2147483648", "/bell", "wider than what is sent can hold"),
    (f"box /bell <f> 0..{'9' * 60}", "/bell", "wider than what is sent can hold"),
    ("box /bell <d> 0..9999 dB as amp", "/bell", "wider than what is sent can hold"),
    ("box /bell stop", "stop", "stop stands between"),
    ("box stop /bell", "stop", "stop stands between"),
    ("box /a stop /b stop /c", "stop", "stop stands between"),
    ("box /a <f> 0..1 stop /b", "/b", "a value is not stopped"),
    ("sc node 1000", "node", "write node, its number"),
    ("sc node 1000 amp 5 6", "5", "a range goes here"),
    ("sc node 99999999999 amp 0..1", "node", "cannot be sent"),
    ("sc synth", "synth", "write synth and its name"),
    ("sc synth bell freq", "synth", "controls come in pairs"),
    ("sc synth bell node -5", "node", "node has a number"),
    ("sc synth bell node 99999999999", "synth", "cannot be sent"),
    ("keys nota 38", "nota", "no MIDI message; did you mean note?"),
    ("keys note", "note", "has a number to 127"),
    ("keys note 128", "note", "has a number to 127"),
    ("keys note 38 ch 17", "note", "a channel from 1 to 16"),
    ("keys note 38 ch 0", "note", "a channel from 1 to 16"),
    ("keys note 38 ch", "note", "write note 38 vel 100 ch 10"),
    ("keys note 38 100", "100", "not understood here"),
    ("keys note 38 ch vel 3", "vel", "not understood here"),
    ("keys program 5 6", "6", "not understood here"),
    ("keys program 5 vel 6", "6", "not understood here"),
    ("keys cc 7", "cc", "cc 7 64 ch 2, cc 7 ch 2 0..127"),
    ("keys cc 7 0..128", "0..128", "runs within 0..127"),
    ("keys cc 7 0..40 dB as amp", "0..40", "no amplitude"),
    ("keys cc 7 64 0..127", "0..127", "not understood here"),
    ("keys cc 7 0..127 ch 2", "ch", "after a range comes nothing"),
    ("ableton scene Storm", "ableton", "no output ableton"),
    ("osc nowhere /a", "nowhere", "osc has a host and a port"),
    ("qlab 10.0.0.1 /a", "qlab", "no output qlab"),
    ('box "', '"', "quote is not closed"),
]


@pytest.mark.parametrize(("words", "under", "message"), LINES)
def test_a_wrong_line_is_told_where_it_stands(words, under, message):
    assert_refused(words_told(show=show(sound=words)), under, message)


def test_a_text_with_a_zero_byte_cannot_be_sent():
    text = demo(
        "show", ('bell = "hall /bell 1000 amp 0.7"', 'bell = "hall /bell \\"a\\\\u0000\\""')
    )
    text = text.replace("\\\\u0000", "\\u0000")
    assert_refused(words_told(show=text), "/bell", "a zero byte")


@pytest.mark.parametrize("words", ["box /a 1", "box /a stop /b", "keys note 38", "sc synth bell"])
def test_a_group_turns_a_value_and_nothing_else(words):
    assert_refused(words_told(show=show(group=words)), words, "a group turns a value: write <f>")


PULSES = [
    ("link", LATER),
    ('midi-clock "IAC"', LATER),
    ("tempi /a <f> 1..9", "did you mean tempo?"),
    ("tempo", "tempo is told by a message with a value"),
    ("tempo /a", "tempo is told by a message with a value"),
    ("", "tempo and a message, or none"),
]


@pytest.mark.parametrize(("pulse", "message"), PULSES)
def test_a_wrong_pulse_is_told(pulse, message):
    text = demo("show", ('"tempo /tempo <f> 10..999"', line("", pulse).removeprefix(" = ")))
    assert message in told(refused(show=text))
