/** A new colleague: her account is made, her first password is changed, her sessions are hers to end. */
import { expect, field, inspect, signIn, test } from "../../support/journey.ts";

const NEWCOMER = { name: "钱立", login: "qianli", password: "初次见面还请多多关照" };
const OWN_PASSWORD = "院子里的海棠开得正好";

test("an administrator makes an account with a first password", async ({ page, t }) => {
  await signIn(page, t);
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
