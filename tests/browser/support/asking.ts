/** A reader asks to read a record that she may not see. */
import { type Page, expect } from "@playwright/test";
import { field, signIn } from "./journey.ts";
import { READER } from "./people.ts";

/** Signs the reader in and asks by archival code; ends on the page that tells how the request stands. */
export async function askToRead(page: Page, t: (key: string) => string, code: string, purpose: string) {
  await signIn(page, t, READER);
  await page.goto("/uses");
  await field(page, t("use-code")).fill(code);
  await field(page, t("use-purpose")).fill(purpose);
  await page.getByRole("button", { name: t("use-ask") }).click();
  await expect(page.getByText(purpose).first()).toBeVisible();
}
