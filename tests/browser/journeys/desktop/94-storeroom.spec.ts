/** The storeroom: a room and a box are set up, a record is put in by its number, found by bar code, and the move undone. */
import { ARCHIVIST, READ_WITHIN_MS, expect, field, inspect, signIn, test, unfoldTools } from "../../support/journey.ts";
import { charter } from "../../support/papers.ts";

/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("3")]) };
const ROOM = "K9";
const BOX = "H-0009";

let code = "";

test("a record is filed", async ({ page }) => {
  const session = await page.request.post("/api/v1/sessions", { data: { login: ARCHIVIST.login, password: ARCHIVIST.password } });
  const headers = { Authorization: `Bearer ${(await session.json()).token}` };
  const sent = await page.request.post("/api/v1/papers", { headers, multipart: { file: scan } });
  const id: string = (await sent.json()).files[0].record;
  const paper = async () => (await page.request.get(`/api/v1/papers/${id}`, { headers })).json();
  await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
  const fields = {
    title: "装盒登记办法", responsible_party: "院工会", doc_date: "2025-03-15", year: "2025", retention: "D10", security_level: "1",
  };
  const version = (await paper()).record.version;
  const described = await page.request.put(`/api/v1/papers/${id}`, { headers, data: { version, type: "WS", fields } });
  expect(described.status(), await described.text()).toBe(200);
  const data = { version: (await described.json()).version };
  const filed = await page.request.post(`/api/v1/papers/${id}/file`, { headers, data });
  expect(filed.status(), await filed.text()).toBe(200);
  code = (await filed.json()).archival_code;
});

test("the archivist sets up a box, puts the record in, finds it by its code and undoes the move on a phone", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/records");
  await unfoldTools(page);
  await page.getByRole("link", { name: t("storeroom-title"), exact: true }).click();
  await inspect(page);
  await field(page, t("place-code")).fill(ROOM);
  await page.getByRole("button", { name: t("place-make") }).click();
  await expect(page.getByText(t("place-nothing"))).toBeVisible();
  await inspect(page);
  await page.locator("#new-kind").selectOption("box");
  await page.locator("#new-code").fill(BOX);
  await page.getByRole("button", { name: t("place-make") }).click();
  await expect(page.getByText(t("place-no-records"), { exact: true })).toBeVisible();
  await page.locator("#first").fill("Z-nothing");
  await page.getByRole("button", { name: t("place-put-do") }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.locator("#first").fill(code);
  await page.getByRole("button", { name: t("place-put-do") }).click();
  await expect(page.locator("main tbody")).toContainText(code);
  await inspect(page);
  await page.goto("/storeroom");
  await page.locator("#scan").fill(BOX.toLowerCase());
  await page.locator("#scan").press("Enter");
  await expect(page.locator("main tbody")).toContainText(code);
  const labels = page.waitForEvent("download");
  await page.getByRole("link", { name: t("label-title") }).click();
  expect((await labels).suggestedFilename()).toContain("spine-labels");
  await page.getByRole("link", { name: "装盒登记办法" }).click();
  await expect(page.getByRole("heading", { name: t("place-lies") })).toBeVisible();

  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole("link", { name: BOX }).click();
  await inspect(page);
  await page.getByRole("button", { name: t("place-undo") }).first().click();
  await expect(page.getByText(t("place-no-records"), { exact: true })).toBeVisible();
  await expect(page.locator("ol.trail")).toContainText(t("place-undone"));
  await page.goto("/storeroom/unplaced?year=2025&type=WS&retention=D10");
  await expect(page.locator("main tbody")).toContainText(code);
  await inspect(page);
});
