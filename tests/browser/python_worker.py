"""Python as the worker of the site starts it, but open to any code: for tests of the runtime itself."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser

import pyodide_widgets
from pyodide_widgets.build.assets import write_assets
from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.build.places import FOLDER
from pyodide_widgets.build.widget_code import WidgetCode
from tests.bundled import CODE, LANGS

from .snapshot_maker import MAKE, wait_kept

_BROWSER = Path(pyodide_widgets.__file__).parent / "browser"
_WORKER = f"""
import {{ findSnapshot }} from "/browser/shared/snapshots.mjs";
import {{ startPython }} from "/browser/shared/start-python.mjs";
const findMemory = async (manifest) => {{
  const snapshot = await findSnapshot(manifest);
  if (!snapshot) throw new Error("there is no snapshot");
  return snapshot;
}};
const options = location.search === "?from-snapshot" ? {{ findMemory }} : {{}};
const starting = startPython(new URL("/{FOLDER}/runtime/", location.href).href, options);
const whole = starting.then(async (started) => {{
  await started.complete();
  return started;
}});
const run = async ({{ code, bundle }}) => {{
  const {{ pyodide }} = await whole;
  pyodide.globals.set("bundle", pyodide.toPy(Uint8Array.from(atob(bundle), (character) => character.charCodeAt(0))));
  return pyodide.runPython(code);
}};
self.onmessage = ({{ data: task }}) =>
  run(task)
    .then((value) => self.postMessage({{ value }}))
    .catch(({{ message: error }}) => self.postMessage({{ error }}));
"""
_START = """(search) => {
  window.python = new Worker("/python-worker.mjs" + search, { type: "module" });
}"""
_RUN = """
(task) => new Promise((resolve, reject) => {
  window.python.onmessage = ({ data }) => resolve(data);
  window.python.onerror = ({ message }) => reject(new Error(message));
  window.python.postMessage(task);
})
"""


class PythonError(Exception):
    """What Python raised in the browser; the message is its traceback."""


class PythonWorker:
    """A page whose worker starts Python at once.

    Args:
        origin: of a server of a folder that `prepare` has filled.
        from_snapshot: have a snapshot made first, and start from that.
    """

    def __init__(self, browser: Browser, origin: str, *, from_snapshot: bool = False) -> None:
        self._context = browser.new_context()
        self.requests: list[str] = []  # paths
        self._context.on("request", lambda request: self.requests.append(request.url.removeprefix(origin)))
        self._page = self._context.new_page()
        self._page.goto(f"{origin}/empty.html")
        if from_snapshot:
            self._page.evaluate(MAKE)
            wait_kept(self._page, "snapshot")
        self._page.evaluate(_START, "?from-snapshot" if from_snapshot else "")

    def __enter__(self) -> PythonWorker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.close()

    def run(self, code: str, bundle: bytes = b"") -> Any:
        """The value of the last expression of `code`, in which `bundle` is a memoryview. Raises PythonError."""
        answer = self._page.evaluate(_RUN, {"code": code, "bundle": base64.b64encode(bundle).decode()})
        if "error" in answer:
            raise PythonError(answer["error"])
        return answer.get("value")


def prepare(folder: Path, code: WidgetCode = CODE) -> None:
    """Put what a PythonWorker needs into a folder, with the browser's modules as they are written in `browser/`.

    Args:
        code: what it can import besides the library.
    """
    write_assets(FinishedPages(folder), code, LANGS)
    shutil.copytree(_BROWSER, folder / "browser")
    (folder / "empty.html").write_text("<!doctype html><title>Python</title>", encoding="utf-8")
    (folder / "python-worker.mjs").write_text(_WORKER, encoding="utf-8")
