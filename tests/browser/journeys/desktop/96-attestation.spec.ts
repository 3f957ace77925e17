/** A certificate from a record is issued, checked by number and code, revoked; and a year of use is counted. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { READ_WITHIN_MS, expect, field, inspect, signIn, test } from "../../support/journey.ts";
import { askToRead } from "../../support/asking.ts";
import { approve } from "../../support/deciding.ts";
import { fileRecord } from "../../support/filing.ts";
import { charter } from "../../support/papers.ts";
import { READER, admitReader } from "../../support/people.ts";

const RECIPIENT = "刘海燕";
const IDENTITY = "11010519491231002X";
const EXCERPT = `刘海燕（${IDENTITY}）经选举任第三届分工会委员。`;
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("96-2")]) };

let record = "";
let code = "";
let certificate = "";
let number = "";
let secret = "";

type Words = (key: string) => string;

/** What the page of statistics counts under this name in its year. */
async function counted(page: Page, t: Words, name: string): Promise<number> {
  await page.goto("/uses/statistics");
  const row = page.locator("main table").first().locator("tr").filter({ hasText: t(name) });
  return (await row.count()) === 0 ? 0 : Number(await row.locator("td.numbers").first().innerText());
}

async function check(page: Page, t: Words, typed: string) {
  await page.goto("/attestations/check");
  await field(page, t("attestation-number")).fill(number);
  await field(page, t("attestation-code")).fill(typed);
  await page.getByRole("button", { name: t("attestation-check"), exact: true }).click();
}

test("a record is there to certify from, and a reader who may not see it", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  await admitReader(page);
  ({ record, code } = await fileRecord(page, scan, "第三届分工会委员选举结果"));
});

test("a certificate is issued from a filed record, and shows no identity number on the screen", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto(`/records/${record}`);
  await page.getByRole("link", { name: t("attestation-new") }).click();
  await inspect(page);
  await field(page, t("attestation-recipient")).fill(RECIPIENT);
  await field(page, t("attestation-purpose")).fill("办理任职年限认定");
  await field(page, t("attestation-excerpt")).fill(EXCERPT);
  await page.getByRole("button", { name: t("attestation-issue"), exact: true }).click();
  await expect(page.getByRole("link", { name: t("attestation-pdf") })).toBeVisible();
  certificate = new URL(page.url()).pathname;
  await expect(page.locator("main")).toContainText("经选举任第三届分工会委员");
  await expect(page.locator("main")).not.toContainText(IDENTITY);
  const facts = page.locator("dl.facts");
  const fact = (name: string) => facts.locator(`dt:text-is("${name}") + dd`).innerText();
  number = await fact(t("attestation-number"));
  secret = await fact(t("attestation-code"));
  await inspect(page);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: t("attestation-pdf") }).click();
  const bytes = await readFile(await (await coming).path());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  await page.goto("/attestations");
  await expect(page.getByRole("row").filter({ hasText: number })).toContainText(RECIPIENT);
  await inspect(page);
});

test("whoever has number and code learns that it is genuine, and nothing of what it tells", async ({ page, t }) => {
  await signIn(page, t, READER);
  expect((await page.goto(certificate))!.status()).not.toBe(200);
  await check(page, t, secret);
  await expect(page.locator("section[role=status]")).toContainText(t("attestation-is-genuine"));
  await expect(page.locator("main")).not.toContainText(RECIPIENT);
  await inspect(page);
  await check(page, t, "AAAA-AAAA-AAAA-AAAA");
  await expect(page.locator("section[role=status]")).toContainText(t("attestation-is-unknown"));
});

test("a revoked certificate keeps its number, and the check says that it is revoked", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto(certificate);
  await page.getByLabel(t("attestation-reason")).fill("姓名写错");
  await page.getByRole("button", { name: t("attestation-revoke"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(t("attestation-is-revoked"));
  await expect(page.locator("main")).toContainText("姓名写错");
  await inspect(page);
  await page.goto("/attestations");
  await expect(page.getByRole("row").filter({ hasText: number })).toContainText(t("attestation-is-revoked"));
  await signIn(page, t, READER);
  await check(page, t, secret);
  await expect(page.locator("section[role=status]")).toContainText(t("attestation-is-revoked"));
});

test("a request and every page read in it are counted in the year, and the year before is a link away", async ({ page, t }) => {
  await signIn(page, t);
  const requests = await counted(page, t, "use-statistics-requests");
  const looks = await counted(page, t, "use-statistics-looks");
  expect(await counted(page, t, "use-statistics-certificates")).toBeGreaterThan(0);

  await askToRead(page, t, code, "核对任职年限");
  await signIn(page, t);
  await approve(page, t, "利用申请", "用途正当，同意提供");
  await signIn(page, t, READER);
  await page.goto("/uses");
  await page.getByRole("link", { name: code }).click();
  const width = () => page.locator("main img").evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width, { timeout: 60_000 }).toBeGreaterThan(500);

  await signIn(page, t);
  expect(await counted(page, t, "use-statistics-requests")).toBe(requests + 1);
  expect(await counted(page, t, "use-statistics-looks")).toBe(looks + 1);
  await inspect(page);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: t("use-statistics-file") }).click();
  const text = (await readFile(await (await coming).path())).toString("utf8");
  expect(text).toContain(t("use-statistics-requests"));
  const heading = page.getByRole("heading", { level: 1 });
  const year = Number((await heading.locator(".numbers").innerText()).trim());
  await page.locator("main a[rel=prev]").first().click();
  await expect(heading).toContainText(String(year - 1));
  await inspect(page);
  await page.locator("main a[rel=next]").first().click();
  await expect(heading).toContainText(String(year));
});
