/** Saving a source as a `.py` file, and opening one. What is opened is text: it is put into the editor, and not run. */

export const MOST_BYTES = 100_000; // of a file that is opened

export function saveFile(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/x-python" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/**
 * Let the reader choose a file. Pending for ever if the reader chooses none.
 *
 * @returns {Promise<{name: string, text?: string, problem?: "too_large" | "no_text"}>}
 */
export async function openFile() {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".py,text/x-python,text/plain";
  const chosen = new Promise((resolve) => input.addEventListener("change", () => resolve(input.files[0])));
  input.click();
  const file = await chosen;
  if (file.size > MOST_BYTES) return { name: file.name, problem: "too_large" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    if (text.includes("\0")) return { name: file.name, problem: "no_text" };
    return { name: file.name, text: text.replace(/\r\n?/g, "\n") };
  } catch {
    return { name: file.name, problem: "no_text" };
  }
}
