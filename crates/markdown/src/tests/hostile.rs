//! Texts made to take long, or to nest without end.

use crate::{Stream, parse, plain_text};
use std::time::{Duration, Instant};

/// Pieces that, repeated, make a slow reader look far for what is not there.
const REPEATED: [&str; 66] = [
    "*a ",
    "a* ",
    "**a ",
    "*a_ ",
    "_a ",
    "a_b",
    "~~a ",
    "~a ",
    "a~ ",
    "*a **b ",
    "*",
    "_",
    "~",
    "a**b",
    "***a** ",
    "[",
    "]",
    "](",
    "[](",
    "[a](",
    "[a](<b",
    "[a](b \"",
    "[a](b '",
    "[a](\\(",
    "![",
    "![[[",
    "[a](b)[",
    "![a](b) [",
    "[a]",
    "[a][",
    "[a\n",
    "`",
    "` `` ",
    "`a``b",
    "<",
    ">",
    "<a ",
    "<a b=\"",
    "<a b='",
    "<!--",
    "<!-- a",
    "<?",
    "<![CDATA[",
    "<!A",
    "<a:",
    "a@b ",
    "<a@b",
    "- ",
    "> ",
    ">- ",
    "1. ",
    "|",
    "| a ",
    "|\n",
    "|-",
    "&",
    "&amp;",
    "&#1;",
    "\\",
    "\\\n",
    "#",
    "(http://a",
    "http://?(",
    "www.)",
    "a@",
    "  \n",
];

fn time(text: &str) -> Duration {
    let start = Instant::now();
    parse(text);
    start.elapsed()
}

#[test]
fn no_text_takes_long() {
    let runs: String = (1..600).map(|length| format!("{} ", "`".repeat(length))).collect();
    let rows = format!("|{}\n|{}\n{}", "a|".repeat(20_000), "-|".repeat(20_000), "|a\n".repeat(20_000));
    let links = format!("{}{}", "[".repeat(50_000), "[a](b)".repeat(20_000));
    let images = format!("{}{}", "![".repeat(50_000), "[a](b)".repeat(20_000));
    let definitions: String = (0..10_000).map(|at| format!("[a{at}]: b\n")).collect();
    let used = format!("{definitions}\n{}", "[a1] [x ".repeat(10_000));
    let parentheses = format!("http://a{}", ")".repeat(200_000));
    let nested: String = (0..600).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    let marks = format!("{}a{}", "*".repeat(100_000), "*".repeat(100_000));
    let copies = format!("[a]: {}\n\n{}", "b".repeat(100_000), "[a]".repeat(30_000));
    for text in [copies, runs, rows, links, images, used, parentheses, nested, marks] {
        let taken = time(&text);
        assert!(taken < Duration::from_secs(2), "{:?}: {taken:?}", text.get(..40));
    }
    for piece in REPEATED {
        let long = piece.repeat(60_000 / piece.len());
        let defined = format!("{}\n\n[b]: c\n", piece.repeat(20_000 / piece.len()));
        for text in [long, defined] {
            let taken = time(&text);
            assert!(taken < Duration::from_secs(2), "{piece:?}: {taken:?}");
        }
        for line in [format!("{piece}\n"), format!("{piece}\n\n"), format!("a{piece}\n")] {
            let taken = time(&line.repeat(20_000 / line.len()));
            assert!(taken < Duration::from_secs(2), "{line:?}: {taken:?}");
        }
    }
}

#[test]
fn marks_nest_so_deep_and_keep_their_text() {
    for (open, close) in [("*a", "b*"), ("**a", "b**"), ("> ", ""), ("*a **b ", " c** d*"), ("![", "](x)")] {
        let text = format!("{}end{}", open.repeat(3_000), close.repeat(3_000));
        assert!(plain_text(&text).contains("end"), "{open}");
    }
}

#[test]
fn an_absurd_text_can_be_streamed() {
    let mut stream = Stream::new();
    for piece in ["> - ", "*a", "\n\n", "| a |\n|---|\n"] {
        stream.push(&piece.repeat(500));
        stream.advance();
    }
    assert!(!stream.advance().open.is_empty());
}
