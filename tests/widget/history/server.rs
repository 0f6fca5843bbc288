//! A server of threads in the page, and what the list shows of them.

pub use crate::support::*;
use js_sys::Reflect;
use web_sys::{HtmlInputElement, KeyboardEvent, KeyboardEventInit};

const TEXTS: &str = include_str!("../../../static/texts.en.json");

/// A thread: id, title, age in hours.
pub type Known<'t> = (&'t str, &'t str, f64);

/// Makes `fetch` a server with these threads. `server.page` is the length of its pages, what `server.refuse` matches (method
/// and address) is refused with 503, what `server.hold` matches waits for [`release`], `server.asked` is what was asked.
pub fn serve(threads: &[Known]) {
    let threads: Vec<_> = threads
        .iter()
        .map(|(id, title, hours)| serde_json::json!({"id": id, "title": title, "hours": hours}))
        .collect();
    let source = r#"
        const HOUR = 3600000;
        const server = {page: 30, asked: [], refuse: null, hold: null, held: [], gone: {}};
        const time = (hours) => new Date(Date.now() - hours * HOUR).toISOString().replace(/\.\d+/, "");
        server.threads = $threads.map(({id, title, hours}) => ({id, title, updatedAt: time(hours), pinned: false, archived: false, match: null}));
        server.find = (id) => server.threads.find((thread) => thread.id === id);
        server.time = time;
        const json = (object, status = 200) => new Response(object === null ? null : JSON.stringify(object), {status, headers: {
            "Content-Type": status < 400 ? "application/json" : "application/problem+json"}});
        const list = (params) => {
            const q = (params.get("q") || "").toLowerCase();
            const found = server.threads.filter(({title, text, archived}) => q
                ? `${title} ${text || ""}`.toLowerCase().includes(q) : archived === (params.get("archived") === "1"));
            found.sort((a, b) => (q ? 0 : b.pinned - a.pinned) || b.updatedAt.localeCompare(a.updatedAt));
            const from = Number(params.get("cursor") || 0);
            const page = found.slice(from, from + server.page).map((thread) => q ? {...thread, match: match(thread, q)} : thread);
            return {threads: page, nextCursor: from + server.page < found.length ? String(from + server.page) : null};
        };
        const match = ({id, title, text}, q) => {
            const whole = text?.toLowerCase().includes(q) ? text : title;
            const at = whole.toLowerCase().indexOf(q);
            const pieces = [[whole.slice(0, at), false], [whole.slice(at, at + q.length), true], [whole.slice(at + q.length), false]];
            return {messageId: whole === text ? `message-${id}` : null, snippet: pieces.filter(([text]) => text)};
        };
        const serve = async (method, url, text) => {
            const [, id, action] = url.pathname.match(/threads\/([^/]+)\/?(.*)/) || [];
            if (!id) return json(list(url.searchParams));
            if (action === "restore") {
                server.threads.push(server.gone[id]);
                return json(server.gone[id]);
            }
            const thread = server.find(id);
            if (!thread) return json({code: "not_found", detail: ""}, 404);
            if (method === "DELETE") {
                server.gone[id] = thread;
                server.threads = server.threads.filter((other) => other !== thread);
                return json(null, 204);
            }
            if (method === "PATCH") {
                const change = JSON.parse(text);
                Object.assign(thread, change);
                if (change.title === "") thread.title = "The first question";
                return json(thread);
            }
            const messages = [{id: "q", role: "user", content: thread.title}, {id: `message-${id}`, role: "assistant", content: "An answer", status: "finished"}];
            return json({...thread, messages, activeRun: null, lastRun: null});
        };
        window.server = server;
        window.fetch = async (request) => {
            const url = new URL(request.url);
            const text = await request.clone().text();
            const line = `${request.method} ${url.pathname}${url.search}`;
            server.asked.push(text ? `${line} ${text}` : line);
            if (server.hold?.test(line)) await new Promise((resolve) => server.held.push(resolve));
            if (server.refuse?.test(line)) return json({code: "busy", detail: "Not now."}, 503);
            return serve(request.method, url, text);
        };
    "#;
    js(&source.replace("$threads", &serde_json::Value::from(threads).to_string()));
}

/// Answers what waits, and lets all that follows pass.
pub fn release() {
    js("server.hold = null; server.held.splice(0).forEach((resolve) => resolve());");
}

/// What was asked, method and address.
pub fn requests() -> Vec<String> {
    let asked: String = js_sys::JSON::stringify(&js("return server.asked")).unwrap().into();
    serde_json::from_str(&asked).unwrap()
}

