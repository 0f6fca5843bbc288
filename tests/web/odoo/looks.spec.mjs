import { expectAccessible } from "../lib/axe.mjs";
import { showRightToLeft } from "../lib/look.mjs";
import { CONTACTS, expect, goTo, screenshot, test } from "../lib/odoo.mjs";

const FORMATTED = `Here are the **three plans** that fit a team of ten:

| Plan | Users | Price |
|---|---:|---:|
| Basic | 5 | 10 € |
| Team | 20 | 25 € |
| Company | unlimited | 60 € |

1. *Basic* is too small.
2. **Team** fits, see [the docs](https://www.example.com).

\`\`\`python
for plan in plans:
    print(plan.name)
\`\`\`

> Prices are per month.
`;

test("desktop: empty, streaming, formatted", async ({ page, assistant, service }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await expectAccessible(page);
    await screenshot(page, "empty");
    service.mode = "forever";
    await assistant.ask("Which plan fits us?");
    await expect(assistant.answers.last()).toContainText("word9");
    await screenshot(page, "streaming");
    service.release();
    await assistant.expectAnswer();
    service.mode = "good";
    service.text = FORMATTED;
    await assistant.ask("And formatted?");
    await expect(assistant.answers).toHaveCount(2);
    await assistant.expectAnswer();
    await expectAccessible(page);
    await screenshot(page, "formatted");
});

test("phone: the panel fills the screen, and nothing is cut off", async ({ page, assistant, service }) => {
    service.text = FORMATTED;
    await page.setViewportSize({ width: 390, height: 844 });
    await goTo(page, "/odoo/contacts", ".o_kanban_record, .o_data_row");
    await assistant.openAnew();
    await assistant.ask("Which plan fits us?");
    await assistant.expectAnswer();
    const box = await assistant.element.boundingBox();
    expect(box.x).toBeLessThanOrEqual(1);
    expect(box.width).toBeGreaterThanOrEqual(388);
    expect(box.height).toBeGreaterThan(780);
    for (const control of [assistant.composer, assistant.send, assistant.close, assistant.newChat]) {
        await expect(control).toBeInViewport({ ratio: 1 });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await screenshot(page, "phone");
});

test("right to left: the panel stands on the left", async ({ page, assistant, service }) => {
    service.text = "مرحبا! هذه إجابة **قصيرة**.";
    await showRightToLeft(page);
    await assistant.openAnew();
    await assistant.ask("مرحبا");
    await assistant.expectAnswer();
    const box = await assistant.element.boundingBox();
    expect(box.x).toBeLessThan(20);
    await screenshot(page, "right-to-left");
});

test("the panel stands below menus, and above a dialog", async ({ page, assistant }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await page.locator(".o_user_menu button").click();
    const item = page.locator(".o-dropdown--menu .dropdown-item, .o-dropdown--menu [role=menuitem]").first();
    await item.click({ trial: true });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await expect(page.locator(".o_command_palette")).toBeVisible();
    await assistant.composer.click({ trial: true });
    await screenshot(page, "dialog");
});

test("a loading failure looks like part of Odoo", async ({ page, assistant }) => {
    await page.route(/\/ai_agent\/dist\//, (route) => route.abort());
    await goTo(page, ...CONTACTS);
    await assistant.icon.click();
    await expect(assistant.restart).toBeFocused();
    await screenshot(page, "loading-failure");
    await page.unrouteAll();
});
