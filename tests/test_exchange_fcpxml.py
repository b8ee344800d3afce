"""The sample is our own; a second opinion climbs from each marker to the sequence."""

from fractions import Fraction

import pytest
from defusedxml.ElementTree import fromstring

from rig.exchange.asked import Asked
from rig.exchange.fcpxml import read
from rig.exchange.spotting import MARKERS_MAX, MarkerKind
from rig.notation.problem import ProblemsError

NTSC = Fraction(30000, 1001)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
SAMPLE = (
    HEAD
    + """<fcpxml version="1.10">
<resources>
 <format id="f" name="FFVideoFormat1080p2997" frameDuration="1001/30000s"/>
 <asset id="sea" name="sea" start="1001/10s"/>
 <media id="storm">
  <sequence format="f" duration="20020/1000s" tcStart="1001/100s">
   <spine>
    <clip name="waves" offset="1001/100s" start="5005/1000s" duration="10010/1000s">
     <marker start="7007/1000s" duration="1001/30000s" value="in the storm"/>
     <marker start="14014/1000s" duration="1001/30000s" value="trimmed with the storm"/>
    </clip>
    <gap offset="20020/1000s" start="3600s" duration="10010/1000s"/>
   </spine>
  </sequence>
 </media>
</resources>
<library><event><project name="Skerry Light, reel 3">
<sequence format="f" tcStart="18018/5s" tcFormat="DF" duration="60060/1000s">
 <spine>
  <title offset="18018/5s" start="3600s" duration="10010/1000s" name="card">
   <marker start="3601001/1000s" duration="1001/30000s" value="CUE 3A title: Ellen"/>
   <marker start="3602002/1000s" duration="2002/1000s" value="HIT lamp !!" note="seen at sea"/>
   <marker start="3615015/1000s" duration="1001/30000s" value="behind the card"/>
   <video lane="1" offset="3608008/1000s" start="0s" duration="20020/1000s" name="overlay">
    <marker start="10010/1000s" duration="1001/30000s" value="connected, beyond the card"/>
   </video>
   <spine lane="2" offset="3605005/1000s">
    <clip offset="1001/1000s" start="2002/1000s" duration="4004/1000s">
     <marker start="3003/1000s" duration="1001/30000s" value="in a connected storyline"/>
    </clip>
   </spine>
  </title>
  <gap offset="3613610/1000s" start="3600s" duration="10010/1000s">
   <marker start="3601001/1000s" duration="1/48000s" value="in the gap" completed="0" note="ask"/>
   <marker start="3602002/1000s" duration="1001/30000s" value="seen to" completed="1"/>
   <chapter-marker start="3603003/1000s" duration="1001/30000s" value="Part two"/>
  </gap>
  <ref-clip ref="storm" offset="3623620/1000s" duration="8008/1000s" name="storm">
   <marker start="11011/1000s" duration="1001/30000s" value="on the storm"/>
  </ref-clip>
  <asset-clip ref="sea" duration="10010/1000s" offset="3631628/1000s">
   <marker start="101101/1000s" duration="1001/30000s" value="on the asset"/>
  </asset-clip>
  <audition offset="3641638/1000s">
   <clip offset="3641638/1000s" start="0s" duration="5005/1000s">
    <marker start="1001/1000s" duration="1001/30000s" value="chosen"/>
   </clip>
   <clip start="0s" duration="5005/1000s">
    <marker start="1001/1000s" duration="1001/30000s" value="not chosen"/>
   </clip>
  </audition>
 </spine>
</sequence>
</project><project name="another"><sequence/></project></event></library>
</fcpxml>
"""
)
TIMELINE = (
    '<fcpxml><resources>{}</resources><project name="p"><sequence format="f">'
    "<spine>{}</spine></sequence></project></fcpxml>"
)
FORMAT = '<format id="f" frameDuration="1/25s"/>'


def timeline(items, resources=FORMAT):
    return TIMELINE.format(resources, items).encode()