/// How many requests have this in them.
pub fn count(part: &str) -> usize {
    requests().iter().filter(|request| request.contains(part)).count()
}

/// A host with the whole table of texts and all that the server can do.
pub fn full_host() -> JsValue {
    let host = host();
    let bootstrap = Reflect::get(&host, &"bootstrap".into()).unwrap();
    let set = |name: &str, value: JsValue| Reflect::set(&bootstrap, &name.into(), &value).unwrap();
    set("texts", js_sys::JSON::parse(TEXTS).unwrap());
    set("lang", "en-US".into());
    set("timeZone", "Europe/Brussels".into());
    set("capabilities", js("return {threads: true, search: true, export: true}"));
    host
}

/// A widget whose list is open and shows as many rows as there are threads.
pub struct Open {
    pub element: HtmlElement,
    pub handle: ai_agent_chat::Handle,
}

impl Open {
    /// Opens the list of a widget.
    pub async fn new(threads: &[Known<'_>]) -> Self {
        serve(threads);
        Self::of(full_host(), threads.len()).await
    }

    /// As [`Open::new`], with another host and server.
    pub async fn of(host: JsValue, rows: usize) -> Self {
        let element = element();
        let handle = mount(element.clone(), host).unwrap();
        let open = Self { element, handle };
        click(&open.element, "history-toggle");
        until("the list", || (open.titles().len() == rows).then_some(())).await;
        // The focus comes a frame later.
        until("the focus", || (!open.focus().is_empty()).then_some(())).await;
        open
    }

    /// The titles in the list.
    pub fn titles(&self) -> Vec<String> {
        self.texts(".entry .name")
    }

    /// The texts of all that a selector means.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let nodes = root(&self.element).query_selector_all(selector).unwrap();
        (0..nodes.length()).map(|index| nodes.item(index).unwrap().text_content().unwrap()).collect()
    }

    /// Waits until the list has these titles.
    pub async fn shows(&self, titles: &[&str]) {
        for _ in 0..400 {
            if self.titles() == titles {
                return;
            }
            tick().await;
        }
        panic!("never shown: {titles:?}, but {:?}", self.titles());
    }

    /// The element that a selector means.
    pub fn get(&self, selector: &str) -> HtmlElement {
        let element = root(&self.element).query_selector(selector).unwrap();
        element.unwrap_or_else(|| panic!("no {selector}")).unchecked_into()
    }

    /// Whether a test id is on the page.
    pub fn has(&self, testid: &str) -> bool {
        find(&self.element, testid).is_some()
    }

    /// Where the focus is: the row's id and the test id.
    pub fn focus(&self) -> String {
        let Some(active) = root(&self.element).active_element() else { return String::new() };
        let row = active.closest("[data-thread]").unwrap().and_then(|row| row.get_attribute("data-thread"));
        format!("{} {}", row.unwrap_or_default(), active.get_attribute("data-testid").unwrap_or_default())
            .trim()
            .to_owned()
    }

    /// Waits until the focus is there.
    pub async fn focused(&self, place: &str) {
        for _ in 0..400 {
            if self.focus() == place {
                return;
            }
            tick().await;
        }
        panic!("the focus never came to {place}, it is on {:?}", self.focus());
    }

    /// Presses a key where the focus is.
    pub fn press(&self, key: &str) {
        self.press_with(key, false);
    }

    /// As [`Open::press`], perhaps with Ctrl.
    pub fn press_with(&self, key: &str, ctrl: bool) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_ctrl_key(ctrl);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        root(&self.element).active_element().expect("a focus").dispatch_event(&event).unwrap();
    }

    /// Types into an input.
    pub fn fill(&self, testid: &str, text: &str) {
        let input: HtmlInputElement = self.get(&format!("[data-testid={testid}]")).unchecked_into();
        input.set_value(text);
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        input.dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    }

    /// Opens the menu of a thread.
    pub async fn menu(&self, id: &str) {
        let button = self.get(&format!("[data-thread={id}] [data-testid=thread-menu]"));
        button.focus().unwrap();
        button.click();
        self.focused("rename-thread").await;
    }

    /// Opens the menu of a thread, and does what an item of it says.
    pub async fn choose(&self, id: &str, item: &str) {
        self.menu(id).await;
        click(&self.element, item);
    }

    /// Takes the widget off the page.
    pub fn close(self) {
        self.handle.unmount();
        self.element.remove();
    }
}

/// Lets everything that is under way come to its end.
pub async fn settle() {
    for _ in 0..20 {
        tick().await;
    }
}
