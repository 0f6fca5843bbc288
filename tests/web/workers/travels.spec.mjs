import { required } from "../lib/env.mjs";
import { expect, expectWay, test } from "../lib/odoo.mjs";

const WORKERS = required("WORKERS_URL").replace(/\/$/, "");

test("how answers travel: behind nginx they stream from the evented process", async ({ page }) => {
    const block = await expectWay(page, "Answers stream and take no worker", "Workers and evented process");
    await expect(block).toContainText("Nothing has to be changed.");
    await expect(block.locator(".o_ai_agent_probe_fix")).toHaveCount(0);
});

test("how answers travel: from workers alone in steps, and it shows what to put before them", async ({ page }) => {
    const block = await expectWay(page, "Answers come in steps", "Workers", WORKERS);
    await expect(block).toContainText("No proxy was seen in front of Odoo.");
    await expect(block.locator("pre").first()).toContainText(`127.0.0.1:${required("EVENTED_PORT")}`);
    await expect(block.getByRole("button", { name: "nginx" })).toHaveAttribute("aria-pressed", "true");
    await block.getByRole("button", { name: "Check again" }).click();
    await expect(block).toHaveAttribute("aria-busy", "true");
    await expect(block).toHaveAttribute("aria-busy", "false");
    await expect(block.locator(".o_ai_agent_probe_title")).toHaveText("Answers come in steps");
});
