/** A sensitive record: masked by default, shown in clear for a purpose, and the member whom it names sees who looked. */
import type { APIRequestContext } from "@playwright/test";
import { ARCHIVIST, READ_WITHIN_MS, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";

const MEMBER = { name: "王芳菲", login: "wangfangfei", password: "窗外的石榴八月就开花" };
const STAFF_NUMBER = "A-1024";
const FIRST_PASSWORD = "初次见面还请多多关照";
const PHONE = "13812345678";
const TITLE = "王芳菲困难补助申请书";
const PAPER = `${TITLE}\r\n本人身份证号11010519491231002X，联系电话${PHONE}。\r\n2026年3月15日\r\n`;

/** Returns the headers with which a person calls the API. */
async function calling(request: APIRequestContext, person: typeof ARCHIVIST) {
  const session = await request.post("/api/v1/sessions", { data: { login: person.login, password: person.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

/** Brings a paper in, waits until it is read, describes and files it as personal and sensitive; returns its id. */
async function fileSensitive(request: APIRequestContext): Promise<string> {
  const headers = await calling(request, ARCHIVIST);
  const file = { name: "困难补助申请.txt", mimeType: "text/plain", buffer: Buffer.from(PAPER) };
  const sent = await request.post("/api/v1/papers", { headers, multipart: { file } });
  const id: string = (await sent.json()).files[0].record;
  const paper = async () => (await request.get(`/api/v1/papers/${id}`, { headers })).json();
  await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
  const fields = {
    title: TITLE, responsible_party: "院工会", doc_date: "2026-03-15", year: "2026", retention: "D30",
    security_level: "3", persons: [MEMBER.name], annual_income: "36000",
  };
  const version = (await paper()).record.version;
  const described = await request.put(`/api/v1/papers/${id}`, { headers, data: { version, type: "ZY.BF", fields } });
  expect(described.status(), await described.text()).toBe(200);
  const data = { version: (await described.json()).version };
  const filed = await request.post(`/api/v1/papers/${id}/file`, { headers, data });
  expect(filed.status(), await filed.text()).toBe(200);
  return id;
}

test("a member gets an account that is linked to her in the staff directory", async ({ page, t }) => {
  const headers = await calling(page.request, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers })).json()).organisations[0].id;
  const entered = await page.request.post("/api/v1/people", { headers, data: { staff_number: STAFF_NUMBER, name: MEMBER.name, unit } });
  expect(entered.status(), await entered.text()).toBe(201);
  await signIn(page, t, SECURITY);
  await page.goto("/accounts/new");
  await field(page, t("sign-in-login")).fill(MEMBER.login);
  await field(page, t("account-name")).fill(MEMBER.name);
  await field(page, t("account-first-password")).fill(FIRST_PASSWORD);
  await field(page, t("account-staff-number")).fill(STAFF_NUMBER);
  await inspect(page);
  await page.getByRole("button", { name: t("form-save") }).click();
  await expect(page.locator("#accounts")).toBeVisible();
  await settle(page, MEMBER, FIRST_PASSWORD);
});

test("a sensitive record is masked, shown in clear for a purpose, and the member sees the look", async ({ page, t }) => {
  const id = await fileSensitive(page.request);
  await signIn(page, t);
  await page.goto(`/me/confirm?next=${encodeURIComponent(`/records/${id}`)}`);
  await field(page, t("own-password-present")).fill(ARCHIVIST.password);
  await page.locator("main form button[type=submit]").click();
  await expect(page).toHaveURL(new RegExp(`/records/${id}$`));
  await expect(page.locator("main")).toContainText("138****5678");
  await expect(page.locator("main")).not.toContainText(PHONE);
  await expect(page.locator("main")).not.toContainText("36000");
  await expect(page.getByText(t("record-clear-download"))).toBeVisible();
  await page.locator("#personal-data summary").click();
  await inspect(page);

  await field(page, t("clear-purpose")).selectOption("hardship_review");
  await field(page, t("clear-reason")).fill("审核第三季度困难补助");
  await page.getByRole("button", { name: t("clear-do") }).click();
  await expect(page.locator("main")).toContainText(PHONE);
  await expect(page.locator("main")).toContainText("36000");
  await expect(page.getByRole("button", { name: t("clear-end") })).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: t("clear-end") }).click();
  await expect(page.locator("main")).not.toContainText(PHONE);

  await signIn(page, t, MEMBER);
  await page.goto("/me");
  await page.getByRole("link", { name: t("looks-open") }).click();
  const rows = page.locator("main tbody tr");
  await expect(rows.filter({ hasText: t("action-record-shown-in-clear") })).toContainText(ARCHIVIST.name);
  await expect(rows.filter({ hasText: "困难帮扶审核" })).toHaveCount(1);
  await inspect(page);
  await page.setViewportSize({ width: 360, height: 780 });
  await inspect(page);
});
