/**
 * The self-test of snapshots: a restored Python has to return the same text as the Python that the snapshot was taken of.
 * A memory that was restored wrongly often answers, but with wrong numbers.
 */

const SELF_TEST = `
from pyodide_widgets.kit.browser_calls import open_catalogue

open_catalogue().self_test()
`;

/**
 * @param {object} pyodide
 * @returns {string} results of NumPy and the markup of a figure
 * @throws Python cannot compute them
 */
export const runSelfTest = (pyodide) => pyodide.runPython(SELF_TEST);
