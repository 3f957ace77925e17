/** Showing: the page, the words on it, the original, the searchable copy, the history. */
import { readFile } from "node:fs/promises";
import { expect, findsSoon, inspect, showInClear, signIn, test } from "../../support/journey.ts";
import { scan } from "../../support/papers.ts";

const NOTICE = "关于召开第六届职工代表大会的通知";

test.beforeEach(async ({ page, t }) => {
  await signIn(page, t);
  await findsSoon(page, "集体合同", NOTICE);
  await page.getByRole("link", { name: NOTICE }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(NOTICE);
});

test("the record shows its page with the searched words lit up", async ({ page }) => {
  const image = page.locator(".sheet img");
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
  await expect(page.locator(".sheet-marks .mark-hit")).not.toHaveCount(0);
  await inspect(page);
});

test("a word is found within the record", async ({ page, t }) => {
  const within = page.getByRole("searchbox", { name: t("viewer-within") });
  await within.fill("行政楼");
  await within.press("Enter");
  await expect(page.locator(".viewer-elsewhere")).toContainText(t("viewer-within-pages"));
  await expect(page.locator(".sheet-marks .mark-hit")).not.toHaveCount(0);
  await within.fill("霍格沃茨");
  await within.press("Enter");
  await expect(page.locator(".viewer-elsewhere")).toContainText(t("viewer-within-none", { words: "霍格沃茨" }));
});

test("the page is enlarged, turned and read beside its image", async ({ page, t }) => {
  const sheet = page.locator(".sheet");
  const width = (await sheet.boundingBox())!.width;
  await page.getByRole("button", { name: t("viewer-closer") }).click();
  await expect.poll(async () => (await sheet.boundingBox())!.width).toBeGreaterThan(width * 1.1);
  await page.getByRole("button", { name: t("viewer-fit") }).click();
  await page.getByRole("button", { name: t("viewer-turn") }).click();
  await expect(page.locator(".sheet-turn")).toHaveAttribute("style", /rotate\(90deg\)/);
  await page.getByRole("button", { name: t("viewer-text"), exact: true }).click();
  await expect(page.locator(".viewer-text").getByText("院工发〔2026〕18号")).toBeVisible();
  await inspect(page);
});

test("the original comes back byte for byte, once its personal data is shown for a purpose", async ({ page, t }) => {
  await expect(page.getByRole("link", { name: scan.name })).toHaveCount(0);
  await showInClear(page, t);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: scan.name }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe(scan.name);
  expect(Buffer.compare(await readFile(await download.path()), scan.buffer)).toBe(0);
});

test("a scan has a searchable copy", async ({ page, t }) => {
  if ((await page.locator("#personal-data summary").count()) > 0) await showInClear(page, t);
  const link = page.getByRole("link", { name: t("record-searchable-pdf") });
  const answer = await page.request.get((await link.getAttribute("href"))!);
  expect(answer.headers()["content-disposition"]).toMatch(/^attachment;.*\.pdf/);
  expect((await answer.body()).subarray(0, 5).toString("latin1")).toBe("%PDF-");
});

test("the history names who did what", async ({ page }) => {
  const changes = page.locator(".trail li");
  await expect(changes).not.toHaveCount(0);
  await expect(page.locator(".trail")).toContainText("林晓芸");
});
