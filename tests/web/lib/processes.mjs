/** The processes of an Odoo with workers on this machine, by the directory that they run in. */
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { required } from "./env.mjs";

function findEvented() {
    const directory = required("ODOO_DIRECTORY");
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((id) => {
            try {
                const words = readFileSync(`/proc/${id}/cmdline`, "utf-8").split("\0");
                return words.includes("gevent") && words.some((word) => word.startsWith(`${directory}/`));
            } catch {
                return false; // it has ended
            }
        })
        .map(Number);
}

/** Ends the evented process as nothing else can; Odoo starts another by itself. */
export async function killEvented() {
    const found = findEvented();
    expect(found, "the evented process").toHaveLength(1);
    process.kill(found[0], "SIGKILL");
    await expect.poll(findEvented).not.toContain(found[0]);
}
