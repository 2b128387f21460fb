/** What a page loads. Of Python it loads nothing: that begins with the first widget that comes near. */

import "./language-switch.mjs";
import "./offline.mjs";
import "./py-widget.mjs";
