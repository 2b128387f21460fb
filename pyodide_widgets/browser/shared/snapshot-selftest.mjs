/** What a sound Python says: a snapshot keeps the answer, and whatever comes from it has to give the same one. */

const QUESTION = `
from pyodide_widgets.kit.browser_calls import open_catalogue

open_catalogue().self_test()
`;

/**
 * @param {object} pyodide
 * @returns {string}
 */
export const prove = (pyodide) => pyodide.runPython(QUESTION);
