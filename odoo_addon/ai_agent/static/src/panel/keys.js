import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";

export const HOTKEY = "alt+shift+k";

/**
 * Keeps in `el` what is typed in it: of a shadow root Odoo sees only the host, which is no field, and would act on
 * every key. The hotkey is taken before the widget sees it, Escape only when the widget had no use for it.
 */
export function isolateKeys(el, onClose) {
    el.addEventListener(
        "keydown",
        (ev) => {
            const hotkey = getActiveHotkey(ev);
            if (hotkey === HOTKEY) {
                ev.preventDefault();
                ev.stopImmediatePropagation();
                onClose();
            } else if (hotkey === "control+k") {
                ev.preventDefault(); // neither Odoo's palette nor the browser's address bar
            }
        },
        true
    );
    for (const type of ["keydown", "keyup", "keypress", "copy", "cut", "paste"]) {
        el.addEventListener(type, (ev) => ev.stopPropagation());
    }
    el.addEventListener("keydown", (ev) => {
        if (!ev.defaultPrevented && getActiveHotkey(ev) === "escape") {
            onClose();
        }
    });
}

/** Lets go of what the page behind still holds, an open menu or a pressed modifier key, as a click elsewhere would. */
export function releasePage() {
    document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    window.dispatchEvent(new KeyboardEvent("keyup"));
}
