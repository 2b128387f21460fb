/** Figures that the build has drawn for the positions of each control: they answer until Python is ready. */

const FOLDER = new URL("../prepared/", import.meta.url).href;

/**
 * Fetch a widget's prepared figures. If that fails, there are none: Python will draw them.
 *
 * @param {string} name the file, without its extension
 * @returns {Promise<(set: Record<string, string>) => string | undefined>} a function from what the reader has set to the
 *   widget's inner HTML, or undefined if that was not prepared
 */
export async function fetchPreparedFigures(name) {
  try {
    const { pieces, figures } = await fetchPrepared(name);
    return (set) => {
      const [[parameter, text], ...others] = Object.entries(set);
      const position = Object.keys(figures[parameter] ?? {}).find((known) => isSameValue(known, text));
      if (others.length || position === undefined) return undefined;
      return figures[parameter][position].map((place) => pieces[place]).join("");
    };
  } catch {
    return () => undefined;
  }
}

/**
 * Fetch the contents of one file. For a phrase in the prose it is the inner HTML of the widget.
 *
 * @param {string} name the file, without its extension
 */
export async function fetchPrepared(name) {
  const response = await fetch(`${FOLDER}${name}.json`);
  return response.json();
}

// As Python reads a number; JavaScript's own reading takes "" for 0, and "0x1" for 1.
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Python writes 1.0 where a slider's value is 1. */
const isSameValue = (known, text) => known === text || (NUMBER.test(text.trim()) && Number(known) === Number(text));
