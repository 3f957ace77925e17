/** The whole life of one record: archivist, reviewer, director, a reader, supervisors, and what stays behind. */
import { READ_WITHIN_MS, allRead, expect, inspect, signIn, test } from "../../support/journey.ts";
import { askToRead } from "../../support/asking.ts";
import { approve } from "../../support/deciding.ts";
import { destroy, expectCertificate, listDue, supervise } from "../../support/disposing.ts";
import { charter } from "../../support/papers.ts";
import { AUDITOR, CHAIR, DEPUTY, MEMBER, READER, WATCHERS, admitReader, holdPosts } from "../../support/people.ts";

const TITLE = "二〇〇九年度工会经费审计报告";
const PURPOSE = "核对历年审计结论";
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const paper = { ...charter, name: "审计报告原件.png", buffer: Buffer.concat([charter.buffer, Buffer.from("99")]) };

let record = "";
let code = "";
let use = "";
let round = "";

test("the posts of the union are held before its records are decided about", async ({ page }) => {
  await holdPosts(page, [MEMBER, AUDITOR, CHAIR, DEPUTY, ...WATCHERS]);
  await admitReader(page);
});

test("a paper is captured, and described as an audit of long ago", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  await signIn(page, t);
  await page.goto("/inbox");
  await page.getByLabel(t("upload-pick")).setInputFiles([paper]);
  const row = page.getByRole("row").filter({ hasText: paper.name });
  await expect(row).toBeVisible();
  await allRead(page, t);
  await row.locator("a.paper-name").click();
  await expect(page.locator("form[data-describe]")).toBeVisible();
  record = new URL(page.url()).pathname.split("/").pop()!;
  await page.locator("#class").selectOption("ZY.JS");
  await expect(page.locator(".desk-fields h2")).toHaveText("经费审查审计档案");
  await page.locator("#title").fill(TITLE);
  await page.locator("#responsible_party").fill("经费审查委员会");
  await page.locator("#doc_date").fill("2010-03-15");
  await page.locator("#year").fill("2010");
  await page.locator("#retention").selectOption("D10");
  await page.locator("#security_level").selectOption("1");
  await inspect(page);
  await page.getByRole("button", { name: t("describe-file") }).click();
  await page.goto(`/inbox/${record}`);
  await expect(page.getByText(t("filing-is-asked"), { exact: true })).toBeVisible();
});

test("it has no number before a reviewer and a director have said yes", async ({ page, t }) => {
  const isFiled = async () => {
    await page.goto(`/records/${record}`);
    return (await page.locator("main .head").innerText()).includes("-ZY·2010-D10-");
  };
  await signIn(page, t, AUDITOR);
  await approve(page, t, "归档审批", "材料齐全，同意");
  await signIn(page, t);
  expect(await isFiled()).toBe(false);
  await signIn(page, t, DEPUTY);
  await approve(page, t, "归档审批", "同意归档");
  await signIn(page, t);
  await expect.poll(isFiled, { timeout: 30_000 }).toBe(true);
  code = await page.locator("main .head .code").innerText();
});

test("a filed record wears what its checks found", async ({ page, t }) => {
  await signIn(page, t);
  const standing = page.locator("section", { has: page.getByRole("heading", { name: t("check-standing"), exact: true }) });
  await expect(async () => {
    await page.goto(`/records/${record}`);
    await expect(standing.locator(".tag").first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(standing.locator(".tag-bad")).toHaveCount(0);
  await inspect(page);
});

test("a reader sees it under her name, after she has said what for and the archivist has agreed", async ({ page, t }) => {
  await signIn(page, t, READER);
  expect((await page.goto(`/records/${record}`))!.status()).toBe(404);
  await askToRead(page, t, code, PURPOSE);
  await page.goto("/uses");
  const row = page.locator("main tbody tr").filter({ hasText: code });
  await expect(row).toContainText(t("use-is-asked"));
  await expect(row.locator("a.code")).toHaveCount(0);

  await signIn(page, t);
  await approve(page, t, "利用申请", "用途正当，同意提供");

  await signIn(page, t, READER);
  await page.goto("/uses");
  await row.locator("a.code").click();
  use = new URL(page.url()).pathname;
  await expect(page.getByText(t("use-watermark"))).toBeVisible();
  const width = () => page.locator("main img").evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width, { timeout: 60_000 }).toBeGreaterThan(500);
  await expect(page.locator("main a[download]")).toHaveCount(0);
  await inspect(page);
});

test("ten years after its year it has fallen due, and a round of appraisal lists it", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/retention");
  await expect(page.getByRole("row").filter({ hasText: code })).toContainText(TITLE);
  await listDue(page, t, "审计档案到期鉴定");
  await expect(page.locator("main tbody tr").filter({ hasText: code })).toContainText(TITLE);
  round = new URL(page.url()).pathname;
  await page.getByRole("button", { name: t("disposal-send") }).click();
  await expect(page.locator("main .head")).toContainText(t("disposal-is-deciding"));
});

test("every one of the group must agree before the director is asked", async ({ page, t }) => {
  await signIn(page, t, MEMBER);
  await approve(page, t, "到期档案鉴定", "已逐件核对，同意");
  await signIn(page, t, CHAIR);
  await page.goto("/tasks");
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();
  await signIn(page, t, AUDITOR);
  await approve(page, t, "到期档案鉴定", "已逐件核对，同意");
  await signIn(page, t, CHAIR);
  await approve(page, t, "到期档案鉴定", "同意销毁");
  await page.goto(round);
  await expect(page.locator("main .head")).toContainText(t("disposal-is-approved"));
  await expect(page.getByText(t("disposal-not-before"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("disposal-sign") })).toHaveCount(0);
});

test("nothing is destroyed before two supervisors have signed", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  await supervise(page, t, round, WATCHERS[0]);
  await signIn(page, t);
  await page.goto(round);
  await page.getByRole("button", { name: t("disposal-execute") }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.goto(round);
  await expect(page.locator("main .head")).toContainText(t("disposal-is-approved"));
  await supervise(page, t, round, WATCHERS[1]);
  await signIn(page, t);
  await destroy(page, t, round);
  for (const watcher of WATCHERS) await supervise(page, t, round, watcher);
  await expect(page.locator("main").getByText(t("disposal-signed-after"))).toHaveCount(WATCHERS.length);
});

test("a stub and a certificate stay, and whoever was allowed to read it reads no more", async ({ page, t }) => {
  await signIn(page, t);
  await expectCertificate(page, round);
  await page.goto(`/records/${record}`);
  await expect(page.getByText(t("stub-destroyed"), { exact: true })).toBeVisible();
  await expect(page.locator("main")).toContainText(code);
  await expect(page.locator("main img")).toHaveCount(0);
  await inspect(page);
  await page.goto("/retention");
  await expect(page.getByRole("row").filter({ hasText: code })).toHaveCount(0);
  await signIn(page, t, READER);
  expect((await page.goto(use))!.status()).toBe(409);
  await expect(page.locator("main img")).toHaveCount(0);
});
