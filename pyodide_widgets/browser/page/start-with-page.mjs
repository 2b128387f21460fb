/** Start Python with the page, where the build has marked it: its first widget is near the top, and would ask for it anyway. */

import { mayLoadUnasked } from "./loading.mjs";
import { python } from "./python.mjs";

// A page in a hidden tab may never be looked at; when it is, its widgets ask for Python.
if (document.querySelector("script[data-start]") && !document.hidden && mayLoadUnasked()) python.start();
