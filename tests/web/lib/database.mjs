/** The database of the Odoo under test: for a year of chats, which nobody can ask for one by one. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { required } from "./env.mjs";

/** Runs statements of SQL, and gives the columns of what they return, a line each. */
export function sql(statements) {
    const settings = readFileSync(`${required("ODOO_DIRECTORY")}/odoo.conf`, "utf-8");
    const setting = (name) => settings.match(new RegExp(`^${name} *= *(.*)$`, "m"))[1];
    const place = ["-h", setting("db_host"), "-p", setting("db_port"), "-U", setting("db_user"), "-d", setting("db_name")];
    const output = execFileSync(required("PSQL"), ["-XAtq", "-v", "ON_ERROR_STOP=1", ...place], { input: statements });
    const lines = output.toString().split("\n").filter(Boolean);
    return lines.map((line) => line.split("|"));
}
