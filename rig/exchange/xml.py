"""XML as a tree of elements that know their lines, from files that nobody vouches for.

A file of a timeline needs neither entities nor a DTD of its own, so whatever declares one or asks
for one is refused before anything of it is expanded or fetched. The bare ``<!DOCTYPE fcpxml>`` of
Final Cut is let pass. Depth and number of the elements are bounded. What stands between the tags
is not kept: the formats read here say everything in attributes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import (
    DefusedXMLParser,
)

from rig.exchange.text import Source, check_size, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH_MAX: Final = 100
"""Elements inside one another; an editor's timeline needs about thirty."""

ELEMENTS_MAX: Final = 500_000
"""Elements of the largest file read."""

_SHOWN_MAX: Final = 400
"""Letters of the longest line shown with a mistake; some programs write a file as one line."""

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_ENDS_EARLY: Final = ("no element found", "unclosed token", "unclosed CDATA section")


@dataclass(frozen=True, slots=True)
class Element:
    """A tag with its attributes and what stands inside it."""

    tag: str
    attributes: dict[str, str]
    line: int
    """From 1."""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute; empty where it is missing."""
        return self.attributes.get(name, "")

    def every(self, tag: str) -> Iterator[Element]:
        """The elements of a tag at any depth below this one, in the order of the file."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.every(tag)


class _Tree:
    """What the parser calls while it reads."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.expat: Any = None
        self.open = [Element("", {}, 0)]
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > DEPTH_MAX:
            raise refusal(self.file, f"more than {DEPTH_MAX} elements inside one another")
        if self.count > ELEMENTS_MAX:
            raise refusal(self.file, f"more than {ELEMENTS_MAX} elements: no list of one film")
        element = Element(tag, attributes, self.expat.CurrentLineNumber)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def doctype(self, _name: str, system: str | None, public: str | None, inside: int) -> None:
        if system or public or inside:
            raise DefusedXmlException


def read_xml(file: str, content: bytes) -> tuple[Source, Element]:
    """The file, to complain about, and its outermost element.

    Raises ``ProblemsError`` for what is too large, no XML, cut short, or would expand or fetch
    anything.
    """
    check_size(file, content)
    tree = _Tree(file)
    parser = DefusedXMLParser(target=tree)
    tree.expat = parser.parser
    tree.expat.StartDoctypeDeclHandler = tree.doctype
    source = _source(file, content)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        raise refusal(
            file, "declares entities or asks for a DTD; nothing of it is read: export it anew"
        ) from None
    except ParseError as error:
        line = min(error.position[0], len(source.lines))
        early = str(error).startswith(_ENDS_EARLY)
        source.complain(
            line,
            f"ends inside <{tree.open[-1].tag}>: it was cut short"
            if early and tree.count
            else f"is no XML from here on: {str(error).partition(':')[0]}",
        )
        source.close()
    except (LookupError, ValueError):
        raise refusal(file, "is in an encoding that XML is not read in; save it as UTF-8") from None
    return source, tree.open[0].children[0]


def _source(file: str, content: bytes) -> Source:
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = content.decode("utf-16" if utf_16 else "utf-8", "replace")
    lines = [line if len(line) <= _SHOWN_MAX else "" for line in _LINE_END.split(text)]
    return Source(file, text, lines)
