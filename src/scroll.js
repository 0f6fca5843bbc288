// Where messages and menus are on the screen. Written here, as in wake.js: all of it is calls of the page.

const top = (element) => element.getBoundingClientRect().top;
const find = (scroller, id) => scroller.querySelector(`[data-id~="${CSS.escape(id)}"]`);
const focusOn = (message, selector) => (selector ? message?.querySelector(selector) : message)?.focus({preventScroll: true});

// Whatever changes before the next frame: what is read stays where it is. That is message `id`, whose place `heir` takes,
// or without them the first message in sight.
export function hold(scroller, id, heir, selector) {
    const edge = top(scroller);
    const inSight = (message) => message.getBoundingClientRect().bottom > edge;
    const held = id ? find(scroller, id) : [...scroller.querySelectorAll("[data-id]")].find(inSight);
    if (!held) return;
    const before = top(held);
    // The browser may move what is read on its own before that, and tell of a place to which nobody has scrolled.
    const hush = (event) => event.stopImmediatePropagation();
    scroller.addEventListener("scroll", hush, true);
    requestAnimationFrame(() => {
        scroller.removeEventListener("scroll", hush, true);
        const now = heir ? find(scroller, heir) : held;
        if (!now?.isConnected) return;
        scroller.scrollTop += top(now) - before;
        if (heir) focusOn(now, selector);
    });
}

export function show(scroller, id) {
    requestAnimationFrame(() => {
        const message = find(scroller, id);
        if (!message) return;
        scroller.scrollTop += top(message) - top(scroller) - scroller.clientHeight / 5;
        focusOn(message);
        message.classList.add("found");
        setTimeout(() => message.classList.remove("found"), 2500);
    });
}

export const focus = (scroller, id, selector) =>
    requestAnimationFrame(() => focusOn(id ? find(scroller, id) : scroller, selector));

// Gives the focus to the first that `selector` finds, unless the person is somewhere else on the page.
export const approach = (scroller, selector) =>
    requestAnimationFrame(() => scroller.getRootNode().activeElement && scroller.querySelector(selector)?.focus());

// Puts `menu` at `button`: below it, or above where there is no room below, and inside `frame` in any case. Physical sides,
// since that is what the browser measures.
export function place(menu, button, frame) {
    const [box, at, size] = [frame, button, menu].map((element) => element.getBoundingClientRect());
    const inside = (start, length, most) => Math.max(8, Math.min(start, most - length - 8));
    const rtl = getComputedStyle(menu).direction === "rtl";
    const left = rtl ? at.left : at.right - size.width;
    const top = at.bottom + size.height > box.bottom - 8 ? at.top - size.height : at.bottom;
    menu.style.left = `${inside(left - box.left, size.width, box.width)}px`;
    menu.style.top = `${inside(top - box.top, size.height, box.height)}px`;
}
