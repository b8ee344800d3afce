"""Views to be drawn: one of a moment in the middle of a night, and any there can be."""

from hypothesis import strategies as st

from rig.conductor.view import GroupView, HitView, KnobView, View

groups = st.builds(
    GroupView,
    name=st.text(max_size=30),
    level=st.floats(),
    mark=st.text(max_size=6),
    moving=st.sampled_from(["", "<", ">"]),
    hand=st.booleans(),
)
knobs = st.builds(
    KnobView, name=st.text(max_size=30), moves=st.text(max_size=30), way=st.floats(-1, 1)
)
hits = st.builds(
    HitView,
    text=st.text(max_size=60),
    weight=st.integers(1, 3),
    hand=st.text(max_size=20),
    until_s=st.floats(),
    off_frames=st.floats(),
    early_s=st.floats(),
    late_s=st.floats(),
    lost=st.booleans(),
)
views = st.builds(
    View,
    now=st.text(max_size=120),
    next=st.text(max_size=120),
    countdown_s=st.none() | st.floats(),
    window=st.sampled_from(["", "early", "open", "overdue", "unheard of"]),
    press=st.text(max_size=120),
    section=st.text(max_size=20),
    bar=st.integers(),
    beat=st.integers(),
    beats=st.integers(),
    turn=st.integers(),
    bpm=st.none() | st.floats(),
    meant_bpm=st.none() | st.floats(),
    lead=st.sampled_from(["", "film", "sheet", "hand", "unheard of"]),
    tempo_by=st.sampled_from(["", "hand", "frozen", "unheard of"]),
    more=st.none() | st.integers(),
    hits=st.lists(hits, max_size=4).map(tuple),
    character=st.text(max_size=20),
    film=st.text(max_size=20),
    film_stands=st.booleans(),
    film_by=st.text(max_size=40),
    film_sure=st.text(max_size=40),
    ask=st.text(max_size=120),
    groups=st.lists(groups, max_size=12).map(tuple),
    knobs=st.lists(knobs, max_size=6).map(tuple),
    layer=st.text(max_size=20),
    devices=st.lists(st.tuples(st.text(max_size=20), st.booleans()), max_size=6).map(tuple),
    notices=st.lists(st.text(max_size=120), max_size=9).map(tuple),
    packets=st.just(()),
    note=st.text(max_size=120),
)


def view(**changes):
    fields = {
        "now": "CUE 3A  B",
        "next": "4 title: Ellen, his daughter",
        "countdown_s": 11.4,
        "window": "early",
        "press": "GO: CUE 4",
        "section": "B",
        "bar": 17,
        "beat": 3,
        "beats": 4,
        "turn": 0,
        "bpm": 92.0,
        "meant_bpm": 92.0,
        "lead": "film",
        "tempo_by": "",
        "more": None,
        "hits": (),
        "character": "agitato",
        "film": "0:41:07",
        "film_stands": False,
        "film_by": "landmarks",
        "film_sure": "",
        "ask": "",
        "groups": (
            GroupView("strings", 0.5, "mf", "<", hand=False),
            GroupView("winds", 0.3, "p", "", hand=True),
            GroupView("piano", 0.0, "tacet", "", hand=False),
        ),
        "knobs": (),
        "layer": "",
        "devices": (("nanoKONTROL2", True), ("pedal", True)),
        "notices": (),
        "packets": (),
        "note": "",
    }
    return View(**(fields | changes))


def hit(**changes):
    fields = {
        "text": "the door slams",
        "weight": 3,
        "hand": "",
        "until_s": 11.4,
        "off_frames": 2.2,
        "early_s": 0.8,
        "late_s": 1.2,
        "lost": False,
    }
    return HitView(**(fields | changes))


def text_of(rows):
    return ["".join(span.text for span in row) for row in rows]
