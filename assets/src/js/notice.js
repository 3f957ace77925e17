/** Shows what went wrong with a request in the background as a notice, never as a hole in the page. */

/** Puts a copy of the page's notice template on the shelf, with this text. */
export function showNotice(root, text) {
  const shelf = root.querySelector("#notices");
  const form = root.querySelector("template#notice-form");
  if (!shelf || !form) return;
  const notice = form.content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-text]").textContent = text;
  shelf.append(notice);
}

/** Listens for failed requests and for clicks that dismiss a notice. */
export function startNotices(root) {
  root.addEventListener("htmx:error", () => {
    const shelf = root.querySelector("#notices");
    if (shelf && !shelf.childElementCount) showNotice(root, shelf.dataset.unreachable);
  });
  root.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".notice")?.remove();
  });
}
