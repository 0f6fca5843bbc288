import js from "@eslint/js";
import globals from "globals";

const rules = {
    ...js.configs.recommended.rules,
    "arrow-body-style": "error",
    curly: "error",
    eqeqeq: "error",
    "no-console": ["error", { allow: ["warn"] }],
    "no-implicit-globals": "error",
    "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Build nodes, or render a template." },
        { property: "outerHTML", message: "Build nodes, or render a template." },
    ],
    "no-restricted-globals": ["error", "fetch", "localStorage", "sessionStorage", "location", "navigator"],
    "no-shadow": "error",
    "no-throw-literal": "error",
    "no-var": "error",
    "object-shorthand": "error",
    "prefer-const": "error",
};

/** What every page loads may not depend on services that have crashed whole web clients. */
const noRpc = {
    "no-restricted-imports": [
        "error",
        { paths: ["@web/core/network/rpc", "@web/core/orm_service"].map((name) => ({ name, message: "Talk to our own routes." })) },
    ],
};

export default [
    { ignores: ["**/node_modules/", "**/test-results/", "**/screenshots/"] },
    {
        files: ["**/odoo_addon/ai_agent/static/src/**/*.js"],
        languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
        rules: { ...rules, ...noRpc },
    },
    {
        files: ["**/odoo_addon/ai_agent/static/tests/**/*.js"],
        languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
        rules: { ...rules, "no-console": "off" },
    },
    {
        files: ["**/*.mjs"],
        languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: { ...globals.node, ...globals.browser } },
        rules: { ...rules, "no-restricted-globals": "off", "no-restricted-properties": "off" },
    },
];
