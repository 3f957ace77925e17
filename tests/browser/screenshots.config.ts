/** Pictures of the seven steps for the documentation: `make screenshots`. */
import { defineConfig } from "@playwright/test";
import { browser, desktop } from "./playwright.config.ts";

export default defineConfig({
  testDir: "screenshots",
  outputDir: "results/screenshots",
  globalSetup: "./support/start-houses.ts",
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: { ...browser, ...desktop, timezoneId: "Asia/Shanghai", reducedMotion: "reduce" },
  projects: [{ name: "desktop" }],
});
