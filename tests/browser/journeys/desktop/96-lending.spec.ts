/** Lending: an original is lent from the form, seen as out, its slip printed, taken back, and the return undone. */
import { READ_WITHIN_MS, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";
import { approve } from "../../support/deciding.ts";
import { fileRecord } from "../../support/filing.ts";
import { charter } from "../../support/papers.ts";
import { calling } from "../../support/people.ts";

/** Other bytes behind the end of the picture: the house has filed the scan itself before. */
const scan = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("5")]) };

const FIRST_PASSWORD = "初次见面还请多多关照";
const BORROWER = { name: "冯远山", number: "L-3072" };

let code = "";

test("a record is filed", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  ({ code } = await fileRecord(page, scan, "原件借阅办法", { doc_date: "2025-03-15", year: "2025", retention: "D10" }));
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

test("the archivist lends an original, prints its slip, takes it back and undoes the return", async ({ page, t }) => {
  const headers = await calling(page.request, SYSTEM);
  const unit = (await (await page.request.get("/api/v1/organisations", { headers })).json()).organisations[0].id;
  const person = { staff_number: BORROWER.number, name: BORROWER.name, unit };
  const entered = await page.request.post("/api/v1/people", { headers, data: person });
  expect(entered.status(), await entered.text()).toBe(201);

  await signIn(page, t);
  await page.goto("/loans");
  await field(page, t("loan-codes")).fill(code);
  await field(page, t("loan-staff-number")).fill(BORROWER.number);
  await field(page, t("loan-purpose")).fill("核对原件");
  await page.getByRole("button", { name: t("loan-lend"), exact: true }).click();
  const row = page.locator("main tbody tr").filter({ hasText: code });
  await expect(row).toContainText(BORROWER.name);
  await expect(row).toContainText(t("loan-is-out"));
  await inspect(page);
  const slip = page.waitForEvent("download");
  await row.getByRole("link", { name: t("loan-slip") }).click();
  expect((await slip).suggestedFilename()).toContain("loan-slip");
  await page.getByRole("link", { name: t("loans-overdue"), exact: true }).click();
  await expect(page.getByText(t("loans-none"), { exact: true })).toBeVisible();

  await page.goto("/loans");
  await page.setViewportSize({ width: 360, height: 780 });
  await inspect(page);
  await row.getByLabel(t("loan-came-back")).selectOption("damaged");
  await row.getByRole("button", { name: t("loan-return"), exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await row.getByLabel(t("loan-came-back")).selectOption("damaged");
  await row.getByLabel(t("loan-note")).fill("第二页撕裂");
  await row.getByRole("button", { name: t("loan-return"), exact: true }).click();
  await expect(page.getByText(t("loans-none"), { exact: true })).toBeVisible();
  await page.getByRole("link", { name: t("loans-all"), exact: true }).click();
  await expect(row).toContainText("第二页撕裂");
  await row.getByRole("button", { name: t("loan-reopen") }).click();
  await expect(row).toContainText(t("loan-is-out"));
});

test("somebody asks for an original, the archivist says yes and hands it out, on a phone", async ({ page, t }) => {
  const asker = { name: BORROWER.name, login: "fengyuanshan", password: "巷口的豆浆五点就磨好" };
  const [security, system] = [await calling(page.request, SECURITY), await calling(page.request, SYSTEM)];
  const unit = (await (await page.request.get("/api/v1/organisations", { headers: system })).json()).organisations[0].id;
  const account = { login: asker.login, name: asker.name, password: FIRST_PASSWORD, unit, role: "reader", clearance: 1 };
  const made = await page.request.post("/api/v1/accounts", { headers: security, data: account });
  expect(made.status(), await made.text()).toBe(201);
  const { accounts } = await (await page.request.get("/api/v1/accounts", { headers: security })).json();
  const { id } = accounts.find((known: { login: string }) => known.login === asker.login);
  const data = { staff_number: BORROWER.number };
  const linked = await page.request.put(`/api/v1/accounts/${id}/person`, { headers: security, data });
  expect(linked.ok(), await linked.text()).toBe(true);
  await settle(page, asker, FIRST_PASSWORD);

  await signIn(page, t, asker);
  await page.goto("/loans/own");
  await page.getByRole("link", { name: t("loan-requests-title") }).click();
  await inspect(page);
  await field(page, t("use-code")).fill(code);
  await field(page, t("loan-purpose")).fill("办理公证须出示原件");
  await page.getByRole("button", { name: t("loan-request-ask"), exact: true }).click();
  await expect(page.getByText("办理公证须出示原件").first()).toBeVisible();

  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t);
  await approve(page, t, "借阅申请", "原件完好，可以借出");
  await page.goto("/loans");
  const waiting = page.locator("section[aria-labelledby=waiting] tbody tr").filter({ hasText: code });
  await inspect(page);
  await waiting.getByRole("button", { name: t("loan-request-hand-out"), exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(code);
  const out = page.locator("main tbody tr").filter({ has: page.getByRole("button", { name: t("loan-return"), exact: true }) });
  await out.filter({ hasText: code }).getByRole("button", { name: t("loan-return"), exact: true }).click();
  await waiting.getByRole("button", { name: t("loan-request-hand-out"), exact: true }).click();
  await expect(out.filter({ hasText: code })).toContainText("办理公证须出示原件");
  await signIn(page, t, asker);
  await page.goto("/loans/requests");
  await expect(page.locator("main tbody tr").filter({ hasText: code })).toContainText(t("loan-request-is-lent"));
  await inspect(page);
});
