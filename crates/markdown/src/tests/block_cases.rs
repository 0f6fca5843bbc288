//! Tricky blocks, by section of CommonMark 0.31 and of GFM 0.29, in which the reader agrees with pulldown-cmark; and those
//! in which it does not on purpose.

use super::differential::assert_all_agree;
use crate::{Block, Inline, parse};

fn paragraph(text: &str) -> [Block; 1] {
    [Block::Paragraph(vec![Inline::Text(text.into())])]
}

#[test]
fn tabs() {
    assert_all_agree([
        "\tfoo\tbaz\n",
        "- foo\n\n\tbar\n",
        "- foo\n\n\t\tbar\n",
        ">\t\tfoo\n",
        "-\t\tfoo\n",
        "    foo\n\tbar\n",
        " - foo\n   - bar\n\t - baz\n",
        "#\tFoo\n",
        "*\t*\t*\t\n",
        "1.\ta\n\n\tb\n",
        "> \ta\n>\tb\n",
    ]);
}

#[test]
fn line_ends() {
    assert_all_agree([
        "a\r\nb\r\n\r\nc\r\n",
        "a\rb\r\rc",
        "- a\r\n- b\r\n",
        "```\r\na\r\nb\r\n```\r\nc",
        "# a\r\n\r\n> b\r\nc\r\n",
    ]);
}

#[test]
fn leaf_blocks() {
    assert_all_agree([
        "# a #\n## b ##  \n### c \\###\n#d\n####### e\n# f#\n##\n",
        "a\n===\nb\n---\nc\n--- -\n",
        "> a\n---\n",
        "- a\n---\n",
        "a\nb\n ===   \n",
        "===\n",
        "`a\n---\nb`\n",
        "***\n---\n___\n- - -\n_ _ _ a\n",
        "    a\n\n\n    b\n    \n\nc\n",
        "a\n    b\n",
        "```a b,c\nx\n```\n",
        "~~~ a`b ~~~\nx\n~~~~\ny\n",
        "``` a`b\nx\n",
        "````\na\n```\nb\n`````\n",
        "   ```\n   a\n  b\n    c\n   ```\n",
        "> ```\n> a\nb\n",
        "- ```\n  a\n\n  b\n  ```\n",
        "```\na\n ``` \nb\n",
        "a\n```\nb\n```\nc\n",
    ]);
}

#[test]
fn html_blocks() {
    assert_all_agree([
        "<div>\n*a*\n\n*b*\n</div>\n",
        "<script>\n\na\n</script>b\nc\n",
        "<!-- a\n\nb --> c\nd\n",
        "<?a\n\nb?>\nc\n",
        "<!A b>\nc\n",
        "<![CDATA[\na\n\n]]>\nb\n",
        "<a href=x>\nb\n\nc\n",
        "a\n<b>\nc\n",
        "a\n<div>\nb\n",
        "<a b='\n>\nc\n",
        "</ins>\na\n",
        "<pre\na\n",
        "- <div>\n- a\n",
        "> <div>\na\n",
        "  <!-- a -->\nb\n",
        "<Table >\na\n",
        "<divx>\na\n",
        "<h7>\n*a*\n",
        "<del>*a*</del>\n",
    ]);
}

#[test]
fn definitions() {
    assert_all_agree([
        "[a]: /u 'v'\n\n[a] [A][] [b][a]\n",
        "[a]:\n/u\n'v\nw'\n[b]: <x y>\n[a][b]\n",
        "[a]: /u 'v' w\n\n[a]\n",
        "[a]: /u\n'v' w\n\n[a]\n",
        "[a]: <>\n\n[a]\n",
        "[a]:\n\n[a]\n",
        "x\n[a]: /u\n\n[a]\n",
        "# [a]\n[a]: /u\n> b\n",
        "[a]: /u\n===\n[a]\n",
        "[a]: /1\n[a]: /2\n\n[a]\n",
        "> [a]: /u\n\n[a]\n",
        "[ A  b\n c ]: /u\n\n[a B C]\n",
        "[ÄÖ]: /u\n\n[äö]\n",
        "[ΑΓΩ]: /u\n\n[αγω]\n",
        "[Жa]: /u\n\n[жA]\n",
        "[a\\]]: /u\n\n[a\\]]\n",
        "[]: /u\n\n[]\n",
        "- a\n\n  [b]: /u\n- [b]\n",
        "[a]: /u&amp;\\*\n\n![a]\n",
        "[a][b][c]\n\n[b]: /1\n[c]: /2\n",
        "[a] [b]\n\n[b]: /1\n",
        "[a](/x)[b]\n\n[b]: /u\n",
        "[a](not a link)\n\n[a]: /u\n",
        "[a]:/u\"v\"\n\n[a]\n",
    ]);
}

