/** Sliders for the length and the direction of a vector (kit/vector_controls.py): they set the two numbers that are its coordinates. */

import { showValue } from "./controls.mjs";

/**
 * @param {HTMLElement} root an element that contains such sliders, now or later
 * @param {(values: Record<string, number>, event: Event) => void} onChange called with new values by control
 */
export function listenToVectorSliders(root, onChange) {
  let last = null; // {x, y, length, direction}: coordinates are rounded, and a vector must not drift while it is turned
  root.addEventListener("input", (event) => {
    const slider = event.target;
    if (!slider.dataset.vector) return;
    const controls = slider.dataset.vector.split(" ").map((name) => slider.form.elements[name]);
    const coordinates = () => controls.map(({ valueAsNumber }) => valueAsNumber);
    const [x, y] = coordinates();
    const vector = last?.x === x && last.y === y ? last : { length: Math.hypot(x, y), direction: Math.atan2(y, x) };
    if (slider.dataset.sets === "length") vector.length = slider.valueAsNumber;
    else vector.direction = (slider.valueAsNumber * Math.PI) / 180;
    showValue(slider);
    onChange(Object.fromEntries(coordinatesOf(vector, controls)), event);
    const [newX, newY] = coordinates();
    last = { ...vector, x: newX, y: newY };
  });
}

/** The coordinates with the names of their controls. A vector that is too long ends at the edge, and keeps its direction. */
function coordinatesOf({ length, direction }, controls) {
  const wanted = [length * Math.cos(direction), length * Math.sin(direction)];
  const fits = Math.min(1, ...controls.map(({ max }, place) => max / Math.abs(wanted[place])));
  return controls.map(({ name }, place) => [name, fits * wanted[place]]);
}
