/** Closes an open menu (a `details` element) on Escape and on a click elsewhere. */
export function startMenus(root) {
  root.addEventListener("click", (event) => {
    for (const menu of root.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = root.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  // Facets are folded on a small screen only; the server sends them open.
  const facets = root.querySelector("details.facets");
  if (facets && matchMedia("(width < 62rem)").matches) facets.open = false;
}
