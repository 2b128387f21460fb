"""A noisy room: several voices in one signal, and attention over its frequency bands to follow one of them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array
from ..attention.dot_product import attend
from ..figures.figure import PANEL_WIDTH, Figure, heading, panel, text
from ..figures.markup import Markup, element
from ..figures.scale import Scale
from ..kit.parameters import Choice, Number, Values
from ..kit.preset import Preset
from ..kit.sound import Sound, Track
from ..kit.widget import Widget
from ..kit.words import Lang, Words

RATE = 8000  # samples a second
SECONDS = 1.2
HIGHEST = 2400.0  # Hz; above it these voices are silent
BANDS = 96  # of equal width, from 0 Hz to the highest frequency
BAND = HIGHEST / BANDS  # Hz
LOWEST = 110.0  # Hz, the pitch of the first voice
HARMONICS = 12
VOICES = (
    Words(zh="低音", en="the low voice"),
    Words(zh="中音", en="the middle voice"),
    Words(zh="高音", en="the high voice"),
)
# When each toy voice speaks: the lengths of its syllables and pauses differ, in syllables a second.
_SYLLABLES = (2.6, 3.4, 4.3)


class Room(NamedTuple):
    """What there is to hear, and what attention may know of it."""

    voices: Array  # each voice alone, (voices, samples)
    mixture: Array  # (samples,)
    keys: Array  # how near each band lies to a harmonic of each pitch, (bands, voices)
    spectrum: Array  # the mixture by frequencies, (frequencies,)
    band_of: Array  # the band that each frequency lies in; those above the highest lie in none, numbered BANDS


class Heard(NamedTuple):
    """What the listener gets out of it."""

    weights: Array  # (bands,)
    recovered: Array  # (samples,)
    before: float  # signal-to-noise ratio in the mixture, dB
    after: float  # and in what is recovered


@lru_cache(maxsize=32)  # every step of its slider
def room(gap: float) -> Room:
    """Three toy voices whose pitches lie `gap` semitones apart, talking all at once."""
    pitches = LOWEST * 2 ** (gap * np.arange(len(VOICES)) / 12)
    voices = np.stack([_voice(pitch, rhythm) for pitch, rhythm in zip(pitches, _SYLLABLES, strict=True)])
    mixture = voices.sum(axis=0)
    band_of = np.minimum(np.fft.rfftfreq(mixture.size, 1 / RATE) // BAND, BANDS).astype(int)
    middle = (np.arange(BANDS) + 0.5) * BAND  # Hz
    harmonics = pitches[:, None] * np.arange(1, HARMONICS + 1)  # (voices, harmonics)
    away = np.abs(middle[:, None, None] - harmonics).min(axis=-1)  # Hz to the nearest harmonic, (bands, voices)
    return Room(voices, mixture, np.exp(-0.5 * (away / BAND) ** 2), np.fft.rfft(mixture), band_of)


def listen_for(voice: int, sharpness: float, gap: float) -> Heard:
    """Query: the pitch of the voice I care about. Keys: the bands' own. Values: what sounds in each band."""
    there = room(gap)
    weights = attend(query_for(voice, sharpness), there.keys, there.keys, scale=1.0).weights[0]  # (bands,)
    # The values are the bands' sounds, and blending sounds is the same as blending their frequencies and hearing that:
    # one transform in place of one for each band.
    recovered = np.fft.irfft(there.spectrum * np.append(weights, 0.0)[there.band_of], there.mixture.size)
    wanted = there.voices[voice]
    return Heard(weights, recovered, _before(voice, gap), signal_to_noise(recovered, wanted))


@lru_cache(maxsize=128)
def _before(voice: int, gap: float) -> float:
    return signal_to_noise(room(gap).mixture, room(gap).voices[voice])


def query_for(voice: int, sharpness: float) -> Array:
    """What a listener looks for, (1, voices): one pitch, as long an arrow as the listening is sharp."""
    return sharpness * np.eye(len(VOICES))[voice : voice + 1]


def signal_to_noise(signal: Array, wanted: Array) -> float:
    """How much of a signal is the wanted voice, and how much is not, in decibels, whatever the loudness.

    Source: Le Roux et al., "SDR – Half-baked or Well Done?", 2019 (scale-invariant SDR).
    """
    part = (signal @ wanted) / (wanted @ wanted) * wanted
    rest = signal - part
    return float(10 * np.log10((part @ part) / (rest @ rest)))


def draw(p: Values, lang: Lang) -> Figure:
    voice = int(p["voice"]) - 1
    heard = listen_for(voice, p["sharpness"], p["gap"])
    return Figure(
        (_weights(voice, heard, p["gap"], lang), _waves(voice, heard, p["gap"], lang)),
        _caption(voice, heard, p["gap"])[lang],
        _NOTE[lang],
    )


