"""The claim of `asked-later`: what a fixed choice loses, from nearly everything to nothing, depends on how facts hang together."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.kit.words import Lang, percent
from pyodide_widgets.widgets import asked_later
from pyodide_widgets.widgets.asked_later import (
    EACH,
    FACTS,
    MOST_CAUSES,
    TOPICS,
    answers,
    contenders,
    covariance,
    example_page,
    mixture,
    principal_components,
)
from tests.bundled import LANGS

ROOMS = np.arange(1 + FACTS)
SETTINGS = [(0.0, 4), (0.25, 8), (0.5, 4), (0.95, 2), (1.0, 1), (1.0, 8), (1.0, MOST_CAUSES)]
EVERY_SETTING = pytest.mark.parametrize(("shared", "causes"), SETTINGS)


def of_topic(topic: int) -> slice:
    return slice(topic * EACH, (topic + 1) * EACH)


def means(shared: float, causes: int) -> list[np.ndarray]:
    """The share answered for each room, the mean over topics: told before, best fixed choice, first facts."""
    return [each.by_topic.mean(axis=1) for each in contenders(shared, causes)]


def largest_variances(between: np.ndarray) -> np.ndarray:
    """The sums of the 0, 1, 2, … largest eigenvalues: no so many weighted sums explain more (Ky Fan)."""
    return np.concatenate([[0], np.cumsum(np.linalg.eigvalsh(between)[::-1])])


@pytest.mark.parametrize("causes", [1, 4, MOST_CAUSES])
def test_of_unrelated_facts_a_fixed_choice_answers_its_share_of_the_page(causes: int) -> None:
    told, fixed, first = means(0.0, causes)
    np.testing.assert_allclose(told, np.minimum(1, ROOMS / EACH), atol=1e-8)
    np.testing.assert_allclose(fixed, ROOMS / FACTS, atol=1e-8)
    np.testing.assert_allclose(first, ROOMS / FACTS, atol=1e-8)


@pytest.mark.parametrize("causes", [1, 4, 8, MOST_CAUSES])
def test_where_all_is_shared_every_choice_answers_everything_once_there_is_room_for_the_causes(causes: int) -> None:
    for each in means(1.0, causes):
        np.testing.assert_allclose(each[causes:], 1, atol=1e-8)
    assert (means(1.0, causes)[1][:causes] < 0.999).all()


@EVERY_SETTING
def test_the_fixed_choice_reaches_what_no_weighted_sums_exceed(shared: float, causes: int) -> None:
    best = largest_variances(covariance(shared, causes)) / FACTS
    np.testing.assert_allclose(means(shared, causes)[1], best, atol=1e-8)


@EVERY_SETTING
def test_whoever_is_told_reaches_what_no_weighted_sums_exceed_for_the_topic(shared: float, causes: int) -> None:
    between = covariance(shared, causes)
    for topic in range(TOPICS):
        best = largest_variances(between[of_topic(topic), of_topic(topic)]) / EACH
        by_room = contenders(shared, causes)[0].by_topic[:, topic]
        np.testing.assert_allclose(by_room[: 1 + EACH], best, atol=1e-8)
        np.testing.assert_allclose(by_room[EACH:], 1, atol=1e-8)


@EVERY_SETTING
def test_other_fixed_choices_answer_no_more(shared: float, causes: int) -> None:
    """At random, and right beside the best one."""
    rng = np.random.default_rng(5)
    between, page, best = covariance(shared, causes), example_page(shared, causes), means(shared, causes)[1]
    components = principal_components(mixture(causes))
    for size in (0.05, 0.5, 50.0):
        other, _ = np.linalg.qr(components + size * rng.standard_normal((FACTS, FACTS)))
        assert (answers(other, between, page).shares.mean(axis=1) <= best + 1e-8).all()


@EVERY_SETTING
def test_being_told_never_hurts_and_more_room_never_hurts(shared: float, causes: int) -> None:
    told, fixed, first = means(shared, causes)
    assert (told >= fixed - 1e-8).all() and (fixed >= first - 1e-8).all()
    for each in (told, fixed, first):
        assert (np.diff(each) >= -1e-8).all() and each[0] == 0


def test_the_more_facts_hang_together_the_more_a_fixed_choice_answers() -> None:
    found = [means(shared, 4)[1][4] for shared in (0.0, 0.25, 0.5, 0.75, 1.0)]
    # Four numbers hold the four causes: what is shared is answered, and of what is not, an eighth.
    np.testing.assert_allclose(found, [share + (1 - share) / 8 for share in (0.0, 0.25, 0.5, 0.75, 1.0)], atol=1e-8)


@pytest.mark.parametrize("room", [1, 3, 4, 10, 28])
@pytest.mark.parametrize(("shared", "causes"), [(0.0, 4), (0.5, 4), (0.8, 8)])
def test_regression_on_many_pages_finds_the_same_shares(room: int, shared: float, causes: int) -> None:
    """Pages drawn as the note says; kept what NumPy's eigenvectors say; answered by least squares."""
    rng = np.random.default_rng(room)
    pages = 40_000
    facts = np.sqrt(1 - shared) * rng.standard_normal((pages, FACTS))
    facts += np.sqrt(shared) * rng.standard_normal((pages, causes)) @ mixture(causes).T
    between = mixture(causes) @ mixture(causes).T * shared + (1 - shared) * np.eye(FACTS)

    def answered(kept: np.ndarray, asked: np.ndarray) -> float:
        residual = asked - kept @ np.linalg.lstsq(kept, asked)[0]
        return float(1 - (residual**2).mean() / (asked**2).mean())

    fixed, first = facts @ np.linalg.eigh(between)[1][:, -room:], facts[:, :room]
    told = []
    for topic in range(TOPICS):
        asked = facts[:, of_topic(topic)]
        _, vectors = np.linalg.eigh(between[of_topic(topic), of_topic(topic)])
        told.append(answered(asked @ vectors[:, -min(room, EACH) :], asked))
    by_regression = [float(np.mean(told)), answered(fixed, facts), answered(first, facts)]
    np.testing.assert_allclose([each[room] for each in means(shared, causes)], by_regression, atol=0.006)


