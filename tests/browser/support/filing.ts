/** A record described or filed by a program, for the journeys that begin where that ends. */
import { type Page, expect } from "@playwright/test";
import { ARCHIVIST, READ_WITHIN_MS } from "./journey.ts";
import { calling } from "./people.ts";
import { type Paper } from "./papers.ts";

export interface Filed {
  /** The id of the record. */
  record: string;
  /** Its archival code. */
  code: string;
}

type Fields = Record<string, string>;

/** Hands in the paper, waits until it has been read and describes it, as a document of the office unless told otherwise. */
export async function describeRecord(page: Page, file: Paper, title: string, fields: Fields = {}, type = "WS") {
  const headers = await calling(page.request, ARCHIVIST);
  const sent = await page.request.post("/api/v1/papers", { headers, multipart: { file } });
  const record: string = (await sent.json()).files[0].record;
  const paper = async () => (await page.request.get(`/api/v1/papers/${record}`, { headers })).json();
  await expect.poll(async () => (await paper()).reading.state, { timeout: READ_WITHIN_MS }).toBe("read");
  const all = {
    title, responsible_party: "院工会", doc_date: "2026-03-15", year: "2026", retention: "D30", security_level: "1", ...fields,
  };
  const data = { version: (await paper()).record.version, type, fields: all };
  const described = await page.request.put(`/api/v1/papers/${record}`, { headers, data });
  expect(described.status(), await described.text()).toBe(200);
  const version: number = (await described.json()).version;
  return { record, version, headers };
}

/** Describes the paper as [`describeRecord`] does and files it. */
export async function fileRecord(page: Page, file: Paper, title: string, fields: Fields = {}): Promise<Filed> {
  const { record, version, headers } = await describeRecord(page, file, title, fields);
  const filed = await page.request.post(`/api/v1/papers/${record}/file`, { headers, data: { version } });
  expect(filed.status(), await filed.text()).toBe(200);
  return { record, code: (await filed.json()).archival_code };
}
