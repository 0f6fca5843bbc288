/** The variable `name` of the environment; a test that misses one must fail, not pass by. */
export function required(name) {
    const value = process.env[name];
    if (!value) {
        throw new Error(`${name} is not set: see tests/web/README.md`);
    }
    return value;
}
