import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from rig.exchange.xml import DEPTH_MAX, ELEMENTS_MAX, read_xml
from rig.notation.problem import ProblemsError

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [
<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
]>
<fcpxml name="&d;"/>"""
WANTS_THE_WORLD = (
    LAUGHS,
    '<!DOCTYPE fcpxml [<!ENTITY secret SYSTEM "file:///etc/passwd">]><fcpxml a="&secret;"/>',
    '<!DOCTYPE fcpxml [<!ENTITY % more SYSTEM "http://127.0.0.1/more.dtd"> %more;]><fcpxml/>',
    '<!DOCTYPE fcpxml SYSTEM "http://127.0.0.1/fcpxml.dtd"><fcpxml/>',
    '<!DOCTYPE fcpxml PUBLIC "-//A//B" "fcpxml.dtd"><fcpxml/>',
    "<!DOCTYPE fcpxml [<!ELEMENT fcpxml ANY>]><fcpxml/>",
)
NESTED = (
    '<?xml version="1.0"?>\n<!DOCTYPE a>\n<a>\n <b x="1"/>\n <b\n  x="2&amp;3"><c/></b>\n</a>\n'
)


def refusal_of(content):
    with pytest.raises(ProblemsError) as refused:
        read_xml("list.xml", content)
    return str(refused.value)


@pytest.mark.parametrize("text", WANTS_THE_WORLD)
def test_what_declares_or_fetches_anything_is_refused_in_words(text):
    told = refusal_of(text.encode())
    assert told.startswith("list.xml: declares entities or asks for a DTD;")
    assert "ha" * 100 not in told


def test_elements_know_their_attributes_and_lines():
    source, root = read_xml("list.xml", NESTED.encode())
    assert source.lines[3] == ' <b x="1"/>'
    assert [(found.get("x"), found.line) for found in root.every("b")] == [("1", 4), ("2&3", 5)]
    assert [found.tag for found in root.children[1].children] == ["c"]
    assert root.get("x") == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_other_encodings_are_read(encoding):
    _, root = read_xml("list.xml", '<a name="Elfrída"/>'.encode(encoding))
    assert root.get("name") == "Elfrída"


def test_a_file_cut_short_anywhere_is_told_of():
    whole = NESTED.strip().encode()
    for end in range(len(whole)):
        told = refusal_of(whole[:end])
        assert told.startswith("list.xml:")
        assert "cut short" in told or "is no XML" in told
    assert "list.xml:6:1: ends inside <b>: it was cut short" in refusal_of(whole[:-9])


def test_the_line_of_a_mistake_is_shown_but_not_one_of_a_million_letters():
    assert "list.xml:2:1: is no XML from here on: mismatched tag" in refusal_of(b"<a>\n<b></c></a>")
    assert len(refusal_of(b"<a><b>" + b" " * 1_000_000 + b"</c></a>")) < 500


def test_depth_number_and_size_are_bounded():
    assert f"more than {DEPTH_MAX} elements inside one another" in refusal_of(b"<a>" * 1_000_000)
    many = b"<a>" + b"<b/>" * ELEMENTS_MAX + b"</a>"
    assert f"more than {ELEMENTS_MAX} elements" in refusal_of(many)
    assert "more than 20 MB" in refusal_of(b"<" * 100_000_000)


@pytest.mark.parametrize("encoding", ["utf-7", "big5", "no-such", "utf-32", "hex"])
def test_what_says_an_encoding_that_is_not_read_is_told_of(encoding):
    assert refusal_of(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode())


@given(some.binary() | some.text().map(str.encode))
@example(b"")
@example(b"\xff\xfe<\x00")
@example(b"<a/>\x00")
def test_whatever_the_bytes_there_is_a_tree_or_a_refusal(content):
    try:
        _, root = read_xml("list.xml", content)
    except ProblemsError:
        return
    assert root.line >= 1
