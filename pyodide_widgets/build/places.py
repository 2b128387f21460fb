"""Where the generator's files are in a finished site."""

FOLDER = "pyodide-widgets"  # below the root of the site
ENTRY = "page/pyodide-widgets.mjs"  # in `FOLDER`: the module that a page loads
STYLE_SHEET = "page/widgets.css"  # in `FOLDER`
WORKER = "offline-worker.js"  # at the root of the site, for a service worker sees what is below it
EMBED = "embed"  # below the root of each language: pages that any other site may show in a frame
