/** An identity of the hospital is bound, opens the house, and is removed. */
import { ARCHIVIST, expect, inspect, signIn, test } from "../../support/journey.ts";
import { STAFF } from "../../support/provider.ts";

const PROVIDER = "医院统一身份认证";

test("somebody binds her identity at the hospital, signs in by it, and removes it", async ({ page, t }) => {
  const signOut = async () => {
    await page.locator(".bar details.menu summary").click();
    await page.getByRole("button", { name: t("frame-sign-out") }).click();
    await expect(page).toHaveURL(/\/sign-in/);
  };
  const byProvider = page.getByRole("link", { name: t("outside-sign-in", { name: PROVIDER }) });

  await page.goto("/sign-in");
  await inspect(page);
  await byProvider.click();
  await page.getByRole("link", { name: "确认登录" }).click();
  await expect(page.getByRole("alert")).toContainText(t("error-outside-not-bound"));
  await inspect(page);

  await signIn(page, t);
  await page.goto("/me");
  await page.getByRole("link", { name: t("outside-manage") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("outside-title"));
  await inspect(page);
  await page.getByRole("button", { name: t("outside-bind", { name: PROVIDER }) }).click();
  await page.getByRole("link", { name: "确认登录" }).click();
  await expect(page.getByText(t("outside-bound"))).toBeVisible();
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(STAFF.preferred_username);
  await inspect(page);

  await signOut();
  await byProvider.click();
  await page.getByRole("link", { name: "确认登录" }).click();
  await expect(page.locator(".bar details.menu")).toContainText(ARCHIVIST.name);

  await page.goto("/me/outside");
  await rows.getByRole("button", { name: t("outside-remove") }).click();
  await expect(page.getByText(t("outside-removed"))).toBeVisible();
  await expect(rows).toHaveCount(0);
});
