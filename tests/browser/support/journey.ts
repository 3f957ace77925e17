/** What every journey starts from: a house of its own, the words of its language, and watches over the whole page. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Locator, type Page, test as base, expect } from "@playwright/test";
import { House } from "./house.ts";
import { type Language, word } from "./words.ts";

export { expect };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The archivist of each house, as whom the journeys go unless they name somebody else. */
export const ARCHIVIST = { name: "林晓芸", login: "linxiaoyun", password: "桥头的柳树七月才发芽" };
/** Who fills in the first page and holds the system power. */
export const SYSTEM = { name: "孙静", login: "sunjing", password: "墙角的梅花腊月才肯开" };
/** Who holds the security power. */
export const SECURITY = { name: "何安", login: "hean", password: "屋檐下的燕子三月回来" };
/** Who holds the audit power. */
export const AUDIT = { name: "陆平", login: "luping", password: "河对岸的灯火九点就熄" };

type Person = typeof ARCHIVIST;

/** Reading a scanned page takes a debug build some seconds; three of them on a busy machine a while. */
export const READ_WITHIN_MS = 240_000;
/** The index follows the database by events. */
export const FOUND_WITHIN_MS = 30_000;

interface Fixtures {
  /** Returns a message in the language of the journey. */
  t: (key: string, values?: Record<string, string | number>) => string;
  /** Fails when the page says something wrong in its console or asks another machine for anything. */
  watch: void;
}

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use, info) => {
    await use(process.env[House.addressVariable(info.project.name)]);
  },
  t: async ({ locale }, use) => {
    await use((key, values) => word(locale as Language, key, values));
  },
  watch: [
    async ({ page, baseURL }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => {
        // A page that is left before it has faded in; the fading is decoration.
        if (!error.message.startsWith("Transition was")) faults.push(`script: ${error.message}`);
      });
      page.on("console", (message) => {
        // An answer such as 422 is what some journeys want; the browser reports it as a failed resource.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) faults.push(message.text());
      });
      page.on("request", (request) => {
        const isOwn = [baseURL!, process.env.GUILDHALL_PROVIDER!, "blob:", "data:"].some((own) => request.url().startsWith(own));
        if (!isOwn) faults.push(`asked another machine: ${request.url()}`);
      });
      await page.addInitScript(axe);
      await use();
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

/** Fails on what keeps people from using the page (WCAG 2, by axe-core), and on a page wider than the screen. */
export async function inspect(page: Page) {
  const found = await settled(page, async () => {
    const report = await (window as unknown as { axe: typeof import("axe-core") }).axe.run();
    return report.violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => node.html) }));
  });
  const grave = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave, `accessibility of ${page.url()}`).toEqual([]);
  const overhang = await settled(page, () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overhang, `pixels that ${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** Asks the page something; asks the next page when a click of before has led away in the middle of the question. */
async function settled<T>(page: Page, question: () => T | Promise<T>): Promise<T> {
  for (;;) {
    await page.waitForLoadState();
    const answer = await page.evaluate(question).then(
      (said) => ({ said }),
      (error: Error) => ({ error }),
    );
    if ("said" in answer) return answer.said;
    if (!/context was destroyed|navigat/i.test(answer.error.message)) throw answer.error;
  }
}

/** Returns the control with exactly this label; a star behind it says that it must be filled. */
export function field(page: Page, label: string): Locator {
  const literal = label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return page.getByLabel(new RegExp(`^\\s*${literal}\\s*\\*?\\s*$`));
}

export async function signIn(page: Page, t: Fixtures["t"], person = ARCHIVIST) {
  await page.context().clearCookies({ name: "guildhall-session" });
  await page.goto("/sign-in");
  await field(page, t("sign-in-login")).fill(person.login);
  await field(page, t("sign-in-password")).fill(person.password);
  await page.getByRole("button", { name: t("sign-in-do") }).click();
  await expect(page.locator(".bar details.menu")).toBeVisible();
}

/** Unfolds the rarer tools of a page; no script is needed for that. */
export async function unfoldTools(page: Page) {
  await page.locator(".head details.menu summary").click();
}

/** Changes the first password of an account to its own, as a program, without the pages. */
export async function settle(page: Page, person: Person, first: string) {
  const session = await page.request.post("/api/v1/sessions", { data: { login: person.login, password: first } });
  const headers = { Authorization: `Bearer ${(await session.json()).token}` };
  const data = { present: first, new: person.password };
  const changed = await page.request.put("/api/v1/me/password", { headers, data });
  expect(changed.status(), await changed.text()).toBe(204);
  return headers;
}

/** Makes union, administrators and archivist of an empty house; ends on the archivist's home page. */
export async function foundUnion(page: Page, t: Fixtures["t"], union: string) {
  await page.goto("/first-run");
  await field(page, t("first-run-union")).fill(union);
  await fillAdministrators(page, t, SYSTEM.password);
  await page.getByRole("button", { name: t("first-run-do") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("slips-first-run"));
  await inspect(page);
  const [security, audit] = await page.locator("[data-secret]").allInnerTexts();
  await page.getByRole("link", { name: t("slips-kept") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("role-systemAdministrator"));
  await settle(page, AUDIT, audit);
  const headers = await settle(page, SECURITY, security);
  const first = "初次见面还请多多关照";
  const unit = (await (await page.request.get("/api/v1/organisations")).json()).organisations[0].id;
  const data = { login: ARCHIVIST.login, name: ARCHIVIST.name, password: first, unit, role: "archivist", clearance: 4 };
  const made = await page.request.post("/api/v1/accounts", { headers, data });
  expect(made.status(), await made.text()).toBe(201);
  await settle(page, ARCHIVIST, first);
  await signIn(page, t);
}

/** Fills in the three administrators on the first page. */
export async function fillAdministrators(page: Page, t: Fixtures["t"], password: string) {
  await field(page, t("first-run-name")).fill(SYSTEM.name);
  await field(page, t("first-run-login")).fill(SYSTEM.login);
  await field(page, t("sign-in-password")).fill(password);
  await field(page, t("first-run-security-name")).fill(SECURITY.name);
  await field(page, t("first-run-security-login")).fill(SECURITY.login);
  await field(page, t("first-run-audit-name")).fill(AUDIT.name);
  await field(page, t("first-run-audit-login")).fill(AUDIT.login);
}

/** Waits until no paper in the inbox is waiting or being read; the list asks again by itself. */
export async function allRead(page: Page, t: Fixtures["t"]) {
  const papers = page.locator("#papers");
  const unfinished = papers.getByText(t("paper-waiting")).or(papers.getByText(t("paper-reading")));
  await expect(unfinished).toHaveCount(0, { timeout: READ_WITHIN_MS });
}

/** Searches until the index has what was filed a moment ago. */
export async function findsSoon(page: Page, words: string, title: string | RegExp) {
  await expect(async () => {
    await page.goto(`/search?q=${encodeURIComponent(words)}`);
    await expect(page.getByRole("link", { name: title }).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: FOUND_WITHIN_MS });
}

/** Begins a composition as an input method does, and chooses from it with Enter: a key of its own, without a character. */
export async function composeAndPressEnter(page: Page, letters: string) {
  const devices = await page.context().newCDPSession(page);
  await devices.send("Input.imeSetComposition", { text: letters, selectionStart: letters.length, selectionEnd: letters.length });
  const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
  await devices.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
  await devices.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
  await devices.detach();
}

/** Opens the personal data of the record on the page for a purpose; without that its files are not given out. */
export async function showInClear(page: Page, t: Fixtures["t"]) {
  await page.locator("#personal-data summary").click();
  await field(page, t("clear-purpose")).selectOption("hardship_review");
  await field(page, t("clear-reason")).fill("核对原件与著录");
  await page.getByRole("button", { name: t("clear-do") }).click();
  await expect(page.getByRole("button", { name: t("clear-end") })).toBeVisible();
}
