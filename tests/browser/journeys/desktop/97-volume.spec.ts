/** B4, a volume: three vouchers put in and in order, a slip undone, the note sheet, filed, cover and list printed. */
import { READ_WITHIN_MS, expect, field, inspect, signIn, test, unfoldTools } from "../../support/journey.ts";
import { describeRecord } from "../../support/filing.ts";

const TITLE = "2026年3月记账凭证";
const vouchers = [
  { title: "3月31日记账凭证", date: "2026-03-31" },
  { title: "3月2日记账凭证", date: "2026-03-02" },
  { title: "3月16日记账凭证", date: "2026-03-16" },
];
const [last, first, middle] = vouchers.map(({ title }) => title);

test("three described vouchers", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  for (const { title, date } of vouchers) {
    const file = { name: `${title}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${title}\n借方 贷方\n`) };
    await describeRecord(page, file, title, { doc_date: date, retention: "D30" }, "KU");
  }
});

test("the archivist opens a volume, fills it, puts it in order and files it", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  await signIn(page, t);
  await page.goto("/records");
  await unfoldTools(page);
  await page.getByRole("link", { name: t("volumes-title"), exact: true }).click();
  await inspect(page);
  await page.getByRole("link", { name: t("volume-new"), exact: true }).click();
  await inspect(page);
  await field(page, t("volume-name")).fill(TITLE);
  await field(page, t("catalogue-type")).selectOption("KU");
  await field(page, t("catalogue-year")).fill("2026");
  await field(page, t("record-retention")).selectOption("D30");
  await page.getByRole("button", { name: t("volume-open"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(TITLE);
  await inspect(page);

  for (const title of [last, first, middle]) await page.getByLabel(title).check();
  await page.getByRole("button", { name: t("volume-put-do"), exact: true }).click();
  const titles = () => page.locator("#papers tbody tr td:nth-child(2) a").allInnerTexts();
  await expect.poll(titles).toHaveLength(3);
  await page.getByRole("button", { name: t("volume-by-date"), exact: true }).click();
  await expect.poll(titles).toEqual([first, middle, last]);
  await page.getByRole("button", { name: `${t("volume-up")}: ${last}`, exact: true }).click();
  await expect.poll(titles).toEqual([first, last, middle]);
  await page.getByRole("button", { name: `${t("volume-take-out")}: ${first}`, exact: true }).click();
  await expect.poll(titles).toEqual([last, middle]);
  await inspect(page);
  await page.getByRole("button", { name: t("volume-put-back"), exact: true }).click();
  await expect.poll(titles).toEqual([first, last, middle]);
  await page.getByRole("button", { name: t("volume-by-date"), exact: true }).click();
  await expect.poll(titles).toEqual([first, middle, last]);

  await field(page, t("volume-situation")).fill("3月16日凭证缺附件1张，已附说明。");
  await field(page, t("volume-arranged-by")).fill("陈雨");
  await field(page, t("volume-arranged-on")).fill("2026-11-23");
  await field(page, t("volume-checked-by")).fill("赵敏");
  await field(page, t("volume-checked-on")).fill("2026-11-23");
  await page.getByRole("button", { name: t("volume-save"), exact: true }).click();
  await expect(field(page, t("volume-checked-by"))).toHaveValue("赵敏");
  await page.getByLabel(t("volume-sure")).check();
  await page.getByRole("button", { name: t("volume-do-file"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(t("volume-is-filed"));
  await expect(page.locator("#papers .code").first()).toContainText("-001-001");
  await inspect(page);
  for (const part of ["volume-cover", "volume-list", "catalogue-note", "volume-spine"]) {
    const print = page.waitForEvent("download");
    await page.getByRole("link", { name: t(part), exact: true }).click();
    expect((await print).suggestedFilename()).toMatch(/^guildhall-volume-.*\.pdf$/);
  }
});

test("from one paper to the next, and the catalogue of volumes, on a phone", async ({ page, t }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t);
  await page.goto("/volumes?state=filed");
  await inspect(page);
  await page.getByRole("link", { name: TITLE, exact: true }).click();
  await inspect(page);
  await page.getByRole("link", { name: first, exact: true }).click();
  await expect(page.getByText(t("volume-in"), { exact: true })).toBeVisible();
  await page.getByRole("link", { name: t("volume-next"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(middle);
  await inspect(page);
  await page.goto("/volumes?year=2026");
  const catalogue = page.waitForEvent("download");
  await page.locator("form[action='/volumes/catalogue.pdf'] select[name='retention']").selectOption("D30");
  await page.getByRole("button", { name: t("catalogue-print"), exact: true }).click();
  expect((await catalogue).suggestedFilename()).toBe("guildhall-volumes.pdf");
});
