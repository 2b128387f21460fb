/**
 * The packages that widgets import besides NumPy: fetched, checked and unpacked before a widget that needs them is imported.
 *
 * Compiled modules are loaded by Python's own import, which compiles synchronously; by then they have been compiled
 * once, and the browser takes the code from its cache.
 */

import { unpack } from "../shared/archive.mjs";
import { getSynchronously } from "../shared/http.mjs";
import { Downloads } from "./downloads.mjs";

const LIBRARY = "library-for-packages.tar"; // modules of Python and NumPy that packages need; unpacked before the first of them
const archiveOf = (name) => `${name}.tar`;
const onDemandArchiveOf = (name) => `${name}-on-demand.tar`;

export class Packages {
  #pyodide;
  #folder;
  #manifest;
  #downloads;
  #installed = new Set(); // names of packages
  #unpacked = new Map(); // the file of each unpacked archive, by name; keeps its compiled modules, or they would be compiled twice

  /**
   * @param {object} pyodide
   * @param {string} folder the URL of the runtime's folder, with a slash at its end
   * @param {object} manifest of the runtime
   */
  constructor(pyodide, folder, manifest) {
    this.#pyodide = pyodide;
    this.#folder = folder;
    this.#manifest = manifest;
    this.#downloads = new Downloads(folder, { holdsLibraries: true });
  }

  /**
   * Make sure that packages can be imported.
   *
   * @param {string[]} names each after those that it depends on
   * @param {(loaded: number, total: number) => void} [onProgress] called as bytes arrive
   * @throws {Fault} a file is missing, altered, or did not arrive; the next call tries again
   */
  async ensure(names, onProgress = () => {}) {
    const wanted = [LIBRARY, ...names.map(archiveOf)].filter((archive) => !this.#unpacked.has(archive));
    if (names.every((name) => this.#installed.has(name))) return;
    const files = await this.#downloads.get(wanted.map((archive) => [archive, this.#manifest.packages[archive]]), onProgress);
    wanted.forEach((archive, place) => this.#unpack(archive, files[place]));
    this.#pyodide.runPython("import sys; sys.path_importer_cache.clear()");
    for (const name of names) this.#installOnDemandArchive(name);
  }

  #unpack(archive, file) {
    if (this.#unpacked.has(archive)) return; // another call, which waited for it too, was first
    unpack(this.#pyodide.FS, file.bytes);
    this.#unpacked.set(archive, file);
  }

  #installOnDemandArchive(name) {
    if (this.#installed.has(name)) return;
    const { file, sha256 } = this.#manifest.packages_on_demand[onDemandArchiveOf(name)];
    const packageFiles = this.#pyodide.pyimport("pyodide_widgets.browser.worker.package_files");
    let archive;
    packageFiles.install(
      name,
      (anew) => this.#pyodide.toPy((archive = getSynchronously(this.#folder + file, anew))),
      () => unpack(this.#pyodide.FS, archive),
      sha256,
    );
    packageFiles.destroy();
    this.#installed.add(name);
  }
}
