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
