"""`rig schema`: what editors are told is right, and refuses common mistakes."""

from __future__ import annotations

import json
import re
import sys
import tomllib

import pytest
from jsonschema import Draft202012Validator
from sources import ROOT
from test_documents import DOCUMENTS, blocks
from written import cue, document, sheet_text, told

from rig.__main__ import main
from rig.desk.hands_schema import DEVICE, HANDS
from rig.desk.schema import schema
from rig.desk.sheet_schema import SHEET
from rig.errors import FileError
from rig.hands.read_device import read_device
from rig.rehearsal.schema import PLAYER
from rig.score.read import read_sheet
from rig.venue.read import read_venue
from rig.venue.schema import SHOW

SCHEMAS = {"sheet": SHEET, "show": SHOW, "hands": HANDS, "device": DEVICE, "player": PLAYER}
BY_KEY = {"kind": "device", "cue": "sheet", "sheet": "show"}
NAMES = {"player.toml": "player", "hands.toml": "hands"}


def kind_of(name: str, data: dict[str, object]) -> str:
    found = [kind for key, kind in BY_KEY.items() if key in data]
    return NAMES.get(name, [*found, "hands"][0])


def files() -> list[tuple[str, str, str]]:
    """Where each file of the examples and the documents is, its kind, and its text."""
    found = [
        (path.relative_to(ROOT).as_posix(), path.name, path.read_text("utf-8"))
        for path in sorted({*ROOT.glob("examples/*/*.toml"), *ROOT.glob("mappings/*/*.toml")})
    ]
    found += [
        (f"{doc}: {name}", name, text)
        for doc in DOCUMENTS
        for name, text in blocks(doc, "toml")
        if name
    ]
    return [(where, kind_of(name, tomllib.loads(text)), text) for where, name, text in found]


FILES = files()


def mistakes(kind: str, text: str) -> list[str]:
    """What an editor finds wrong in a file."""
    found = Draft202012Validator(SCHEMAS[kind]).iter_errors(tomllib.loads(text))
    return ["/".join(map(str, one.absolute_path)) for one in found]


def parts(one: object) -> list[dict[str, object]]:
    """A schema and all that are within it."""
    if isinstance(one, list):
        return [part for inner in one for part in parts(inner)]
    if not isinstance(one, dict):
        return []
    return [one, *(part for inner in one.values() for part in parts(inner))]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_schema_is_one(kind):
    Draft202012Validator.check_schema(SCHEMAS[kind])


def test_every_file_that_comes_with_the_rig_is_right():
    assert {kind for _, kind, _ in FILES} == SCHEMAS.keys()
    assert [(where, found) for where, kind, text in FILES if (found := mistakes(kind, text))] == []


@pytest.mark.parametrize("kind", SCHEMAS)
def test_whatever_is_shown_as_an_example_is_right_and_everything_is_explained(kind):
    shown = 0
    for part in parts(SCHEMAS[kind]):
        for one in part.get("examples", ()) if "title" in part else ():
            assert list(Draft202012Validator(part).iter_errors(one)) == [], part["title"]
            shown += 1
        for key, inner in part.get("properties", {}).items() if "type" in part else ():
            assert inner["title"], key
            assert inner["description"][-1] == ".", key
    assert shown


@pytest.mark.parametrize("kind", SCHEMAS)
def test_patterns_are_of_no_language_but_that_of_json_schema(kind):
    """ECMA-262 with its unicode flag: no escape but these, no group but these."""
    patterns = [part["pattern"] for part in parts(SCHEMAS[kind]) if "pattern" in part]
    assert patterns
    for pattern in patterns:
        assert set(re.findall(r"\\(.)", pattern)) <= set("dsSn.[]()|*+?^$\\/{}"), pattern
        assert set(re.findall(r"\(\?(.)", pattern)) <= set(":=!"), pattern
        assert not re.search(r"[*+?}]\+", pattern), pattern


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("on", "titel: Ellen"),
        ("on", "title"),
        ("on", "segue: then"),
        ("look", "59"),
        ("look", "0:59 1:04"),
        ("play", "A 4 | V 4 vmap"),
        ("play", "a 4"),
        ("play", "A 4 q132"),
        ("play", "A 4 q=132-152"),
        ("play", "A 4 calm"),
        ("play", "A 4 | // B 2"),
        ("play", 'A 4 "calm | B 4'),
        ("press", '"V" the card'),
        ("hits", "B1 0:56 the lamp !!"),
        ("hits", "0:56 the lamp is lit"),
        ("hits", "0:56 a1 lamp"),
        ("hits", "0:56"),
        ("dyn", "strings mff"),
        ("dyn", "pp, A5 <, A8 f"),
        ("dyn", "strings"),
        ("dyn", "strings A5 a1"),
        ("fire", "A1 bell ring"),
        ("fire", "A1 hall=loud"),
        ("fire", "A1 -sea~~"),
        ("enter", "bars"),
        ("leave", "fade"),
        ("leave", "fade 2"),
        ("lead", "me"),
        ("bend", "4"),
        ("miss", "60 ms"),
        ("hold", "A1"),
        ("hitss", "0:56 A1 lamp"),
    ],
)
def test_common_mistakes_are_refused_by_the_editor_as_by_the_rig(key, line):
    text = sheet_text(cue(**{key: line}))
    assert [one.partition("/")[0] for one in mistakes("sheet", text)] == ["cue"]
    one = document(text)
    read_sheet(one)
    assert one.problems


