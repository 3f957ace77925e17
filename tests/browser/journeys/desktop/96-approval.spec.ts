/** A record of the fund audit is prepared, reviewed and approved by three people before it gets its number. */
import type { Page } from "@playwright/test";
import { ARCHIVIST, READ_WITHIN_MS, expect, inspect, signIn, test } from "../../support/journey.ts";
import { approve } from "../../support/deciding.ts";
import { charter } from "../../support/papers.ts";
import { AUDITOR, DEPUTY, calling, holdPosts } from "../../support/people.ts";

const paper = { ...charter, buffer: Buffer.concat([charter.buffer, Buffer.from("96")]) };

let record = "";

/** Says yes to the filing, after a look at what is to be filed. */
async function agree(page: Page, t: (key: string) => string) {
  await approve(page, t, "归档审批", "材料齐全，同意", async () => {
    await page.getByRole("link", { name: t("run-open-subject") }).click();
    await expect(page.locator("[data-describe]")).toBeVisible();
    await expect(page.getByRole("button", { name: t("describe-file") })).toHaveCount(0);
    await page.goBack();
  });
}

test("two who hold the posts, and the paper of an audit", async ({ page }) => {
  test.setTimeout(READ_WITHIN_MS);
  await holdPosts(page, [AUDITOR, DEPUTY]);
  const archivist = await calling(page.request, ARCHIVIST);
  const sent = await page.request.post("/api/v1/papers", { headers: archivist, multipart: { file: paper } });
  record = (await sent.json()).files[0].record;
  const state = async () => (await (await page.request.get(`/api/v1/papers/${record}`, { headers: archivist })).json()).reading.state;
  await expect.poll(state, { timeout: READ_WITHIN_MS }).toBe("read");
});

test("the archivist describes it, and it waits for the others", async ({ page, t }) => {
  await signIn(page, t);
  await page.goto(`/inbox/${record}`);
  const version = await page.locator("input[name=version]").inputValue();
  const archivist = await calling(page.request, ARCHIVIST);
  const fields = {
    title: "二〇二五年度工会经费审计报告", responsible_party: "经费审查委员会", doc_date: "2026-03-15", year: "2026",
    retention: "D30", security_level: "1",
  };
  const data = { version: Number(version), type: "ZY.JS", fields };
  const described = await page.request.put(`/api/v1/papers/${record}`, { headers: archivist, data });
  expect(described.status(), await described.text()).toBe(200);
  await page.goto(`/inbox/${record}`);
  await page.getByRole("button", { name: t("describe-file") }).click();
  await page.goto(`/inbox/${record}`);
  await expect(page.getByText(t("filing-is-asked"), { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: t("describe-save") })).toHaveCount(0);
  await inspect(page);
  await page.goto("/inbox?tab=described");
  await expect(page.getByText(t("paper-asked"), { exact: true })).toBeVisible();
  await inspect(page);
});

test("the audit committee reviews and the deputy approves, on a phone; then it has its number", async ({ page, t }) => {
  await signIn(page, t, AUDITOR);
  await agree(page, t);
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, t, DEPUTY);
  await agree(page, t);
  await page.setViewportSize({ width: 1280, height: 800 });
  await signIn(page, t);
  const filed = async () => {
    await page.goto(`/records/${record}`);
    return (await page.locator("main").innerText()).includes("-ZY·2026-");
  };
  await expect.poll(filed, { timeout: 30_000 }).toBe(true);
});
