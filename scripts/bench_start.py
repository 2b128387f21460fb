"""How long a reader waits until Python answers: on the pages that readers open, and in an empty page.

    uv run python scripts/bench_start.py [--rounds 3] [--runs 1] [--only page | empty] [--pages article-zh front-en …]

In one run, in turn with a bare page that loads the same Pyodide and NumPy as published, medians; only the ratios mean anything.
What is measured is said in `start_on_page.py` and `start_in_empty_page.py`; the aims are in `site_tables.py`. What was found is
written to `docs/measured.json`, which fences `py-measured page` and `py-measured start` show as tables; after several runs on the
pages, the table says from where to where the runs' medians go.
"""

from __future__ import annotations

import argparse

from pyodide_widgets.runtime.pin import read_pin
from scripts import bare_page, site_tables, start_in_empty_page, start_on_page
from tests.browser.site_in_browser import site_in_browser


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=1, help="on the pages, one after the other")
    parser.add_argument("--only", choices=["page", "empty"])
    parser.add_argument("--pages", nargs="+", choices=start_on_page.PAGES, default=[*start_on_page.PAGES])
    arguments = parser.parse_args()
    with site_in_browser() as (browser, server, site):
        bare_page.write_bare(server.folder / "bare", read_pin())
        name = f"Chromium {browser.version}"
        if arguments.only != "empty":
            runs = []
            for _ in range(arguments.runs):
                runs.append(start_on_page.measure_all(browser, server, arguments.pages, arguments.rounds))
                print(site_tables.write("page", start_on_page.together(runs), name), flush=True)
        if arguments.only != "page":
            found_empty = start_in_empty_page.measure_all(browser, server, site, arguments.rounds)
            print(site_tables.write("start", found_empty, name))


if __name__ == "__main__":
    main()