def listen(p: Values, track: str) -> Sound:
    voice = int(p["voice"]) - 1
    there = room(p["gap"])
    samples = {
        "mixture": there.mixture,
        "voice": there.voices[voice],
        "recovered": listen_for(voice, p["sharpness"], p["gap"]).recovered,
    }[track]
    return Sound(samples, RATE)


@lru_cache(maxsize=len(_SYLLABLES))
def _syllables(rhythm: float) -> tuple[Array, Array]:
    """The time of each sample, in seconds, and how loud a voice of that rhythm is then, both (samples,)."""
    time = np.arange(int(RATE * SECONDS)) / RATE
    return time, np.sqrt(np.clip(np.sin(2 * np.pi * rhythm * time + rhythm), 0, 1))


@lru_cache(maxsize=64)
def _voice(pitch: float, rhythm: float) -> Array:
    """A hum with overtones that fall off, in syllables."""
    time, loudness = _syllables(rhythm)
    speaking = loudness > 0
    turn = np.exp(2j * np.pi * pitch * time[speaking])
    hum = np.zeros_like(turn)
    for harmonic in range(HARMONICS, 0, -1):  # Horner's rule: overtones are powers of one turn
        # Each starts somewhere else in its swing, or they would all crack at once.
        hum += np.exp(1j * harmonic**2) / harmonic
        hum *= turn
    sound = np.zeros_like(time)
    sound[speaking] = hum.imag * loudness[speaking]
    return sound / np.sqrt((sound**2).mean())


def _weights(voice: int, heard: Heard, gap: float, lang: Lang) -> Markup:
    x = Scale((0, BANDS), (0, PANEL_WIDTH))
    largest = float(heard.weights.max())
    y = Scale((0, largest), (150, 40))
    # All bars as one path: a frame of a drag has no time for an element each.
    width = f"{x(1) - 0.8:.2f}"
    sides, tops = x.places(range(BANDS)), y.places(heard.weights.tolist())
    bars = [f"M{side + 0.4:.1f} 150V{top:.1f}h{width}V150z" for side, top in zip(sides, tops, strict=True)]
    pitch = LOWEST * 2 ** (gap * voice / 12)
    overtones = [x(pitch * number / BAND) for number in range(1, HARMONICS + 1) if pitch * number < HIGHEST]
    marks = [element("path", class_="pw-query", d=f"M{at - 4:.1f} 164l8 0l-4 -9z") for at in overtones]
    return panel(
        196,
        heading(_WEIGHTS[lang]),
        text(_LARGEST[lang].format(100 * largest), 0, 31, class_="pw-axis"),
        element("path", class_="pw-weight", d="".join(bars)),
        element("line", class_="pw-line", x1=0, x2=PANEL_WIDTH, y1=150, y2=150),
        *marks,
        text(_QUERY[lang].format(VOICES[voice][lang]), 0, 177, class_="pw-axis pw-query-text"),
        text(_FREQUENCY[lang], PANEL_WIDTH, 190, "end", "pw-axis"),
        title=_WEIGHTS[lang],
    )


def _waves(voice: int, heard: Heard, gap: float, lang: Lang) -> Markup:
    rows = (
        ("mixture", _MIXTURE[lang].format(_decibels(heard.before)), _given_outline(gap, None, 22 + 37), "pw-other"),
        ("recovered", _RECOVERED[lang].format(_decibels(heard.after)), _outline(heard.recovered, 80 + 37), "pw-value"),
        ("voice", _VOICE[lang].format(VOICES[voice][lang]), _given_outline(gap, voice, 138 + 37), "pw-score"),
    )
    drawn: list[Markup] = []
    for place, (track, name, outline, class_) in enumerate(rows):
        # By the name of its track the page finds where to draw the playhead.
        wave = element("path", class_=f"{class_} pw-wave", d=outline, data_of=track)
        drawn += [text(name, 0, 30 + place * 58), wave]
    return panel(216, heading(_WAVES[lang]), *drawn, text(_BY_EAR[lang], 0, 206, class_="pw-axis"), title=_WAVES[lang])


@lru_cache(maxsize=128)
def _given_outline(gap: float, voice: int | None, middle: float) -> str:
    """The outline of a voice alone, or of the mixture: they are there however one listens."""
    return _outline(room(gap).mixture if voice is None else room(gap).voices[voice], middle)


def _outline(wave: Array, middle: float) -> str:
    """The outline of a wave, as a path: its loudness in each of eighty moments, up and down from the middle line."""
    loudness = np.sqrt((wave.reshape(len(_MOMENTS), -1) ** 2).mean(axis=-1))
    heights = (18 * loudness / loudness.max()).tolist()
    upper = [f"{at} {middle - height:.1f}" for at, height in zip(_MOMENTS, heights, strict=True)]
    lower = [f"{at} {middle + height:.1f}" for at, height in zip(_MOMENTS, heights, strict=True)]
    return f"M{'L'.join(upper + lower[::-1])}z"


