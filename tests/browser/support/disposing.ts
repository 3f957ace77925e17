/** The steps of a destruction that several journeys take. */
import { type Page, expect } from "@playwright/test";
import { field, inspect, signIn } from "./journey.ts";

type Words = (key: string, values?: Record<string, string | number>) => string;
type Person = Parameters<typeof signIn>[2];

const ENDS_WITHIN_MS = 60_000;

/** Fills in the form that lists what has fallen due. */
export async function listDue(page: Page, t: Words, name: string) {
  await page.goto("/disposal");
  await field(page, t("disposal-name")).fill(name);
  await field(page, t("disposal-basis")).fill("本单位保管期限表");
  await page.getByRole("button", { name: t("disposal-begin"), exact: true }).click();
}

/** Signs as one of the supervisors of the round, before or after the destruction. */
export async function supervise(page: Page, t: Words, round: string, watcher: NonNullable<Person>) {
  await signIn(page, t, watcher);
  await page.goto(round);
  await page.getByRole("button", { name: t("disposal-sign") }).click();
  await expect(page.locator("main")).toContainText(watcher.name);
}

/** Destroys what the round decided and waits until it has ended. */
export async function destroy(page: Page, t: Words, round: string) {
  await page.goto(round);
  await page.getByRole("button", { name: t("disposal-execute") }).click();
  const isDone = async () => {
    await page.goto(round);
    return (await page.locator("main .head").innerText()).includes(t("disposal-is-done"));
  };
  await expect.poll(isDone, { timeout: ENDS_WITHIN_MS }).toBe(true);
  await inspect(page);
}

/** Asks for the certificate of destruction and sees that it is a PDF. */
export async function expectCertificate(page: Page, round: string) {
  const certificate = await page.request.get(`${round}/certificate.pdf`);
  expect(certificate.status()).toBe(200);
  expect((await certificate.body()).subarray(0, 5).toString()).toBe("%PDF-");
}
