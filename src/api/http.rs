//! One request over `fetch`. Its options are an object of JavaScript's, so it is made there.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Response};

#[wasm_bindgen(module = "/src/wake.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn request(
        method: &str,
        url: &str,
        accept: &str,
        companies: Option<String>,
        token: Option<&str>,
        after: Option<f64>,
        body: Option<&str>,
        connection: Option<&AbortController>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = save)]
    async fn save_file(response: &Response, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = text)]
    async fn read_text(response: &Response) -> Result<JsValue, JsValue>;
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// What kind of answer is wanted.
    pub accept: &'static str,
    /// The CSRF token.
    pub token: Option<&'r str>,
    /// The number of the last event that was seen.
    pub after: Option<u64>,
    /// What is sent, as JSON.
    pub body: Option<&'r str>,
    /// Ends the request and its answer; a request that has it is given up when nothing comes for too long.
    pub connection: Option<&'r AbortController>,
}

impl Request<'_> {
    /// Asks for something, with nothing special about it.
    pub fn get(accept: &'static str) -> Self {
        Self { method: "GET", accept, token: None, after: None, body: None, connection: None }
    }

    /// Sends it to `url`; `None` when nothing came back. Redirects are not followed.
    pub async fn send(self, url: &str, companies: Option<String>) -> Option<Response> {
        let after = self.after.map(|after| after as f64);
        let answer =
            request(self.method, url, self.accept, companies, self.token, after, self.body, self.connection).await;
        answer.ok()?.dyn_into().ok()
    }
}

/// The whole text of an answer; `None` when it broke off.
pub async fn text(response: &Response) -> Option<String> {
    read_text(response).await.ok()?.as_string()
}

/// Gives the browser an answer as a file to keep; `name` where the server says none. Whether it came whole.
pub async fn save(response: &Response, name: &str) -> bool {
    save_file(response, name).await.is_ok()
}
