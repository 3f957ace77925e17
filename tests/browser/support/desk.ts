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
  for (let presses = 0; presses < 60; presses += 1) {
    const here = page.locator("*:focus");
    if (await here.evaluate((element) => element.matches("button"))) break;
    await fillIfMissing(page);
    // In a text of several lines Enter begins a new one; Tab leaves it.
    const isLong = await here.evaluate((element) => element.matches("textarea"));
    await page.keyboard.press(isLong ? "Tab" : "Enter");
  }
  await expect(page.locator("button[name=action][value=file]")).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(page).not.toHaveURL(address);
  return title || BY_HAND.title;
}

async function fillIfMissing(page: Page) {
  const here = page.locator("*:focus");
  const { id, kind, isMissing } = await here.evaluate((element) => {
    const control = element as HTMLInputElement;
    return { id: control.id, kind: control.type, isMissing: control.required && control.value === "" };
  });
  if (!isMissing) return;
  const text = BY_HAND[id];
  expect(text, `a value for the field ${id}`).toBeDefined();
  // The order of the parts of a date depends on the machine; its value does not.
  if (kind === "date") await here.fill(text);
  else await page.keyboard.type(text);
}
