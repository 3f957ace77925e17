/** Papers come in: several at once, by drop, twice, and some that cannot be read. */
import { allRead, expect, inspect, signIn, test } from "../../support/journey.ts";
import { type Paper, bomb, charter, empty, locked, members, notice, plan, scan } from "../../support/papers.ts";

test.beforeEach(async ({ page, t }) => {
  await signIn(page, t);
  await page.goto("/inbox");
});

const row = (page: import("@playwright/test").Page, paper: Paper) =>
  page.getByRole("row").filter({ hasText: paper.name });

test("the empty inbox says what to do", async ({ page, t }) => {
  await expect(page.getByRole("heading", { name: t("inbox-empty") })).toBeVisible();
  await inspect(page);
});

test("several files at once arrive, show their progress and are read", async ({ page, t }) => {
  await page.getByLabel(t("upload-pick")).setInputFiles([scan, notice, plan, members]);
  for (const paper of [scan, notice, plan, members]) await expect(row(page, paper)).toBeVisible();
  const papers = page.locator("#papers");
  // Reading may be quicker than the first look: every paper shows where it stands, whichever that is.
  const states = [t("paper-waiting"), t("paper-reading"), t("paper-ready")].map((state) => papers.getByText(state));
  await expect(states.reduce((any, state) => any.or(state)).or(papers.locator(".tag-warn")).first()).toBeVisible();
  await inspect(page);
  await allRead(page, t);
  await expect(row(page, scan).getByRole("link", { name: "关于召开第六届职工代表大会的通知" })).toBeVisible();
  await expect(row(page, notice).getByRole("link", { name: "关于召开工会委员会全体会议的通知" })).toBeVisible();
  await expect(row(page, plan).getByRole("link", { name: "2026年度工会工作计划" })).toBeVisible();
  await expect(papers.getByText(t("paper-unreadable"))).toHaveCount(0);
  await inspect(page);
});

test("a file dropped anywhere on the page arrives", async ({ page, t }) => {
  const carried = await page.evaluateHandle(
    ({ name, mimeType, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type: mimeType }));
      return transfer;
    },
    { name: charter.name, mimeType: charter.mimeType, base64: charter.buffer.toString("base64") },
  );
  await page.dispatchEvent("main", "dragover", { dataTransfer: carried });
  await expect(page.locator(".drop-over")).toBeVisible();
  await page.dispatchEvent("main", "drop", { dataTransfer: carried });
  await expect(row(page, charter)).toBeVisible();
  await allRead(page, t);
  await expect(row(page, charter).locator("a.paper-name")).toBeVisible();
  await expect(row(page, charter)).not.toContainText(t("paper-unreadable"));
});

test("the same file again is recognised and not kept twice", async ({ page, t }) => {
  const before = await page.getByRole("row").count();
  await page.getByLabel(t("upload-pick")).setInputFiles([{ ...scan, name: "另一个名字.jpg" }]);
  await expect(page.locator("#uploads li").filter({ hasText: "另一个名字.jpg" })).toContainText(t("upload-known"));
  await page.reload();
  await expect(page.getByRole("row")).toHaveCount(before);
});

test("an empty file is refused with a reason", async ({ page, t }) => {
  await page.getByLabel(t("upload-pick")).setInputFiles([empty]);
  const line = page.locator("#uploads li").filter({ hasText: empty.name });
  await expect(line).toContainText(t("error-empty-file"));
  await expect(line.getByRole("button", { name: t("upload-again") })).toBeVisible();
});

test("what cannot be read stays safe with a plain reason", async ({ page, t }) => {
  const packed = bomb();
  await page.getByLabel(t("upload-pick")).setInputFiles([locked, packed]);
  await expect(row(page, locked)).toBeVisible();
  await expect(row(page, packed)).toBeVisible();
  await allRead(page, t);
  await expect(row(page, locked)).toContainText(t("unreadable-encrypted"));
  await expect(row(page, packed)).toContainText(t("unreadable-bomb"));
  await inspect(page);
});

test("a paper is discarded, and put back at once, from the list, or by handing it in again", async ({ page, t }) => {
  const discard = page.getByRole("button", { name: t("paper-discard", { name: locked.name }) });
  await discard.click();
  await expect(page.getByText(t("inbox-discarded", { name: locked.name }))).toBeVisible();
  await expect(row(page, locked)).toHaveCount(0);
  await inspect(page);
  await page.getByRole("button", { name: t("paper-put-back-short") }).click();
  await expect(page.getByText(t("inbox-restored", { name: locked.name }))).toBeVisible();
  await row(page, locked).locator("a.paper-name").click();
  await page.getByRole("button", { name: t("paper-discard-short") }).click();
  await page.getByLabel(t("describe-discard-reason")).fill("没有密码");
  await inspect(page);
  await page.locator("#discard").getByRole("button", { name: t("paper-discard-short") }).click();
  await page.goto("/inbox?tab=discarded");
  await expect(row(page, locked)).toContainText("没有密码");
  await inspect(page);
  await page.getByRole("button", { name: t("paper-put-back", { name: locked.name }) }).click();
  await discard.click();
  await expect(row(page, locked)).toHaveCount(0);
  await page.getByLabel(t("upload-pick")).setInputFiles([{ ...locked, name: "又一份.pdf" }]);
  await expect(page.locator("#uploads li").filter({ hasText: "又一份.pdf" })).toContainText(t("upload-restored"));
  await expect(row(page, locked)).toBeVisible();
});
