/** Who holds which post in the journeys' union, and the reader of another unit. Each is made once in a house. */
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { SECURITY, SYSTEM, settle } from "./journey.ts";

const FIRST_PASSWORD = "初次见面还请多多关照";
const holder = (name: string, login: string, post: string) => ({ name, login, post, password: `后院的石榴八月就红了${login}` });

/** A member of the committee, who appraises. */
export const MEMBER = holder("孙立", "sunli", "13");
export const CHAIR = holder("周正", "zhouzheng", "10");
export const DEPUTY = holder("郑毅", "zhengyi", "11");
/** Of the audit committee: she reviews what is filed, and appraises. */
export const AUDITOR = holder("陆静", "lujing", "21");
/** Who supervises a destruction. */
export const WATCHERS = [holder("吴越", "wuyue", "40"), holder("吴夏", "wuxia", "41")];
/** A reader whose unit keeps none of the union's records. */
export const READER = { name: "方圆", login: "fangyuan", password: "后院的石榴八月就红了" };
const READERS_UNIT = "药剂分会";

type Headers = Record<string, string>;

/** Returns what a program sends to be taken for this person. */
export async function calling(request: APIRequestContext, who: { login: string; password: string }): Promise<Headers> {
  const session = await request.post("/api/v1/sessions", { data: { login: who.login, password: who.password } });
  expect(session.status(), await session.text()).toBe(201);
  return { Authorization: `Bearer ${(await session.json()).token}` };
}

/** Makes accounts in the topmost unit for those who have none yet, each with the post. */
export async function holdPosts(page: Page, holders: (typeof CHAIR)[]) {
  const security = await calling(page.request, SECURITY);
  const system = await calling(page.request, SYSTEM);
  const unit = (await organisations(page, system))[0].id;
  for (const one of holders) {
    if (await account(page, security, one.login)) continue;
    await open(page, security, one, unit);
    const { id } = (await account(page, security, one.login))!;
    const standing = await page.request.put(`/api/v1/accounts/${id}/standing`, { headers: security, data: { post: one.post, rank: 1 } });
    expect(standing.ok(), await standing.text()).toBe(true);
    await settle(page, one, FIRST_PASSWORD);
  }
}

/** Makes the reader of another unit, and the unit, unless they are there. */
export async function admitReader(page: Page) {
  const security = await calling(page.request, SECURITY);
  if (await account(page, security, READER.login)) return;
  const system = await calling(page.request, SYSTEM);
  const top = (await organisations(page, system))[0].id;
  const data = { parent: top, name: READERS_UNIT, kind: "branch" };
  const unit = await page.request.post("/api/v1/organisations", { headers: system, data });
  expect(unit.status(), await unit.text()).toBe(201);
  await open(page, security, READER, (await unit.json()).id);
  await settle(page, READER, FIRST_PASSWORD);
}

async function organisations(page: Page, headers: Headers): Promise<{ id: string }[]> {
  return (await (await page.request.get("/api/v1/organisations", { headers })).json()).organisations;
}

async function account(page: Page, headers: Headers, login: string): Promise<{ id: string; login: string } | undefined> {
  const { accounts } = await (await page.request.get("/api/v1/accounts", { headers })).json();
  return accounts.find((known: { login: string }) => known.login === login);
}

async function open(page: Page, headers: Headers, { login, name }: typeof READER, unit: string) {
  const data = { login, name, password: FIRST_PASSWORD, unit, role: "reader", clearance: 1 };
  const made = await page.request.post("/api/v1/accounts", { headers, data });
  expect(made.status(), await made.text()).toBe(201);
}
