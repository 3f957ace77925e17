/** Many papers at once: ticked, changed after a preview, put back; all that a search finds, filed with the four checks. */
import type { APIRequestContext } from "@playwright/test";
import { ARCHIVIST, FOUND_WITHIN_MS, READ_WITHIN_MS, expect, field, inspect, signIn, test } from "../../support/journey.ts";

const WORD = "联席会议备忘";
const titles = [1, 2, 3].map((number) => `${WORD}第${number}号`);
const papers: string[] = [];

async function calling(request: APIRequestContext) {
  const data = { login: ARCHIVIST.login, password: ARCHIVIST.password };
  const session = await request.post("/api/v1/sessions", { data });
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

test("three papers are brought in and described", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  const headers = await calling(page.request);
  for (const [number, title] of titles.entries()) {
    const buffer = Buffer.from(`${title}\n工会与院方商定有关事项。\n2018年${number + 1}月5日\n`);
    const file = { name: `${title}.txt`, mimeType: "text/plain", buffer };
    const sent = await page.request.post("/api/v1/papers", { headers, multipart: { file } });
    const id = (await sent.json()).files[0].record;
    papers.push(id);
    const paper = async () => (await page.request.get(`/api/v1/papers/${id}`, { headers })).json();
    await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
    const fields = {
      title, responsible_party: "院工会", doc_date: `2018-0${3 - number}-05`, year: "2018", retention: "D10", security_level: "1",
    };
    const data = { version: (await paper()).record.version, type: "WS", fields };
    const described = await page.request.put(`/api/v1/papers/${id}`, { headers, data });
    expect(described.status(), await described.text()).toBe(200);
  }
});

test("two of them are ticked, changed after a preview, and put back", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/inbox?tab=described");
  for (const id of papers.slice(0, 2)) await page.locator(`input[name=record][value="${id}"]`).check();
  await inspect(page);
  await page.getByRole("button", { name: t("batch-do-edit") }).click();
  await field(page, t("batch-department")).fill("宣传部");
  await page.getByRole("button", { name: t("batch-preview") }).click();
  await expect(page.getByRole("status").filter({ hasText: t("batch-fitting", { count: 2 }) })).toBeVisible();
  await expect(page.locator("main ins").first()).toHaveText("宣传部");
  await inspect(page);
  const batch = new URL(page.url()).pathname;
  await page.getByRole("button", { name: t("batch-run") }).click();
  const done = page.locator("main .tag", { hasText: t("batch-is-done") });
  await expect(done).toBeVisible({ timeout: FOUND_WITHIN_MS });
  await page.getByRole("button", { name: t("batch-undo") }).click();
  await expect(page.getByRole("status").filter({ hasText: t("batch-fitting", { count: 2 }) })).toBeVisible();
  await page.getByRole("button", { name: t("batch-run") }).click();
  await expect(done).toBeVisible({ timeout: FOUND_WITHIN_MS });
  await page.goto(batch);
  await expect(page.getByRole("link", { name: t("batch-undone-by-link") })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 780 });
  await inspect(page);
  await page.goto("/batches");
  await inspect(page);
});

test("all that a search finds is filed, numbered by date", async ({ page, t }) => {
  await signIn(page, t);
  const found = async () => {
    await page.goto(`/search?q=${encodeURIComponent(WORD)}`);
    return page.locator("ol.hits > li").count();
  };
  await expect.poll(found, { timeout: FOUND_WITHIN_MS }).toBe(3);
  await page.locator("main summary", { hasText: t("batch-title") }).click();
  await page.locator("input[name=scope][value=all]").check();
  await inspect(page);
  await page.getByRole("button", { name: t("batch-do-file") }).click();
  await expect(page.getByText(t("batch-filing-is-final"))).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: t("batch-run") }).click();
  await expect(page.locator("main .tag", { hasText: t("batch-is-done") })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("button", { name: t("batch-undo") })).toHaveCount(0);
  const headers = await calling(page.request);
  const codes: string[] = [];
  for (const id of papers) {
    const record = await (await page.request.get(`/api/v1/records/${id}`, { headers })).json();
    codes.push(record.record.archival_code);
  }
  // The third one bears the oldest date.
  expect([...codes].reverse()).toEqual([...codes].sort());
});
