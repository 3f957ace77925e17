/** Duties to people: a member asks for a copy and a correction, an officer answers, she sees it; consents; an assessment. */
import type { APIRequestContext, Page } from "@playwright/test";
import { AUDIT, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";

const MEMBER = { name: "周雨桐", login: "zhouyutong", password: "院子里的枇杷五月就黄" };
const STAFF_NUMBER = "A-2048";
const FIRST_PASSWORD = "初次见面还请多多关照";
const NEW_PHONE = "13987654321";

async function calling(request: APIRequestContext, person: typeof SYSTEM) {
  const session = await request.post("/api/v1/sessions", { data: { login: person.login, password: person.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

async function inspectAtBothWidths(page: Page) {
  await inspect(page);
  await page.setViewportSize({ width: 360, height: 780 });
  await inspect(page);
  await page.setViewportSize({ width: 1440, height: 900 });
}

type Words = (key: string, values?: Record<string, string | number>) => string;

async function ask(page: Page, t: Words, kind: string, wish: string) {
  await field(page, t("request-kind")).selectOption(kind);
  await field(page, t("own-request-wish")).fill(wish);
  await page.getByRole("button", { name: t("own-request-do") }).click();
  await expect(page.getByText(t("own-request-made"))).toBeVisible();
}

test("a member asks for a copy and a correction", async ({ page, t }) => {
  const headers = await calling(page.request, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers })).json()).organisations[0].id;
  const person = { staff_number: STAFF_NUMBER, name: MEMBER.name, unit };
  const entered = await page.request.post("/api/v1/people", { headers, data: person });
  expect(entered.status(), await entered.text()).toBe(201);
  const security = await calling(page.request, SECURITY);
  const account = { login: MEMBER.login, name: MEMBER.name, password: FIRST_PASSWORD, unit, role: "reader", clearance: 0 };
  const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
  expect(made.status(), await made.text()).toBe(201);
  const id = (await made.json()).id;
  const linked = await page.request.put(`/api/v1/accounts/${id}/person`, { headers: security, data: { staff_number: STAFF_NUMBER } });
  expect(linked.ok(), await linked.text()).toBe(true);
  await settle(page, MEMBER, FIRST_PASSWORD);

  await signIn(page, t, MEMBER);
  await page.goto("/me");
  await page.getByRole("link", { name: t("own-data-open") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("own-data-title"));
  await expect(page.locator("input[type=checkbox]:checked")).toHaveCount(0);
  await inspectAtBothWidths(page);
  await ask(page, t, "copy", "请给我一份我的信息副本");
  await ask(page, t, "correction", "手机号换成了新号");
  await page.getByRole("link", { name: t("register-title") }).first().click();
  await expect(page.getByRole("heading", { name: "人员名册" })).toBeVisible();
  await expect(page.getByRole("link", { name: t("register-add") })).toHaveCount(0);
  await inspectAtBothWidths(page);
});

test("the officer takes both up and answers them", async ({ page, t }) => {
  await signIn(page, t, SECURITY);
  await page.getByRole("navigation").getByRole("link", { name: t("nav-privacy") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("requests-title"));
  await inspectAtBothWidths(page);
  const open = (kind: string) => page.locator("section[aria-labelledby=open] tbody tr").filter({ hasText: MEMBER.name }).getByRole("link", { name: kind });
  await open(t("privacy-is-correction")).click();
  await page.getByRole("button", { name: t("request-begin") }).click();
  await inspectAtBothWidths(page);
  await field(page, t("request-new-phone")).fill(NEW_PHONE);
  await field(page, t("request-answer")).fill("已按您提供的新号更正");
  await page.getByRole("button", { name: t("request-answer-do") }).click();
  await expect(page.getByText(t("request-answered"))).toBeVisible();
  await open(t("privacy-is-copy")).click();
  await page.getByRole("button", { name: t("request-begin") }).click();
  await field(page, t("request-answer")).fill("副本可在“我的个人信息”中查看和下载");
  await page.getByRole("button", { name: t("request-answer-do") }).click();
  await expect(page.getByText(t("request-answered"))).toBeVisible();
});

test("the member sees the answer and her copy, gives a consent and withdraws it", async ({ page, t }) => {
  await signIn(page, t, MEMBER);
  await page.goto("/me/data");
  await expect(page.getByText("已按您提供的新号更正")).toBeVisible();
  await expect(page.getByText("139****4321")).toBeVisible();
  const consent = page.locator("section[aria-labelledby=consent-event_pictures]");
  await consent.getByLabel(t("consent-read")).check();
  await consent.getByRole("button", { name: t("consent-give"), exact: true }).click();
  await expect(page.getByText(t("consent-given"))).toBeVisible();
  await consent.getByRole("button", { name: t("consent-withdraw") }).click();
  await expect(page.getByText(t("consent-withdrawn"))).toBeVisible();
  await expect(consent.getByRole("heading")).toContainText(t("privacy-is-withdrawn"));
  await inspectAtBothWidths(page);
  await page.getByRole("link", { name: t("own-copy-open") }).first().click();
  await expect(page.getByRole("cell", { name: NEW_PHONE })).toBeVisible();
  await inspectAtBothWidths(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: t("own-copy-file") }).click();
  expect((await download).suggestedFilename()).toBe("my-data.json");
});

test("sensitive data are assessed by one and approved by another", async ({ page, t }) => {
  await signIn(page, t, SECURITY);
  await page.goto("/privacy/assessments");
  await inspectAtBothWidths(page);
  await field(page, t("assessment-activity")).selectOption("archives");
  await field(page, t("assessment-what")).fill("收集、保管困难职工的病情和家庭材料");
  await field(page, t("assessment-necessity")).fill("帮扶条例要求核实，只收必要的证明");
  await field(page, t("assessment-risks")).fill("泄露会损害名誉");
  await field(page, t("assessment-measures")).fill("加密、遮盖、查看须写明目的并留痕");
  await page.getByRole("button", { name: t("assessment-submit") }).click();
  await expect(page.getByText(t("assessment-submitted"))).toBeVisible();
  await signIn(page, t, AUDIT);
  await page.goto("/privacy/assessments");
  await page.locator("tbody").getByRole("link").first().click();
  await inspectAtBothWidths(page);
  await page.getByRole("button", { name: t("powers-approve") }).click();
  await expect(page.getByText(t("assessment-decision-made"))).toBeVisible();
  await page.goto("/privacy");
  await expect(page.getByText(t("register-gap"), { exact: true })).toHaveCount(0);
});
