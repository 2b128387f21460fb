"""The cocktail party: caring for one voice brings it back, up to a point, and not where nothing tells the voices apart."""

from __future__ import annotations

import re

import numpy as np
import pytest

from pyodide_widgets.attention import scaled_dot_product_attention
from pyodide_widgets.kit.unknown_name import UnknownName
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import cocktail_party
from pyodide_widgets.widgets.cocktail_party import BANDS, VOICES, listen_for, query_for, room
from tests.bundled import CALLS, LANGS, WIDGETS

EVERY_VOICE = pytest.mark.parametrize("voice", range(len(VOICES)))


@EVERY_VOICE
def test_caring_for_a_voice_brings_some_of_it_back(voice: int) -> None:
    heard = listen_for(voice, sharpness=4, gap=5)
    assert heard.after > heard.before + 5


@EVERY_VOICE
def test_what_is_recovered_is_attention_over_the_sounds_of_the_bands(voice: int) -> None:
    there = room(5.0)
    values = np.stack(
        [np.fft.irfft(np.where(there.band_of == band, there.spectrum, 0), there.mixture.size) for band in range(BANDS)]
    )
    by_the_core = scaled_dot_product_attention(query_for(voice, 4.0), there.keys, values, scale=1.0)
    np.testing.assert_allclose(listen_for(voice, 4.0, 5.0).recovered, by_the_core[0], atol=1e-12)


@EVERY_VOICE
def test_without_a_preference_nothing_is_gained(voice: int) -> None:
    heard = listen_for(voice, sharpness=0, gap=5)
    np.testing.assert_allclose(heard.weights, 1 / BANDS)
    assert heard.after == pytest.approx(heard.before, abs=0.1)


def test_listening_too_sharply_loses_the_voice_again() -> None:
    middle = [listen_for(1, sharpness, gap=5).after for sharpness in (1, 4, 12)]
    assert middle[1] > middle[0]
    assert middle[1] > middle[2]


@EVERY_VOICE
def test_voices_of_one_pitch_cannot_be_told_apart(voice: int) -> None:
    heard = listen_for(voice, sharpness=4, gap=0)
    assert heard.after < heard.before + 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_caption_says_the_ratios_that_were_computed(lang: Lang) -> None:
    widget = WIDGETS.find("cocktail-party")
    values, _ = widget.read({}, lang)
    heard = listen_for(1, 4, 5)
    said = [float(number.replace("−", "-")) for number in re.findall(r"−?\d+\.\d", widget.draw(values, lang).caption)]
    before, after = round(heard.before, 1), round(heard.after, 1)
    assert said == [before, after, round(abs(after - before), 1)]


@pytest.mark.parametrize(("lang", "said"), [("zh", "等于没听"), ("en", "Nothing is gained")])
def test_the_caption_says_when_all_are_heard_alike(lang: Lang, said: str) -> None:
    widget = WIDGETS.find("cocktail-party")
    assert said in widget.draw(widget.read({"sharpness": "0"}, lang)[0], lang).caption
    assert said not in widget.draw(widget.read({"sharpness": "1"}, lang)[0], lang).caption


@pytest.mark.parametrize("track", [track.name for track in cocktail_party.WIDGET.tracks])
def test_every_track_can_be_heard(track: str) -> None:
    samples, rate = CALLS.listen("cocktail-party", "{}", "zh", track)
    heard = np.frombuffer(samples, dtype="<f4")
    assert heard.size == int(rate * cocktail_party.SECONDS)
    assert np.abs(heard).max() == pytest.approx(0.5)


def test_a_track_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownName, match=r"unknown track 'mixtur'; did you mean 'mixture'"):
        CALLS.listen("cocktail-party", "{}", "zh", "mixtur")


def test_a_widget_without_sound_has_no_tracks() -> None:
    with pytest.raises(UnknownName, match="unknown track"):
        CALLS.listen("library", "{}", "zh", "mixture")


def test_hearing_comes_first_and_each_wave_has_the_name_of_its_track() -> None:
    html = WIDGETS.find("cocktail-party").render({}, "en").html
    assert html.index("data-listen") < html.index("data-preset") < html.index('name="voice"')
    tracks = re.findall(r'data-listen="(\w+)"', html)
    assert re.findall(r'<path class="[^"]*pw-wave"[^>]* data-of="(\w+)"', html) == tracks
