/** Requests to the site's server, whose failures become faults. */

import { FAULTS, Fault } from "./protocol.mjs";

/**
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<Response>} that of a server which has the file
 * @throws {Fault} it is missing, or the server cannot be reached
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

/** The name that a fault gives a file. */
export const fileName = (url) => url.slice(url.lastIndexOf("/") + 1);
