"""A small site whose widgets need packages: one draws with Matplotlib, one with SciPy, one with a wheel, one with NumPy alone."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import dataclass
from functools import cached_property
from importlib import invalidate_caches
from pathlib import Path

import markdown

from pyodide_widgets.build.assets import write_assets
from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.build.head import PagePlace, make_live
from pyodide_widgets.build.languages import Languages
from pyodide_widgets.build.offline import write_offline_worker
from pyodide_widgets.build.widget_code import WidgetCode, widget_code
from pyodide_widgets.kit.browser_calls import BrowserCalls
from pyodide_widgets.markdown.extension import PyodideWidgetsExtension
from pyodide_widgets.runtime.pure_wheels import make_importable
from pyodide_widgets.runtime.site_packages import site_packages

PACKAGE = "widgets_with_packages"
PACKAGES = ["matplotlib", "scipy"]
LANG = "en"
_HEADER = """
from pyodide_widgets.figures.figure import Figure, PANEL_WIDTH, panel, text
from pyodide_widgets.figures.foreign import foreign_figure
from pyodide_widgets.kit.parameters import Choice, Number, Values
from pyodide_widgets.kit.widget import Widget
"""
WIDGETS = {
    "wave": """
import matplotlib.pyplot as plt
import numpy as np

STYLES = {"regular": "normal", "heavy": "bold"}

def draw(values: Values, lang: str) -> Figure:
    figure, axes = plt.subplots(figsize=(4.4, 3.3), layout="constrained")
    x = np.linspace(0, 2 * np.pi, 40)
    axes.plot(x, np.sin(values["cycles"] * x), marker="o", label="a wave")
    axes.set_xlabel("time $t^2$", fontweight=STYLES[values["weight"]])
    axes.legend()
    return foreign_figure(figure, f"The wave has {values['cycles']:g} cycles.", title="A wave")

WIDGET = Widget("wave", "Wave", "A wave.", (
    Number("cycles", "Cycles", 1, low=1, high=5, step=1),
    Choice("weight", "Letters", (("regular", "regular"), ("heavy", "heavy")), "regular"),
), draw)
""",
    "bell": """
from scipy.stats import norm

def draw(values: Values, lang: str) -> Figure:
    share = norm.cdf(values["most"])
    return Figure((panel(40, text(f"{share:.6f}", 10, 20), title="A share"),), f"Below {values['most']:g} lies {share:.4f}.")

WIDGET = Widget("bell", "Bell", "A share.", (Number("most", "Up to", 1, low=-3, high=3, step=0.5),), draw)
""",
    "cells": """
from tiny_table import Table

def draw(values: Values, lang: str) -> Figure:
    return foreign_figure(Table(int(values["rows"])), f"It has {values['rows']:g} rows.")

WIDGET = Widget("cells", "Cells", "A table.", (Number("rows", "Rows", 2, low=1, high=5, step=1),), draw)
""",
    "plain": """
import numpy as np

def draw(values: Values, lang: str) -> Figure:
    total = np.arange(values["count"] + 1).sum()
    return Figure((panel(40, text(f"{total:g}", 10, 20), title="A sum"),), f"The sum is {total:g}.")

WIDGET = Widget("plain", "Plain", "A sum.", (Number("count", "Count", 3, low=1, high=9, step=1),), draw)
""",
}
_TABLE = """
class Table:
    def __init__(self, rows):
        self.rows = rows
    def _repr_html_(self):
        rows = "".join(f"<tr><th>{row}</th><td onclick='no()'>{row ** 2}</td></tr>" for row in range(self.rows))
        return f"<style>td {{ color: red }}</style><table border='1'><tbody>{rows}</tbody></table>"
"""
# No style attribute and no code but the site's own; "wasm-unsafe-eval" lets WebAssembly be compiled.
_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'"
_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{name}</title>
<meta http-equiv="Content-Security-Policy" content="{policy}"></head><body>{body}</body></html>"""


@dataclass(frozen=True)
class PackageSite:
    """A finished site: a page for each widget, `/wave.html` and so on, and `/all.html`."""

    folder: Path
    code: WidgetCode

    @cached_property
    def calls(self) -> BrowserCalls:
        return BrowserCalls(self.code.catalogue, [LANG])


def tiny_wheel(folder: Path) -> Path:
    """Write a wheel of pure Python."""
    wheel = folder / "tiny_table-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_table/__init__.py", _TABLE)
        archive.writestr("tiny_table-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-table\nVersion: 1.0\n")
        archive.writestr(
            "tiny_table-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("tiny_table-1.0.dist-info/RECORD", "")
    return wheel


def build(project: Path) -> PackageSite:
    """Build the site in a folder `site` of the project's."""
    wheel = tiny_wheel(project)
    make_importable([wheel])
    packages = site_packages(PACKAGES, [wheel])
    (project / PACKAGE).mkdir()
    (project / PACKAGE / "__init__.py").touch()
    for name, source in WIDGETS.items():
        (project / PACKAGE / f"{name}.py").write_text(_HEADER + source, encoding="utf-8")
    sys.path.insert(0, str(project))
    invalidate_caches()
    code = widget_code([PACKAGE], packages.key())
    site = project / "site"
    site.mkdir()
    (site / "favicon.ico").touch()  # browsers ask for it
    for page, names in {**{name: [name] for name in WIDGETS}, "all": list(WIDGETS)}.items():
        extension = PyodideWidgetsExtension(widgets=[PACKAGE], languages=[LANG], code=code, docs_dir=str(project))
        body = markdown.markdown("\n\n".join(f"```py-widget {name}\n```" for name in names), extensions=[extension])
        html = _PAGE.format(lang=LANG, name=page, body=body, policy=_POLICY)
        live = make_live(html, PagePlace("", f"{page}.html"), Languages.of([LANG]), offline=True)
        (site / f"{page}.html").write_text(live, encoding="utf-8")
    known = write_assets(FinishedPages(site), code, [LANG], packages=packages)
    write_offline_worker(site, known, [LANG])
    return PackageSite(site, code)