@pytest.mark.parametrize("room", [1, 4, 11])
@pytest.mark.parametrize(("shared", "causes"), [(0.5, 4), (0.9, 12)])
def test_answers_are_the_conditional_means_of_the_facts(room: int, shared: float, causes: int) -> None:
    between, page = covariance(shared, causes), example_page(shared, causes)
    _, fixed, first = contenders(shared, causes)
    for found, kept in ((fixed, principal_components(mixture(causes))[:, :room]), (first, np.eye(FACTS)[:, :room])):
        expected = between @ kept @ np.linalg.solve(kept.T @ between @ kept, kept.T @ page)
        np.testing.assert_allclose(found.page[room], np.tile(expected, (TOPICS, 1)), atol=1e-8)


@EVERY_SETTING
def test_only_whoever_is_told_answers_otherwise_when_another_topic_is_asked_for(shared: float, causes: int) -> None:
    told, fixed, first = contenders(shared, causes)
    for topic in range(TOPICS):
        np.testing.assert_allclose(
            told.page[EACH, topic, of_topic(topic)], example_page(shared, causes)[of_topic(topic)], atol=1e-8
        )
    for each in (fixed, first):
        assert (each.page == each.page[:, :1]).all()


@pytest.mark.parametrize("causes", [1, 2, 7, MOST_CAUSES])
def test_facts_have_variance_one_and_components_are_orthonormal(causes: int) -> None:
    np.testing.assert_allclose(covariance(0.3, causes).diagonal(), 1)
    components = principal_components(mixture(causes))
    np.testing.assert_allclose(components.T @ components, np.eye(FACTS), atol=1e-12)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("texts", [{}, {"room": "3", "shared": "80", "causes": "9"}, {"room": "28", "shared": "0"}])
