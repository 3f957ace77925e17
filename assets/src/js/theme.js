/** Changes light and dark at once instead of after a new page; the server remembers the choice. */
export function startTheme(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=theme]");
    if (!button) return;
    event.preventDefault();
    const choice = button.value;
    if (choice === "auto") root.documentElement.removeAttribute("data-bs-theme");
    else root.documentElement.setAttribute("data-bs-theme", choice);
    for (const other of root.querySelectorAll("button[name=theme]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    const body = new URLSearchParams(new FormData(button.form, button));
    fetch(button.form.action, { method: "POST", body, redirect: "manual" });
  });
}
