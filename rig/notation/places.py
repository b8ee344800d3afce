"""The lines of a TOML text: where each table's name and each value stands in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY: Final = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED: Final = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_KEYS: Final = re.compile(_KEY)
_TABLE: Final = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*(\]\]?)")
_PAIR: Final = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_COMMENT: Final = re.compile(r"[ \t]*(#[^\r\n]*)?\r?")

# A triple quote may have up to two more quotes right before it, which belong to the text.
_STRING: Final = (
    r'"""(?:\\.|[^\\])*?""""{0,2}' r"|'''.*?''''{0,2}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'"
)
_TEXT: Final = re.compile(_STRING, re.DOTALL)
_PIECE: Final = re.compile(
    rf"""{_STRING}|#[^\n]*|(?P<open>[\[{{])|(?P<close>[\]}}])|[^\[\]{{}}#"']+""", re.DOTALL
)
_WORD: Final = re.compile(r"[^#\n]*[^#\s]")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A table's name, a key with its value, a comment or an empty line; with where it stands."""

    path: Path
    """The table or the key; empty of comments and empty lines."""
    head: str
    """The table's name in its brackets, or the key, as written but for spaces."""
    begin: int
    """The letter of the text where the name within the brackets, or the value, begins."""
    end: int
    """Behind its last."""
    value: str
    """As written; empty where there is none."""
    comment: str
    """With its ``#``; empty where there is none."""

    @property
    def opens_table(self) -> bool:
        """Whether what follows stands in another table."""
        return bool(self.path) and not self.value


def statements(text: str) -> Iterator[Statement]:
    """The lines of a text that is TOML; those a value goes on over belong together."""
    table: Path = ()
    here = 0
    while here < len(text):
        if head := _TABLE.match(text, here):
            table, behind = keys_of(head[2]), head.end()
            name = f"{head[1]}{_close(head[2])}{head[3]}"
            one = Statement(table, name, head.start(2), head.end(2), "", "")
        elif pair := _PAIR.match(text, here):
            behind = _end_of_value(text, pair.end())
            value = text[pair.end() : behind]
            one = Statement(
                table + keys_of(pair[1]), _close(pair[1]), pair.end(), behind, value, ""
            )
        else:
            behind, one = here, Statement((), "", here, here, "", "")
        comment = _COMMENT.match(text, behind)
        assert comment is not None, "it may be empty"
        yield Statement(one.path, one.head, one.begin, one.end, one.value, comment[1] or "")
        here = comment.end() + 1


def keys_of(dotted: str) -> Path:
    """The keys of a name such as ``cue."7.5"``."""
    if not {'"', "'"} & set(dotted):
        return tuple(key.strip() for key in dotted.split("."))
    nested: Any = tomllib.loads(f"{dotted} = 0")
    keys: list[str] = []
    while isinstance(nested, dict):
        ((key, nested),) = nested.items()
        keys.append(key)
    return tuple(keys)


def _close(dotted: str) -> str:
    return ".".join(_KEYS.findall(dotted)) if {" ", "\t"} & set(dotted) else dotted


def _end_of_value(text: str, begin: int) -> int:
    if text[begin] not in "[{":
        found = _TEXT.match(text, begin) or _WORD.match(text, begin)
        assert found is not None, "every value of TOML has a letter"
        return found.end()
    depth = 0
    for piece in _PIECE.finditer(text, begin):
        depth += (piece["open"] is not None) - (piece["close"] is not None)
        if depth == 0:
            return piece.end()
    raise AssertionError("every list of TOML is closed")


def places(lines: list[str]) -> dict[Path, tuple[int, int]]:
    """Where each table's name and each value begins: line and column from 1."""
    found: dict[Path, tuple[int, int]] = {}
    text = "\n".join(lines)
    line, begin = 1, 0
    for one in statements(text):
        line += text.count("\n", begin, one.begin)
        begin = one.begin
        if one.path:
            _note(found, one.path, (line, begin - text.rfind("\n", 0, begin)))
    return found


def _note(found: dict[Path, tuple[int, int]], path: Path, place: tuple[int, int]) -> None:
    """A place, which is also where tables begin that have no line of their own."""
    for above in (path[:1], path[:2]):
        found.setdefault(above, place)
    found[path] = place
