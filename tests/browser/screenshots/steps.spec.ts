/** The seven steps as pictures for the documentation; `make screenshots` writes them into docs/screenshots. */
import path from "node:path";
import { allRead, expect, findsSoon, foundUnion, test } from "../support/journey.ts";
import { fileByKeyboard } from "../support/desk.ts";
import { ROOT } from "../support/house.ts";
import { bomb, charter, locked, members, notice, plan, scan } from "../support/papers.ts";

const NOTICE = "关于召开第六届职工代表大会的通知";

test("the seven steps", async ({ page, t }) => {
  const shoot = (name: string) =>
    page.screenshot({ path: path.join(ROOT, "docs/screenshots", `${name}.png`), animations: "disabled" });
  const openPaper = async (name: string) => {
    await page.getByRole("row").filter({ hasText: name }).locator("a.paper-name").click();
    await expect(page.locator("form[data-describe]")).toBeVisible();
  };

  await page.goto("/");
  await shoot("1-first-run");
  await foundUnion(page, t, "市第一医院工会");

  await page.goto("/inbox");
  await page.getByLabel(t("upload-pick")).setInputFiles([scan, charter, notice, plan, members, locked, bomb()]);
  await expect(page.getByRole("row").filter({ hasText: scan.name })).toBeVisible();
  await shoot("2-inbox");

  await allRead(page, t);
  await page.reload();
  await shoot("3-reading");

  await openPaper(scan.name);
  await page.locator("#title").focus();
  await expect(page.locator(".sheet img")).toBeVisible();
  await page.waitForLoadState("networkidle");
  await shoot("4-describing");

  for (const paper of [scan, charter, notice, plan, members]) {
    await page.goto("/inbox");
    await openPaper(paper.name);
    await fileByKeyboard(page);
  }
  await page.goto("/records");
  await shoot("5-filing");

  await findsSoon(page, "工会", NOTICE);
  await shoot("6-finding");

  await findsSoon(page, "集体合同", NOTICE);
  await page.getByRole("link", { name: NOTICE }).first().click();
  await page.waitForLoadState("networkidle");
  await shoot("7-showing");
});
