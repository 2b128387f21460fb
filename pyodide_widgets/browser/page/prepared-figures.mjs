/** Figures that the build has drawn along each control, for the time before Python is there. */

const FOLDER = new URL("../prepared/", import.meta.url).href;

/**
 * Fetch a widget's prepared figures. They are a help and no more: whatever goes wrong, there are none.
 *
 * @param {string} name the file, without its ending
 * @returns {Promise<(set: Record<string, string>) => string | undefined>} what gives the widget's inner HTML for what a
 *   reader has set, if that was prepared
 */
export async function fetchPrepared(name) {
  try {
    const response = await fetch(`${FOLDER}${name}.json`);
    const { pieces, figures } = await response.json();
    return (set) => {
      const [[parameter, text], ...others] = Object.entries(set);
      const position = Object.keys(figures[parameter] ?? {}).find((known) => same(known, text));
      if (others.length || position === undefined) return undefined;
      return figures[parameter][position].map((place) => pieces[place]).join("");
    };
  } catch {
    return () => undefined;
  }
}

/** Python writes 1.0 where a slider says 1. */
const same = (known, text) => known === text || Number(known) === Number(text);