FILM = 'rig = 1\n[cue.1]\non = "screening"\nplay = "A 4 q=96"\n'


@pytest.mark.parametrize(
    "film",
    [
        *("speed = true", "speed = 7", 'speed = "18 fps"', 'speed = "18, R2"', 'title = "T"'),
        *('speed = 18\nreels = "1 0+00"', 'speed = 18\nreels = "R1 0:00"'),
        *('speed = 18\ncopy = "dvd 25 10:00:00:00 = 0:00"', 'speed = 18\ngauge = "35"'),
        *("speed = 18\nspede = 18", 'speed = 18\nmiss = "60"', 'speed = 18\nhistory = "x"'),
    ],
)
def test_common_mistakes_in_the_film_are_refused_too(film):
    text = f"{FILM}[film]\n{film}\n"
    assert [one.partition("/")[0] for one in mistakes("sheet", text)] == ["film"]
    one = document(text)
    read_sheet(one)
    assert one.problems


BASES = {
    "sheet": 'rig = 1\nfilm.speed = 18\ncue.1.on = "screening"\n',
    "show": 'rig = 1\nsheet = "a.toml"\nhands = "b.toml"\n',
    "hands": "rig = 1\n",
    "device": 'rig = 1\nkind = "midi"\nsource = "the maker"\ncontrol.knob = "cc 16"\n',
    "player": 'rig = 1\nplay = "0:04 key space"\n',
}
WRONG = {
    "sheet": (
        *("cue.7.5.on = 'time'", "theme.blue.play = 'A 4 q=60'", "theme.BLUE.colour = 'blue'"),
        *("theme.BLUE = { play = 'A 4', colour = 'bleu' }", "cues.2.on = 'time'", "cue.2 = {}"),
    ),
    "show": (
        *("film.clock = 'mtc'", "film.spede = 18", "out.hall = {}", "out.hall.is = 'osc'"),
        *("out.hall.is = 'ocs 127.0.0.1:9'", "out.osc.is = 'osc 127.0.0.1:9'", "sonud.a = 'me'"),
        *("out.hall = { is = 'osc a:9', pulse = 'tempo /t' }", "group.a = 'hall /a <f>'"),
        *("film.clock = 'mpv'", "film.clock = 'sundial'", "film.clock = 'mtc \"M\" a b'"),
        *("film.clock = 'mtc M, sundial'", "film.clock = 'osc 127.0.0.1'"),
        *("film.clock = 'press osc'", "film.clock = 'mtc M go'", "film.clock = 'osc a:9 go'"),
        *("film.picture = 'late'", "film.picture = '60 ms'", "film.reels = 'three projectors'"),
        *("film.beat = 'midi-clock'", "film.beat = 'link'"),
        *("out.a = { is = 'osc a:9', early = '100' }", "out.a = { is = 'osc a:9', early = 1 }"),
        *("sound.a = 'hall'", "port.a = 'usb 1'", "port.a = 'midi'"),
        *("port.a = 'stream a'", "port.a = 'stream a 9600'", "port.a = 'keys'"),
    ),
    "device": ("control.push = 'cc16'", "control.push = 'note'", "prot = 'x'"),
    "player": ("x = 1",),
}
RIGHT = {
    "show": (
        *("out.hall.is = 'osc localhost:9'", "out.hall.is = 'supercollider a-b.local:1'"),
        *("out.hall.is = '  supercollider  10.0.0.1 '", "out.hall.is = 'midi \"IAC Bus 1\"'"),
        *("out.hall.is = 'midi IAC'", "out.hall.is = 'midi\"IAC\"'", "film.speed = '18, 5+00 20'"),
        *("out.a = { is = 'osc a:9', pulse = 'tempo /t <f> 10..999' }", "group.a = 'me'"),
        *("out.a = { is = 'osc a:9', pulse = 'none' }", "port.a = 'serial /dev/ttyACM0'"),
        *("port.a = 'keys \"AirTurn BT-105\"'", "port.a = ' lines  usb:0403:6001 '"),
        *("port.a = 'stream \"a b\"31250'", "port.a = ' stream  a  115200 '"),
        *("group.a = 'osc a:9 /a <f> -40..-2.5 dB as  amp'", "group.a = 'midi IAC cc 7 0..127'"),
        *("sound.a = 'osc a:9 /a \"b  c\" 1 stop /a 0'", "sound.a = 'midi \"IAC\" note 3'"),
        *("sound.'big bell' = 'osc a:9 /a'", "port.a = ' midi  \"nano\" '"),
        *("film.clock = 'press'", "film.clock = 'osc'", "film.clock = 'mtc \"M, T\",  press '"),
        *("film.clock = 'mpv a.sock go'", "film.clock = 'mpv \"a b\" viewing go, osc'"),
        *("film.clock = 'osc 10.0.0.2:9100 copy-2 from 10.0.0.3  10.0.0.4 , press'",),
        *('film.clock = """\nmtc MOTU\nosc from 10.0.0.3\n"""', "film.clock = 'mpv go'"),
        *("film.picture = '0 ms late'", "film.picture = ' 500ms  late'"),
        *("film.reels = 'no changeover'", "film.reels = 'one projector'"),
        *("film.beat = 'midi-clock \"IAC Bus 1\"'", "film.beat = ' midi-clock  IAC '"),
        *("out.a = { is = 'osc a:9', early = '1000 ms' }",),
        *("out.a = { is = 'midi IAC', early = '0ms' }",),
    ),
    "device": ("control.a = 'note 127 ch 16'", "control.a = 'cc 0'", "mode = ''", "port = 'x'"),
}


