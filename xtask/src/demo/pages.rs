//! Odoo's pages, as far as we look into them.

use std::collections::BTreeSet;

use crate::demo::configure;
use crate::error::Result;
use crate::http::Answer;
use crate::ui::Step;

/// Reads the first page with its scripts and style sheets: Odoo builds them when somebody first asks, which takes a while.
pub fn warm_up(url: &str) -> Result<()> {
    let step = Step::start("building Odoo's pages");
    let Ok(client) = configure::log_in(url) else {
        // Somebody has changed the password: then the pages were built before.
        step.done();
        return Ok(());
    };
    let page = client.get("/odoo")?.text();
    for asset in assets(&page) {
        client.get(&asset)?;
    }
    step.done();
    Ok(())
}

/// Where a redirect of our own server leads.
pub fn location(answer: &Answer) -> Option<String> {
    let target = answer.headers.lines().find_map(|line| line.strip_prefix("location: "))?;
    let path = target.split_once("://").map_or(target, |(_, rest)| rest.find('/').map_or("/", |slash| &rest[slash..]));
    Some(path.to_owned())
}

/// The scripts and style sheets of a page, from its own server.
pub fn assets(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for attribute in ["src=\"", "href=\""] {
        for part in page.split(attribute).skip(1) {
            let url = part.split('"').next().unwrap_or_default().replace("&amp;", "&");
            if url.starts_with("/web/assets/") || url.contains("/static/") && url.starts_with('/') {
                found.insert(url);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_assets_of_a_page() {
        let page = r#"<link href="/web/assets/1/a.css"/><script src="/web/assets/2/b.js?x=1&amp;y=2"></script><a href="/odoo">x</a>"#;
        let wanted = ["/web/assets/1/a.css", "/web/assets/2/b.js?x=1&y=2"];
        assert_eq!(assets(page).into_iter().collect::<Vec<_>>(), wanted);
    }
}
