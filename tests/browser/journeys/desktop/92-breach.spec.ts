/** After the alert on mass export: a case file, who saw what, the letters with their clocks, the end. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { AUDIT, SECURITY, expect, field, inspect, signIn, test } from "../../support/journey.ts";

const CAUSE = "账户密码被旁人看到";
const SUMMARY = "已停用账户、改密码、下调导出上限。";

/** Drafts a letter from the case file, edits it, prints it, and notes that it was sent. */
async function send(page: Page, t: (key: string) => string, title: string, recipient: string) {
  const address = page.url();
  await page.getByRole("button", { name: title }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.locator("textarea#body")).toHaveValue(new RegExp(CAUSE));
  await field(page, t("letter-recipient")).fill(recipient);
  await page.getByRole("button", { name: t("letter-save") }).click();
  await expect(page.locator("dl.facts").first()).toContainText(recipient);
  await inspect(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: t("letter-print") }).click();
  const bytes = await readFile(await (await download).path());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  await field(page, t("letter-way")).fill("专人送达，回执 12 号");
  await page.getByRole("button", { name: t("letter-send") }).click();
  await expect(page.locator("main")).toContainText(t("emergency-is-sent"));
  await page.goto(address);
}

test("a breach is followed from its alert to the last letter", async ({ page, t }) => {
  await signIn(page, t, SECURITY);
  await page.goto("/system/alerts");
  await page.getByRole("link", { name: "超出每日导出上限" }).first().click();
  await page.getByRole("link", { name: t("incident-open"), exact: true }).click();
  await expect(field(page, t("incident-logins"))).toHaveValue(/.+/);
  await inspect(page);
  await page.getByLabel("姓名", { exact: true }).check();
  await field(page, t("incident-cause")).fill(CAUSE);
  await field(page, t("incident-harm")).fill("可能接到诈骗电话");
  await field(page, t("incident-measures")).fill("已停用账户；请勿理会陌生来电");
  await field(page, t("incident-contact")).fill("工会办公室 8000");
  await page.getByRole("button", { name: t("incident-open"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("incident-one"));
  await expect(page.locator("tr#clock-authority")).toContainText(t("clock-runs"));
  await inspect(page);

  await page.getByRole("button", { name: t("sightings-take") }).click();
  await expect(page.getByText(t("sightings-taken"))).toBeVisible();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: t("sightings-file") }).click();
  const list = await readFile(await (await coming).path(), "utf8");
  expect(list.split("\r\n").length).toBeGreaterThan(3);

  await send(page, t, "个人信息安全事件报告", "市网信办");
  await send(page, t, "关于您个人信息的安全事件通知", "名单上的职工");
  for (const [clock, way] of [["remedy", "clock-done"], ["flaw", "clock-excuse"]] as const) {
    const row = page.locator(`tr#clock-${clock}`);
    await row.locator("summary").click();
    await row.getByLabel(t("clock-said")).fill("已停用账户；不是产品缺陷");
    await row.getByRole("button", { name: t(way), exact: true }).click();
    await expect(page.locator(`tr#clock-${clock}`)).not.toContainText(t("clock-runs"));
  }
  await page.screenshot({ path: "results/incident-desktop.png", fullPage: true });
  await page.locator("textarea#summary").fill(SUMMARY);
  await page.getByRole("button", { name: t("incident-close"), exact: true }).click();
  await expect(page.locator("main")).toContainText(SUMMARY);
  await page.setViewportSize({ width: 360, height: 780 });
  await inspect(page);
  await page.screenshot({ path: "results/incident-phone.png", fullPage: true });
  const address = page.url();
  await page.goto("/system/alerts");
  await page.getByRole("link", { name: "超出每日导出上限" }).first().click();
  await expect(page.getByRole("link", { name: t("incident-open-page") })).toBeVisible();

  await signIn(page, t, AUDIT);
  await page.goto(address);
  await expect(page.locator("main")).toContainText(SUMMARY);
  await expect(page.getByText(t("sightings-masked"))).toBeVisible();
  await expect(page.getByText(t("incident-reopen"))).toHaveCount(0);
});
