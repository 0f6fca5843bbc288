//! `GET /ai_agent/threads/<id>/export?format=`

use std::fmt::Write as _;
use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::parts::{Id, Parameters};
use crate::app::App;
use crate::problem::Problem;
use crate::store::Format;

const NAME_CHARS: usize = 60;

/// A thread as a file.
pub(crate) async fn get(State(app): State<Arc<App>>, Id(thread): Id, query: Parameters) -> Result<Response, Problem> {
    let format = Format::new(query.get("format"))?;
    let export = app.store().export(&thread, format)?;
    let (kind, ending) = match format {
        Format::Markdown => ("text/markdown; charset=utf-8", "md"),
        Format::Json => ("application/json; charset=utf-8", "json"),
    };
    let disposition = HeaderValue::try_from(disposition(&export.title, ending)).map_err(|_| ErrorCode::Internal)?;
    let mut response = export.text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `Content-Disposition` with the title as the file's name: plain for old programs, and whole (RFC 8187).
fn disposition(title: &str, ending: &str) -> String {
    let is_kept = |char: char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_' | '.' | ',');
    let name: String = title.chars().take(NAME_CHARS).map(|char| if is_kept(char) { char } else { '_' }).collect();
    let name = name.trim_matches([' ', '.']);
    let name = if name.is_empty() { "chat" } else { name };
    let plain: String = name.chars().map(|char| if char.is_ascii() { char } else { '_' }).collect();
    let whole = name.bytes().fold(String::new(), |mut text, byte| {
        let _ = match byte {
            b'-' | b'_' | b'.' => write!(text, "{}", char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => write!(text, "{}", char::from(byte)),
            _ => write!(text, "%{byte:02X}"),
        };
        text
    });
    format!("attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{whole}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_title_cannot_leave_the_header_or_its_folder() {
        assert_eq!(disposition("VAT", "md"), "attachment; filename=\"VAT.md\"; filename*=UTF-8''VAT.md");
        assert_eq!(
            disposition("../é \"x\"\r\n", "json"),
            "attachment; filename=\"__ _x___.json\"; filename*=UTF-8''_%C3%A9%20_x___.json"
        );
        assert!(disposition("…", "md").contains("\"_.md\""));
        assert!(disposition("..", "md").contains("\"chat.md\""));
    }
}