#[test]
fn containers() {
    assert_all_agree([
        "> a\nb\n> c\n",
        ">a\n>\n> b\n\n> c\n",
        "> - a\nb\n",
        "> > a\n> b\n",
        ">     a\n\n>    b\n",
        "- a\n\n- b\n",
        "- a\n- b\n\n\n- c\n",
        "- a\n\n\n  b\n",
        "-\n  a\n-\n\n  b\n",
        "- a\n + b\n* c\n",
        "1. a\n3. b\n7) c\n",
        "a\n2. b\n",
        "a\n1. b\n",
        "a\n-\nb\n",
        "-1. a\n",
        "1234567890. a\n",
        "003. a\n",
        "-    a\n\n     b\n",
        "-     a\n",
        "- a\n  - b\n    - c\n  - d\n- e\n",
        "- a\n  > b\n  ```\n  c\n  ```\n- d\n",
        "* a\n  > b\n  >\n* c\n",
        "- a\n  - b\n\n    c\n- d\n",
        "- a\n\n      b\n",
        "  10.  a\n\n           b\n",
        "- a\n b\n",
        "- # a\n- b\n  ---\n",
        "> 1. > a\nb\n",
        "> 1. > a\n> b\n",
        "- - a\n- 1. - 2. b\n",
        "- a\n\n <!-- -->\n\n- b\n",
        "- a\n-\n- b\n",
        "* a\n*\n\n* b\n",
        "- a\n---\n- b\n",
        "- a\n  ```\n\n\n- b\n",
        "- [x] a\n- [X] b\n- [ ] c\n- [y] d\n- [x]e\n- [ ]\n",
        "1. [x] a\n\n   b\n",
        "- [x] # a\n",
        "-   [x] a\n",
        "> - [ ] a\n",
    ]);
}

#[test]
fn tables() {
    assert_all_agree([
        "a | b\n- | -\nc | d\n",
        "|a|\n|-|\n",
        "| a\n|:-:\n| b\n",
        "a | b\n--|\n",
        "| a | b |\n|---|\n",
        "|a|b|\n|-|-|\n|1|2|3|\n|4|\n",
        "| `a|b` | c |\n|---|---|\n",
        "|`a\\|b`|\n|-|\n|\\||\n",
        "|a|\n|-|\n> b\n",
        "|a|\n|-|\nb\n\nc\n",
        "x\n| a |\n|---|\n| b |\n",
        "x\na | b\n- | -\n",
        "> |a|\n> |-|\n> |b|\nc\n",
        "- |a|\n  |-|\n  |b|\n- c\n",
        "|a|\n|-|\n- b\n",
        "|a|\n|-|\n# b\n",
        "|a|\n|-|\n```\nb\n```\n",
        "|*a*|**b|c**|\n|-|-|-|\n",
        "||\n|-|\n",
        "|a||\n|-|-|\n|b||\n",
        "|a|\n|=|\n",
        "|a|\n| :-: |\n",
        " |a|\n |-|\n |b|\n",
        "|[a](b)|<c>|\n|-|-|\n",
        "|a|\n|-|\n|2. b|\n2. c\n",
    ]);
}

#[test]
fn what_differs_on_purpose() {
    assert_eq!(parse("&Dcaron;"), paragraph("&Dcaron;"));
    assert_eq!(parse("a\0b"), paragraph("a\u{fffd}b"));
    assert_eq!(parse("[ẞ]\n\n[SS]: /u"), paragraph("[ẞ]"));
    let Block::Table(table) = &parse("|a|\n|-|\n|\n|b|\n")[0] else { panic!() };
    assert_eq!(table.rows.len(), 2);
    let Block::Table(table) = &parse("|a|\n|-|\n    - b\n")[0] else { panic!() };
    assert_eq!(table.rows.len(), 1);
    assert_eq!(parse("`a\n   b`"), [Block::Paragraph(vec![Inline::Code("a b".into())])]);
}
