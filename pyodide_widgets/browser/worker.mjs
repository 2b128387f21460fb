/** The worker that runs Python: it starts Pyodide from checked files, and then draws what it is asked for. */

import { FAULTS, broken, failed, faultOf, progress, ready, rendered } from "./protocol.mjs";
import { answerFrom, fetchRuntime } from "./runtime-files.mjs";

let renderJson;

self.onmessage = async ({ data: message }) => {
  if (message.type === "start") await start(message.runtime);
  else if (message.type === "render") draw(message);
};

async function start(folder) {
  try {
    const { manifest, files } = await fetchRuntime(folder, (loaded, total) => self.postMessage(progress(loaded, total)));
    answerFrom(files);
    const { loadPyodide } = await import(folder + "pyodide.mjs");
    const pyodide = await loadPyodide({ indexURL: folder, packages: manifest.packages });
    const widgets = pyodide.pyimport("pyodide_widgets.widgets");
    widgets.warm_up();
    renderJson = widgets.render_json;
    self.postMessage(ready());
  } catch (error) {
    self.postMessage(broken(faultOf(error, FAULTS.start)));
  }
}

function draw({ id, name, texts, lang }) {
  const begin = performance.now();
  try {
    const html = renderJson(name, JSON.stringify(texts), lang);
    self.postMessage(rendered(id, html, performance.now() - begin));
  } catch (error) {
    self.postMessage(failed(id, faultOf(error, FAULTS.python)));
  }
}
