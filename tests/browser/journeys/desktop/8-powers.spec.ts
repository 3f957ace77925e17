/** Three powers: one proposes, another decides, and none of them sees a record. */
import { AUDIT, SECURITY, SYSTEM, expect, field, inspect, settle, signIn, test } from "../../support/journey.ts";

const AUDITOR = { name: "王兰", login: "wanglan", password: "巷子深处的桂花最先香" };
const FIRST = "初次见面还请多多关照";

test("each administrator is shown her work and no record", async ({ page, t }) => {
  for (const [person, role] of [
    [SYSTEM, "role-systemAdministrator"],
    [SECURITY, "role-securityAdministrator"],
    [AUDIT, "role-auditAdministrator"],
  ] as const) {
    await signIn(page, t, person);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t(role));
    await expect(page.getByRole("searchbox")).toHaveCount(0);
    await inspect(page);
  }
});

test("the security administrator makes an account and proposes a power for it", async ({ page, t }) => {
  await signIn(page, t, SECURITY);
  await page.goto("/accounts/new");
  await field(page, t("sign-in-login")).fill(AUDITOR.login);
  await field(page, t("account-name")).fill(AUDITOR.name);
  await field(page, t("account-first-password")).fill(FIRST);
  const role = t("account-role-power", { role: t("role-auditAdministrator") });
  await field(page, t("account-role")).selectOption({ label: role });
  await page.getByRole("button", { name: t("form-save") }).click();
  await expect(page.getByText(t("error-invalid-reason"))).toBeVisible();
  await inspect(page);
  await field(page, t("account-first-password")).fill(FIRST);
  await field(page, t("account-power-reason")).fill("陆平明年退休");
  await page.getByRole("button", { name: t("form-save") }).click();
  await expect(page).toHaveURL(/\/accounts\/powers$/);
  await expect(page.getByText("陆平明年退休")).toBeVisible();
  await expect(page.getByRole("button", { name: t("powers-approve") })).toHaveCount(0);
  await inspect(page);
});

test("nothing is given before its owner has a password of her own", async ({ page, t }) => {
  await signIn(page, t, SYSTEM);
  await page.getByRole("navigation").getByRole("link", { name: t("nav-powers") }).click();
  await page.getByRole("button", { name: t("powers-approve") }).click();
  await expect(page.getByRole("alert")).toContainText(t("error-power-password-due"));
  await inspect(page);
  await settle(page, AUDITOR, FIRST);
});

test("the system administrator approves", async ({ page, t }) => {
  await signIn(page, t, SYSTEM);
  await page.goto("/accounts/powers");
  await page.getByRole("button", { name: t("powers-approve") }).click();
  await expect(page.getByText(t("powers-done-approved"))).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "陆平明年退休" })).toContainText(t("power-state-approved"));
  await inspect(page);
});

test("the new one sees the ledger with what the others did, and no record", async ({ page, t }) => {
  await signIn(page, t, AUDITOR);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("role-auditAdministrator"));
  await expect(async () => {
    await page.goto("/system/ledger");
    await expect(page.getByText(t("action-power-approved")).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await page.goto("/records");
  await expect(page.locator("main").getByRole("link", { name: /通知|合同/ })).toHaveCount(0);
  const found = await (await page.request.get("/api/v1/search?q=工会")).json();
  expect(found.total).toBe(0);
});

test("a new password for an administrator lies in two hands", async ({ page, t }) => {
  await signIn(page, t, SECURITY);
  await page.goto("/accounts/powers");
  await page.getByText(t("powers-propose-about", { name: AUDITOR.name })).click();
  const form = page.locator("details[open] form");
  await form.getByLabel(t("powers-act")).selectOption("reset-password");
  await form.getByLabel(t("powers-reason")).fill("忘记密码");
  await form.getByRole("button", { name: t("powers-propose") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("slips-first-half"));
  await inspect(page);
  const first = await page.locator("[data-secret]").innerText();
  await signIn(page, t, SYSTEM);
  await page.goto("/accounts/powers");
  await page.getByRole("button", { name: t("powers-approve") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("slips-second-half"));
  const second = await page.locator("[data-secret]").innerText();
  await signIn(page, t, { ...AUDITOR, password: `${first}-${second}` });
  await expect(page.getByText(t("own-password-due"))).toBeVisible();
});

test("a change of the policies is proposed by one power and put in force by another", async ({ page, t }) => {
  await signIn(page, t, SECURITY);
  await page.goto("/system/policies/try");
  const text = page.getByLabel("administration.cedar");
  const more = '@id("no-papers-at-night")\nforbid (principal, action == Action::"captureRecord", resource)\nwhen { context.hour > 24 };\n';
  await text.fill(`${await text.inputValue()}\n${more}`);
  await page.getByRole("button", { name: t("trial-do") }).click();
  await expect(page.getByText(t("trial-good"))).toBeVisible();
  await inspect(page);
  await field(page, t("powers-reason")).fill("夜间不收件");
  await page.getByRole("button", { name: t("edition-propose") }).click();
  await expect(page.getByText('+ @id("no-papers-at-night")')).toBeVisible();
  await expect(page.getByRole("button", { name: t("edition-approve") })).toHaveCount(0);
  await signIn(page, t, SYSTEM);
  await page.locator("main").getByRole("link", { name: t("editions-title") }).click();
  await page.getByRole("link", { name: t("edition-proposal") }).click();
  await inspect(page);
  await page.getByRole("button", { name: t("edition-approve") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("edition-number", { number: "1" }));
  await page.goto("/system/policies/editions");
  await expect(page.getByText(t("edition-in-force", { number: "1" }))).toBeVisible();
  await inspect(page);
});
