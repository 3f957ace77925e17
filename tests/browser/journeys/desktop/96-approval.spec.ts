/** A record of the fund audit is prepared, reviewed and approved by three people before it gets its number. */
import type { Page } from "@playwright/test";
import { ARCHIVIST, READ_WITHIN_MS, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";
import { charter } from "../../support/papers.ts";

const FIRST_PASSWORD = "初次见面还请多多关照";
const person = (name: string, login: string, post: string) => ({ name, login, post, password: `后院的石榴八月就红了${login}` });
const AUDITOR = person("陆静", "lujing", "21");
const DEPUTY = person("郑毅", "zhengyi", "11");
const paper = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("96")]) };

let record = "";

async function calling(page: Page, who: { login: string; password: string }) {
  const session = await page.request.post("/api/v1/sessions", { data: { login: who.login, password: who.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

async function approve(page: Page, t: (key: string) => string) {
  await page.goto("/tasks");
  await page.getByRole("link", { name: "归档审批" }).click();
  await inspect(page);
  await page.getByRole("link", { name: t("run-open-subject") }).click();
  await expect(page.locator("[data-describe]")).toBeVisible();
  await expect(page.getByRole("button", { name: t("describe-file") })).toHaveCount(0);
  await page.goBack();
  await field(page, t("run-opinion")).fill("材料齐全，同意");
  await page.getByRole("button", { name: t("run-approve"), exact: true }).click();
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();
}

test("two who hold the posts, and the paper of an audit", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  const system = await calling(page, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers: system })).json()).organisations[0].id;
  const security = await calling(page, SECURITY);
  for (const one of [AUDITOR, DEPUTY]) {
    const account = { login: one.login, name: one.name, password: FIRST_PASSWORD, unit, role: "reader", clearance: 1 };
    const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
    expect(made.status(), await made.text()).toBe(201);
    const accounts = (await (await page.request.get("/api/v1/accounts", { headers: security })).json()).accounts;
    const id = accounts.find((known: { login: string }) => known.login === one.login).id;
    const standing = await page.request.put(`/api/v1/accounts/${id}/standing`, { headers: security, data: { post: one.post, rank: 1 } });
    expect(standing.ok(), await standing.text()).toBe(true);
    await settle(page, one, FIRST_PASSWORD);
  }
  const archivist = await calling(page, ARCHIVIST);
  const sent = await page.request.post("/api/v1/papers", { headers: archivist, multipart: { file: paper } });
  record = (await sent.json()).files[0].record;
  const state = async () => (await (await page.request.get(`/api/v1/papers/${record}`, { headers: archivist })).json()).reading.state;
  await expect.poll(state, { timeout: READ_WITHIN_MS }).toBe("read");
});

test("the archivist describes it, and it waits for the others", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto(`/inbox/${record}`);
  const version = await page.locator("input[name=version]").inputValue();
  const archivist = await calling(page, ARCHIVIST);
  const fields = {
    title: "二〇二五年度工会经费审计报告", responsible_party: "经费审查委员会", doc_date: "2026-03-15", year: "2026",
    retention: "D30", security_level: "1",
  };
  const data = { version: Number(version), type: "ZY.JS", fields };
  const described = await page.request.put(`/api/v1/papers/${record}`, { headers: archivist, data });
  expect(described.status(), await described.text()).toBe(200);
  await page.goto(`/inbox/${record}`);
  await page.getByRole("button", { name: t("describe-file") }).click();
  await page.goto(`/inbox/${record}`);
  await expect(page.getByText(t("filing-is-asked"), { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: t("describe-save") })).toHaveCount(0);
  await inspect(page);
  await page.goto("/inbox?tab=described");
  await expect(page.getByText(t("paper-asked"), { exact: true })).toBeVisible();
  await inspect(page);
});

test("the audit committee reviews and the deputy approves, on a phone; then it has its number", async ({ page, t }) => {
  await signIn(page, t, AUDITOR);
  await approve(page, t);
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t, DEPUTY);
  await approve(page, t);
  await page.setViewportSize({ width: 1280, height: 800 });
  await signIn(page, t);
  const filed = async () => {
    await page.goto(`/records/${record}`);
    return (await page.locator("main").innerText()).includes("-ZY·2026-");
  };
  await expect.poll(filed, { timeout: 30_000 }).toBe(true);
});
