"""Where the generator's files are in a finished site."""

FOLDER = "pyodide-widgets"  # below the root of the site
PAGE = f"{FOLDER}/page"  # the modules and style sheets of pages
ENTRY = "page/pyodide-widgets.mjs"  # in `FOLDER`: the module that a page loads
STYLE_SHEETS = ("widgets.css", "controls.css", "figures.css")  # in `PAGE`, in their order
WORKER = "offline-worker.js"  # at the root of the site, for a service worker sees what is below it
