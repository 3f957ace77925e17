/** The inbox of tasks under the hands of whoever decides. */
import { type Page, expect } from "@playwright/test";
import { field, inspect } from "./journey.ts";

type Words = (key: string) => string;

/** Opens the only task, which bears this title, and says yes; what is looked at first is the caller's. */
export async function approve(page: Page, t: Words, title: string, opinion: string, look: () => Promise<void> = async () => {}) {
  await page.goto("/tasks");
  await page.getByRole("link", { name: title }).click();
  await inspect(page);
  await look();
  await field(page, t("run-opinion")).fill(opinion);
  await page.getByRole("button", { name: t("run-approve"), exact: true }).click();
  await expect(page.getByText(t("tasks-none"), { exact: true })).toBeVisible();
}
