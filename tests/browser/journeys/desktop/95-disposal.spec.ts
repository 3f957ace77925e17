/** From a record whose period is over to the certificate of its destruction: archivist, committee, chair, two supervisors. */
import type { APIRequestContext, Page } from "@playwright/test";
import { ARCHIVIST, READ_WITHIN_MS, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";
import { charter } from "../../support/papers.ts";

const FIRST_PASSWORD = "初次见面还请多多关照";
const person = (name: string, login: string, post: string) => ({ name, login, post, password: `后院的石榴八月就红了${login}` });
const MEMBER = person("孙立", "sunli", "13");
const CHAIR = person("周正", "zhouzheng", "10");
const WATCHERS = [person("吴越", "wuyue", "40"), person("吴夏", "wuxia", "41")];
const TITLE = "二〇一〇年例行通知";
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("95")]) };

let record = "";
let round = "";

async function calling(request: APIRequestContext, who: typeof ARCHIVIST) {
  const session = await request.post("/api/v1/sessions", { data: { login: who.login, password: who.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

async function approve(page: Page, t: (key: string) => string) {
  await page.goto("/tasks");
  await page.getByRole("link", { name: "到期档案鉴定" }).click();
  await inspect(page);
  await field(page, t("run-opinion")).fill("已逐件核对，同意");
  await page.getByRole("button", { name: t("run-approve"), exact: true }).click();
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();
}

test("a record of long ago is filed, and people hold posts of the union", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  const archivist = await calling(page.request, ARCHIVIST);
  const sent = await page.request.post("/api/v1/papers", { headers: archivist, multipart: { file: scan } });
  record = (await sent.json()).files[0].record;
  const paper = async () => (await page.request.get(`/api/v1/papers/${record}`, { headers: archivist })).json();
  await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
  const fields = {
    title: TITLE, responsible_party: "院工会", doc_date: "2010-03-15", year: "2010", retention: "D10", security_level: "1",
  };
  const version = (await paper()).record.version;
  const described = await page.request.put(`/api/v1/papers/${record}`, { headers: archivist, data: { version, type: "WS", fields } });
  expect(described.status(), await described.text()).toBe(200);
  const data = { version: (await described.json()).version };
  const filed = await page.request.post(`/api/v1/papers/${record}/file`, { headers: archivist, data });
  expect(filed.status(), await filed.text()).toBe(200);

  const system = await calling(page.request, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers: system })).json()).organisations[0].id;
  const security = await calling(page.request, SECURITY);
  for (const one of [MEMBER, CHAIR, ...WATCHERS]) {
    const account = { login: one.login, name: one.name, password: FIRST_PASSWORD, unit, role: "reader", clearance: 1 };
    const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
    expect(made.status(), await made.text()).toBe(201);
    const accounts = (await (await page.request.get("/api/v1/accounts", { headers: security })).json()).accounts;
    const id = accounts.find((known: { login: string }) => known.login === one.login).id;
    const standing = await page.request.put(`/api/v1/accounts/${id}/standing`, { headers: security, data: { post: one.post, rank: 1 } });
    expect(standing.ok(), await standing.text()).toBe(true);
    await settle(page, one, FIRST_PASSWORD);
  }
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
  await page.goto("/disposal");
  await field(page, t("disposal-name")).fill("到期档案鉴定");
  await field(page, t("disposal-basis")).fill("本单位保管期限表");
  await page.getByRole("button", { name: t("disposal-begin"), exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.goto("/disposal/holds");
  await page.locator("main tbody summary").click();
  await page.locator("main tbody input[name=reason]").fill("审计结束");
  await page.getByRole("button", { name: t("hold-lift"), exact: true }).click();
  await expect(page.locator("main tbody")).toContainText("审计结束");
});

test("archivist, committee and chair decide, the chair on a phone", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/disposal");
  await field(page, t("disposal-name")).fill("到期档案鉴定");
  await field(page, t("disposal-basis")).fill("本单位保管期限表");
  await page.getByRole("button", { name: t("disposal-begin"), exact: true }).click();
  await expect(page.locator("#line-1")).toContainText(TITLE);
  round = new URL(page.url()).pathname;
  await inspect(page);
  await page.getByRole("button", { name: t("disposal-send") }).click();
  await expect(page.locator("main .head")).toContainText(t("disposal-is-deciding"));
  await signIn(page, t, MEMBER);
  await approve(page, t);
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t, CHAIR);
  await approve(page, t);
  await page.goto(round);
  await expect(page.locator("main .head")).toContainText(t("disposal-is-approved"));
  await expect(page.getByRole("button", { name: t("disposal-sign") })).toHaveCount(0);
  await inspect(page);
});

test("two supervisors check the list, the archivist destroys, a stub and a certificate stay", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  for (const watcher of WATCHERS) {
    await signIn(page, t, watcher);
    await page.goto(round);
    await page.getByRole("button", { name: t("disposal-sign") }).click();
    await expect(page.locator("main")).toContainText(watcher.name);
  }
  await signIn(page, t);
  await page.goto(round);
  await page.getByRole("button", { name: t("disposal-execute") }).click();
  const done = async () => {
    await page.goto(round);
    return (await page.locator("main .head").innerText()).includes(t("disposal-is-done"));
  };
  await expect.poll(done, { timeout: 60_000 }).toBe(true);
  await inspect(page);
  const certificate = await page.request.get(`${round}/certificate.pdf`);
  expect(certificate.status()).toBe(200);
  expect((await certificate.body()).subarray(0, 4).toString()).toBe("%PDF");
  await page.goto(`/records/${record}`);
  await expect(page.getByText(t("stub-destroyed"), { exact: true })).toBeVisible();
  await inspect(page);
  await signIn(page, t, WATCHERS[0]);
  await page.goto(round);
  await page.getByRole("button", { name: t("disposal-sign") }).click();
  await expect(page.locator("main")).toContainText(t("disposal-signed-after"));
});
