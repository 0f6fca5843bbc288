//! The reader against pulldown-cmark, which it replaced.

use super::{normal, oracle};
use crate::parse;

/// Whether the text holds nothing in which the two are known to differ. The oracle
/// - keeps tabs at the ends and the starts of lines;
/// - ends a table at a row without a cell, and at an indented row that would be a block without its indentation;
/// - takes a backslash at the end of a table's head for a break;
/// - begins a paragraph, and so maybe a table, after a definition, where GFM goes on with the paragraph.
///
/// Named entities and the nesting limit do not occur in these texts.
pub(super) fn is_comparable(text: &str) -> bool {
    let is_bare = |line: &str| line.trim_start_matches(['>', ' ', '-', '*', '+']).trim_end() == "|";
    let has_table = text.contains("|-");
    let in_table = |what: &str| has_table && text.contains(what);
    !text.contains('\t')
        && !text.lines().any(is_bare)
        && !["]:", "    ", "\\\n", "\\\r\n"].iter().any(|what| in_table(what))
}

/// How the two read `text`, when that is not the same.
pub(super) fn differs(text: &str) -> Option<String> {
    let ours = normal::blocks(parse(text));
    let theirs = normal::blocks(oracle::parse(text));
    (ours != theirs).then(|| format!("{text:?}\n  ours   {ours:?}\n  theirs {theirs:?}"))
}

pub(super) fn assert_all_agree<'t>(texts: impl IntoIterator<Item = &'t str>) {
    let differences: Vec<String> = texts.into_iter().filter_map(differs).collect();
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// The examples of a `spec.txt`, when `MARKDOWN_SPEC` names one: its licence keeps it out of this repository.
#[test]
fn the_examples_of_the_specification() {
    let Ok(path) = std::env::var("MARKDOWN_SPEC") else { return };
    let text = std::fs::read_to_string(path).unwrap().replace('→', "\t");
    let fence = "`".repeat(32);
    let examples: Vec<String> = text
        .split(&format!("\n{fence} example\n"))
        .skip(1)
        .map(|rest| format!("{}\n", rest.split("\n.\n").next().unwrap()))
        .collect();
    let mut count = 0;
    for (at, example) in examples.iter().enumerate() {
        let example = if example.starts_with(".\n") { "" } else { example };
        if let Some(difference) = differs(example) {
            println!("{} {difference}", at + 1);
        } else {
            count += 1;
        }
    }
    println!("{count} of {} agree", examples.len());
}

#[test]
fn the_test_data_and_scenarios() {
    assert_all_agree([include_str!("../../testdata/mixed.md")]);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/scenarios");
    for entry in std::fs::read_dir(folder).unwrap() {
        let json = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let scenario: serde_json::Value = serde_json::from_str(&json).unwrap();
        let mut whole = String::new();
        for step in scenario["steps"].as_array().into_iter().flatten() {
            whole.push_str(step["text"].as_str().unwrap_or_default());
            whole.push_str(step["event"]["delta"].as_str().unwrap_or_default());
        }
        assert_all_agree([&*whole]);
    }
}
