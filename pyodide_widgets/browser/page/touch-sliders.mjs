/** A finger that scrolls the page may come down on a slider, and browsers move the slider at once: that does not count. */

const SIDEWAYS = 8; // pixels that a finger moves to the side until it is certain that it moves the slider

/**
 * Hold changes by a finger back until it moves to the side or is lifted; if the browser scrolls instead, take them back. To be
 * called before other listeners are added to the form.
 *
 * @param {HTMLFormElement} form
 */
export function holdTouchesBack(form) {
  let touch = null; // {slider, value, x, isHeld} of a finger of which it is not certain what it does
  const isOf = ({ target }) => touch !== null && target === touch.slider;

  form.addEventListener("pointerdown", ({ target, pointerType, clientX }) => {
    if (pointerType === "touch" && target.type === "range") touch = { slider: target, value: target.value, x: clientX, isHeld: false };
  });
  form.addEventListener("input", (event) => {
    if (!isOf(event)) return;
    touch.isHeld = true;
    event.stopImmediatePropagation();
  });
  form.addEventListener("pointermove", (event) => {
    if (isOf(event) && Math.abs(event.clientX - touch.x) > SIDEWAYS) letGo();
  });
  form.addEventListener("pointerup", (event) => isOf(event) && letGo());
  form.addEventListener("pointercancel", (event) => {
    if (!isOf(event)) return;
    touch.slider.value = touch.value;
    touch = null;
  });

  function letGo() {
    const { slider, isHeld } = touch;
    touch = null;
    if (isHeld) slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
