/** How a page can look: by day, at night, on a phone, from right to left. */
import { CONTACTS, goTo } from "./odoo.mjs";

/** Opens contacts as Odoo shows them in a language that is written from right to left, which need not be installed. */
export async function showRightToLeft(page) {
    await page.route("**/ai_agent/bootstrap", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), direction: "rtl", lang: "ar" } });
    });
    await goTo(page, ...CONTACTS);
    await page.evaluate(() => {
        document.documentElement.dir = "rtl";
        document.body.style.direction = "rtl";
    });
}

/** Each look by its name: opens contacts in it; `dress` is what has to be done once the assistant is open. */
export const LOOKS = {
    light: { show: (page) => goTo(page, ...CONTACTS) },
    dark: {
        show: (page) => goTo(page, ...CONTACTS),
        // Odoo's community edition has no dark pages, the widget has.
        dress: (page) => page.locator("ai-agent-chat .root").evaluate((root) => root.classList.add("dark")),
    },
    phone: {
        async show(page) {
            await page.setViewportSize({ width: 390, height: 844 });
            const device = await page.context().newCDPSession(page);
            await device.send("Emulation.setTouchEmulationEnabled", { enabled: true });
            await device.send("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 2, mobile: true });
            await goTo(page, "/odoo/contacts", ".o_kanban_record, .o_data_row");
        },
    },
    "right-to-left": { show: showRightToLeft },
};
