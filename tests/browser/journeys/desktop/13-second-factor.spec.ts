/** A house as it ships: whoever holds a power sets up a second factor before anything else opens to her. */
import { codeOf } from "../../support/authenticator.ts";
import { House } from "../../support/house.ts";
import { SYSTEM, test as base, expect, field, fillAdministrators, inspect } from "../../support/journey.ts";

const test = base.extend({
  baseURL: async ({}, use) => {
    const house = await House.start("second-factor", process.env.GUILDHALL_PROVIDER!);
    await use(house.address);
    await house.stop();
  },
});

test("after the first page nothing opens before the second factor, and everything at once after it", async ({ page, t }) => {
  await page.goto("/first-run");
  await field(page, t("first-run-union")).fill("市第一医院工会");
  await fillAdministrators(page, t, SYSTEM.password);
  await page.getByRole("button", { name: t("first-run-do") }).click();
  await page.getByRole("link", { name: t("slips-kept") }).click();
  await expect(page).toHaveURL(/\/me$/);
  await expect(page.getByRole("alert")).toContainText(t("own-second-factor-due"));
  await inspect(page);
  for (const elsewhere of ["/", "/organisation", "/system/storage"]) {
    await page.goto(elsewhere);
    await expect(page).toHaveURL(/\/me$/);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await inspect(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole("button", { name: t("second-factor-set-up") }).click();
  const secret = await page.locator("main code").innerText();
  await field(page, t("second-factor-code")).fill(codeOf(secret, 0));
  await page.getByRole("button", { name: t("second-factor-do") }).click();
  await expect(page.locator(".codes li")).toHaveCount(10);
  await page.goto("/system/storage");
  await expect(page).toHaveURL(/\/system\/storage$/);
  await page.goto("/me");
  await expect(page.getByRole("alert")).toHaveCount(0);
});
