/**
 * Asks for the list of papers again while one of them is waiting or being read.
 *
 * The list has one asker, and it outlives what it brings: an answer that was on its way when the next paper
 * arrived cannot swallow the question that shows that paper.
 */
import htmx from "htmx.org";

const EVERY_MS = 3000;

/** Watches the list of the page, if there is one. */
export function startPapers(root) {
  const list = root.querySelector("#papers");
  if (!list) return;
  setInterval(() => {
    if (list.querySelector("[data-moving]")) htmx.trigger(list, "papers-arrived");
  }, EVERY_MS);
}