def read_as(kind: str, text: str) -> str:
    """What is wrong with a file, as the rig reads it."""
    one = document(text)
    match kind:
        case "sheet":
            read_sheet(one)
        case "show":
            read_venue(one, None)
        case "device":
            read_device("x", one)
    return told(one.problems)


@pytest.mark.parametrize("kind", BASES)
def test_a_file_that_says_the_least_is_right_and_needs_all_of_it(kind):
    assert mistakes(kind, BASES[kind]) == []
    lines = BASES[kind].splitlines()
    for line in lines:
        assert mistakes(kind, BASES[kind].replace(line, "")), line
    assert mistakes(kind, BASES[kind].replace("rig = 1", "rig = 2"))


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind in WRONG for line in WRONG[kind]])
def test_what_is_wrong_in_other_tables_and_files_is_refused(kind, line):
    assert mistakes(kind, BASES[kind] + line)
    if kind != "player":
        assert read_as(kind, BASES[kind] + line)


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind in RIGHT for line in RIGHT[kind]])
def test_what_is_right_in_other_files_is_taken(kind, line):
    assert read_as(kind, BASES[kind] + line) == ""
    assert mistakes(kind, BASES[kind] + line) == []


def test_all_schemas_are_written_into_a_folder(tmp_path, capsys):
    assert schema(str(tmp_path), SCHEMAS) == 0
    written = {path.name: json.loads(path.read_text("utf-8")) for path in tmp_path.iterdir()}
    assert written == {f"rig-{kind}.schema.json": one for kind, one in SCHEMAS.items()}
    assert len(capsys.readouterr().out.splitlines()) == len(SCHEMAS)
    with pytest.raises(FileError, match="there is no folder shet; did you mean sheet"):
        schema("shet", SCHEMAS)


def test_one_schema_is_shown(capsys):
    assert schema("sheet", SCHEMAS) == 0
    assert json.loads(capsys.readouterr().out) == SHEET


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_command_knows_every_kind(kind, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["rig", "schema", kind])
    with pytest.raises(SystemExit, match="0"):
        main()
    assert json.loads(capsys.readouterr().out) == SCHEMAS[kind]
