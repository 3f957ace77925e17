/** The authority file: a name is taken in from the records, changed on a phone, and proposed when a paper is described. */
import { READ_WITHIN_MS, expect, field, inspect, signIn, test, unfoldTools } from "../../support/journey.ts";
import { fileRecord } from "../../support/filing.ts";

const PARTY = "市卫生局工会委员会";
const NOW = "市卫生健康委员会工会";
const TITLE = "关于基层工会换届的批复";
const reply = { name: "批复.txt", mimeType: "text/plain", buffer: Buffer.from(`${TITLE}\n${PARTY}\n`) };
let code = "";

test("a record names somebody who is not listed", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  ({ code } = await fileRecord(page, reply, TITLE, { responsible_party: PARTY, doc_date: "2016-03-15", year: "2016" }));
});

test("the archivist takes the name in under the one that holds now, and finds the record by it", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/records");
  await unfoldTools(page);
  await page.getByRole("link", { name: t("authorities-title"), exact: true }).click();
  await inspect(page);
  await page.getByRole("link", { name: t("authorities-unknown-title"), exact: true }).click();
  await inspect(page);
  await page.getByRole("row").filter({ hasText: PARTY }).getByRole("link", { name: t("authority-take"), exact: true }).click();
  await expect(field(page, t("authority-name"))).toHaveValue(PARTY);
  await field(page, t("authority-name")).fill(NOW);
  await field(page, t("authority-other-names")).fill(PARTY);
  await field(page, t("authority-began")).fill("1984");
  await inspect(page);
  await page.getByRole("button", { name: t("authority-keep"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(NOW);
  await expect(page.locator("main tbody")).toContainText(code);
  await inspect(page);
});

test("a second record of the name is refused, and a change on a phone holds", async ({ page, t }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t);
  await page.goto("/authorities/new");
  await field(page, t("authority-name")).fill(PARTY);
  await page.getByRole("button", { name: t("authority-keep"), exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(PARTY);
  await inspect(page);
  await page.goto("/authorities");
  await page.getByRole("link", { name: NOW, exact: true }).click();
  await page.locator("details summary").filter({ hasText: t("authority-change") }).click();
  await field(page, t("authority-history")).fill("2019年机构改革后更名。");
  await page.getByRole("button", { name: t("authority-keep"), exact: true }).click();
  await expect(page.locator("main")).toContainText("2019年机构改革后更名。");
  await inspect(page);
});
