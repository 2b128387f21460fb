/** The buttons of a widget's tracks (`data-listen`): one computes and plays its track, or stops it. */

import { messageText } from "./message-text.mjs";
import { showPlayhead } from "./playhead.mjs";
import { python } from "./python.mjs";
import { play, prepareSound, stop } from "./sound.mjs";
import { announce, showFault } from "./status.mjs";

/**
 * Play the track of a button, or stop it if it is playing.
 *
 * @param {HTMLElement} widget
 * @param {HTMLButtonElement} button
 * @param {Record<string, string>} texts the widget's parameters
 */
export async function toggleTrack(widget, button, texts) {
  const isPlaying = button.getAttribute("aria-pressed") === "true";
  if (isPlaying) return stop();
  try {
    prepareSound();
  } catch {
    return announce(widget, messageText(widget.lang, "silent"));
  }
  if (python.state !== "ready") {
    python.start();
    announce(widget, messageText(widget.lang, "sound_later"));
    return;
  }
  try {
    const { samples, rate } = await python.listen(widget.getAttribute("name"), texts, widget.lang, button.dataset.listen);
    let removePlayhead = () => {};
    const plays = await play(samples, rate, () => {
      button.setAttribute("aria-pressed", "false");
      removePlayhead();
    });
    if (plays) {
      button.setAttribute("aria-pressed", "true");
      removePlayhead = showPlayhead(widget, button.dataset.listen, samples.length / rate);
    }
    announce(widget, plays ? "" : messageText(widget.lang, "silent"));
  } catch (fault) {
    // If Python itself is broken, the widget shows that.
    if (python.state === "ready") showFault(widget, fault);
  }
}

/** Stop the sound if a track of this widget is playing. */
export function stopTracks(widget) {
  if (widget.querySelector('[data-listen][aria-pressed="true"]')) stop();
}
