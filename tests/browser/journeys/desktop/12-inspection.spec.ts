/** The self-inspection: what must be done, a word for what no program sees, the result kept, and the pack taken away. */
import { readFile } from "node:fs/promises";
import { SYSTEM, expect, inspect, signIn, test } from "../../support/journey.ts";

test("a clause is declared, the result is kept and the pack is taken away", async ({ page, t }) => {
  await signIn(page, t, SYSTEM);
  await page.goto("/system/storage");
  await page.getByRole("link", { name: t("doctor-title") }).click();
  await expect(page.getByRole("heading", { level: 1, name: t("doctor-title") })).toBeVisible();
  await expect(page.getByText(t("doctor-first"))).toBeVisible();
  await expect(page.locator("tbody tr").first()).toContainText(t("outcome-must-act"));
  await inspect(page);
  await page.getByRole("button", { name: t("doctor-keep") }).click();
  await expect(page.getByText(t("doctor-unchanged"))).toBeVisible();

  const clause = page.locator("tr#site");
  await expect(clause).toContainText(t("outcome-unknown"));
  await clause.locator("summary").click();
  await clause.getByLabel(t("doctor-note")).fill("机房检查表在 3 柜");
  await clause.getByRole("button", { name: t("doctor-declare") }).click();
  await expect(page.locator("tr#site")).toContainText(t("outcome-declared"));
  await expect(page.locator("tr#site")).toContainText("机房检查表在 3 柜");
  await expect(page.getByText(t("doctor-unchanged"))).toHaveCount(0);
  await inspect(page);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: t("doctor-pack") }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("guildhall-inspection.pdf");
  const bytes = await readFile(await file.path());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
});
