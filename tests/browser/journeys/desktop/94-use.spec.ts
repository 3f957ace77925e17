/** The use of a record: a reader of another unit asks, the archivist decides from the inbox on a phone, the reader reads. */
import type { APIRequestContext } from "@playwright/test";
import { ARCHIVIST, READ_WITHIN_MS, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";
import { charter } from "../../support/papers.ts";

const READER = { name: "方圆", login: "fangyuan", password: "后院的石榴八月就红了" };
const FIRST_PASSWORD = "初次见面还请多多关照";
const PURPOSE = "核对职称评审材料";
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("2")]) };

let code = "";

async function calling(request: APIRequestContext, person: typeof ARCHIVIST) {
  const session = await request.post("/api/v1/sessions", { data: { login: person.login, password: person.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

test("a record is filed that a reader of another unit may not see", async ({ page }) => {
  const archivist = await calling(page.request, ARCHIVIST);
  const sent = await page.request.post("/api/v1/papers", { headers: archivist, multipart: { file: scan } });
  const id: string = (await sent.json()).files[0].record;
  const paper = async () => (await page.request.get(`/api/v1/papers/${id}`, { headers: archivist })).json();
  await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
  const fields = {
    title: "职称评审工作通知", responsible_party: "院工会", doc_date: "2026-03-15", year: "2026", retention: "D30",
    security_level: "1",
  };
  const version = (await paper()).record.version;
  const described = await page.request.put(`/api/v1/papers/${id}`, { headers: archivist, data: { version, type: "WS", fields } });
  expect(described.status(), await described.text()).toBe(200);
  const data = { version: (await described.json()).version };
  const filed = await page.request.post(`/api/v1/papers/${id}/file`, { headers: archivist, data });
  expect(filed.status(), await filed.text()).toBe(200);
  code = (await filed.json()).archival_code;

  const system = await calling(page.request, SYSTEM);
  const top = (await (await page.request.get("/api/v1/organisations", { headers: system })).json()).organisations[0].id;
  const unit = await page.request.post("/api/v1/organisations", { headers: system, data: { parent: top, name: "药剂分会", kind: "branch" } });
  expect(unit.status(), await unit.text()).toBe(201);
  const security = await calling(page.request, SECURITY);
  const account = { login: READER.login, name: READER.name, password: FIRST_PASSWORD, unit: (await unit.json()).id, role: "reader", clearance: 1 };
  const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
  expect(made.status(), await made.text()).toBe(201);
  await settle(page, READER, FIRST_PASSWORD);
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
  await expect(page.getByRole("alert")).toContainText("opinion");
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