def _caption(voice: int, heard: Heard, gap: float) -> Words:
    before, after, gain = (
        _decibels(heard.before),
        _decibels(heard.after),
        _decibels(abs(round(heard.after, 1) - round(heard.before, 1))),
    )
    name = VOICES[voice]
    if gap == 0:
        return Words(
            zh=f"三个人一样高，频带分不出谁是谁：信噪比从 {before} 分贝变成 {after} 分贝，等于白听。",
            en=f"All three have one pitch, and no band tells them apart: the signal-to-noise ratio was {before} dB and is {after} dB.",
        )
    if before == after:
        return Words(
            zh=f"{name['zh']}的信噪比，混合里是 {before} 分贝，取回后还是 {after} 分贝，等于没听。",
            en=f"Nothing is gained: the signal-to-noise ratio of {name['en']} is {before} dB, and still {after} dB after.",
        )
    better = heard.after >= heard.before
    return Words(
        zh=f"只听{name['zh']}：信噪比在混合里是 {before} 分贝，取回后是 {after} 分贝，{'高' if better else '低'}了 {gain} 分贝。",
        en=f"Signal-to-noise ratio of {name['en']}: {before} dB in the mixture, {after} dB as recovered, {gain} dB "
        f"{'better' if better else 'worse'}.",
    )


def _decibels(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


_MOMENTS = tuple(f"{place * PANEL_WIDTH / 79:.1f}" for place in range(80))  # where they are on the time axis
_WEIGHTS = Words(zh="每个频带分到多少注意力", en="How much attention each band gets")
_LARGEST = Words(zh="最高的一条：{:.1f}%", en="tallest bar: {:.1f}%")
_QUERY = Words(zh="▲ 想听的：{}的音高和泛音", en="▲ wanted: pitch and overtones of {}")
_FREQUENCY = Words(zh="0 到 2400 赫兹 →", en="0 to 2400 Hz →")
_WAVES = Words(zh="听到了什么", en="What is heard")
_MIXTURE = Words(zh="混在一起：信噪比 {} 分贝", en="all at once: {} dB")
_RECOVERED = Words(zh="注意力取回的：{} 分贝", en="recovered by attention: {} dB")
_BY_EAR = Words(
    zh="0 分贝：和其余的一样响；多 10 分贝，听来约响一倍",
    en="0 dB: as loud as the rest; +10 dB: twice as loud",
)
_VOICE = Words(zh="本来的{}", en="as it was: {}")
_NOTE = Words(
    zh="示意声音：三个合成的嗓音，各有音高和节奏，加成一个信号。频带离想听的音高和泛音越近，分到的注意力越多。",
    en="Example voices: three synthetic voices, each with its pitch and rhythm, added up to one signal. The nearer a band lies to "
    "the wanted pitch and its overtones, the more attention it gets.",
)

WIDGET = Widget(
    name="cocktail-party",
    title=Words(zh="鸡尾酒会", en="The cocktail party"),
    claim=Words(
        zh="众声混成一个信号，只凭“我关心谁”，就能把那个声音取回来一些。",
        en="Voices become one signal, and caring for one of them is enough to get some of it back.",
    ),
    parameters=(
        Choice(
            "voice",
            Words(zh="想听谁", en="Whom to follow"),
            (
                ("1", Words(zh="低音", en="low")),
                ("2", Words(zh="中音", en="middle")),
                ("3", Words(zh="高音", en="high")),
            ),
            initial="2",
        ),
        Number("sharpness", Words(zh="专注程度（0 是一视同仁）", en="Sharpness (0: all alike)"), 4, 0, 12, 0.5),
        Number(
            "gap",
            Words(zh="三人的音高相差", en="Pitches apart by"),
            5,
            0,
            9,
            0.5,
            Words(zh=" 半音", en=" semitones"),
        ),
    ),
    main=("voice",),
    presets=(
        Preset(Words(zh="一视同仁", en="All alike"), {"sharpness": "0"}),
        Preset(Words(zh="专注", en="Keen"), {"sharpness": "12"}),
        Preset(Words(zh="声音挨得近", en="Voices close"), {"gap": "1"}),
    ),
    draw=draw,
    listen=listen,
    tracks=(
        Track("mixture", Words(zh="听混合", en="Hear the mixture")),
        Track("recovered", Words(zh="听取回的", en="Hear what is recovered")),
        Track("voice", Words(zh="听本来的", en="Hear the voice alone")),
    ),
)
