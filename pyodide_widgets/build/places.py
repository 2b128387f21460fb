"""Where the generator's files are in a finished site."""

FOLDER = "pyodide-widgets"  # below the root of the site
ENTRY = "page/pyodide-widgets.mjs"  # in `FOLDER`: the module that a page loads
LATE_SCRIPTS = "page/late-scripts.js"  # in `FOLDER`: the script that runs the theme's own
THEME_SITEMAP = "page/theme-sitemap.js"  # in `FOLDER`: the script that tells the theme where its pages are
WITHOUT_MODULES = "page/without-modules.js"  # in `FOLDER`: the script for browsers that run no module
EMBED_ENTRY = "page/embed.mjs"  # in `FOLDER`: the module of a page that is shown inside other sites' pages
STYLE_SHEET = "page/widgets.css"  # in `FOLDER`
WORKER = "offline-worker.js"  # at the root of the site, for a service worker sees what is below it
EMBED = "embed"  # below the root of each language: pages that any other site may show in a frame
EDITOR = "editor"  # in `FOLDER`: what is fetched when a reader begins to change code
EDITING_STYLE_SHEET = "page/editing.css"  # in `FOLDER`, for pages with code that readers may change
TRACED_CODE = "code"  # in `FOLDER`: what the button "Code" of each widget shows
CODE_ELEMENTS = ("py-code", "py-cases", "py-challenge")  # the elements of pages with such code
