/**
 * Keeps Enter to the input method while it is composing: choosing a Chinese candidate must never
 * submit a form or move the cursor.
 */

/** Says whether a key press belongs to an input method. Safari reports the last one only by its code. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Stops Enter of a composition before any other listener, and the browser's own submit, can see it. */
export function startComposition(root) {
  root.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !isComposing(event)) return;
      event.stopImmediatePropagation();
      if (!event.isComposing) event.preventDefault();
    },
    true,
  );
}
