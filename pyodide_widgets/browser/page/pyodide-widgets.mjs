/** The entry module of a page. Python is loaded later, when a widget comes near the screen or is used. */

import "./language-switch.mjs";
import "./offline.mjs";
import "./py-widget.mjs";
import "./same-page-links.mjs";
