/** A plan rehearsed in the hand, on the narrowest screen that is still sold: begun, left, gone on with, closed, printed. */
import { readFile } from "node:fs/promises";
import { SYSTEM, expect, field, inspect, signIn, test } from "../../support/journey.ts";

const STEPS = 4;

test("a rehearsal is begun, left, gone on with and closed on a phone", async ({ page, t }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t, SYSTEM);
  await page.goto("/emergency");
  await expect(page.getByText(t("runs-none"), { exact: true })).toBeVisible();
  await inspect(page);
  await page.screenshot({ path: "results/plans-phone.png", fullPage: true });
  await page.getByRole("link", { name: "停电、断网" }).click();
  await inspect(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: t("plan-print") }).click();
  const bytes = await readFile(await (await download).path());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  await page.getByRole("button", { name: t("plan-rehearse") }).click();
  await page.locator("#note-1").fill("后勤科：两小时后恢复");
  await page.getByRole("button", { name: t("run-done"), exact: true }).first().click();
  await expect(page.locator("main")).toContainText("后勤科：两小时后恢复");
  await inspect(page);
  await page.screenshot({ path: "results/run-phone.png", fullPage: true });

  await page.goto("/");
  await page.goto("/emergency");
  await page.getByRole("heading", { name: t("runs-open") }).scrollIntoViewIfNeeded();
  await page.locator("section[aria-labelledby=open]").getByRole("link").first().click();
  await page.getByRole("button", { name: t("run-skip") }).first().click();
  await expect(page.getByRole("alert")).toContainText(t("form-field-note"));
  await page.locator("#note-2").fill("演练不真正关机");
  await page.getByRole("button", { name: t("run-skip") }).first().click();
  for (let number = 3; number <= STEPS; number += 1) {
    await page.locator(`#note-${number}`).fill(`第 ${number} 步照做`);
    await page.getByRole("button", { name: t("run-done"), exact: true }).first().click();
  }
  await field(page, t("run-findings")).fill("找不到纸面收件簿");
  await field(page, t("run-improvements")).fill("收件簿放前台，后勤电话贴在旁边");
  await page.getByRole("button", { name: t("run-close"), exact: true }).click();
  await expect(page.locator("main")).toContainText("收件簿放前台");
  await inspect(page);

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/system/doctor");
  await expect(page.locator("tr#emergency-rehearsals")).not.toContainText("停电、断网");
  await expect(page.locator("tr#emergency-rehearsals")).toContainText("勒索");
  await page.goto("/emergency");
  await inspect(page);
  await page.screenshot({ path: "results/plans-desktop.png", fullPage: true });
});
