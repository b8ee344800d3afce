"""Device files as tests write them, and what the rig says of them."""

from __future__ import annotations

from written import caret, document, told

from rig.hands.read_device import read_device

FILE = """rig = 1
kind = "midi"
port = "a port"
mode = "as delivered"
init = ["B0 7F 00", "f07ef7"]
[source]
guide = "maker: somebody, a guide"
mixxx = "program: somebody's"
[control]
a = "fader cc 1 from guide"
b = "button note 1 from guide"
[light]
a = "ring cc 48 from guide"
"""
SERIAL = """rig = 1
kind = "serial"
source = "the box"
[control]
left = "switch 0"
right = "pedal switch 1"
"""


def read(text):
    one = document(text)
    device = read_device("x", one)
    assert not one.problems, told(one.problems)
    return device


def complaints(text):
    one = document(text)
    read_device("x", one)
    return [(caret(problem), problem.message) for problem in one.problems]


def changed(before, after, text=FILE):
    assert text.count(before) == 1, before
    return text.replace(before, after)


def control(line, text=FILE):
    return read(changed('"fader cc 1 from guide"', f'"{line}"', text)).controls["a"]


def light(line):
    return read(changed('"ring cc 48 from guide"', f'"{line}"')).lights["a"]
