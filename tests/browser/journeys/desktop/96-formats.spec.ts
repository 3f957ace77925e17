/** File formats: a picture under a false name is told by its bytes, on the page of its record and on the map. */
import { ARCHIVIST, READ_WITHIN_MS, expect, inspect, signIn, test, unfoldTools } from "../../support/journey.ts";

/** One white point, as Windows 3 wrote it. */
const BITMAP = Buffer.from("424d3a000000000000003600000028000000010000000100000001001800000000000400000000000000000000000000000000000000" + "ffffff00", "hex");

test("a file under a false name is told by its bytes", async ({ page, t }) => {
  test.setTimeout(READ_WITHIN_MS);
  const session = await page.request.post("/api/v1/sessions", { data: { login: ARCHIVIST.login, password: ARCHIVIST.password } });
  expect(session.status(), await session.text()).toBe(201);
  const headers = { Authorization: `Bearer ${(await session.json()).token}` };
  const file = { name: "合影.png", mimeType: "image/png", buffer: BITMAP };
  const sent = await page.request.post("/api/v1/papers", { headers, multipart: { file } });
  const id: string = (await sent.json()).files[0].record;
  const formats = async () => (await (await page.request.get(`/api/v1/records/${id}/formats`, { headers })).json()).files;
  await expect.poll(async () => (await formats()).length, { timeout: READ_WITHIN_MS }).toBe(1);

  await signIn(page, t, ARCHIVIST);
  await page.goto("/records");
  await unfoldTools(page);
  await page.getByRole("link", { name: t("formats-title") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("formats-title"));
  await inspect(page);
  await page.getByRole("link", { name: /Windows Bitmap/ }).click();
  await expect(page.getByText(t("format-name-disagrees"))).toBeVisible();
  await inspect(page);
  await page.locator(`a[href="/records/${id}"]`).click();
  await expect(page.getByText("fmt/116")).toBeVisible();
  await expect(page.getByText(t("format-is-threatened"))).toBeVisible();
  await inspect(page);
});
