/** How the journeys run: one browser, one after another, against the real program with an empty data folder. */
import { defineConfig } from "@playwright/test";

export const browser = {
  headless: true,
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking"],
  },
};

export const desktop = { viewport: { width: 1440, height: 900 }, locale: "zh-CN" };
export const phone = { viewport: { width: 390, height: 844 }, locale: "en", hasTouch: true, isMobile: true };

export default defineConfig({
  testDir: "journeys",
  outputDir: "results/traces",
  globalSetup: "./support/start-houses.ts",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "results/report.json" }]],
  use: { ...browser, timezoneId: "Asia/Shanghai", trace: "retain-on-failure" },
  projects: [
    { name: "desktop", testMatch: /desktop\/.*\.spec\.ts/, use: desktop },
    { name: "phone", testMatch: /phone\/.*\.spec\.ts/, use: phone },
  ],
});
