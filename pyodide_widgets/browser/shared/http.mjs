/** Requests to the site's server; their failures are Faults. */

import { FAULTS, Fault } from "./protocol.mjs";

/**
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<Response>} a successful response
 * @throws {Fault} the file is missing, or the server cannot be reached
 */
export async function get(url, init) {
  let response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new Fault(FAULTS.network, error.message, fileName(url));
  }
  if (!response.ok) throw new Fault(FAULTS.missing, `the server answered ${response.status}`, fileName(url));
  return response;
}

/**
 * Fetch a file synchronously, because a Python import cannot wait for a promise. The file is not checked.
 *
 * @param {string} url
 * @param {boolean} anew from the server, even if the browser's cache has it
 * @returns {Uint8Array}
 * @throws {Error} the server does not answer, or with an error
 */
export function getSynchronously(url, anew) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  if (anew) request.setRequestHeader("Cache-Control", "no-cache");
  request.send();
  if (request.status !== 200) throw new Error(`${fileName(url)}: the server answered ${request.status}`);
  return new Uint8Array(request.response);
}

/** The name that a fault gives a file. */
export const fileName = (url) => url.slice(url.lastIndexOf("/") + 1);
