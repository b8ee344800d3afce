"""Where film time comes from in a house: what a show may say of it, and what not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from written import assert_refused, demo, line, prepared, refused, told, words_told

from rig.conductor.sources import Changeover, House, Machine
from rig.venue.check import check
from rig.venue.house import Listener

COPIES = 'copy = "viewing 25 fps 10:00:00:00 = 0:00, 10:10:00:00 = #12000 | dvd 24 fps 0:02 = 0:00"'
SHEET = demo("sheet", ("speed = 18", f"speed = 18\n{COPIES}"))


def show(**keys):
    """The demo's show with its film running so."""
    film = "\n".join(line(key, value) for key, value in keys.items())
    return demo("show", ('clock = "press"', film or "#"))


def ready(**keys):
    return prepared(sheet=SHEET, show=show(**keys))


def house(**keys):
    return ready(**keys).show.house


def ports(clock):
    return [one.port for one in house(clock=clock).sources]


# What is right


@pytest.mark.parametrize("keys", [{}, {"clock": "press"}, {"clock": " press "}])
def test_a_house_that_says_nothing_more_has_the_presses_alone(keys):
    assert ready(**keys).show.house == House()
    assert ready(**keys).listeners == ()


def test_a_show_need_not_speak_of_the_film():
    loaded = prepared(show=demo("show", ("[film]", ""), ('clock = "press"', "")))
    assert (loaded.show.house, loaded.listeners) == (House(), ())


def test_machines_are_trusted_in_the_order_they_are_written_and_presses_last():
    several = 'osc 127.0.0.1:9200, mtc "MOTU, in 2", mpv "mpv.sock"'
    wanted = ["osc 127.0.0.1:9200", "mtc MOTU, in 2", "mpv mpv.sock"]
    for written in (several, several + ", press", several.replace('",', '"\n') + "\npress\n"):
        assert ports(written) == wanted
    assert [one.machine for one in house(clock=several).sources] == [
        *(Machine.OSC, Machine.MTC, Machine.MPV),
    ]


def test_a_machine_without_a_copy_runs_as_the_house_runs_the_film():
    (source,) = house(clock='mtc "MOTU"').sources
    assert (source.pace.speed_at(0), source.zero_us) == (18, 0)
    (source,) = prepared(show=show(clock="osc") + "").show.house.sources
    assert source.pace == prepared().show.film.pace
    text = demo("show", ('clock = "press"', 'clock = "osc"\nspeed = "200/11"'))
    (source,) = prepared(show=text).show.house.sources
    assert source.pace.speed_at(0) == Fraction(200, 11)


@pytest.mark.parametrize(
    ("clock", "copy"),
    [
        ('mpv "mpv.sock" viewing', "viewing"),
        ('mpv "mpv.sock" viewing go', "viewing"),
        ("mtc MOTU dvd", "dvd"),
        ("osc viewing", "viewing"),
        ("osc 127.0.0.1:9100 dvd from 10.0.0.3", "dvd"),
    ],
)
def test_the_clock_of_a_copy_is_read_as_the_sheet_reads_that_copy(clock, copy):
    """A second opinion: the place the sheet itself finds for what the copy's clock reads."""
    loaded = ready(clock=clock, speed="24")
    (source,) = loaded.show.house.sources
    (known,) = (one for one in loaded.sheet.film.copies if one.name == copy)
    for seconds in (Fraction(36_000), Fraction(36_301, 3), Fraction(5)):
        frame = source.pace.frame_at_seconds(seconds - Fraction(source.zero_us, 1_000_000))
        assert frame == known.frame_at(seconds)


def test_the_zero_of_a_copy_is_told_to_the_microsecond():
    zeros = {one: house(clock=f"mtc M {one}").sources[0].zero_us for one in ("viewing", "dvd")}
    assert zeros == {"viewing": 36_000_000_000, "dvd": 2_000_000}
    odd = SHEET.replace("dvd 24 fps 0:02 = 0:00", "dvd 24 fps 0:02 = #7")
    (source,) = prepared(sheet=odd, show=show(clock="mtc M dvd")).show.house.sources
    assert source.zero_us == 1_611_111  # 2 s less 7 frames at 18


