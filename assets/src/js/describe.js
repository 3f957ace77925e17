/**
 * Describing a paper by keyboard: Enter goes to the next field, Ctrl+Enter files the paper, Ctrl+S
 * saves, Page Up and Page Down turn its pages, and the line that a value came from lights up on the image.
 */
import { isTyping } from "./search.js";

/** Takes over the describing form of the page, if there is one. */
export function startDescribing(root) {
  const form = root.querySelector("form[data-describe]");
  if (!form) return;
  const desk = new Desk(root, form);
  root.addEventListener("keydown", (event) => desk.key(event));
  form.addEventListener("focusin", (event) => desk.lightUp(event.target));
  root.addEventListener("htmx:after:swap", () => desk.lightUp(root.activeElement));
  root.addEventListener("click", (event) => event.target.closest("[data-keys]") && desk.toggleKeys());
  // Another archive type has other fields: the server draws the form anew and keeps what fits.
  form.elements.class?.addEventListener("change", () => desk.press("class"));
  // With a finger the first look is at the page; a focus would only call up the screen's keyboard.
  if (!matchMedia("(pointer: coarse)").matches) desk.firstDoubt()?.focus();
}

class Desk {
  constructor(root, form) {
    this.root = root;
    this.form = form;
  }

  /** One place for all keys; each does what a button or link on the screen does too. */
  key(event) {
    const command = event.ctrlKey || event.metaKey;
    const done = command ? this.commandKey(event.key) : event.altKey ? this.altKey(event.code) : this.plainKey(event);
    if (done) event.preventDefault();
  }

  commandKey(key) {
    if (key === "Enter") return this.press("file");
    if (key === "s") return this.press("save");
    if (key === "/") return this.toggleKeys();
    return false;
  }

  altKey(code) {
    if (code === "KeyJ") return this.follow("[data-next-paper]");
    if (code === "KeyK") return this.follow("[data-previous-paper]");
    if (code === "KeyD") return this.focus(this.nextDoubt());
    if (code === "KeyT") return this.click("[data-do=text]");
    if (code === "KeyR") return this.click("[data-do=turn]");
    return false;
  }

  plainKey(event) {
    if (event.key === "PageDown") return this.click("[data-next-page]:not([aria-disabled])");
    if (event.key === "PageUp") return this.click("[data-previous-page]:not([aria-disabled])");
    if (event.key === "?" && !isTyping(event.target)) return this.toggleKeys();
    if (event.key === "Enter" && event.target.matches("[data-describe] :is(input, select)")) {
      return this.focus(this.after(event.target));
    }
    return false;
  }

  fields() {
    return [...this.form.querySelectorAll(".desk-fields :is(input, select, textarea):not([type=hidden])")];
  }

  /** The field behind this one; behind the last stands the button that files. */
  after(field) {
    const all = this.fields();
    return all[all.indexOf(field) + 1] ?? this.button("file") ?? this.button("save");
  }

  firstDoubt() {
    return this.doubts()[0] ?? this.fields()[0];
  }

  /** The next field to check behind the present one, round the end. */
  nextDoubt() {
    const all = this.fields();
    const here = all.indexOf(this.root.activeElement);
    const doubts = this.doubts();
    return doubts.find((field) => all.indexOf(field) > here) ?? doubts[0];
  }

  doubts() {
    return this.fields().filter((field) => field.closest("[data-wants-a-look]"));
  }

  button(name) {
    return this.form.querySelector(`button[name=action][value=${name}]:not([disabled])`);
  }

  press(name) {
    const button = this.button(name);
    if (button) this.form.requestSubmit(button);
    return true;
  }

  follow(selector) {
    const link = this.root.querySelector(selector);
    if (link) location.assign(link.href);
    return true;
  }

  click(selector) {
    this.root.querySelector(selector)?.click();
    return true;
  }

  focus(field) {
    field?.focus();
    field?.select?.();
    return true;
  }

  toggleKeys() {
    const keys = this.root.querySelector("dialog.keys");
    if (keys?.open) keys.close();
    else keys?.showModal();
    return true;
  }

  /** Lights up the boxes of a field; turns to their page first if another one is shown. */
  lightUp(field) {
    const name = field?.closest?.("[data-field]")?.dataset.field;
    if (!name || !this.form.contains(field)) return;
    for (const old of this.root.querySelectorAll(".sheet-marks .mark-lit")) old.classList.remove("mark-lit");
    const boxes = this.root.querySelectorAll(`.sheet-marks [data-field="${CSS.escape(name)}"]`);
    for (const box of boxes) box.classList.add("mark-lit");
    if (boxes.length > 0) return boxes[0].scrollIntoView({ block: "center", inline: "nearest" });
    this.turnTo(field.closest("[data-field]").querySelector("a[data-evidence]"));
  }

  turnTo(link) {
    const shown = this.root.querySelector("[data-viewer]")?.dataset.page;
    if (link && link.dataset.evidence !== shown) link.click();
  }
}
