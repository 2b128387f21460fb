"""The download queue: the next download begins when few bytes of those before it are outstanding."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from .static_server import StaticServer

_BEGUN = """async ([room, sizes, given]) => {
  const { DownloadQueue } = await import("/browser/shared/download-queue.mjs");
  const queue = new DownloadQueue(room);
  const begun = [];
  sizes.forEach((size, place) => queue.enqueue(size).then(() => begun.push(place)));
  for (const count of given) queue.release(count);
  await new Promise((resolve) => setTimeout(resolve));
  return begun;
}"""


@pytest.mark.parametrize(
    ("given", "begun"),
    [
        ([], [0]),  # the first begins, however large it is
        ([899], [0]),
        ([901], [0, 1]),
        ([901, 40], [0, 1]),
        ([901, 60], [0, 1, 2]),
        ([901, 60, 500], [0, 1, 2, 3]),
        ([1000, 50, 500, 5], [0, 1, 2, 3]),
    ],
)
def test_the_next_begins_when_there_is_room(
    given: list[int], begun: list[int], browser: Browser, python_server: StaticServer
) -> None:
    page = browser.new_page()
    page.goto(f"{python_server.origin}/empty.html")
    assert page.evaluate(_BEGUN, [100, [1000, 50, 500, 5], given]) == begun
    page.close()