def test_one_player_may_be_started_by_the_first_go():
    assert house(clock="osc, mpv mpv.sock go").starts == "mpv mpv.sock"
    assert house(clock="osc, mpv mpv.sock").starts == ""
    assert house(clock="mpv go").starts == ""
    assert ports("mpv go") == ["mpv go"]


def test_every_machine_and_the_leader_has_somebody_who_hears_it():
    loaded = ready(
        clock="""mpv "a b.sock" go, mtc "MOTU" viewing
        osc 10.0.0.2:9200 from 10.0.0.3 10.0.0.4, osc""",
        beat='midi-clock "IAC Bus 1"',
    )
    assert loaded.listeners == (
        Listener("mpv a b.sock", "mpv", "examples/demo/a b.sock"),
        Listener("mtc MOTU", "mtc", "MOTU"),
        Listener("osc 10.0.0.2:9200", "osc", "10.0.0.2:9200", ("10.0.0.3", "10.0.0.4")),
        Listener("osc 127.0.0.1:9100", "osc", "127.0.0.1:9100"),
        Listener("beat IAC Bus 1", "beat", "IAC Bus 1"),
    )
    assert loaded.show.house.leader == "beat IAC Bus 1"
    assert loaded.show.ports[2:] == tuple(one.port for one in loaded.listeners)


def test_a_player_s_socket_may_lie_anywhere():
    (one,) = ready(clock="mpv /run/mpv.sock").listeners
    assert (one.port, one.place) == ("mpv /run/mpv.sock", "/run/mpv.sock")


@pytest.mark.parametrize(
    ("written", "late_us"), [("0 ms late", 0), ("60 ms late", 60_000), ("500ms  late", 500_000)]
)
def test_the_screen_may_be_late(written, late_us):
    assert house(picture=written).picture_us == late_us


def test_reels_follow_one_another_as_the_house_has_projectors():
    changeovers = {
        "no changeover": Changeover.NONE,
        "two projectors": Changeover.TWO,
        "one projector": Changeover.ONE,
    }
    assert {key: house(reels=key).changeover for key in changeovers} == changeovers


@pytest.mark.parametrize(
    ("written", "early_us"), [("0 ms", 0), ("100 ms", 100_000), ("1000ms", 10**6)]
)
def test_an_output_may_take_its_time_to_speak(written, early_us):
    is_hall = 'is = "osc 127.0.0.1:57190"'
    text = demo("show", (is_hall, f'{is_hall}\nearly = "{written}"\nexits = "decided"'))
    (hall,) = prepared(show=text).show.outputs
    assert (hall.early_us, hall.exits.value, hall.tempo is None) == (early_us, "decided", False)


# What is wrong

CLOCKS = [
    ("", None, "the film has a clock; known: press, mtc, mpv, osc"),
    ("sundial", "sundial", "sundial is no clock; known: press, mtc, mpv, osc"),
    ("mcp", "mcp", "did you mean mtc?"),
    ('"press"', '"press"', "press is no clock"),
    ('""', '""', "nothing is no clock"),
    ("press MOTU", "MOTU", "nothing follows press; a comma stands between two clocks"),
    ("press, osc", "press", "press is the last"),
    ("press, press", "press", "press is the last"),
    ("mtc", "mtc", 'say which: write mtc "MOTU"'),
    ('mtc ""', 'mtc ""', 'say which: write mtc "MOTU"'),
    ("mpv, osc", "mpv", 'say which: write mpv "mpv.sock"'),
    ('mtc "MOTU" viewnig', "viewnig", "no copy viewnig; did you mean viewing?"),
    ("osc home", "home", "the sheet's film has no copy home; known: viewing, dvd"),
    ('mtc "MOTU" viewing dvd', "dvd", 'dvd is not understood here; write mtc "MOTU"'),
    ('mtc "MOTU" "viewing"', '"viewing"', "viewing is not understood here"),
    ('mtc "MOTU" go', "go", "only mpv is started by GO"),
    ("osc viewing go", "go", "only mpv is started by GO"),
    ("mpv a go dvd", "dvd", 'dvd is not understood here; write mpv "mpv.sock"'),
    ("mpv a viewing from 10.0.0.3", "10.0.0.3", "10.0.0.3 is not understood here"),
    ("mpv a go, mpv b go", "go", "one player is started by GO"),
    ("osc 127.0.0.1", "osc 127.0.0.1", "an address and a port: write osc 127.0.0.1:9100"),
    ("osc 127.0.0.1:0", "osc 127.0.0.1:0", "an address and a port"),
    ("osc 127.0.0.1:65536", "osc 127.0.0.1:65536", "an address and a port"),
    ("osc dvd 127.0.0.1:9100", "127.0.0.1:9100", "127.0.0.1:9100 is not understood here"),
    ("osc from", "from", "say who may speak: from 192.168.1.5"),
    ("osc 0.0.0.0:9100", "osc 0.0.0.0:9100", "this would listen to every network: write 127.0.0.1"),
    ("osc 10.0.0.2:9100", "osc 10.0.0.2:9100", "say who may speak, from 192.168.1.5"),
    ("osc from everyone", "osc from everyone", "everyone is no address of a sender"),
    ("mtc M, osc, mtc M", "mtc M", "mtc M stands here twice; take one out"),
    ("osc, osc 127.0.0.1:9100 viewing", "osc 127.0.0.1:9100 viewing", "stands here twice"),
    ('mtc "MOTU', '"', "quote is not closed"),
    ("mtc one, " * 2 + "sundial", "sundial", "sundial is no clock"),
    (", ".join(f"mtc M{n}" for n in range(12)), "mtc M8", "more than 8 machines"),
]


