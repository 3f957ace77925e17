/** The same house in the hand, in English: found a union, photograph a paper, check it, find it. */
import { ARCHIVIST, AUDIT, SECURITY, SYSTEM, allRead, expect, findsSoon, foundUnion, inspect, signIn, test } from "../../support/journey.ts";
import { scan } from "../../support/papers.ts";

const NOTICE = "关于召开第六届职工代表大会的通知";
/** Every page, by whom it is there for. */
const PAGES = [
  [ARCHIVIST, ["/", "/inbox", "/records", "/search?q=工会", "/organisation", "/help"]],
  [SYSTEM, ["/", "/accounts/powers", "/organisation", "/system/jobs", "/system/storage", "/system/doctor"]],
  [SECURITY, ["/", "/accounts", "/accounts/new", "/accounts/powers"]],
  [AUDIT, ["/", "/accounts/powers", "/system/ledger"]],
] as const;
/** The narrowest screen that is still sold. */
const NARROW = { width: 360, height: 780 };

test("a union with its administrators is made on a phone", async ({ page, t }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await inspect(page);
  await foundUnion(page, t, "城东医院工会");
  await inspect(page);
});

test("a paper is photographed and read", async ({ page, t }) => {
  test.setTimeout(300_000);
  await signIn(page, t);
  await page.goto("/inbox");
  const camera = page.getByLabel(t("upload-camera"));
  await expect(camera).toHaveAttribute("capture", "environment");
  await camera.setInputFiles([{ ...scan, name: "camera-0001.jpg" }]);
  await expect(page.locator("#papers").getByText("camera-0001.jpg")).toBeVisible();
  await allRead(page, t);
  await expect(page.getByRole("link", { name: NOTICE })).toBeVisible();
  await inspect(page);
});

test("it is checked and filed with a finger", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/inbox");
  await page.getByRole("link", { name: NOTICE }).tap();
  await expect(page.locator(".sheet img")).toBeVisible();
  await inspect(page);
  for (const control of await page.locator(".desk-fields :is(input, select)[required]").all()) {
    if ((await control.inputValue()) !== "") continue;
    const id = await control.getAttribute("id");
    expect(["responsible_party", "doc_date"], `a value for the field ${id}`).toContain(id);
    await control.fill(id === "doc_date" ? "2026-03-01" : "院工会");
  }
  await page.getByRole("button", { name: t("describe-file") }).tap();
  await expect(page).toHaveURL(/\/records\//);
  await expect(page.locator(".code").first()).toHaveText(/Z001-/);
  await inspect(page);
});

test("it is found, and its page can be read on the small screen", async ({ page, t }) => {
  await signIn(page, t);
  await findsSoon(page, "集体合同", NOTICE);
  await inspect(page);
  await page.getByRole("link", { name: NOTICE }).first().tap();
  const image = page.locator(".sheet img");
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
  await inspect(page);
});

for (const language of ["zh-CN", "en"] as const) {
  test(`no page is wider than the narrowest phone in ${language}`, async ({ page, context, baseURL, t }) => {
    await page.setViewportSize(NARROW);
    for (const [person, addresses] of PAGES) {
      await signIn(page, t, person);
      await context.addCookies([{ name: "lang", value: language, url: baseURL! }]);
      for (const address of addresses) {
        const answer = await page.goto(address);
        expect(answer!.status(), address).toBe(200);
        await inspect(page);
      }
      await context.clearCookies({ name: "lang" });
    }
    await expect(page.locator("html")).toHaveAttribute("lang", language);
  });
}
