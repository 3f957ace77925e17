/** The use of a record: a reader of another unit asks, the archivist decides from the inbox on a phone, the reader reads. */
import { READ_WITHIN_MS, expect, field, inspect, signIn, test } from "../../support/journey.ts";
import { fileRecord } from "../../support/filing.ts";
import { charter } from "../../support/papers.ts";
import { READER, admitReader } from "../../support/people.ts";

const PURPOSE = "核对职称评审材料";
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("2")]) };

let code = "";

test("a record is filed that a reader of another unit may not see", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  ({ code } = await fileRecord(page, scan, "职称评审工作通知"));
  await admitReader(page);
});

test("the reader asks by number, the archivist approves on a phone, the reader reads with a watermark", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  await signIn(page, t, READER);
  await page.goto("/records");
  await page.getByRole("link", { name: t("use-link") }).click();
  await expect(page.getByText(t("use-own-none"))).toBeVisible();
  await inspect(page);
  await field(page, t("use-code")).fill(code);
  await field(page, t("use-purpose")).fill(PURPOSE);
  await page.getByRole("button", { name: t("use-ask") }).click();
  await expect(page.getByText(PURPOSE)).toBeVisible();
  await expect(page.locator("svg[role=img]")).toBeVisible();
  await inspect(page);

  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t);
  const tasks = page.locator("nav.rail").getByRole("link", { name: t("nav-tasks") });
  await expect(tasks).toContainText("1");
  await tasks.click();
  await inspect(page);
  await page.getByRole("link", { name: "利用申请" }).click();
  await inspect(page);
  await page.getByRole("button", { name: t("run-refuse"), exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(t("form-field-opinion"));
  await field(page, t("run-opinion")).fill("用途正当，同意提供");
  await page.getByRole("button", { name: t("run-approve"), exact: true }).click();
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();
  await inspect(page);

  await signIn(page, t, READER);
  await page.goto("/uses");
  await inspect(page);
  await page.getByRole("link", { name: code }).click();
  await expect(page.getByText(t("use-watermark"))).toBeVisible();
  const width = async () => page.locator("main img").evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width, { timeout: 60_000 }).toBeGreaterThan(500);
  await expect(page.locator("main a[download]")).toHaveCount(0);
  await inspect(page);

  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, t);
  await page.goto("/uses/register");
  await expect(page.locator("main tbody tr")).toContainText([READER.name]);
  await inspect(page);
  await page.getByRole("button", { name: t("use-revoke") }).click();
  await expect(page.locator("main tbody")).toContainText(t("use-is-revoked"));
});
