"""A cue made ready for the tempo search: which hits, which meters and tempi, which starts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Final

from rig.desk.hints import hint
from rig.desk.straight import Straight, straight, unwritten
from rig.errors import FileError, RigError
from rig.notation.document import meant
from rig.score.form import Spot
from rig.score.measure import SECOND_US
from rig.score.plan import plan
from rig.score.play_words import TEMPO

if TYPE_CHECKING:
    from rig.desk.asked import Asked
    from rig.desk.hints import Hint
    from rig.score.measure import Frames
    from rig.score.sheet import Cue, Hit, Sheet

_TEMPO_WORD: Final = re.compile(rf"{TEMPO}|click")
_HAIR_S: Final = Fraction(1, SECOND_US)


@dataclass(frozen=True, slots=True)
class Case:
    """What there is to be searched."""

    sheet: Sheet
    number: int
    """Of the cue, among the sheet's."""
    music: Straight
    hits: tuple[Hit, ...]
    """Those that a tempo decides."""
    left_out: tuple[Hit, ...]
    begin_s: Fraction
    """When the cue is expected to begin, from the film's zero."""
    guessed: bool
    """Whether that is no more than the end of the cue before."""
    end_frame: Frames | None
    """When its music should be over; None where nothing says."""
    written_bpm: Fraction | None
    """The tempo in force, in quarters a minute; None where none is, or a word hints at another."""
    hinted: Hint | None
    open_bars: bool
    """Whether the search may choose how many bars there are."""

    @property
    def begin_frame(self) -> int:
        """The frame on which the cue is expected to begin."""
        # The begin is rounded, so it may be told a hair before the frame it is on.
        return floor(self.sheet.film.pace.frame_at_seconds(self.begin_s + _HAIR_S))

    @property
    def end_s(self) -> float | None:
        """When its music should be over, from its expected begin."""
        return None if self.end_frame is None else self.seconds(self.end_frame)

    def seconds(self, frame: Frames) -> float:
        """A place in the film from the cue's expected begin on."""
        return float(self.sheet.film.pace.seconds_at(frame) - self.begin_s)


def case_of(sheet: Sheet, cue_number: str, play: str, asked: Asked) -> Case:
    """A cue made ready; ``play`` is its music as written, or empty.

    Raises ``RigError`` where there is nothing that a tempo could decide.
    """
    number = next((n for n, cue in enumerate(sheet.cues) if cue.number == cue_number), None)
    if number is None:
        known = tuple(cue.number for cue in sheet.cues)
        raise FileError(f"there is no cue {cue_number}{meant(cue_number, known)}")
    cue = sheet.cues[number]
    music = straight(cue.passages) if cue.passages else unwritten()
    if music is None:
        first = cue.passages[0].name
        raise FileError(
            f"cue {cue_number} begins with {first}, which waits or changes its tempo;"
            " the search is for music that goes straight on"
        )
    bars = _open_bars(music, asked, cue_number) if cue.passages else asked.bars
    if bars is not None:
        spans = (replace(music.spans[0], bars=bars[1]),)
        music = replace(music, spans=spans, bars=bars[1])
    hits = sheet.hits_of(number)
    reached = tuple(hit for hit in hits if _reached(hit, music))
    if not reached:
        why = "all lie behind what waits or changes its tempo" if hits else "write some first"
        if hits and all(hit.cutoff for hit in hits):
            why = "the end of the sound falls on no beat"
        raise FileError(f"cue {cue_number} has no hit that a tempo could meet; {why}")
    planned = plan(sheet).cues[number]
    hinted = None if _says_tempo(cue, play) else _hint(cue)
    return Case(
        sheet=sheet,
        number=number,
        music=music,
        hits=reached,
        left_out=tuple(hit for hit in hits if hit not in reached and not hit.cutoff),
        begin_s=Fraction(planned.begin_us, SECOND_US),
        guessed=planned.guessed,
        end_frame=_end(sheet, number),
        written_bpm=None if hinted else music.bpm,
        hinted=hinted,
        open_bars=bars is not None or not cue.passages,
    )


def _open_bars(music: Straight, asked: Asked, cue_number: str) -> tuple[int, int] | None:
    if asked.bars is None:
        return None
    if len(music.spans) > 1 or music.follows != "end" or not music.spans[0].name:
        raise RigError(
            f"cue {cue_number} has its bars written in its sections: leave --bars out,"
            " which is for a cue of one section, or of none yet"
        )
    return asked.bars


def _reached(hit: Hit, music: Straight) -> bool:
    """Whether a hit falls where one tempo decides when."""
    if hit.cutoff:
        return False
    meter = music.meter
    return hit.spot is None or (meter is not None and music.ticks_of(hit.spot, meter) is not None)


def on_end(hit: Hit, cue: Cue) -> bool:
    """Whether a hit falls on the end of a cue's music, however long that is."""
    end = Spot(len(cue.passages) - 1, cue.passages[-1].length) if cue.passages else None
    return end is not None and (hit.cutoff or hit.spot == end)


def _end(sheet: Sheet, number: int) -> Frames | None:
    """When a cue's music should be over: at a hit on its end, else when the next is expected."""
    cue, after = sheet.cues[number], sheet.cues[number + 1 : number + 2]
    frames = [hit.frame for hit in sheet.hits_of(number) if on_end(hit, cue)]
    if frames:
        return frames[-1]
    return after[0].look.expected if after and after[0].look is not None else None


def _says_tempo(cue: Cue, play: str) -> bool:
    """Whether a cue's own music says how fast it begins; a theme does."""
    if cue.passages and cue.passages[0].theme:
        return True
    first = re.split(r"[|\n]", re.sub(r'"[^"\n]*"', "", play).strip())[0]
    return any(_TEMPO_WORD.fullmatch(word) for word in first.split())


def _hint(cue: Cue) -> Hint | None:
    """What the words over the music hint at, else those of the note."""
    over = cue.passages[0].character if cue.passages else ""
    return hint(over) or hint(cue.note)
