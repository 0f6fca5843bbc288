//! Where a link of an answer may lead. The text of an answer is not trusted.

/// What a click on a link does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Opens a record inside Odoo.
    Record {
        /// The model's technical name.
        model: String,
        /// The record's id.
        id: u64,
    },
    /// Opens the list that a number of the answer came from.
    List {
        /// The public id of the tool call that computed it.
        call: String,
    },
    /// Leaves, after the person has seen this full address and confirmed it.
    External(String),
    /// Does nothing: the link is shown as text.
    Refused,
}

/// Decides about `href` on a page of `origin` (`https://odoo.example`).
///
/// A record is exactly `/odoo/<model>/<id>`, or `/odoo/m-<model>/<id>` for a model without a dot; a list is exactly
/// `/odoo/list/<tool call>`; `http`, `https` and
/// `mailto` lead outside; every other scheme, every relative address and everything else of the page's own host is refused.
pub fn classify(href: &str, origin: &str) -> Target {
    if let Some(own) = record(href).or_else(|| list(href)) {
        return own;
    }
    if href.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\' || is_invisible(c)) {
        return Target::Refused;
    }
    let Some((scheme, rest)) = href.split_once(':') else { return Target::Refused };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => match rest.strip_prefix("//").map(host) {
            Some(name) if !name.is_empty() && !is_own(&name, origin) => Target::External(href.to_owned()),
            _ => Target::Refused,
        },
        "mailto" if rest.contains('@') => Target::External(href.to_owned()),
        _ => Target::Refused,
    }
}

/// The address that an image may be fetched from once the person asked for it.
pub fn image_address<'s>(src: &'s str, origin: &str) -> Option<&'s str> {
    let http = src.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    (http && matches!(classify(src, origin), Target::External(_))).then_some(src)
}

fn record(href: &str) -> Option<Target> {
    let (model, id) = href.strip_prefix("/odoo/")?.split_once('/')?;
    let model = match model.strip_prefix("m-") {
        Some(plain) if !plain.contains('.') => plain,
        None if model.contains('.') => model,
        _ => return None,
    };
    let named = model.starts_with(|c: char| c.is_ascii_lowercase())
        && model.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_'));
    let numbered = !id.is_empty() && id.len() <= 15 && id.chars().all(|c| c.is_ascii_digit());
    (named && numbered).then_some(())?;
    Some(Target::Record { model: model.to_owned(), id: id.parse().ok()? })
}

fn list(href: &str) -> Option<Target> {
    let call = href.strip_prefix("/odoo/list/")?;
    let named = (1..=64).contains(&call.len()) && call.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    named.then(|| Target::List { call: call.to_owned() })
}

fn host(rest: &str) -> String {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let name = if host.starts_with('[') {
        host.split_inclusive(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn is_own(name: &str, origin: &str) -> bool {
    origin.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")).is_some_and(|rest| host(rest) == name)
}

/// Characters that make an address read differently from what it is (Unicode, bidirectional controls and zero widths).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://odoo.example:8069";

    #[test]
    fn a_record_is_exactly_a_record() {
        assert_eq!(classify("/odoo/res.partner/3", ORIGIN), Target::Record { model: "res.partner".into(), id: 3 });
        assert_eq!(classify("/odoo/m-x_thing/12", ORIGIN), Target::Record { model: "x_thing".into(), id: 12 });
        for near in [
            "/odoo/res.partner/3/",
            "/odoo/res.partner/3?debug=1",
            "/odoo/res.partner/new",
            "/odoo/partner/3",
            "/odoo/m-res.partner/3",
            "/odoo/Res.partner/3",
            "/odoo/res.partner/3x",
            "//odoo/res.partner/3",
            "/odoo/../web/session/logout",
            "https://odoo.example/odoo/res.partner/3",
        ] {
            assert_eq!(classify(near, ORIGIN), Target::Refused, "{near}");
        }
    }

    #[test]
    fn a_list_is_exactly_that_of_a_tool_call() {
        let call = "4a55cbb0-142d-47f5-aa30-0ada521aac15".to_owned();
        assert_eq!(classify(&format!("/odoo/list/{call}"), ORIGIN), Target::List { call });
        for near in ["/odoo/list/", "/odoo/list/a/b", "/odoo/list/a?x=1", "/odoo/list/..", "/odoo/list/%2e"] {
            assert_eq!(classify(near, ORIGIN), Target::Refused, "{near}");
        }
    }

    #[test]
    fn only_web_and_mail_addresses_lead_outside() {
        for good in ["https://a.example/x", "HTTP://a.example", "mailto:a@b.example", "https://[::1]/"] {
            assert_eq!(classify(good, ORIGIN), Target::External(good.into()), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a.example/1",
            "https:a.example",
            "https:///a",
            "https:\\\\a.example",
            "//a.example",
            "/web/session/logout",
            "#x",
            "",
            "https://odoo.example:8069/web",
            "https://user@ODOO.example./x",
            "https://a.example/\u{202e}gpj.exe",
        ] {
            assert_eq!(classify(bad, ORIGIN), Target::Refused, "{bad:?}");
        }
    }

    #[test]
    fn an_image_comes_from_the_web_only() {
        assert_eq!(image_address("https://a.example/i.png", ORIGIN), Some("https://a.example/i.png"));
        assert_eq!(image_address("data:image/png;base64,xx", ORIGIN), None);
        assert_eq!(image_address("mailto:a@b.example", ORIGIN), None);
        assert_eq!(image_address("/web/image/1", ORIGIN), None);
    }
}
