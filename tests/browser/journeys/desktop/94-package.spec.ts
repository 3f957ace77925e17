/** A record is taken along as a package: chosen by its kind, and really a package. */
import { readFile } from "node:fs/promises";
import { expect, findsSoon, inspect, showInClear, signIn, test } from "../../support/journey.ts";

const NOTICE = "关于召开第六届职工代表大会的通知";

test("an archivist takes a record with her as a bag and as the national package", async ({ page, t }) => {
  await signIn(page, t);
  await findsSoon(page, "集体合同", NOTICE);
  await page.getByRole("link", { name: NOTICE }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(NOTICE);
  if ((await page.locator("#personal-data summary").count()) > 0) await showInClear(page, t);
  await page.getByRole("link", { name: t("package-open") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("package-title"));
  await inspect(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await inspect(page);
  for (const [kind, ending, start] of [
    ["package-bagit", /\.bag\.zip$/, "PK"],
    ["package-eep", /\.eep\.xml$/, "<?xml"],
  ] as const) {
    await page.getByRole("radio", { name: t(kind) }).check();
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: t("package-do") }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toMatch(ending);
    expect((await readFile(await download.path())).subarray(0, start.length).toString("latin1")).toBe(start);
  }
});
