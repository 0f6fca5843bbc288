// Where messages are on the screen. Written here, as in wake.js: all of it is calls of the page.

const top = (element) => element.getBoundingClientRect().top;
const find = (scroller, id) => scroller.querySelector(`[data-id="${CSS.escape(id)}"]`);
const focusOn = (message, selector) => (selector ? message?.querySelector(selector) : message)?.focus({preventScroll: true});

// Whatever changes before the next frame: what is read stays where it is. That is message `id`, whose place `heir` takes,
// or without them the first message in sight.
export function hold(scroller, id, heir, selector) {
    const edge = top(scroller);
    const inSight = (message) => message.getBoundingClientRect().bottom > edge;
    const held = id ? find(scroller, id) : [...scroller.querySelectorAll("[data-id]")].find(inSight);
    if (!held) return;
    const before = top(held);
    requestAnimationFrame(() => {
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
