/** "/" jumps to the search box; an empty search is not sent. */
export function startSearch(root) {
  root.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const box = root.querySelector(".ask [data-search]") ?? root.querySelector("[data-search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  root.addEventListener("submit", (event) => {
    const box = event.target.querySelector("[data-search]");
    if (!box || box.value.trim() !== "") return;
    event.preventDefault();
    box.focus();
  });
}

/** Says whether a key pressed here would write a character. */
export function isTyping(element) {
  return element.matches?.("input, textarea, select, [contenteditable]") ?? false;
}
