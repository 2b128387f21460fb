/** What a sound Python says: a snapshot keeps the answer, and whatever comes from it has to give the same one. */

const QUESTION = `
import numpy
from pyodide_widgets import widgets

repr(numpy.linalg.inv(numpy.eye(3) + 1).tolist()) + widgets.render_json(widgets.names()[0], "{}", "zh")
`;

/**
 * @param {object} pyodide
 * @returns {string}
 */
export const prove = (pyodide) => pyodide.runPython(QUESTION);
