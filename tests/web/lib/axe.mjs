/** axe-core's rules, for the assistant and what it shows. */
import axe from "axe-core";
import { expect } from "@playwright/test";

/** Nothing that the assistant shows now breaks a rule. */
export async function expectAccessible(page) {
    // What moves or fades is judged when it has come to rest: colours half way are no colours.
    await page.evaluate(async () => {
        const root = document.querySelector("ai-agent-chat").shadowRoot;
        const passing = root.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity);
        await Promise.allSettled(passing.map((one) => one.finished));
    });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run("ai-agent-chat", { resultTypes: ["violations"] }));
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
