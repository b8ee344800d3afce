"""The words for what a sheet says: starts, tempi, forms, places, times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.score.form import Kind
from rig.score.measure import MINUTE_US, SECOND_US, TICKS_PER_BEAT
from rig.score.sheet import Act
from rig.score.tempo import ends_of
from rig.score.theme import COLOURS
from rig.score.told import law_told, spot_told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from rig.score.film import Film
    from rig.score.form import Meter, Passage, Spot
    from rig.score.measure import Micros
    from rig.score.plan import PlannedHit
    from rig.score.sheet import Cue, Fire, Sheet, Theme

UNCOLOURED: Final = "#dddddd"
"""The card of a theme whose name is no colour and that has none."""

TIMES: Final = "\N{MULTIPLICATION SIGN}"
_FRAMES_MAX: Final = 100
_FPS: Final = 24
_EIGHTHS: Final = 8


def clock(us: Micros) -> str:
    """``m:ss`` of film time, or ``h:mm:ss``; the second that goes on."""
    sign, seconds = "-" * (us < 0), abs(us) // SECOND_US
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    told = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return sign + told


def speed(film: Film) -> str:
    """How fast a film goes, in frames a second, each speed once where there are several."""
    speeds = dict.fromkeys(str(stretch.speed) for stretch in film.pace.stretches)
    return f"{', '.join(speeds)} frames a second"


def start(cue: Cue) -> str:
    """What starts a cue, as the sheet says it."""
    return f"{cue.on.value}{': ' * bool(cue.seen)}{cue.seen}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 bar``, ``2 bars``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def felt(bpm: Fraction | float, one: Meter) -> float:
    """The felt beats a minute of so many quarters a minute."""
    return float(bpm) * TICKS_PER_BEAT / one.pulse


def tempo(passage: Passage) -> str:
    """``♩=96``, ``♩.=100>80 time``; of felt beats."""
    note, _, rest = law_told(passage.law, passage.meter).partition("=")
    return f"{note.replace('q', '♩').replace('e', '♪')}={rest}"


def clicks(passage: Passage) -> str:
    """The nearest frame clicks of its first felt beat: ``12-2`` is 12 and 2/8 frames at 24.

    Of a ramp the first and the last, ``10-7>9-4``.
    """
    found = dict.fromkeys(_click(felt(bpm, passage.meter)) for bpm in ends_of(passage.law))
    return ">".join(found)


def _click(bpm: float) -> str:
    frames, eighths = divmod(round(_FPS * _EIGHTHS * MINUTE_US / SECOND_US / bpm), _EIGHTHS)
    return f"{frames}-{eighths}"


def name(passage: Passage) -> str:
    """What a passage is called, its theme and key with it: ``BLUE A +2``."""
    theme = f"{passage.theme} " if passage.theme else ""
    return f"{theme}{passage.name}{f' {passage.transpose:+}' * bool(passage.transpose)}"


def place(passages: Sequence[Passage], spot: Spot) -> str:
    """A place as the sheet writes it; empty where a cue begins without a bar."""
    if not passages or passages[spot.passage].kind is Kind.COUNT:
        return ""
    here = passages[spot.passage]
    alike = [one for one in passages if one.name == here.name and here.kind is not Kind.CAESURA]
    whose = f"{here.theme}:" if len(alike) > 1 and here.theme else ""
    return f"{whose}{spot_told(spot, passages)}"


def sent(fire: Fire) -> str:
    """A name that is fired, as the sheet writes it."""
    match fire.act:
        case Act.START:
            return f"{fire.name}~"
        case Act.STOP:
            return f"-{fire.name}"
        case Act.VALUE:
            return f"{fire.name}={fire.value:g}"
        case Act.TRIGGER:
            return fire.name


def off(sheet: Sheet, hit: PlannedHit) -> float | None:
    """How many frames the music of a hit is off as written; + is late."""
    if hit.off_us is None:
        return None
    return float(hit.off_us * sheet.film.pace.speed_at(hit.hit.frame) / SECOND_US)


def off_short(sheet: Sheet, hit: PlannedHit) -> str:
    """The same in few letters; in seconds where frames say nothing."""
    frames = off(sheet, hit)
    if hit.off_us is None or frames is None:
        return "not played" if hit.hit.spot else "no place yet"
    return f"{frames:+.1f} fr" if abs(frames) < _FRAMES_MAX else f"{hit.off_us / SECOND_US:+.1f} s"


def counts(hit: PlannedHit) -> bool:
    """Whether a hit falls near enough as written."""
    off_us, miss = hit.off_us, hit.hit.miss
    return off_us is not None and -miss.early_us <= off_us <= miss.late_us


def card(theme: Theme) -> str:
    """The colour of a theme's card, ``#rrggbb``."""
    colour = theme.colour or theme.name
    return COLOURS.get(colour.upper(), colour if colour.startswith("#") else UNCOLOURED)
