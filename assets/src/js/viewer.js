/**
 * The page viewer: zoom, rotation and text beside the image. Pages are turned and searched by links
 * and a form that the server answers, so that this also works for papers of a thousand pages.
 */
const STEP = 1.25;
const SMALLEST = 0.25;
const LARGEST = 6;

/** What the reader has chosen stays when the page is turned. */
const state = { zoom: 1, turn: 0, text: false };

/** Starts the viewer of the page, and again each time a new page of the paper was swapped in. */
export function startViewer(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-viewer] [data-do]");
    if (button) act(button.closest("[data-viewer]"), button.dataset.do);
  });
  root.addEventListener("wheel", zoomByWheel, { passive: false });
  root.addEventListener("pointerover", (event) => lightLine(event.target.closest("[data-line]")));
  root.addEventListener("htmx:after:swap", () => showAll(root));
  root.addEventListener("load", (event) => event.target.matches?.(".sheet img") && showAll(root), true);
  showAll(root);
}

function showAll(root) {
  for (const viewer of root.querySelectorAll("[data-viewer]")) show(viewer);
}

function act(viewer, what) {
  if (what === "closer") state.zoom = Math.min(LARGEST, state.zoom * STEP);
  if (what === "farther") state.zoom = Math.max(SMALLEST, state.zoom / STEP);
  if (what === "fit") state.zoom = 1;
  if (what === "turn") state.turn = (state.turn + 90) % 360;
  if (what === "text") state.text = !state.text;
  show(viewer);
}

function zoomByWheel(event) {
  const viewer = event.target.closest?.("[data-viewer]");
  if (!viewer || !event.ctrlKey) return;
  event.preventDefault();
  act(viewer, event.deltaY < 0 ? "closer" : "farther");
}

/** Brings zoom, rotation and the text column to the state. */
function show(viewer) {
  viewer.classList.toggle("viewer-with-text", state.text);
  viewer.querySelector("[data-do=text]")?.setAttribute("aria-pressed", String(state.text));
  const sheet = viewer.querySelector(".sheet");
  const turned = sheet?.querySelector(".sheet-turn");
  if (!turned) return;
  sheet.style.width = `${state.zoom * 100}%`;
  sheet.style.maxWidth = state.zoom === 1 ? "" : "none";
  rotate(sheet, turned);
}

/** Turns the sheet round its middle and gives its frame the turned size, so that scrolling reaches every corner. */
function rotate(sheet, turned) {
  turned.style.transform = "";
  turned.style.width = "";
  sheet.style.height = "";
  if (state.turn === 0) return;
  const width = sheet.clientWidth;
  const lying = state.turn % 180 !== 0;
  if (!lying) {
    turned.style.transform = "rotate(180deg)";
    return;
  }
  const height = turned.offsetHeight;
  sheet.style.height = `${width}px`;
  const shift = state.turn === 90 ? `translateX(${height}px)` : `translateY(${width}px)`;
  turned.style.width = `${width}px`;
  turned.style.transformOrigin = "0 0";
  turned.style.transform = `${shift} rotate(${state.turn}deg)`;
}

/** Lights up a line in the text and its box on the image together. */
function lightLine(line) {
  const viewer = line?.closest("[data-viewer]");
  if (!viewer) return;
  for (const old of viewer.querySelectorAll(".line-lit")) old.classList.remove("line-lit", "mark-lit");
  for (const same of viewer.querySelectorAll(`[data-line="${CSS.escape(line.dataset.line)}"]`)) {
    same.classList.add("line-lit");
    if (same.matches("polygon")) same.classList.add("mark-lit");
  }
}
