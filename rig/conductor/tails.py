"""Tails: groups and sounds of a cue that was left, and what takes them away from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rig.conductor.state import Tail


def without_group(tails: tuple[Tail, ...], group: int) -> tuple[Tail, ...]:
    """Tails that leave a group to what moves it now."""
    left = []
    for tail in tails:
        groups = tuple(one for one in tail.groups if one[0] != group)
        if groups or tail.sounds:
            left.append(replace(tail, groups=groups))
    return tuple(left)


def without_sound(tails: tuple[Tail, ...], sound: int) -> tuple[Tail, ...]:
    """Tails that do not stop a sound: it is stopped already, or was struck again."""
    left = []
    for tail in tails:
        sounds = tuple(one for one in tail.sounds if one != sound)
        if tail.groups or sounds:
            left.append(replace(tail, sounds=sounds))
    return tuple(left)