def problems(content):
    with pytest.raises(ProblemsError) as refused:
        read("film.fcpxml", content, Asked())
    return str(refused.value)


def seconds(text):
    above, _, below = (text or "0s").removesuffix("s").partition("/")
    return Fraction(above) / int(below or 1)


def climbed(text):
    """Where each marker stands, found from the marker up instead of from the sequence down."""
    root = fromstring(text)
    above = {child: parent for parent in root.iter() for child in parent}
    outermost = root.find(".//project/sequence")
    starts = {asset.get("id"): asset.get("start") for asset in root.iter("asset")}
    starts |= {media.get("id"): media[0].get("tcStart") for media in root.iter("media")}

    def up(element, at):
        if element is outermost:
            return at - seconds(element.get("tcStart"))
        if element.tag == "sequence":
            (player,) = (
                found
                for found in root.iter("ref-clip")
                if found.get("ref") == above[element].get("id")
            )
            return up(player, at)
        parent = above[element]
        if element.tag == "spine" and parent.tag == "sequence":
            return up(parent, at)
        if parent.tag == "audition":
            parent = above[parent]
        start = seconds(element.get("start") or starts.get(element.get("ref")))
        return up(parent, at - start + seconds(element.get("offset")))

    tags = ("marker", "chapter-marker")
    return {
        marker.get("value"): up(above[marker], seconds(marker.get("start")))
        for marker in root.iter()
        if marker.tag in tags
    }


def test_every_marker_is_where_it_is_seen():
    found = read("film.fcpxml", SAMPLE.encode(), Asked())
    frames = {marker.name: marker.at * NTSC for marker in found.markers}
    assert frames == {
        "title: Ellen": 30,
        "lamp !!": 60,
        "in a connected storyline": 210,
        "in the gap": 330,
        "seen to": 360,
        "Part two": 390,
        "behind the card": 450,
        "connected, beyond the card": 540,
        "on the storm": 630,
        "in the storm": 660,
        "on the asset": 870,
        "chosen": 1170,
    }
    assert [marker.at for marker in found.markers] == sorted(marker.at for marker in found.markers)
    assert (found.title, found.rate, found.zero) == (
        "Skerry Light, reel 3",
        NTSC,
        Fraction(18018, 5),
    )


def test_climbing_from_each_marker_gives_the_same_places():
    up = {
        name.removeprefix("CUE 3A ").removeprefix("HIT "): at
        for name, at in climbed(SAMPLE).items()
    }
    for marker in read("film.fcpxml", SAMPLE.encode(), Asked()).markers:
        assert marker.at == up.pop(marker.name)
    assert set(up) == {"trimmed with the storm", "not chosen"}


def test_names_notes_and_lengths_say_what_the_markers_are():
    found = {marker.name: marker for marker in read("f", SAMPLE.encode(), Asked()).markers}
    assert (found["title: Ellen"].kind, found["title: Ellen"].number) == (MarkerKind.CUE, "3A")
    assert (found["lamp !!"].kind, found["lamp !!"].note) == (MarkerKind.HIT, "seen at sea")
    assert found["lamp !!"].length * NTSC == 60
    assert found["in the gap"].length == 0
    assert found["in the gap"].note == "to do: ask"
    assert found["seen to"].note == "done"
    assert found["Part two"].note == "chapter"


def test_what_is_guessed_and_what_is_left_out_is_told():
    found = read("film.fcpxml", SAMPLE.encode(), Asked())
    assert found.guesses == ("read, though trimmed off there: behind the card",)
    assert found.lost == (
        "trimmed off with what holds them: trimmed with the storm",
        "other projects in the file: another",
    )


def test_an_item_without_an_offset_follows_the_one_before_it():
    clip = '<clip duration="2s"><marker start="1s" value="{}"/></clip>'
    items = clip.format("a") + '<transition offset="1s" duration="2s"/>' + clip.format("b")
    found = read("film.fcpxml", timeline(items), Asked())
    assert [(marker.name, marker.at) for marker in found.markers] == [("a", 1), ("b", 3)]


