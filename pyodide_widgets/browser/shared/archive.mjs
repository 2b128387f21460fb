/** Archives of the runtime: uncompressed tar files, so that the host's compression can work across all files in them. */

const BLOCK = 512;
const utf8 = new TextDecoder();

/**
 * Write the files of an archive into Pyodide's file system, which keeps views of these bytes instead of copies.
 *
 * @param {object} FS Emscripten's file system
 * @param {Uint8Array} archive its paths start at the root
 */
export function unpack(FS, archive) {
  let madeFolder;
  for (const [path, content] of members(archive)) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (folder !== madeFolder) FS.mkdirTree((madeFolder = folder));
    FS.writeFile(path, content, { canOwn: true });
  }
}

/**
 * The files of an archive.
 *
 * @param {Uint8Array} archive
 * @returns {Iterable<[string, Uint8Array]>} path and content; the content is a view of the archive
 */
export function* members(archive) {
  // Python's tarfile writes the ustar format here: names in two parts, sizes in octal, everything in blocks.
  for (let at = 0; archive[at]; ) {
    const field = (from, length) => utf8.decode(archive.subarray(at + from, at + from + length)).split("\0")[0];
    const [name, size, folder] = [field(0, 100), parseInt(field(124, 12), 8), field(345, 155)];
    const begin = at + BLOCK;
    yield [`/${folder && `${folder}/`}${name}`, archive.subarray(begin, begin + size)];
    at = begin + Math.ceil(size / BLOCK) * BLOCK;
  }
}
