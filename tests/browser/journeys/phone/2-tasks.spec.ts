/** A task is decided in the hand: the request of a reader is refused, which needs a reason, and the next is approved. */
import { READ_WITHIN_MS, expect, field, inspect, signIn, test } from "../../support/journey.ts";
import { askToRead } from "../../support/asking.ts";
import { fileRecord } from "../../support/filing.ts";
import { scan } from "../../support/papers.ts";
import { READER, admitReader } from "../../support/people.ts";

const TASK = "Request to read a record";
/** The narrowest screen that is still sold. */
const NARROW = { width: 360, height: 780 };
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const paper = { ...scan, buffer: Buffer.concat([scan.buffer, Buffer.from("2")]) };

let code = "";

test.beforeEach(async ({ page }) => {
  await page.setViewportSize(NARROW);
});

test("a reader asks on her phone for a record that she may not see", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  await admitReader(page);
  ({ code } = await fileRecord(page, paper, "职工代表大会筹备通知"));
  await askToRead(page, t, code, "compare two notices");
  await inspect(page);
});

test("the number at the tasks says that one waits, and a no without its reason is not taken", async ({ page, t }) => {
  await signIn(page, t);
  const tasks = page.locator("nav.rail").getByRole("link", { name: t("nav-tasks") });
  await expect(tasks).toContainText("1");
  await tasks.tap();
  await inspect(page);
  await page.getByRole("link", { name: TASK }).tap();
  await inspect(page);
  await page.getByRole("button", { name: t("run-refuse"), exact: true }).tap();
  await expect(page.getByRole("alert")).toBeVisible();
  await inspect(page);
  await field(page, t("run-opinion")).fill("say which notice");
  await page.getByRole("button", { name: t("run-refuse"), exact: true }).tap();
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();
  await signIn(page, t, READER);
  await page.goto("/uses");
  await expect(page.locator("main tbody tr").first()).toContainText(t("use-is-refused"));
  await inspect(page);
});

test("a yes lets the reader read, with her name on the page", async ({ page, t }) => {
  await askToRead(page, t, code, "compare the notice of 2026 with the one before");
  await signIn(page, t);
  await page.locator("nav.rail").getByRole("link", { name: t("nav-tasks") }).tap();
  await page.getByRole("link", { name: TASK }).tap();
  await page.getByRole("button", { name: t("run-approve"), exact: true }).tap();
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();
  await signIn(page, t, READER);
  await page.goto("/uses");
  await page.locator("main tbody a.code").tap();
  await expect(page.getByText(t("use-watermark"))).toBeVisible();
  const width = () => page.locator("main img").evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width, { timeout: 60_000 }).toBeGreaterThan(200);
  await inspect(page);
});
