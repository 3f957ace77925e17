/** B7, a dossier: closed with a paper missing, given by whoever owes it, filed at once, and its receipt. */
import type { Page } from "@playwright/test";
import { ARCHIVIST, FOUND_WITHIN_MS, READ_WITHIN_MS, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";

const FIRST_PASSWORD = "初次见面还请多多关照";
const AUDITOR = { name: "谭音", login: "tanyin", password: "后院的石榴八月就红了tanyin" };
const TITLE = "八届一次职工代表大会";
const titles = { notice: `${TITLE}通知`, resolution: `${TITLE}决议`, review: `${TITLE}经费审查报告` };

async function calling(page: Page, who: { login: string; password: string }) {
  const session = await page.request.post("/api/v1/sessions", { data: { login: who.login, password: who.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

test("three described papers, and somebody of the audit committee", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  const system = await calling(page, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers: system })).json()).organisations[0].id;
  const security = await calling(page, SECURITY);
  const account = { login: AUDITOR.login, name: AUDITOR.name, password: FIRST_PASSWORD, unit, role: "reader", clearance: 1 };
  const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
  expect(made.status(), await made.text()).toBe(201);
  const accounts = (await (await page.request.get("/api/v1/accounts", { headers: security })).json()).accounts;
  const id = accounts.find((known: { login: string }) => known.login === AUDITOR.login).id;
  const standing = await page.request.put(`/api/v1/accounts/${id}/standing`, { headers: security, data: { post: "21", rank: 1 } });
  expect(standing.ok(), await standing.text()).toBe(true);
  await settle(page, AUDITOR, FIRST_PASSWORD);
  const headers = await calling(page, ARCHIVIST);
  for (const title of Object.values(titles)) {
    const file = { name: `${title}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${title}\n2026年3月5日\n`) };
    const sent = await page.request.post("/api/v1/papers", { headers, multipart: { file } });
    const record = (await sent.json()).files[0].record;
    const paper = async () => (await page.request.get(`/api/v1/papers/${record}`, { headers })).json();
    await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
    const fields = { title, responsible_party: "院工会", doc_date: "2026-03-05", year: "2026", retention: "D10", security_level: "1" };
    const data = { version: (await paper()).record.version, type: "WS", fields };
    const described = await page.request.put(`/api/v1/papers/${record}`, { headers, data });
    expect(described.status(), await described.text()).toBe(200);
  }
});

test("the archivist opens a dossier and closes it with a paper missing", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/records");
  await page.getByRole("link", { name: t("dossiers-title"), exact: true }).click();
  await inspect(page);
  await page.getByRole("link", { name: t("dossier-new"), exact: true }).click();
  await inspect(page);
  await field(page, t("dossier-kind")).selectOption("congress");
  await field(page, t("dossier-name")).fill(TITLE);
  await page.getByRole("button", { name: t("dossier-open"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(TITLE);
  for (const [slot, title] of [["会议通知", titles.notice], ["决议", titles.resolution]]) {
    const row = page.locator("main tbody tr").filter({ hasText: slot }).first();
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
