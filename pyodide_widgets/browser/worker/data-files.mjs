/** The data files of widgets: fetched and checked when a figure needs them, and put where the widget looks for them. */

import { FAULTS, Fault } from "../shared/protocol.mjs";
import { Downloads } from "./downloads.mjs";

export class DataFiles {
  #fs;
  #entries; // by name
  #downloads;

  /**
   * @param {object} pyodide
   * @param {string} folder the URL of the runtime's folder, with a slash at its end
   * @param {object} manifest of the runtime
   */
  constructor(pyodide, folder, manifest) {
    this.#fs = pyodide.FS;
    this.#entries = manifest.data ?? {};
    this.#downloads = new Downloads(folder, { holdsLibraries: false });
  }

  /**
   * Make sure that files can be read.
   *
   * @param {[string, string][]} files that are not there: their names in the manifest, and where they belong
   * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive
   * @throws {Fault} a file is missing, altered, or did not arrive; the next call tries again
   */
  async ensure(files, onProgress) {
    if (!files.length) return;
    const entries = files.map(([name]) => [name, this.#entry(name)]);
    const arrived = await this.#downloads.get(entries, onProgress);
    files.forEach(([name, path], place) => {
      this.#fs.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      this.#fs.writeFile(path, arrived[place].bytes);
      this.#downloads.forget(name);
    });
  }

  #entry(name) {
    const entry = this.#entries[name];
    if (!entry) throw new Fault(FAULTS.missing, "the site has no such data file", name.slice(name.lastIndexOf("/") + 1));
    return entry;
  }
}