def test_markers_in_a_retimed_compound_clip_are_told_and_not_misplaced():
    still = '<timeMap><timept time="0s" value="0s"/><timept time="9s" value="4s"/></timeMap>'
    retimed = SAMPLE.replace('name="storm">\n', f'name="storm">{still}\n')
    found = read("film.fcpxml", retimed.encode(), Asked())
    assert "in the storm" not in [marker.name for marker in found.markers]
    assert found.lost[0] == "compound clips that are retimed, with the markers in them: storm"


@pytest.mark.parametrize(
    ("form", "rate", "guesses"),
    [
        ('frameDuration="100/2400s"', Fraction(24), 0),
        ('frameDuration="1001/24000s"', Fraction(24000, 1001), 0),
        ('name="FFVideoFormat1080i5994"', Fraction(60000, 1001), 1),
        ('name="FFVideoFormat720p25"', Fraction(25), 1),
        ('name="FFVideoFormatRateUndefined"', None, 0),
    ],
)
def test_the_rate_is_that_of_the_format(form, rate, guesses):
    content = timeline("", f'<format id="f" {form}/>')
    found = read("film.fcpxml", content, Asked())
    assert (found.rate, len(found.guesses)) == (rate, guesses)
    assert read("film.fcpxml", content, Asked(rate=Fraction(18))).rate == 18


@pytest.mark.parametrize(
    "wrong", ["1001/0s", "nan", "inf/2s", "1e99s", "12", "s", "1:00s", "1/2/3s", "٣s", "1_0s"]
)
def test_a_time_that_is_none_is_told_with_its_line(wrong):
    told = problems(
        timeline(f'\n<clip offset="0s" duration="5s">\n<marker start="{wrong}" value="x"/></clip>')
    )
    assert f'film.fcpxml:3:9: start="{wrong}" is no time;' in told


def test_all_mistakes_are_told_at_once():
    items = '<clip offset="x">\n<marker value="m"/>\n<marker start="y" value="n"/></clip>'
    told = problems(timeline(items))
    assert 'offset="x"' in told
    assert "the marker m has no start" in told
    assert told.endswith("3 problems")


def test_compound_clips_that_hold_one_another_are_refused():
    held = '<media id="{}"><sequence><spine><ref-clip ref="{}"/></spine></sequence></media>'
    ring = FORMAT + held.format("a", "b") + held.format("b", "a")
    assert "hold one another without end" in problems(timeline('<ref-clip ref="a"/>', ring))


def test_compound_clips_that_hold_ten_of_the_next_are_refused():
    def media(number):
        inside = f'<ref-clip ref="m{number + 1}" offset="0s"/>' * 10
        return f'<media id="m{number}"><sequence><spine>{inside}</spine></sequence></media>'

    laughs = FORMAT + "".join(media(number) for number in range(12))
    assert "hold one another without end" in problems(timeline('<ref-clip ref="m0"/>', laughs))


def test_more_markers_than_any_film_has_are_refused():
    marks = '<marker start="0s" value="x"/>' * 1000
    media = f'<media id="m"><sequence><spine><clip>{marks}</clip></spine></sequence></media>'
    clips = '<ref-clip ref="m" offset="0s"/>' * (MARKERS_MAX // 1000 + 1)
    assert f"more than {MARKERS_MAX} markers" in problems(timeline(clips, FORMAT + media))


def test_other_xml_and_no_project_are_refused():
    assert "<a> where <fcpxml> should be" in problems(b"<a/>")
    assert "has no project in it" in problems(b"<fcpxml><resources/></fcpxml>")


def test_a_timeline_cut_short_is_told_of():
    for end in range(1, len(SAMPLE.rstrip()), 97):
        assert "film.fcpxml:" in problems(SAMPLE.encode()[:end])
