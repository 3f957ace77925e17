/** Records leave in a consignment, and what was sent comes back: known when it is here, refused with a reason when it is broken. */
import { readFile } from "node:fs/promises";
import type { APIRequestContext } from "@playwright/test";
import { READ_WITHIN_MS, SECURITY, SYSTEM, expect, field, findsSoon, inspect, settle, signIn, test, unfoldTools } from "../../support/journey.ts";
import { charter } from "../../support/papers.ts";

const FIRST_PASSWORD = "初次见面还请多多关照";
/** A person of her own, because what one exports on a day is counted. */
const KEEPER = { name: "叶青", login: "yeqing", password: "巷口的槐树五月就开满了花" };
const CHAIR = { name: "何平", login: "heping.chair", password: "岸边的芦花十月就白了头" };
const TITLE = "关于移交二〇一四年档案的函";
/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("98")]) };

let sent: Buffer;

async function calling(request: APIRequestContext, who: typeof KEEPER) {
  const session = await request.post("/api/v1/sessions", { data: { login: who.login, password: who.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

test("an archivist files a letter", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  const system = await calling(page.request, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers: system })).json()).organisations[0].id;
  const security = await calling(page.request, SECURITY);
  const account = { login: KEEPER.login, name: KEEPER.name, password: FIRST_PASSWORD, unit, role: "archivist", clearance: 3 };
  const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
  expect(made.status(), await made.text()).toBe(201);
  await settle(page, KEEPER, FIRST_PASSWORD);
  const headers = await calling(page.request, KEEPER);
  const arrived = await page.request.post("/api/v1/papers", { headers, multipart: { file: scan } });
  const record = (await arrived.json()).files[0].record;
  const paper = async () => (await page.request.get(`/api/v1/papers/${record}`, { headers })).json();
  await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
  const fields = {
    title: TITLE, responsible_party: "院工会", doc_date: "2014-03-15", year: "2014", retention: "D30", security_level: "1",
  };
  const version = (await paper()).record.version;
  const described = await page.request.put(`/api/v1/papers/${record}`, { headers, data: { version, type: "WS", fields } });
  expect(described.status(), await described.text()).toBe(200);
  const data = { version: (await described.json()).version };
  const filed = await page.request.post(`/api/v1/papers/${record}/file`, { headers, data });
  expect(filed.status(), await filed.text()).toBe(200);
});

test("what was filed in that year leaves as bags, with a receipt", async ({ page, t }) => {
  await signIn(page, t, KEEPER);
  await findsSoon(page, "移交二〇一四年档案", TITLE);
  await page.goto("/records");
  await unfoldTools(page);
  await page.getByRole("link", { name: t("consignments-title") }).click();
  await expect(page.getByText(t("consignments-none"), { exact: true })).toBeVisible();
  await inspect(page);
  await page.getByRole("radio", { name: t("package-bagit") }).check();
  await field(page, t("catalogue-year")).fill("2014");
  await field(page, t("exchange-reason")).fill("移交市档案馆");
  await page.getByRole("button", { name: t("consignment-begin"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2014");
  const fetched = page.getByRole("link", { name: t("consignment-fetch") });
  await expect(fetched).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("main tbody")).toContainText(t("exchange-is-packed"));
  await inspect(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await inspect(page);
  const waiting = page.waitForEvent("download");
  await fetched.click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^consignment-.*\.zip$/);
  sent = await readFile(await download.path());
  expect(sent.subarray(0, 2).toString("latin1")).toBe("PK");
});

test("a leader approves that it passes to the city archives, which counts and signs", async ({ page, t }) => {
  const system = await calling(page.request, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers: system })).json()).organisations[0].id;
  const security = await calling(page.request, SECURITY);
  const account = { login: CHAIR.login, name: CHAIR.name, password: FIRST_PASSWORD, unit, role: "reader", clearance: 1 };
  const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
  expect(made.status(), await made.text()).toBe(201);
  const accounts = (await (await page.request.get("/api/v1/accounts", { headers: security })).json()).accounts;
  const id = accounts.find((known: { login: string }) => known.login === CHAIR.login).id;
  const standing = await page.request.put(`/api/v1/accounts/${id}/standing`, { headers: security, data: { post: "10", rank: 1 } });
  expect(standing.ok(), await standing.text()).toBe(true);
  await settle(page, CHAIR, FIRST_PASSWORD);

  await signIn(page, t, KEEPER);
  await page.goto("/consignments");
  await page.locator("main tbody a").first().click();
  await page.getByRole("link", { name: t("handover-begin") }).click();
  await inspect(page);
  await field(page, t("handover-name")).fill("二〇一四年档案进馆");
  await field(page, t("handover-receiver")).fill("市档案馆");
  await field(page, t("handover-medium")).fill("移动硬盘 1 块");
  await page.getByRole("button", { name: t("handover-ask"), exact: true }).click();
  await expect(page.getByText(t("handover-is-deciding"), { exact: true })).toBeVisible();
  await inspect(page);
  const handover = page.url();
  const form = await page.request.get(`${handover}/form.pdf`);
  expect((await form.body()).subarray(0, 4).toString("latin1")).toBe("%PDF");

  await signIn(page, t, CHAIR);
  await page.goto("/tasks");
  await page.getByRole("link", { name: "档案移交审批" }).click();
  await field(page, t("run-opinion")).fill("同意移交");
  await page.getByRole("button", { name: t("run-approve"), exact: true }).click();
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();

  await signIn(page, t, KEEPER);
  await page.goto(handover);
  await page.setViewportSize({ width: 360, height: 740 });
  await inspect(page);
  await field(page, t("handover-taken-by")).fill("王芳");
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  await field(page, t("handover-taken-on")).fill(today);
  await field(page, t("handover-counted")).fill("2");
  await page.getByRole("button", { name: t("handover-accept"), exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await field(page, t("handover-counted")).fill("1");
  await page.getByRole("button", { name: t("handover-accept"), exact: true }).click();
  await expect(page.getByText(t("handover-is-accepted"), { exact: true })).toBeVisible();
  await page.locator("main tbody a").first().click();
  await expect(page.locator("main")).toContainText("市档案馆");
  await inspect(page);
});

test("what is here already is known, and what is broken is refused with a reason", async ({ page, t }) => {
  await signIn(page, t, KEEPER);
  await page.goto("/consignments");
  await page.getByRole("link", { name: t("accessions-title") }).click();
  await expect(page.getByText(t("accessions-none"), { exact: true })).toBeVisible();
  await inspect(page);
  const send = async (name: string, buffer: Buffer) => {
    await page.goto("/accessions");
    await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/zip", buffer });
    await page.getByRole("button", { name: t("accession-send"), exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.getByRole("heading", { name: t("exchange-is-done"), exact: true })).toBeVisible({ timeout: 30_000 });
  };
  await send("移交.zip", sent);
  await expect(page.locator("main tbody")).toContainText(t("exchange-is-known"));
  await inspect(page);
  // One letter of the paper itself is another.
  const broken = Buffer.from(sent);
  const at = broken.indexOf(scan.buffer.subarray(0, 64));
  expect(at).toBeGreaterThan(0);
  broken[at + 40] = broken[at + 40]! ^ 1;
  await send("坏包.zip", broken);
  await expect(page.locator("main tbody")).toContainText(t("exchange-is-refused"));
  await inspect(page);
});
