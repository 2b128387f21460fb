/** The entry module of a page. Python starts first, if it is to start with the page: most of that is not done by this thread. */

import "./start-with-page.mjs";
import "./language-switch.mjs";
import "./offline.mjs";
import "./code-elements.mjs";
import "./py-widget.mjs";
import "./phrases.mjs";
import "./same-page-links.mjs";
