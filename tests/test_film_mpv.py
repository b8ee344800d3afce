"""A show performed live with mpv as its clock: rolled by GO, paused, sped up, seeked and killed."""

from __future__ import annotations

from ears import PATIENCE_S, Ears, longest_gap_us
from filmed import SHEET, films, place_s
from mpv_player import LEAD_S, Mpv, make_film
from parts import wait_for
from stagehands import SHOW, Pedal, Performance, replayed, write_show

from rig.ports.channel import now_us

PORT = "mpv player.sock"
SETTLED_US, SOON_US = 600_000, 100_000
"""After and before something is done to mpv."""


def watched(player, seconds):
    """Let the film go on for a while and note what mpv tells; when it was settled, and until."""
    begin_us = now_us() + SETTLED_US
    until_us = now_us() + round(seconds * 1e6)
    wait_for(lambda: player.watch(0.02) or now_us() > until_us, seconds + 5)
    return begin_us, until_us


def frames(player, settled):
    """When frames were on the screen while all was settled, and their place in seconds."""
    return [
        (round(heard_us + LEAD_S * 1e6), told["data"])
        for heard_us, told in player.events
        if told.get("name") == "time-pos" and any(a < heard_us < b - SOON_US for a, b in settled)
    ]


def test_a_player_is_followed_whatever_is_done_to_it_and_the_music_never_stops(tmp_path):
    film = make_film(tmp_path / "film.mkv")
    clock = f"[film]\nclock = '{PORT} go'\n[port]"
    with (
        Ears() as ears,
        Mpv(film, tmp_path / "player.sock") as player,
        Performance(
            write_show(
                tmp_path,
                SHOW.format(device="Nobody", port=ears.port).replace("[port]", clock),
                SHEET,
            )
        ) as night,
        Pedal(tmp_path / "pedal") as pedal,
    ):
        pedal.meet()
        night.wait_said(f"{PORT}: found")
        wait_for(lambda: "FilmIn" in night.kinds(), PATIENCE_S)
        pedal.tread()
        night.wait_said(f"film time by {PORT}")
        settled = [watched(player, 2.5)]
        player.set(pause=True)
        night.wait_said("film stands at 0:0")
        stood = watched(player, 1.5)
        stood_s = player.ask("get_property", "audio-pts")
        player.set(pause=False)
        night.wait_said("in at cue 1, A bar")
        settled.append(watched(player, 2))
        player.set(speed=1.25)
        fast = watched(player, 2.5)
        player.set(speed=1.0)
        player.ask("seek", 30, "absolute+exact")
        night.wait_said("film time jumps from 0:0")
        settled.append(watched(player, 2))
        player.process.kill()
        killed_us = now_us()
        night.wait_said(f"{PORT} is silent: the film by landmarks, it goes on as it went")
        wait_for(lambda: now_us() > killed_us + 2_500_000, 5)
        assert night.ends(2) == 0
        bells = ears.at("/bell")
    known = films(night.journal)
    shown = frames(player, [*settled, fast])
    assert len(shown) > 60
    off_s = [place_s(known, at_us) - frame_s for at_us, frame_s in shown]
    assert max(abs(one) for one in off_s) < 0.04
    assert abs(sum(off_s) / len(off_s)) < 0.02
    assert abs(place_s(known, stood[1]) - stood_s) < 0.005
    assert {film.stretch_ppb for at_us, film in known if fast[0] < at_us < fast[1]} != {10**9}
    lost_s = shown[-1][1] + (killed_us + 2_000_000 - shown[-1][0]) / 1e6
    assert abs(place_s(known, killed_us + 2_000_000) - lost_s) < 0.1
    assert len(bells) > 12
    assert longest_gap_us(bells) < 1_200_000
    assert "film time jumps" in night.said
    assert (night.said.count("film time by"), night.said.count("in at")) == (1, 1)
    assert "identical" in replayed(night.journal)
