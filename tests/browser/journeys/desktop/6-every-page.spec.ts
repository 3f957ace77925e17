/** Every page in both languages, light and dark: complete, accessible, not wider than the screen. */
import { ARCHIVIST, AUDIT, SECURITY, SYSTEM, expect, inspect, signIn, test } from "../../support/journey.ts";
import { type Language, word } from "../../support/words.ts";

const PAGES = [
  [
    ARCHIVIST,
    [
      ["/", "home-title"],
      ["/inbox", "inbox-title"],
      ["/inbox?tab=described", "inbox-title"],
      ["/inbox?tab=discarded", "inbox-title"],
      ["/records", "records-title"],
      ["/checks", "checks-title"],
      ["/disposal", "disposal-title"],
      ["/disposal/holds", "holds-title"],
      ["/consignments", "consignments-title"],
      ["/accessions", "accessions-title"],
      ["/handovers", "handovers-title"],
      ["/formats", "formats-title"],
      ["/records/catalogues", "catalogues-title"],
      ["/storeroom", "storeroom-title"],
      ["/storeroom/unplaced", "unplaced-title"],
      ["/retention", "retention-title"],
      ["/retention/schedule", "schedule-title"],
      ["/tasks", "tasks-title"],
      ["/tasks/started", "started-title"],
      ["/tasks/workflows", "workflows-title"],
      ["/tasks/absences", "absence-title"],
      ["/attestations", "attestations-title"],
      ["/attestations/check", "attestation-check-title"],
      ["/volumes", "volumes-title"],
      ["/volumes/new", "volume-new"],
      ["/dossiers", "dossiers-title"],
      ["/dossiers/new", "dossier-new"],
      ["/dossiers/owed", "dossiers-owed-title"],
      ["/loans", "loans-title"],
      ["/authorities", "authorities-title"],
      ["/authorities/new", "authority-new"],
      ["/authorities/unknown", "authorities-unknown-title"],
      ["/loans/own", "own-loans-title"],
      ["/loans/requests", "loan-requests-title"],
      ["/uses", "uses-title"],
      ["/uses/register", "use-register-title"],
      ["/uses/statistics", "use-statistics-title"],
      ["/me", "own-title"],
      ["/help", "help-title"],
    ],
  ],
  [
    SYSTEM,
    [
      ["/", "home-title"],
      ["/organisation", "organisation-title"],
      ["/accounts/powers", "powers-title"],
      ["/system/jobs", "jobs-title"],
      ["/system/storage", "storage-title"],
      ["/system/backup", "backup-title"],
      ["/system/doctor", "doctor-title"],
      ["/system/policies/editions", "editions-title"],
      ["/emergency", "emergency-title"],
    ],
  ],
  [
    SECURITY,
    [
      ["/", "home-title"],
      ["/accounts", "accounts-title"],
      ["/accounts/new", "accounts-add"],
      ["/system/alerts", "alerts-title"],
      ["/emergency/incidents", "incidents-title"],
      ["/emergency/incidents/new", "incident-open"],
      ["/accounts/powers", "powers-title"],
    ],
  ],
  [
    AUDIT,
    [
      ["/", "home-title"],
      ["/system/ledger", "ledger-title"],
      ["/accounts/powers", "powers-title"],
    ],
  ],
] as const;

test.beforeEach(async ({ page, t }) => signIn(page, t));

for (const language of ["zh-CN", "en"] as Language[]) {
  for (const theme of ["light", "dark"]) {
    test(`every page in ${language}, ${theme}`, async ({ page, context, baseURL, t }) => {
      const choice = [
        { name: "lang", value: language, url: baseURL! },
        { name: "theme", value: theme, url: baseURL! },
      ];
      for (const [person, address, title] of PAGES.flatMap(([person, pages]) => pages.map((shown) => [person, ...shown] as const))) {
        if (address === "/") {
          await context.clearCookies({ name: "lang" });
          await signIn(page, t, person);
          await context.addCookies(choice);
        }
        const answer = await page.goto(address);
        expect(answer!.status(), address).toBe(200);
        await expect(page, address).toHaveTitle(new RegExp(word(language, title)));
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        // A message that is missing shows its key.
        await expect(page.locator("main")).not.toContainText(/\b[a-z]+(-[a-z]+){2,}\b/);
        await inspect(page);
      }
    });
  }
}

test("the menu changes the language and remembers it", async ({ page }) => {
  await page.locator(".bar details.menu summary").click();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.goto("/records");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(word("en", "records-title"));
  await page.locator(".bar details.menu summary").click();
  await page.getByRole("button", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(word("zh-CN", "records-title"));
});

test("an address that leads nowhere says so in plain words", async ({ page, t }) => {
  const answer = await page.goto("/no-such-page");
  expect(answer!.status()).toBe(404);
  await expect(page.getByText(t("error-page-not-found"))).toBeVisible();
  await inspect(page);
});

test("a page without scripts still works", async ({ browser, baseURL, t }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL, locale: "zh-CN" });
  const page = await context.newPage();
  await signIn(page, t);
  await page.goto("/");
  await page.locator(".ask input[name=q]").fill("工会");
  await page.locator(".ask input[name=q]").press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
  await page.goto("/inbox");
  await expect(page.getByRole("button", { name: t("upload-do") })).toBeVisible();
  await context.close();
});
