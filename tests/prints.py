"""Prints of films that never were: scenes with their landmarks, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from rig.desk.conform_align import Landmark
from rig.score.measure import nearest

_RANDOM = Random(1922)  # noqa: S311 - the same titles every time
TEXTS = tuple(
    " ".join("".join(_RANDOM.choices("aeioulmnrstdkpb", k=6)) for _ in range(3)) for _ in range(60)
)
"""Titles no two of which are alike."""

TITLE = "The next day"
"""A title that returns."""


@dataclass(frozen=True)
class Scene:
    text: str
    frames: int
    fate: str = "keep"
    """keep, cut or insert."""
    ratio: Fraction = Fraction(1)


@dataclass(frozen=True)
class Prints:
    """Two prints, and the truth of where each frame went."""

    scenes: tuple[Scene, ...]

    def spans(self):
        """Each scene with where it begins and ends in the old print and in the new one."""
        old, new = 0, Fraction(0)
        for scene in self.scenes:
            old_end = old + scene.frames * (scene.fate != "insert")
            new_end = new + scene.frames * scene.ratio * (scene.fate != "cut")
            yield scene, old, old_end, nearest(new, 1), nearest(new_end, 1)
            old, new = old_end, new_end

    @property
    def old(self):
        return [Landmark(old, one.text) for one, old, end, *_ in self.spans() if old < end]

    @property
    def new(self):
        return [Landmark(new, one.text) for one, _, _, new, end in self.spans() if new < end]

    @property
    def common(self):
        return {(old, new) for one, old, _, new, _ in self.spans() if one.fate == "keep"}

    def total(self, fate):
        return sum(scene.frames for scene in self.scenes if scene.fate == fate)


@st.composite
def prints(draw, *, retimes=True, titles=True):
    """A film of up to forty scenes, cut, lengthened and retimed; its first and last are in both.

    No gap between common landmarks has both a cut and an insert: nothing could tell them apart.
    """
    texts = TEXTS[: draw(st.integers(6, 40))]
    scenes, since = [], "keep"
    ratio, left = Fraction(1), 0
    for number, text in enumerate(texts):
        edge = number in (0, len(texts) - 1)
        after = scenes and scenes[-1].ratio != 1
        fates = ["keep"] if edge or left or after else ["keep", "keep", "keep", "cut", "insert"]
        if since in ("cut", "insert"):
            fates = [one for one in fates if one in ("keep", since)]
        fate = draw(st.sampled_from(fates))
        since = fate
        if left == 0:
            ratio = Fraction(1)
            room = number + 8 < len(texts)
            if retimes and room and fate == "keep" and draw(st.integers(0, 7)) == 7:
                ratio = draw(st.sampled_from([Fraction(3, 2), Fraction(25, 24), Fraction(2, 3)]))
                left = draw(st.integers(4, 7))
        left = max(left - 1, 0)
        again = titles and not edge and fate != "insert" and draw(st.integers(0, 5)) == 5
        own = ratio if fate == "keep" else Fraction(1)
        scenes.append(Scene(TITLE if again else text, draw(st.integers(60, 400)), fate, own))
    return Prints(tuple(scenes))


def misspelt(text, at, letter):
    """A text in capitals, with one letter otherwise and a mark behind it."""
    at %= len(text)
    return f"{text[:at]}{letter}{text[at + 1 :]}".upper() + "."
