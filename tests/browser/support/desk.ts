/** The describing form under the hands of an archivist who never leaves the keyboard. */
import { type Page, expect } from "@playwright/test";

/** What she types where reading proposed nothing but something must stand. */
const BY_HAND: Record<string, string> = {
  title: "未命名文件",
  responsible_party: "院工会",
  doc_date: "2026-03-01",
  year: "2026",
};

/** Goes from field to field with Enter, fills what is missing, files with Ctrl+Enter; returns the title filed. */
export async function fileByKeyboard(page: Page): Promise<string> {
  const address = page.url();
  const title = await page.locator("#title").inputValue();
  await page.locator(".desk-fields :is(input, select)").first().focus();
  const visited: string[] = [];
  while (visited.length < 60) {
    const control = await focused(page);
    if (control.kind === "submit") break;
    visited.push(control.id);
    if (control.isMissing) await fill(page, control);
    // In a text of several lines Enter begins a new one; Tab leaves it.
    await page.keyboard.press(control.kind === "textarea" ? "Tab" : "Enter");
  }
  await expect(page.locator(".desk-actions button:focus"), `after ${visited.join(", ")}`).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page).not.toHaveURL(address);
  return title || BY_HAND.title;
}

interface Control {
  id: string;
  /** The `type` of the element, such as date, textarea or submit. */
  kind: string;
  isMissing: boolean;
}

function focused(page: Page): Promise<Control> {
  return page.locator("*:focus").evaluate((element) => {
    const control = element as HTMLInputElement;
    return { id: control.id, kind: control.type, isMissing: control.required && control.value === "" };
  });
}

async function fill(page: Page, { id, kind }: Control) {
  const text = BY_HAND[id];
  expect(text, `a value for the field ${id}`).toBeDefined();
  // The order of the parts of a date depends on the machine; its value does not.
  if (kind === "date") await page.locator("*:focus").fill(text);
  else await page.keyboard.type(text);
}
