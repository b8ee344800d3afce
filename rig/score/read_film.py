"""Reading ``[film]``: the print, its reels and copies, and how its time goes."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.notation.document import meant
from rig.notation.words import Item
from rig.score.film import GAUGES, SPEED_MAX, SPEED_MIN, Bend, Copy, Film, Gauge, Miss, Reel
from rig.score.pace import Pace, Stretch
from rig.score.positions import parse_position, seconds_of
from rig.score.speeds import ITEMS_MAX, RATE, bounded, read_speed, speed_of, text_of
from rig.score.timecode import TIMECODE

if TYPE_CHECKING:
    from rig.notation.document import Document, Table, Text
    from rig.score.measure import Frames

FILM_KEYS: Final = (
    "title",
    "print",
    "zero",
    "gauge",
    "reels",
    "speed",
    "copy",
    "bend",
    "miss",
    "history",
)
"""Every key of [film], in the order they are written."""

_PERCENT: Final = "([0-9]{1,2}(?:[.][0-9]{1,4})?)"
BEND: Final = f"{_PERCENT} *%|-{_PERCENT} +[+]{_PERCENT} *%"
MISS: Final = "-([0-9]{1,5}) +[+]([0-9]{1,5}) *ms"

_BEND: Final = re.compile(BEND)
_MISS: Final = re.compile(MISS)
_BEND_MAX: Final = 50
_WHOLE: Final = "#[0-9]{1,9}|[0-9]{1,9}[+][0-9]{1,9}"
REEL: Final = re.compile(
    f"R([0-9]{{1,3}}) ({_WHOLE})(?: from ({_WHOLE}))?(?: marks ([0-9]{{1,5}}) ([0-9]{{1,5}}))?"
)
END: Final = re.compile(f"end ({_WHOLE})")
_COPY: Final = re.compile(f"((?!R[0-9])[A-Za-z][A-Za-z0-9_-]*) ({RATE}) fps .*")
_START: Final = Film("", "", "", Pace.steady(Fraction(24)))


def read_film(document: Document) -> Film:
    """The film a document names."""
    table = document.table("film")
    if table is None:
        document.complain(0, 0, 0, "no [film]; write it, with its speed: speed = 20")
        return _START
    table.close(FILM_KEYS)
    film = replace(
        _START,
        title=table.plain("title"),
        print=table.plain("print"),
        zero=table.plain("zero"),
        history=_history(table),
    )
    gauge, reels = table.text("gauge"), table.text("reels")
    copies, bend, miss = table.text("copy"), table.text("bend"), table.text("miss")
    film = replace(film, gauge=_gauge(gauge) if gauge else film.gauge)
    film = replace(film, reels=_reels(reels, film) if reels else ())
    if "speed" in table.data:
        film = replace(film, pace=read_speed(table, "speed", film) or film.pace)
    else:
        table.complain("the film has no speed; write it in frames per second: speed = 20")
    return replace(
        film,
        copies=_copies(copies, film) if copies else (),
        bend=(read_bend(bend) if bend else None) or film.bend,
        miss=(read_miss(miss) if miss else None) or film.miss,
    )


def _gauge(line: Text) -> Gauge:
    names = {gauge.name: gauge for gauge in GAUGES}
    if line.value not in names:
        line.complain(f"{line.value or 'nothing'} is no gauge{meant(line.value, tuple(names))}")
    return names.get(line.value, GAUGES[0])


def _reels(line: Text, film: Film) -> tuple[Reel, ...]:
    """``R1 0+00 | R2 842+05 from 12+00 marks 200 28 | end 2480+10``."""
    reels: tuple[Reel, ...] = ()
    for item in bounded(line):
        try:
            reels = _more(reels, text_of(item), film)
        except ValueError as error:
            item.complain(str(error))
    return reels


def _more(reels: tuple[Reel, ...], text: str, film: Film) -> tuple[Reel, ...]:
    """The reels so far and what an item adds; ``ValueError`` when it cannot be so.

    Its places are told without the film's speed, which may itself hang on the reels.
    """
    found = REEL.fullmatch(text)
    ends = None if found else END.fullmatch(text)
    place = found[2] if found else ends[1] if ends else ""
    if not place or (ends and not reels):
        raise ValueError(
            "a reel is such as R2 842+05, R2 842+05 from 12+00 or R2 842+05 marks 198 22;"
            " the last item may be end 2480+10"
        )
    begin = int(parse_position(place, film).frame)
    if reels and reels[-1].end is not None:
        raise ValueError("end is the end of the last reel; nothing stands behind it")
    if reels and begin <= reels[-1].begin:
        raise ValueError(
            f"{place} is not behind the begin of R{reels[-1].number}; reels go forward"
        )
    if reels:
        reels = (*reels[:-1], replace(reels[-1], end=begin))
    if found is None:
        return reels
    if reels and int(found[1]) <= reels[-1].number:
        raise ValueError(f"R{found[1]} cannot stand behind R{reels[-1].number}; reels go forward")
    counter = int(parse_position(found[3], film).frame) if found[3] else 0
    reel = Reel(int(found[1]), begin, None, counter)
    if found[4]:
        reel = replace(reel, motor=int(found[4]), changeover=int(found[5]))
    if not reel.motor > reel.changeover > 0:
        raise ValueError("marks are frames before the reel's end, motor cue first: marks 198 22")
    return (*reels, reel)


def _copies(line: Text, film: Film) -> tuple[Copy, ...]:
    """``dvd 25 fps 10:00:00:00 = 0:00 | file 24 fps 0:00 = #0, 1:52:10.5 = #130000``."""
    copies: dict[str, Copy] = {}
    for item in bounded(line):
        found = _COPY.fullmatch(text_of(item))
        rate = speed_of(found[2], film.gauge) if found else None
        pairs = Item(line, item.words[3:]).split(",")
        if found is None or rate is None or not pairs:
            item.complain(
                "a copy has a name, its frames per second, and what its clock reads at some place"
                " of the film: dvd 25 fps 10:00:00:00 = 0:00"
            )
        elif found[1] in copies:
            item.first.complain(f"{found[1]} stands here twice; name one differently")
        elif copy := _copy(found[1], rate, pairs, film):
            copies[copy.name] = copy
    return tuple(copies.values())


