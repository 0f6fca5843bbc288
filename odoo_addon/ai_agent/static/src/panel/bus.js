const TYPE = "ai_agent.thread";

/**
 * Has `tell` called when Odoo's bus says that something happened to a thread of the user's, also in another tab. Without
 * the bus nothing is told, and nothing else changes.
 *
 * @returns {Function} ends it
 */
export function listen(env, tell) {
    const bus = env.services.bus_service;
    const contain = async (method, ...args) => {
        try {
            await bus?.[method](...args);
        } catch (error) {
            console.warn("AI Agent:", error);
        }
    };
    contain("subscribe", TYPE, tell);
    if (!bus?.isActive) {
        contain("start");
    }
    return () => contain("unsubscribe", TYPE, tell);
}
