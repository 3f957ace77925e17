/** From a record whose period is over to the certificate of its destruction: archivist, committee, chair, two supervisors. */
import { READ_WITHIN_MS, expect, field, inspect, signIn, test } from "../../support/journey.ts";
import { approve } from "../../support/deciding.ts";
import { destroy, expectCertificate, listDue, supervise } from "../../support/disposing.ts";
import { fileRecord } from "../../support/filing.ts";
import { charter } from "../../support/papers.ts";
import { CHAIR, MEMBER, WATCHERS, holdPosts } from "../../support/people.ts";

const OPINION = "已逐件核对，同意";
const TITLE = "二〇一〇年例行通知";
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("95")]) };

let record = "";
let round = "";

test("a record of long ago is filed, and people hold posts of the union", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  ({ record } = await fileRecord(page, scan, TITLE, { doc_date: "2010-03-15", year: "2010", retention: "D10" }));
  await holdPosts(page, [MEMBER, CHAIR, ...WATCHERS]);
});

test("a hold keeps the record out of the list until it is lifted", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/retention");
  await page.getByRole("link", { name: t("disposal-title") }).click();
  await inspect(page);
  await page.getByRole("link", { name: t("holds-title") }).click();
  await expect(page.getByText(t("holds-none"), { exact: true })).toBeVisible();
  await field(page, t("hold-name")).fill("审计 2026-8");
  await field(page, t("hold-reason")).last().fill("审计需要");
  await field(page, t("hold-words")).fill("例行通知");
  await page.getByRole("button", { name: t("hold-do-set"), exact: true }).click();
  await expect(page.locator("main tbody")).toContainText("审计 2026-8");
  await inspect(page);
  await listDue(page, t, "到期档案鉴定");
  await expect(page.getByRole("alert")).toBeVisible();
  await page.goto("/disposal/holds");
  await page.locator("main tbody summary").click();
  await page.locator("main tbody input[name=reason]").fill("审计结束");
  await page.getByRole("button", { name: t("hold-lift"), exact: true }).click();
  await expect(page.locator("main tbody")).toContainText("审计结束");
});

test("archivist, committee and chair decide, the chair on a phone", async ({ page, t }) => {
  await signIn(page, t);
  await listDue(page, t, "到期档案鉴定");
  await expect(page.locator("#line-1")).toContainText(TITLE);
  round = new URL(page.url()).pathname;
  await inspect(page);
  await page.getByRole("button", { name: t("disposal-send") }).click();
  await expect(page.locator("main .head")).toContainText(t("disposal-is-deciding"));
  await signIn(page, t, MEMBER);
  await approve(page, t, "到期档案鉴定", OPINION);
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t, CHAIR);
  await approve(page, t, "到期档案鉴定", OPINION);
  await page.goto(round);
  await expect(page.locator("main .head")).toContainText(t("disposal-is-approved"));
  await expect(page.getByRole("button", { name: t("disposal-sign") })).toHaveCount(0);
  await inspect(page);
});

test("two supervisors check the list, the archivist destroys, a stub and a certificate stay", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  for (const watcher of WATCHERS) await supervise(page, t, round, watcher);
  await signIn(page, t);
  await destroy(page, t, round);
  await expectCertificate(page, round);
  await page.goto(`/records/${record}`);
  await expect(page.getByText(t("stub-destroyed"), { exact: true })).toBeVisible();
  await inspect(page);
  await supervise(page, t, round, WATCHERS[0]);
  await expect(page.locator("main")).toContainText(t("disposal-signed-after"));
});
