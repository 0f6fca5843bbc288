/** A small card in the place of the widget: a text, and a button where something can be done. */
export function createNotice(text, { busy = false, action, onAction } = {}) {
    const el = document.createElement("div");
    el.className = "card flex-row flex-wrap align-items-center gap-3 m-2 p-3 shadow";
    el.setAttribute("role", busy ? "status" : "alert");
    if (busy) {
        const spinner = document.createElement("i");
        spinner.className = "fa fa-circle-o-notch fa-spin";
        el.append(spinner);
    }
    el.append(text);
    if (action) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-primary";
        button.append(action);
        button.addEventListener("click", onAction);
        el.append(button);
    }
    return el;
}
