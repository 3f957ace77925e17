/** A backup and a restore drill, started in the browser; the report is read there. */
import { READ_WITHIN_MS, SYSTEM, expect, inspect, signIn, test } from "../../support/journey.ts";

test("a backup is made and a drill proves it", async ({ page, t }) => {
  test.setTimeout(2 * READ_WITHIN_MS);
  await signIn(page, t, SYSTEM);
  await page.goto("/system/storage");
  await page.getByRole("link", { name: t("backup-title") }).click();
  await expect(page.getByRole("heading", { level: 1, name: t("backup-title") })).toBeVisible();
  await expect(page.getByText(t("backup-overdue"))).toBeVisible();
  await inspect(page);

  await page.getByRole("button", { name: t("backup-do") }).click();
  await expect(page.locator("table tbody tr")).toHaveCount(1, { timeout: READ_WITHIN_MS });
  await expect(page.getByText(t("backup-overdue"))).toHaveCount(0);

  await page.getByRole("button", { name: t("drill-do") }).click();
  const report = page.locator("article.report").first();
  await expect(report.getByText(t("drill-good"))).toBeVisible({ timeout: READ_WITHIN_MS });
  await expect(report.getByText(t("drill-snapshot"))).toBeVisible();
  await inspect(page);
});
