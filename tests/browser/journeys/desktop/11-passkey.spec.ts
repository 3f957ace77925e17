/** A passkey from its making to its removal, with an authenticator that Chromium plays itself. */
import type { CDPSession, Page } from "@playwright/test";
import { ARCHIVIST, expect, field, inspect, signIn, test } from "../../support/journey.ts";

/** Plugs an authenticator in that knows its owner and is touched at once. */
async function authenticator(page: Page) {
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { devices, authenticatorId };
}

async function knowsOwner(devices: CDPSession, authenticatorId: string, isUserVerified: boolean) {
  await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
}

test("a passkey is made, opens the house, stands in for the code, proves again and is removed", async ({ page, t }) => {
  const { devices, authenticatorId } = await authenticator(page);
  const passkeyButton = page.getByRole("button", { name: t("passkey-use") });
  const signOut = async () => {
    await page.locator(".bar details.menu summary").click();
    await page.getByRole("button", { name: t("frame-sign-out") }).click();
    await expect(page).toHaveURL(/\/sign-in/);
  };

  await signIn(page, t);
  await page.goto("/me");
  await page.getByRole("link", { name: t("passkey-manage") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("passkey-title"));
  await inspect(page);
  await field(page, t("passkey-name")).fill("办公室电脑");
  await page.getByRole("button", { name: t("passkey-new-do"), exact: true }).click();
  await expect(page.getByRole("heading", { name: t("recovery-title") })).toBeVisible();
  await expect(page.locator(".codes li")).toHaveCount(10);
  await page.goto("/me/passkeys");
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("办公室电脑");
  await expect(rows).toContainText(t("passkey-never-used"));
  await inspect(page);

  await signOut();
  await inspect(page);
  await passkeyButton.click();
  await expect(page.locator(".bar details.menu")).toBeVisible();

  await signOut();
  await field(page, t("sign-in-login")).fill(ARCHIVIST.login);
  await field(page, t("sign-in-password")).fill(ARCHIVIST.password);
  await page.getByRole("button", { name: t("sign-in-do") }).click();
  await expect(page.getByRole("heading", { name: t("second-factor-title") })).toBeVisible();
  await inspect(page);
  await passkeyButton.click();
  await expect(page.locator(".bar details.menu")).toBeVisible();

  await page.goto("/me/confirm?next=%2Fme%2Fpasskeys");
  await inspect(page);
  await knowsOwner(devices, authenticatorId, false);
  await passkeyButton.click();
  await expect(page.getByText(t("passkey-not-given"))).toBeVisible();
  await knowsOwner(devices, authenticatorId, true);
  await passkeyButton.click();
  await expect(page).toHaveURL(/\/me\/passkeys$/);
  await expect(rows).not.toContainText(t("passkey-never-used"));

  await page.getByRole("button", { name: t("passkey-remove"), exact: true }).click();
  await expect(page.getByText(t("passkey-removed"))).toBeVisible();
  await expect(rows).toHaveCount(0);
  await signOut();
  await passkeyButton.click();
  await expect(page.getByRole("alert")).toContainText(t("error-passkey-refused"));
  await signIn(page, t);
});