@pytest.mark.parametrize(("clock", "under", "words"), CLOCKS)
def test_a_wrong_clock_is_told_where_it_stands(clock, under, words):
    assert_refused(words_told(sheet=SHEET, show=show(clock=clock)), under, words)


def test_a_name_that_no_process_can_be_told_is_refused():
    text = show(clock="mtc").replace("clock = 'mtc'", 'clock = "mtc \\"a\\u0000\\""')
    assert_refused(words_told(show=text), None, "say which: write mtc")


LINES = [
    ("picture", "60 ms", "write 60 ms late"),
    ("picture", "501 ms late", "0 to 500 ms: write 60 ms late"),
    ("picture", "-60 ms late", "write 60 ms late"),
    ("picture", "60 ms early", "write 60 ms late"),
    ("picture", "", "write 60 ms late"),
    ("reels", "three projectors", "did you mean two projectors?"),
    ("reels", "", "known: no changeover, two projectors, one projector"),
    ("beat", "link", 'midi-clock "IAC Bus 1"'),
    ("beat", "midi-clock", 'midi-clock "IAC Bus 1"'),
    ("beat", 'midi-clock ""', 'midi-clock "IAC Bus 1"'),
    ("beat", "midi-clock a b", 'midi-clock "IAC Bus 1"'),
]


@pytest.mark.parametrize(("key", "written", "words"), LINES)
def test_a_wrong_line_of_the_film_is_told_where_it_stands(key, written, words):
    assert_refused(words_told(show=show(**{key: written})), written or None, words)


def test_every_mistake_of_the_film_is_told_at_once():
    found = told(
        refused(
            show=show(
                clock="mtc, osc nowhere, sundial", picture="late", reels="none", beat="x", sped="9"
            )
        )
    )
    for words in ("say which", "no copy nowhere", "sundial is no clock", "60 ms late"):
        assert words in found
    for words in ("reels says", "midi-clock", "sped is not known here; did you mean speed?"):
        assert words in found


def test_a_clock_is_not_judged_by_a_sheet_that_cannot_be_read():
    found = words_told(show=show(clock="mtc M viewing, mtc"), sheet="rig = 1\n[")
    assert not any("copy" in words for _, words in found)
    assert_refused(found, "mtc", "say which")


@pytest.mark.parametrize(
    ("clock", "counted"),
    [("press", ""), ("osc", ", 1 film clock"), ("osc, mtc M", ", 2 film clocks")],
)
def test_a_check_counts_the_machines_it_found(tmp_path, capsys, clock, counted):
    for key, name in (("sheet", "ferry.toml"), ("hands", "hands.toml")):
        (tmp_path / name).write_text(demo(key))
    (tmp_path / "show.toml").write_text(show(clock=clock))
    assert check(str(tmp_path / "show.toml")) == 0
    assert f"controls{counted}; no problems" in capsys.readouterr().out
