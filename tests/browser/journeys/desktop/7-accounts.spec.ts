/** A new colleague: her account is made, her first password is changed, her sessions are hers to end. */
import { codeOf } from "../../support/authenticator.ts";
import { SECURITY, expect, field, inspect, signIn, test } from "../../support/journey.ts";

const NEWCOMER = { name: "钱立", login: "qianli", password: "初次见面还请多多关照" };
const OWN_PASSWORD = "院子里的海棠开得正好";

test("the security administrator makes an account with a first password", async ({ page, t }) => {
  await signIn(page, t, SECURITY);
  await page.goto("/accounts/new");
  await field(page, t("sign-in-login")).fill(NEWCOMER.login);
  await field(page, t("account-name")).fill(NEWCOMER.name);
  await field(page, t("account-first-password")).fill(NEWCOMER.password);
  await page.getByRole("button", { name: t("form-save") }).click();
  await page.getByRole("searchbox", { name: t("accounts-filter") }).fill("qianl");
  const rows = page.locator("#accounts tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(NEWCOMER.name);
  await expect(rows).toContainText(t("account-never-seen"));
});

test("the first password opens nothing but its own change", async ({ page, t }) => {
  await page.goto("/sign-in");
  await field(page, t("sign-in-login")).fill(NEWCOMER.login);
  await field(page, t("sign-in-password")).fill(NEWCOMER.password);
  await page.getByRole("button", { name: t("sign-in-do") }).click();
  await expect(page.getByText(t("own-password-due"))).toBeVisible();
  await inspect(page);
  await page.goto("/records");
  await expect(page).toHaveURL(/\/me$/);
  await field(page, t("own-password-present")).fill(NEWCOMER.password);
  await field(page, t("own-password-new")).fill("12345");
  await page.getByRole("button", { name: t("own-password-do") }).click();
  await expect(page.getByText(t("error-password-too-short"))).toBeVisible();
  await inspect(page);
  await field(page, t("own-password-present")).fill(NEWCOMER.password);
  await field(page, t("own-password-new")).fill(OWN_PASSWORD);
  await page.getByRole("button", { name: t("own-password-do") }).click();
  await expect(page.getByText(t("own-password-changed"))).toBeVisible();
  await page.goto("/records");
  await expect(page).toHaveURL(/\/records$/);
});

test("a sign-in on another device is seen and ended", async ({ page, browser, baseURL, t }) => {
  const person = { ...NEWCOMER, password: OWN_PASSWORD };
  const elsewhere = await browser.newContext({ baseURL, locale: "zh-CN" });
  const other = await elsewhere.newPage();
  await signIn(other, t, person);
  await signIn(page, t, person);
  await page.goto("/me");
  await expect(page.getByText(t("own-session-present"))).toHaveCount(1);
  await page.getByRole("button", { name: t("own-sessions-end") }).click();
  await expect(page.getByText(t("own-sessions-ended"))).toBeVisible();
  await other.goto("/records");
  await expect(other).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test("a second factor is set up, asked for at the next sign-in and switched off again", async ({ page, t }) => {
  const person = { ...NEWCOMER, password: OWN_PASSWORD };
  await signIn(page, t, person);
  await page.goto("/me");
  await page.getByRole("button", { name: t("second-factor-set-up") }).click();
  await expect(page.getByRole("img", { name: t("second-factor-qr") })).toBeVisible();
  await inspect(page);
  const secret = await page.locator("main code").innerText();
  await field(page, t("second-factor-code")).fill("000000");
  await page.getByRole("button", { name: t("second-factor-do") }).click();
  await expect(page.getByText(t("error-wrong-code"))).toBeVisible();
  await field(page, t("second-factor-code")).fill(codeOf(secret, 0));
  await page.getByRole("button", { name: t("second-factor-do") }).click();
  await expect(page.getByRole("heading", { name: t("recovery-title") })).toBeVisible();
  await expect(page.locator(".codes li")).toHaveCount(10);
  await inspect(page);

  await page.context().clearCookies({ name: "guildhall-session" });
  await page.goto("/sign-in");
  await field(page, t("sign-in-login")).fill(person.login);
  await field(page, t("sign-in-password")).fill(person.password);
  await page.getByRole("button", { name: t("sign-in-do") }).click();
  await expect(page.getByRole("heading", { name: t("second-factor-title") })).toBeVisible();
  await inspect(page);
  // The step of the code that switched it on is used up; the next one is taken early.
  await field(page, t("second-factor-code")).fill(codeOf(secret, 1));
  await page.getByRole("button", { name: t("sign-in-do") }).click();
  await expect(page.locator(".bar details.menu")).toBeVisible();

  await page.goto("/me");
  await page.getByRole("button", { name: t("second-factor-remove") }).click();
  await expect(page.getByText(t("second-factor-removed"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("second-factor-set-up") })).toBeVisible();
});
