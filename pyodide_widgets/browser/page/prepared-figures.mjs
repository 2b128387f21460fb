/** Figures that the build has drawn for the positions of each control: they answer until Python has drawn the widget once. */

const PRESETS = ""; // under which a file has the figures of the presets, as build/prepared.py writes it
const FOLDER = new URL("../prepared/", import.meta.url).href;

/**
 * Fetch a widget's prepared figures. If that fails, there are none: Python will draw them.
 *
 * @param {string} name the file, without its extension
 * @returns {Promise<{of: (set: Record<string, string>) => string | undefined, ofPreset: (texts: string) => string | undefined}>}
 *   the widget's inner HTML for what the reader has set, and for a preset as its button writes it; undefined if that was not prepared
 */
export async function fetchPreparedFigures(name) {
  try {
    const { pieces, figures } = await fetchPrepared(name);
    const join = (places) => places?.map((place) => pieces[place]).join("");
    return {
      of: (set) => {
        const [[parameter, text], ...others] = Object.entries(set);
        const position = Object.keys(figures[parameter] ?? {}).find((known) => isSameValue(known, text));
        return others.length || position === undefined ? undefined : join(figures[parameter][position]);
      },
      ofPreset: (texts) => join(figures[PRESETS]?.[texts]),
    };
  } catch {
    return { of: () => undefined, ofPreset: () => undefined };
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
