/**
 * Under Node: start Pyodide with archives in its file system, run a Python file in it, and write the results of calls.
 * The one argument is a JSON file, as `run_in_node.py` writes it:
 * {loader, index, lockInfo, environment, noStandardLibrary, unpacker, archives, python, calls: [{expression, argument, into}]}
 */

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const bytes = (path) => new Uint8Array(readFileSync(path));

async function run() {
  const { loadPyodide } = await import(pathToFileURL(job.loader));
  const { unpack } = await import(pathToFileURL(job.unpacker));
  const pyodide = await loadPyodide({
    indexURL: job.index,
    lockFileContents: { info: job.lockInfo, packages: {} },
    stdLibURL: job.noStandardLibrary, // an empty file: the standard library comes from the archives
    fsInit: (FS) => job.archives.forEach((path) => unpack(FS, bytes(path))),
    env: job.environment,
  });
  pyodide.runPython(readFileSync(job.python, "utf8"));
  for (const { expression, argument, into } of job.calls) {
    if (argument) pyodide.globals.set("argument", pyodide.toPy(bytes(argument)));
    writeFileSync(into, pyodide.runPython(expression).toJs());
  }
}

run().catch((error) => {
  // Without this Node shows the source line, and pyodide.asm.mjs is one line of a megabyte.
  console.error(error.message);
  process.exit(1);
});