def test_caption_says_what_was_computed(texts: dict[str, str], lang: Lang) -> None:
    values = {"room": "4", "shared": "50", "causes": "4"} | texts
    room = int(values["room"])
    found = [float(each[room]) for each in means(int(values["shared"]) / 100, int(values["causes"]))]
    shown = drawn("asked-later", texts, lang)
    assert [f"{share}%" for share in shown.percentages] == [percent(share) for share in found]
    assert str(room) in re.findall(r"\d+", shown.caption)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        ({}, {"zh": "答得出 56%，", "en": "best fixed choice 56%,"}),
        ({"room": "31", "shared": "95"}, {"zh": "几乎不吃亏", "en": "loses next to nothing"}),
        ({"shared": "100"}, {"zh": "一点不吃亏", "en": "loses nothing"}),
        ({"room": "32", "shared": "0"}, {"zh": "一点不吃亏", "en": "loses nothing"}),
    ],
)
def test_caption_says_where_a_fixed_choice_loses_little_or_nothing(
    texts: dict[str, str], verdict: dict[str, str], lang: Lang
) -> None:
    assert verdict[lang] in drawn("asked-later", texts, lang).caption


def test_prose_can_state_what_the_caption_says() -> None:
    widget = asked_later.WIDGET
    values, _ = widget.read({}, "en")
    figure = widget.figure(values, "en")
    told, fixed, first = (float(each[4]) for each in means(0.5, 4))
    assert figure.values == pytest.approx({"told": told, "fixed": fixed, "first": first, "lost": told - fixed})
    assert figure.values["fixed"] == 0.5625


def test_the_example_page_shows_the_topic_that_is_asked_for() -> None:
    shown = drawn("asked-later", {"topic": "6"}, "en")
    assert shown.texts("text", "pw-query-text") == ["6"]
    assert [each["data-set"] for each in shown.attributes("g", **{"class": "pw-clickable"})] == [
        f"topic={topic}" for topic in range(1, 1 + TOPICS)
    ]
    frames = [float(each["x"] or "") for each in shown.attributes("rect", **{"class": "pw-frame"})]
    assert frames == [5 * 320 / TOPICS + 1] * 4  # the page, and each contender
    shares = [percent(float(each.by_topic[4, 5])) for each in contenders(0.5, 4)]
    assert shown.texts("text", "pw-number") == shares


def test_bars_are_the_facts_and_the_answers() -> None:
    shown = drawn("asked-later", {}, "en")
    told, fixed, first = contenders(0.5, 4)
    rows = {
        "pw-value": example_page(0.5, 4),
        "pw-weight": told.page[4, 2],
        "pw-score": fixed.page[4, 2],
        "pw-other": first.page[4, 2],
    }
    for colour, facts in rows.items():
        bars = shown.attributes("rect", **{"class": colour})
        heights = [float(each["height"] or "") for each in bars]
        np.testing.assert_allclose(heights, np.clip(8 * np.minimum(abs(facts), 2.4), 0.5, None), atol=0.006)
        tops = [float(each["y"] or "") for each in bars]
        zeros = {round(top + height * (fact > 0), 1) for top, height, fact in zip(tops, heights, facts, strict=True)}
        assert len(zeros) == 1
    boxes = [float(each["height"] or "") for each in shown.attributes("rect", **{"class": "pw-before"})]
    truth = np.clip(8 * np.minimum(abs(example_page(0.5, 4)[8:12]), 2.4), 0.5, None)
    np.testing.assert_allclose(boxes, np.tile(truth, 4), atol=0.006)  # in each row, for the topic that is asked for
    places = [float(each["x"] or "") for each in shown.attributes("rect", **{"class": "pw-value"})]
    assert len(places) == FACTS and all(b - a >= 8 for a, b in pairwise(places))
