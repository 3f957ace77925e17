/** B7, a dossier: closed with a paper missing, given by whoever owes it, filed at once, and its receipt. */
import { FOUND_WITHIN_MS, READ_WITHIN_MS, expect, field, inspect, signIn, test, unfoldTools } from "../../support/journey.ts";
import { describeRecord } from "../../support/filing.ts";
import { AUDITOR, holdPosts } from "../../support/people.ts";

const TITLE = "八届一次职工代表大会";
const titles = { notice: `${TITLE}通知`, resolution: `${TITLE}决议`, review: `${TITLE}经费审查报告` };

test("three described papers, and somebody of the audit committee", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  await holdPosts(page, [AUDITOR]);
  for (const title of Object.values(titles)) {
    const file = { name: `${title}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${title}\n2026年3月5日\n`) };
    await describeRecord(page, file, title, { doc_date: "2026-03-05", retention: "D10" });
  }
});

test("the archivist opens a dossier and closes it with a paper missing", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/records");
  await unfoldTools(page);
  await page.getByRole("link", { name: t("dossiers-title"), exact: true }).click();
  await inspect(page);
  await page.getByRole("link", { name: t("dossier-new"), exact: true }).click();
  await inspect(page);
  await field(page, t("dossier-kind")).selectOption("congress");
  await field(page, t("dossier-name")).fill(TITLE);
  await page.getByRole("button", { name: t("dossier-open"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(TITLE);
  for (const [slot, title] of [["会议通知", titles.notice], ["决议", titles.resolution]]) {
    const row = page.locator("main tbody tr").filter({ has: page.getByLabel(slot, { exact: true }) });
    await row.getByLabel(slot, { exact: true }).selectOption({ label: title });
    await row.getByRole("button", { name: t("dossier-put"), exact: true }).click();
    await expect(page.getByRole("link", { name: title, exact: true })).toBeVisible();
  }
  await inspect(page);
  await page.getByRole("button", { name: t("dossier-do-close"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(t("dossier-is-due"));
  await inspect(page);
});

test("whoever owes the paper finds it on the first page and gives it, on a phone", async ({ page, t }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t, AUDITOR);
  await page.goto("/");
  await page.getByRole("link", { name: t("hour-owed", { count: 1 }) }).click();
  await inspect(page);
  await page.getByRole("link", { name: TITLE, exact: true }).click();
  await inspect(page);
  await expect(page.getByRole("button", { name: t("dossier-do-reopen") })).toHaveCount(0);
  await page.getByLabel("经费审查报告", { exact: true }).selectOption({ label: titles.review });
  await page.getByRole("button", { name: t("dossier-put"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(t("dossier-is-complete"));
  await page.goto("/dossiers/owed");
  await expect(page.getByText(t("dossiers-owed-none"), { exact: true })).toBeVisible();
  await inspect(page);
});

test("the archivist files it at once and takes the receipt", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/dossiers?state=complete");
  await page.getByRole("link", { name: TITLE, exact: true }).click();
  await page.getByRole("button", { name: t("dossier-do-file"), exact: true }).click();
  const address = page.url();
  const filed = async () => {
    await page.goto(address);
    return (await page.getByRole("heading", { level: 1 }).innerText()).includes(t("dossier-is-filed"));
  };
  await expect.poll(filed, { timeout: FOUND_WITHIN_MS }).toBe(true);
  await inspect(page);
  const receipt = page.waitForEvent("download");
  await page.getByRole("link", { name: t("dossier-receipt"), exact: true }).click();
  expect((await receipt).suggestedFilename()).toContain("dossier-receipt");
});
