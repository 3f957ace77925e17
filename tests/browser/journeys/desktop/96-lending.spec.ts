/** Lending: an original is lent from the form, seen as out, its slip printed, taken back, and the return undone. */
import { ARCHIVIST, READ_WITHIN_MS, expect, field, inspect, signIn, test } from "../../support/journey.ts";
import { charter } from "../../support/papers.ts";

/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("5")]) };

let code = "";

test("a record is filed", async ({ page }) => {
  const session = await page.request.post("/api/v1/sessions", { data: { login: ARCHIVIST.login, password: ARCHIVIST.password } });
  const headers = { Authorization: `Bearer ${(await session.json()).token}` };
  const sent = await page.request.post("/api/v1/papers", { headers, multipart: { file: scan } });
  const id: string = (await sent.json()).files[0].record;
  const paper = async () => (await page.request.get(`/api/v1/papers/${id}`, { headers })).json();
  await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
  const fields = {
    title: "原件借阅办法", responsible_party: "院工会", doc_date: "2025-03-15", year: "2025", retention: "D10", security_level: "1",
  };
  const version = (await paper()).record.version;
  const described = await page.request.put(`/api/v1/papers/${id}`, { headers, data: { version, type: "WS", fields } });
  expect(described.status(), await described.text()).toBe(200);
  const data = { version: (await described.json()).version };
  const filed = await page.request.post(`/api/v1/papers/${id}/file`, { headers, data });
  expect(filed.status(), await filed.text()).toBe(200);
  code = (await filed.json()).archival_code;
});

test("the archivist is told why a slip is refused", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/records");
  await page.getByRole("link", { name: t("loans-title"), exact: true }).click();
  await inspect(page);
  await field(page, t("loan-codes")).fill(code);
  await field(page, t("loan-staff-number")).fill("NOBODY-1");
  await field(page, t("loan-purpose")).fill("核对原件");
  await page.getByRole("button", { name: t("loan-lend"), exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(field(page, t("loan-codes"))).toHaveValue(code);
  await inspect(page);
});
