/** An Odoo API key, made the way a person makes one: by the wizard, after saying the password again. */
import { required } from "./env.mjs";

/** Calls an action that wants to know first who sits there; a session that has said so is not asked again for a while. */
async function act(rpc, model, method, ids) {
    const action = await rpc.call(model, method, [ids]);
    if (action.res_model !== "res.users.identitycheck") {
        return action;
    }
    const context = { password: required("ODOO_PASSWORD") };
    return rpc.call(action.res_model, "run_check", [[action.res_id]], { context });
}

export async function makeKey(rpc, name) {
    const model = "res.users.apikeys.description";
    const [wizard] = await rpc.call(model, "create", [[{ name, duration: "1" }]]);
    return (await act(rpc, model, "make_key", [wizard])).context.default_key;
}

/** Takes back the keys of that name. */
export async function removeKeys(rpc, name) {
    const model = "res.users.apikeys";
    await act(rpc, model, "remove", await rpc.call(model, "search", [[["name", "=", name]]]));
}
