import { defineConfig } from "@playwright/test";
import { required } from "./lib/env.mjs";

const desktop = { width: 1366, height: 768 };

export default defineConfig({
    outputDir: "test-results",
    // One Odoo and one set of its settings: one test at a time.
    workers: 1,
    fullyParallel: false,
    forbidOnly: true,
    retries: 0,
    timeout: 60_000,
    expect: { timeout: 15_000 },
    reporter: "list",
    use: {
        viewport: desktop,
        actionTimeout: 15_000,
        navigationTimeout: 30_000,
        screenshot: "only-on-failure",
        launchOptions: {
            executablePath: required("CHROMIUM"),
            args: [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        },
    },
    projects: [
        { name: "odoo", testMatch: /(odoo|everywhere)\/[^/]*\.spec\.mjs$/ },
        { name: "workers", testMatch: /(workers|everywhere)\/[^/]*\.spec\.mjs$/ },
        { name: "standalone", testMatch: /standalone\/[^/]*\.spec\.mjs$/ },
    ],
});
