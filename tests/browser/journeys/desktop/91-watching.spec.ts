/** Mass export: the brake holds, the security administrator sees the evidence, ends the sessions, lifts the limit, closes. */
import type { APIRequestContext } from "@playwright/test";
import { EXPORTS_A_DAY } from "../../support/house.ts";
import { ARCHIVIST, FOUND_WITHIN_MS, SECURITY, expect, field, inspect, signIn, test } from "../../support/journey.ts";

const WORD = "体检安排";
/** One more than a person exports on a day in the houses of these tests. */
const PAPERS = EXPORTS_A_DAY + 1;
const FINDING = "年度移交需要目录，已与赵敏核实。";

async function calling(request: APIRequestContext, person: typeof ARCHIVIST) {
  const session = await request.post("/api/v1/sessions", { data: { login: person.login, password: person.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

/** Files as many papers as are needed to pass the limit, as a program would. */
async function fileMany(request: APIRequestContext) {
  const headers = await calling(request, ARCHIVIST);
  const one = async (number: number) => {
    const title = `${WORD}第${number}号`;
    const file = { name: `${title}.txt`, mimeType: "text/plain", buffer: Buffer.from(title) };
    const sent = await request.post("/api/v1/papers", { headers, multipart: { file } });
    expect(sent.status(), await sent.text()).toBe(201);
    return (await sent.json()).files[0].record as string;
  };
  const describe = async (id: string, number: number) => {
    const fields = {
      title: `${WORD}第${number}号`, responsible_party: "院工会", doc_date: "2026-03-15", year: "2026", retention: "D30",
      security_level: "1",
    };
    // Reading may change the version between the question and the answer; then it is asked again.
    await expect(async () => {
      const paper = await (await request.get(`/api/v1/papers/${id}`, { headers })).json();
      const data = { version: paper.record.version, type: "WS", fields };
      const described = await request.put(`/api/v1/papers/${id}`, { headers, data });
      expect(described.status()).toBe(200);
      const filed = await request.post(`/api/v1/papers/${id}/file`, { headers, data: { version: (await described.json()).version } });
      expect(filed.status()).toBe(200);
    }).toPass({ timeout: 60_000 });
  };
  for (let number = 1; number <= PAPERS; number += 1) await describe(await one(number), number);
}

test("an archivist exports until the brake, and the security administrator sees why", async ({ page, t }) => {
  test.setTimeout(240_000);
  await fileMany(page.request);
  await signIn(page, t);
  await expect(async () => {
    const found = await (await page.request.get(`/api/v1/search?q=${WORD}`)).json();
    expect(found.total).toBeGreaterThanOrEqual(PAPERS);
  }).toPass({ timeout: FOUND_WITHIN_MS * 4 });

  await page.goto(`/search?q=${WORD}第7号`);
  await page.getByRole("link", { name: t("export-open"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("export-title"));
  await inspect(page);
  await page.goto(`/search/export?q=${WORD}`);
  await page.getByRole("button", { name: t("export-do") }).click();
  await expect(page.locator("main")).toContainText(t("error-export-limit", { limit: EXPORTS_A_DAY, left: EXPORTS_A_DAY }));
  await inspect(page);

  await signIn(page, t, SECURITY);
  await expect(async () => {
    await page.goto("/system/alerts");
    await expect(page.getByRole("link", { name: "超出每日导出上限" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await inspect(page);
  await page.getByRole("link", { name: "超出每日导出上限" }).click();
  // The list names her too; what follows is about the page of the alert.
  await expect(page).toHaveURL(/\/system\/alerts\/./);
  await expect(page.locator("main")).toContainText(ARCHIVIST.name);
  await expect(page.locator("main")).not.toContainText(WORD);
  await inspect(page);
  await page.getByRole("button", { name: t("alert-acknowledge") }).click();
  await expect(page.locator("main")).toContainText(t("alert-state-acknowledged"));
  await page.getByText(t("alert-lift"), { exact: true }).click();
  await field(page, t("alert-lift-reason")).fill(FINDING);
  await page.getByRole("button", { name: t("alert-lift-do") }).click();
  await page.getByText(t("alert-lift"), { exact: true }).click();
  await expect(page.locator("main")).toContainText(t("export-lifted"));

  await signIn(page, t);
  await page.goto(`/search/export?q=${WORD}`);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: t("export-do") }).click();
  expect((await coming).suggestedFilename()).toBe("records.csv");

  const archivist = page.context();
  const cookies = await archivist.cookies();
  await signIn(page, t, SECURITY);
  await page.goto("/system/alerts");
  await page.getByRole("link", { name: "超出每日导出上限" }).click();
  await expect(page.locator("svg.bars rect")).toHaveCount(12);
  await page.getByRole("button", { name: t("alert-end-sessions") }).click();
  await field(page, t("alert-finding")).fill(FINDING);
  await page.getByRole("button", { name: t("alert-close"), exact: true }).click();
  await expect(page.locator("main")).toContainText(FINDING);
  await page.setViewportSize({ width: 360, height: 780 });
  await inspect(page);
  await archivist.clearCookies();
  await archivist.addCookies(cookies);
  await page.goto("/me");
  await expect(page).toHaveURL(/\/sign-in/);
});
