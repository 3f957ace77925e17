/** The four checks: a filed record tells how it stands, a person answers what the program cannot tell, the report is printed. */
import { readFile } from "node:fs/promises";
import { ARCHIVIST, expect, inspect, signIn, test } from "../../support/journey.ts";

const TITLE = "四性检测用通知";

test("a filed record tells how it stands, and a person answers what the program cannot tell", async ({ page, t }) => {
  const session = await page.request.post("/api/v1/sessions", { data: { login: ARCHIVIST.login, password: ARCHIVIST.password } });
  const headers = { Authorization: `Bearer ${(await session.json()).token}` };
  const file = { name: `${TITLE}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${TITLE}\n附件：参加人员名册`) };
  const sent = await page.request.post("/api/v1/papers", { headers, multipart: { file } });
  const id = (await sent.json()).files[0].record as string;
  const fields = { title: TITLE, responsible_party: "院工会", doc_date: "2026-03-15", year: "2026", retention: "D30", security_level: "1" };
  // Reading may change the version between the question and the answer; then it is asked again.
  await expect(async () => {
    const paper = await (await page.request.get(`/api/v1/papers/${id}`, { headers })).json();
    expect(paper.reading.state).toBe("read");
    const data = { version: paper.record.version, type: "WS", fields };
    const described = await page.request.put(`/api/v1/papers/${id}`, { headers, data });
    expect(described.status()).toBe(200);
    const filed = await page.request.post(`/api/v1/papers/${id}/file`, { headers, data: { version: (await described.json()).version } });
    expect(filed.status()).toBe(200);
  }).toPass({ timeout: 60_000 });

  await signIn(page, t);
  await page.goto(`/records/${id}`);
  const standing = page.locator("section", { has: page.getByRole("heading", { name: t("check-standing"), exact: true }) });
  await standing.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("checks-title"));
  await expect(page.locator("main")).toContainText("GD-4-7");
  await inspect(page);
  await page.screenshot({ path: "results/checks-desktop.png", fullPage: true });
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto("/checks");
  await expect(page.getByRole("link", { name: TITLE })).toBeVisible();
  await inspect(page);
  await page.screenshot({ path: "results/checks-phone.png", fullPage: true });
  await page.goto(`/records/${id}/checks`);
  await inspect(page);
  await page.getByRole("button", { name: `GD-2-8: ${t("check-seen-good")}` }).click();
  await expect(page.locator("main")).toContainText(t("check-cause-seen"));
  await page.getByRole("button", { name: t("check-again") }).click();
  await expect(page.locator("main")).toContainText(t("check-cause-asked"));
  await expect(page.locator("main")).toContainText("LT-1-4");
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: t("check-report") }).click();
  const bytes = await readFile(await (await coming).path());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
});