def _copy(name: str, rate: Fraction, pairs: tuple[Item, ...], film: Film) -> Copy | None:
    """One landmark: the film's own time. More: straight lines in frames; the outer ones go on."""
    if len(pairs) > ITEMS_MAX:
        pairs[ITEMS_MAX].complain(f"more than {ITEMS_MAX} landmarks of a copy")
        return None
    signs = {found[4] for pair in pairs if (found := TIMECODE.match(text_of(pair)))}
    if len(signs) > 1:
        pairs[0].complain("a timecode is drop-frame or not: write all of a copy with ; or with :")
        return None
    landmarks: list[tuple[Fraction, Frames]] = []
    stretches: list[Stretch] = []
    for pair in pairs:
        try:
            landmarks.append(_landmark(text_of(pair), rate, film))
            stretches += _between(landmarks[-2:])
        except ValueError as error:
            pair.complain(str(error))
            return None
    if stretches:
        stretches[0] = replace(stretches[0], begin=0)
    pace = Pace(tuple(stretches)) if stretches else film.pace
    clock, frame = landmarks[0]
    return Copy(name, rate, ";" in signs, clock - pace.seconds_at(frame), pace)


def _landmark(text: str, rate: Fraction, film: Film) -> tuple[Fraction, Frames]:
    clock, equals, where = (part.strip() for part in text.partition("="))
    if not equals:
        raise ValueError("a copy's clock, and where in the film it reads so: 10:00:00:00 = 0:00")
    return seconds_of(clock, rate), parse_position(where, film).frame


def _between(landmarks: list[tuple[Fraction, Frames]]) -> tuple[Stretch, ...]:
    """The line between two landmarks; none of the first alone."""
    if len(landmarks) == 1:
        return ()
    (before, begin), (after, end) = landmarks
    if not (before < after and begin < end):
        raise ValueError("landmarks go forward, in the copy and in the film")
    speed = Fraction(end - begin) / (after - before)
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise ValueError(
            f"from the landmark before to this the copy would show {float(speed):.3g} frames of"
            f" the film a second; {SPEED_MIN} to {SPEED_MAX} are believed"
        )
    return (Stretch(begin, speed),)


def read_bend(text: Text) -> Bend | None:
    """``4%`` or ``-3 +6 %``: what the tempo may give; None and a problem when it is none."""
    found = _BEND.fullmatch(text.value)
    percents = [Fraction(one) for one in found.groups() if one] if found else []
    if not percents or max(percents) > _BEND_MAX:
        text.complain('bend is what the tempo may give, 0 to 50 %: write "4%" or "-3 +6 %"')
        return None
    return Bend(int(percents[0] * 10_000), int(percents[-1] * 10_000))


def read_miss(text: Text) -> Miss | None:
    """``-60 +100 ms``: how far off still counts; None and a problem when it is none."""
    found = _MISS.fullmatch(text.value)
    if found is None:
        text.complain('miss is how early and how late still counts: write "-60 +100 ms"')
        return None
    return Miss(int(found[1]) * 1000, int(found[2]) * 1000)


def _history(table: Table) -> tuple[str, ...]:
    value = table.data.get("history", [])
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    table.complain('history is a list of texts: write history = ["..."]', "history")
    return ()
