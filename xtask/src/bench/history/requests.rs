//! The routes, asked one after the other.

use std::time::Instant;

use serde_json::Value;

use crate::bench::figures::Figures;
use crate::bench::odoo::Session;
use crate::demo::running::LOGIN;
use crate::error::{Error, Result};

const ROUNDS: usize = 5;

/// What people look for: words that are everywhere, words that are rare, several, and what is typed on the way to them.
const COMMON: [&str; 5] = ["the", "invoice", "customer order", "price of the product", "payment in a month"];
const RARE: [&str; 6] = ["belgian vat", "e-commerce", "one-stop shop", "badorus", "fasobri tax", "zzzz"];
const TYPED: [&str; 9] = ["b", "be", "bel", "belg", "belgi", "belgia", "belgian", "belgian v", "belgian va"];
const NEEDLE: &str = "belgian vat";
const LONG: &str = "endless chat";
/// How many pages are read upwards.
const PAGES: usize = 20;

/// Measures them as `bench-1`.
pub fn measure(url: &str, figures: &mut Figures) -> Result<()> {
    let mut session = Session::start(url, "bench-1", LOGIN.1)?;
    let found = ask(&mut session, &search(NEEDLE))?.1;
    let first = found["threads"][0]["match"]["snippet"].to_string();
    if found["threads"].as_array().map(Vec::len) != Some(1) || !first.contains("Belgian") {
        return Err(Error::Failed(format!("a search for {NEEDLE} finds {found}")));
    }
    let mut all = Vec::new();
    for (name, words) in [
        ("search_common_p50_ms", &COMMON[..]),
        ("search_rare_p50_ms", &RARE[..]),
        ("search_as_typed_p50_ms", &TYPED[..]),
    ] {
        let paths: Vec<String> = words.iter().map(|words| search(words)).collect();
        let times = rounds(&mut session, &paths)?;
        figures.add(name, percentile(&times, 50));
        all.extend(times);
    }
    figures.add("search_p50_ms", percentile(&all, 50));
    figures.add("search_p90_ms", percentile(&all, 90));
    figures.add("search_max_ms", percentile(&all, 100));
    figures.add("list_p50_ms", percentile(&rounds(&mut session, &["/ai_agent/threads?limit=30".to_owned()])?, 50));
    long_thread(&mut session, figures)
}

fn long_thread(session: &mut Session, figures: &mut Figures) -> Result<()> {
    let found = ask(session, &search(LONG))?.1;
    let id = found["threads"][0]["id"].as_str().unwrap_or_default();
    let end = format!("/ai_agent/threads/{id}?limit=50");
    figures.add("thread_end_p50_ms", percentile(&rounds(session, std::slice::from_ref(&end))?, 50));
    let (mut page, mut upwards) = (ask(session, &end)?.1, Vec::new());
    for _ in 0..PAGES {
        let cursor = page["previousCursor"].as_str().unwrap_or_default();
        let (ms, next) = ask(session, &format!("/ai_agent/threads/{id}?limit=100&before={cursor}"))?;
        upwards.push(ms);
        page = next;
    }
    figures.add("thread_page_up_p50_ms", percentile(&upwards, 50));
    // From far above the end.
    let message = page["messages"][0]["id"].as_str().unwrap_or_default();
    let around = format!("/ai_agent/threads/{id}?limit=50&around={message}");
    figures.add("thread_around_p50_ms", percentile(&rounds(session, &[around])?, 50));
    Ok(())
}

fn search(words: &str) -> String {
    format!("/ai_agent/threads?limit=30&q={}", words.replace(' ', "%20"))
}

/// All times of some rounds, after one that warms up.
fn rounds(session: &mut Session, paths: &[String]) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for round in 0..=ROUNDS {
        for path in paths {
            let (ms, _) = ask(session, path)?;
            if round > 0 {
                times.push(ms);
            }
        }
    }
    Ok(times)
}

/// One request: its milliseconds and its answer.
fn ask(session: &mut Session, path: &str) -> Result<(f64, Value)> {
    let begun = Instant::now();
    let answer = session.page(path)?;
    let ms = begun.elapsed().as_secs_f64() * 1000.0;
    Ok((ms, answer.json(path)?))
}

/// The sample that so many of a hundred are not above.
fn percentile(times: &[f64], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_sample() {
        let times = [4.0, 1.0, 3.0, 2.0];
        assert_eq!([1, 50, 51, 100].map(|percent| percentile(&times, percent)), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(percentile(&[], 50), 0.0);
    }
}
