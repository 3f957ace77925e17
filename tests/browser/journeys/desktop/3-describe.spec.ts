/** Describing and filing without the mouse. */
import { composeAndPressEnter, expect, inspect, signIn, test } from "../../support/journey.ts";
import { fileByKeyboard } from "../../support/desk.ts";
import { charter, members, notice, plan, scan } from "../../support/papers.ts";

test.beforeEach(async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/inbox");
});

const open = async (page: import("@playwright/test").Page, name: string) => {
  await page.getByRole("row").filter({ hasText: name }).locator("a.paper-name").click();
  await expect(page.locator("form[data-describe]")).toBeVisible();
};

test("the form stands beside the page image, filled with what was read", async ({ page }) => {
  await open(page, scan.name);
  await expect(page.locator("#title")).toHaveValue("关于召开第六届职工代表大会的通知");
  await expect(page.locator("#doc_number")).toHaveValue("院工发〔2026〕18号");
  await expect(page.locator(".field .sure").first()).toBeVisible();
  const image = page.locator(".sheet img");
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
  await inspect(page);
});

test("the line that a value came from lights up on the image", async ({ page }) => {
  await open(page, scan.name);
  await page.locator("#title").focus();
  await expect(page.locator(".sheet-marks [data-field=title].mark-lit")).toHaveCount(1);
  await page.locator("#doc_number").focus();
  await expect(page.locator(".sheet-marks [data-field=title].mark-lit")).toHaveCount(0);
  await expect(page.locator(".sheet-marks [data-field=doc_number].mark-lit")).not.toHaveCount(0);
});

test("Enter goes to the next field, but not while an input method is composing", async ({ page }) => {
  await open(page, scan.name);
  const address = page.url();
  const title = page.locator("#title");
  await title.focus();
  await composeAndPressEnter(page, "gonghui");
  await expect(title).toBeFocused();
  expect(page.url()).toBe(address);
  await page.goto(address);
  await title.focus();
  await page.keyboard.press("Enter");
  await expect(title).not.toBeFocused();
  expect(page.url()).toBe(address);
});

test("the keys are shown on request", async ({ page, t }) => {
  await open(page, scan.name);
  await page.keyboard.press("Control+/");
  await expect(page.getByRole("dialog", { name: t("keys-title") })).toBeVisible();
  await inspect(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("another type brings its own fields", async ({ page }) => {
  await open(page, scan.name);
  await page.locator("#class").selectOption("ZP");
  await expect(page.locator(".desk-fields h2")).toHaveText("照片档案");
  await expect(page.locator("#title")).toHaveValue("关于召开第六届职工代表大会的通知");
});

test("what must be filled and is not is said at its field", async ({ page, t }) => {
  await open(page, scan.name);
  await page.locator("#title").fill("");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator("[data-field=title] .fault")).toContainText(t("field-missing"));
  await inspect(page);
});

test("Ctrl+S saves without filing", async ({ page }) => {
  await open(page, plan.name);
  await page.locator("#keywords").fill("工作计划、技能竞赛");
  const saved = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.keyboard.press("Control+s");
  expect((await saved).status()).toBe(303);
  await page.goto(page.url());
  await expect(page.locator("#keywords")).toHaveValue(/工作计划.*技能竞赛/);
});

test("papers are filed by keyboard alone and get their numbers in order", async ({ page, t }) => {
  test.setTimeout(240_000);
  for (const paper of [scan, notice, plan, members, charter]) {
    await page.goto("/inbox");
    if ((await page.getByRole("row").filter({ hasText: paper.name }).count()) === 0) {
      await page.goto("/inbox?tab=described");
    }
    await open(page, paper.name);
    await fileByKeyboard(page);
  }
  await page.goto("/records");
  await expect(page.getByRole("row").filter({ hasText: "关于召开第六届职工代表大会的通知" })).toContainText(
    /Z001-[A-Z.]+·2026-[A-Z0-9]+-\d{4}/,
  );
  await expect(page.locator("tbody tr")).toHaveCount(5);
  const numbers = await page.locator("tbody .code").allTextContents();
  expect(new Set(numbers).size).toBe(5);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("records-title"));
  await inspect(page);
});
