/** Finding: any word, either script, filters, keys. */
import { composeAndPressEnter, expect, findsSoon, inspect, signIn, test } from "../../support/journey.ts";

const NOTICE = "关于召开第六届职工代表大会的通知";

test.beforeEach(async ({ page, t }) => signIn(page, t));

for (const [what, words, title] of [
  ["a word of the title", "职工代表大会", NOTICE],
  ["a word on a scanned page", "集体合同", NOTICE],
  ["a document number", "院工发〔2026〕18号", NOTICE],
  ["a word in a Word document", "护理技能竞赛", "2026年度工会工作计划"],
  ["a name in a workbook", "司马青", /困难职工/],
  ["a word of a text in GBK", "经费预算", "关于召开工会委员会全体会议的通知"],
  ["simplified words in a traditional paper", "工会章程", /工會章程草案|旧档案/],
  ["traditional words in a simplified paper", "職工代表大會", NOTICE],
] as const) {
  test(`${what} finds its record`, async ({ page }) => {
    await findsSoon(page, words, title);
    await expect(page.locator(".hit mark").first()).toBeVisible();
  });
}

test("results are inspected, counted and narrowed by filters", async ({ page }) => {
  await findsSoon(page, "工会", NOTICE);
  await inspect(page);
  const all = await page.locator(".hit").count();
  expect(all).toBeGreaterThan(1);
  const filter = page.locator(".facet a").first();
  const promised = Number(await filter.locator(".numbers").textContent());
  await filter.click();
  await expect(page.locator(".chosen a")).toHaveCount(1);
  await expect(page.locator(".hit")).toHaveCount(promised);
  await page.locator(".chosen a").first().click();
  await expect(page.locator(".hit")).toHaveCount(all);
});

test("what does not exist is not found, and that is said", async ({ page, t }) => {
  await page.goto(`/search?q=${encodeURIComponent("霍格沃茨")}`);
  await expect(page.getByRole("heading", { name: t("search-nothing", { query: "霍格沃茨" }) })).toBeVisible();
  await inspect(page);
});

test("Enter while an input method is composing does not search; afterwards it does", async ({ page }) => {
  await page.goto("/");
  const box = page.locator(".ask input[name=q]");
  await box.focus();
  await composeAndPressEnter(page, "gonghui");
  await expect(page).toHaveURL(/\/$/);
  await box.fill("工会");
  await box.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=%E5%B7%A5%E4%BC%9A$/);
});

test("a slash jumps to the search box, and an empty search is not sent", async ({ page }) => {
  await page.goto("/records");
  await page.keyboard.press("/");
  const box = page.getByRole("banner").getByRole("searchbox");
  await expect(box).toBeFocused();
  await box.press("Enter");
  await expect(page).toHaveURL(/\/records$/);
});

test("the newest first is one click away", async ({ page }) => {
  await findsSoon(page, "工会", NOTICE);
  await page.locator(".order a:not([aria-current])").click();
  await expect(page.locator(".order a[aria-current]")).toHaveCount(1);
  await expect(page.locator(".hit").first()).toBeVisible();
});
