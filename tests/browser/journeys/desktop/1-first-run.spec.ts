/** An empty house: the three administrators, and the door afterwards. */
import { ARCHIVIST, expect, field, fillAdministrators, foundUnion, inspect, signIn, test } from "../../support/journey.ts";

test("an empty house leads to the first-run page", async ({ page, t }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/first-run$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("first-run-title"));
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await inspect(page);
});

test("a weak password is refused at its field and what was typed stays", async ({ page, t }) => {
  await page.goto("/first-run");
  await field(page, t("first-run-union")).fill("市第一医院工会");
  await fillAdministrators(page, t, "123456");
  await page.getByRole("button", { name: t("first-run-do") }).click();
  await expect(page.getByText(t("error-password-too-short"))).toBeVisible();
  await expect(field(page, t("first-run-union"))).toHaveValue("市第一医院工会");
  await expect(field(page, t("sign-in-password"))).toHaveValue("");
  await inspect(page);
});

test("three administrators are made, and their archivist is shown the first steps", async ({ page, t }) => {
  await foundUnion(page, t, "市第一医院工会");
  await expect(page.getByText(t("home-empty"), { exact: true })).toBeVisible();
  await expect(page.getByText(t("home-step-bring"))).toBeVisible();
  await expect(page.getByRole("banner").getByText("市第一医院工会")).toBeVisible();
  await inspect(page);
});

test("the first-run page is gone for good", async ({ page }) => {
  const answer = await page.goto("/first-run");
  expect(answer!.status()).toBe(404);
});

test("a wrong password lets nobody in and does not say which half was wrong", async ({ page, t }) => {
  await page.goto("/inbox");
  await expect(page).toHaveURL(/\/sign-in/);
  await field(page, t("sign-in-login")).fill(ARCHIVIST.login);
  await field(page, t("sign-in-password")).fill("不是这个口令啊");
  await page.getByRole("button", { name: t("sign-in-do") }).click();
  await expect(page.getByRole("alert")).toContainText(t("error-sign-in-refused"));
  await inspect(page);
});

test("whoever signs in comes back to the page she wanted, and signs out again", async ({ page, t }) => {
  await page.goto("/records");
  await expect(page).toHaveURL(/\/sign-in/);
  await field(page, t("sign-in-login")).fill(ARCHIVIST.login);
  await field(page, t("sign-in-password")).fill(ARCHIVIST.password);
  await page.getByRole("button", { name: t("sign-in-do") }).click();
  await expect(page).toHaveURL(/\/records$/);
  await page.locator(".bar details.menu summary").click();
  await page.getByRole("button", { name: t("frame-sign-out") }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/records");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the language is chosen before and after signing in", async ({ page, t }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await inspect(page);
  await page.getByRole("button", { name: "简体中文" }).click();
  await signIn(page, t);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});
