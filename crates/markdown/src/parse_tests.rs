use super::*;
use crate::block::{Alignment, Inline};

fn text(text: &str) -> Inline {
    Inline::Text(text.into())
}

#[test]
fn raw_html_is_text() {
    assert_eq!(parse("<script>alert(1)</script>\n"), [Block::Paragraph(vec![text("<script>alert(1)</script>")])]);
    assert_eq!(parse("a <b onclick=x>b</b>"), [Block::Paragraph(vec![text("a <b onclick=x>b</b>")])]);
}

#[test]
fn a_task_list_has_its_boxes() {
    let blocks = parse("- [x] done\n- [ ] open\n- plain\n");
    let Block::List(list) = &blocks[0] else { panic!("{blocks:?}") };
    let boxes: Vec<_> = list.items.iter().map(|item| item.checked).collect();
    assert_eq!(boxes, [Some(true), Some(false), None]);
    assert_eq!(list.items[0].blocks, [Block::Tight(vec![text("done")])]);
}

#[test]
fn a_loose_task_list_has_its_boxes_too() {
    let blocks = parse("- [x] done\n\n- [ ] open\n");
    let Block::List(list) = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(list.items[1].checked, Some(false));
    assert_eq!(list.items[1].blocks, [Block::Paragraph(vec![text("open")])]);
}

#[test]
fn a_table_has_its_cells() {
    let blocks = parse("| a | b |\n|:-:|--:|\n| 1 | **2** |\n");
    let Block::Table(table) = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(table.alignments, [Alignment::Center, Alignment::Right]);
    assert_eq!(table.head, [vec![text("a")], vec![text("b")]]);
    assert_eq!(table.rows, [[vec![text("1")], vec![Inline::Strong(vec![text("2")])]]]);
}

#[test]
fn nested_blocks_keep_their_order() {
    let blocks = parse("1. a\n   > q\n\n   ```rust x\n   let y;\n   ```\n2. b\n");
    let Block::List(list) = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(list.start, Some(1));
    assert!(matches!(&list.items[0].blocks[1], Block::Quote(_)));
    assert_eq!(list.items[0].blocks[2], Block::Code { language: "rust".into(), text: "let y;\n".into() });
    assert_eq!(list.items.len(), 2);
}

#[test]
fn marks_and_breaks() {
    assert_eq!(
        parse("*a* ~~b~~ `c`\\\nd"),
        [Block::Paragraph(vec![
            Inline::Emphasis(vec![text("a")]),
            text(" "),
            Inline::Strike(vec![text("b")]),
            text(" "),
            Inline::Code("c".into()),
            Inline::Break,
            text("d"),
        ])]
    );
}

#[test]
fn a_link_holds_no_link() {
    assert_eq!(
        parse("[see https://b.example](https://a.example)"),
        [Block::Paragraph(vec![Inline::Link {
            href: "https://a.example".into(),
            content: vec![text("see "), text("https://b.example")],
        }])]
    );
}

#[test]
fn an_image_keeps_its_address_apart() {
    assert_eq!(
        parse("![a **b**](https://a.example/i.png)"),
        [Block::Paragraph(vec![Inline::Image { src: "https://a.example/i.png".into(), alt: "a b".into() }])]
    );
}

#[test]
fn a_null_character_makes_no_box() {
    let blocks = parse("- \0x fake\n");
    let Block::List(list) = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(list.items[0].checked, None);
}

#[test]
fn absurd_nesting_neither_overflows_nor_loses_text() {
    for start in [">", "- ", "*a ", "[", "> - "] {
        let source = format!("{}end", start.repeat(20_000));
        let blocks = parse(&source);
        assert!(crate::plain_text(&source).contains("end"), "{start}: {} blocks", blocks.len());
    }
}

#[test]
fn plain_text_has_no_marks() {
    assert_eq!(crate::plain_text("# A\n\n- **b** [c](https://d.example)\n"), "A b c");
}
