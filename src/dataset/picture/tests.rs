use alloc::{sync::Arc, vec};

use super::*;
use crate::{
    entry::Entry,
    form::load,
    score::{Counted, Tally, breakdown, evaluate},
    text::Localized,
    value::{Json, object},
};

const DEFINITION: &str = r#"{
  "schema_version": 1, "form_id": "picture", "version": "1", "title": "A <form>",
  "settings": {"default_language": "en"}, "provenance": {"source": "a test"},
  "choices": {"level": [
    {"name": "1", "label": "Bad & worse", "score": 1}, {"name": "2", "label": "Fair", "score": 2},
    {"name": "3", "label": "Good", "score": 3}, {"name": "na", "label": "None", "not_applicable": true}]},
  "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
    {"type": "select_one", "name": "q1", "label": "The way we greet every single person who comes in", "choices": "level"},
    {"type": "select_one", "name": "q2", "label": "=cmd()", "choices": "level"},
    {"type": "integer", "name": "figure", "label": "Figure"}]}],
  "scores": [
    {"name": "index", "label": "Index", "target": {"at_least": 80}, "children": [
      {"name": "factor", "label": "Factor", "top": [3], "items": ["q1", "q2"]}]},
    {"name": "total", "label": "Total", "method": "sum", "items": ["figure"]}]
}"#;

fn form() -> Arc<Form> {
    let json = serde_json::from_str(DEFINITION).unwrap_or(Json::Null);
    Arc::new(load(&json).unwrap_or_else(|faults| unreachable!("{faults:?}")))
}

/// A tally of the levels of the two questions in so many responses each.
fn tally(form: &Arc<Form>, responses: &[(&str, &str, usize)]) -> Tally {
    let mut tally = Tally::new(form);
    for (first, second, times) in responses {
        let answers = object(vec![("q1", (*first).into()), ("q2", (*second).into()), ("figure", 7_u64.into())]);
        let entry = Entry::from_answers(Arc::clone(form), None, &answers);
        for _ in 0..*times {
            assert_eq!(tally.add(&entry), Ok(()));
        }
    }
    tally
}

const ENGLISH: Viewer<'static> = Viewer { language: "en", width: 600, partial: None };

fn texts(row: &[Field]) -> Vec<String> {
    row.iter().map(|field| field.to_text("en")).collect()
}

#[test]
fn the_levels_are_shares_of_what_was_answered() {
    let form = form();
    // "None" is no level: of q2 six were answered.
    let counted = tally(&form, &[("1", "3", 3), ("3", "2", 3), ("3", "na", 6)]);
    let scores = Shown::all(evaluate(&form, &counted), 1);
    let picture = levels(&form, &scores, counted.responses(), ENGLISH);
    let Some(picture) = picture else { unreachable!("there are levels") };
    let rows: Vec<Vec<String>> = picture.table.rows.iter().map(|row| texts(row)).collect();
    let expected = [
        ["Index", "16.67", "16.67", "66.67", "18"],
        ["Factor", "16.67", "16.67", "66.67", "18"],
        ["The way we greet every single person who comes in", "25.00", "0.00", "75.00", "12"],
        ["=cmd()", "0.00", "50.00", "50.00", "6"],
    ];
    assert_eq!(rows, expected);
    assert!(picture.svg.contains("Bad &amp; worse") && picture.svg.contains("A &lt;form&gt;"), "{}", picture.svg);
    assert!(picture.svg.contains("n = 18") && picture.svg.contains("n = 12"), "{}", picture.svg);
    // Three segments of 25, 0 and 75 of the 510 pixels.
    assert!(picture.svg.contains(r#"width="127.5""#) && picture.svg.contains(r#"width="382.5""#), "{}", picture.svg);
}

#[test]
fn a_profile_has_the_target_and_what_it_is_compared_with() {
    let form = form();
    let counted = tally(&form, &[("3", "3", 3), ("1", "3", 1)]);
    let scores = Shown::all(evaluate(&form, &counted), 1);
    let beside =
        [Beside { label: String::from("Province"), values: vec![(String::from("factor"), Ratio::integer(50))] }];
    let picture = profile(&form, &scores, counted.responses(), &beside, ENGLISH);
    let Some(picture) = picture else { unreachable!("there are scores") };
    let row = |index: usize| picture.table.rows.get(index).map(|row| texts(row)).unwrap_or_default();
    assert_eq!(row(0).get(..2), Some(&[String::from("Index"), String::from("87.50")][..]));
    assert_eq!(row(0).get(4..), Some(&["80.00", "—", "4"].map(String::from)[..]), "target, province, n");
    assert_eq!(row(1).get(4..), Some(&["—", "50.00", "4"].map(String::from)[..]));
    assert_eq!(row(2).first().map(String::as_str), Some("Total"), "what has no place on the axis is in the table");
    assert!(picture.svg.contains("87.50% · n = 4"), "{}", picture.svg);
    // Of the 432 pixels of the axis 87.5, 80 and 50 percent.
    for place in ["translate(378 ", "translate(345.6 ", "translate(216 "] {
        assert!(picture.svg.contains(place), "{place}: {}", picture.svg);
    }
}

#[test]
fn equal_values_share_a_rank_and_small_groups_are_not_there() {
    let form = form();
    let tallies = [
        ("b", tally(&form, &[("3", "3", 5), ("1", "1", 5)])),
        ("a", tally(&form, &[("3", "3", 9)])),
        ("c", tally(&form, &[("3", "3", 6), ("1", "1", 6)])),
        ("d", tally(&form, &[("1", "1", 7)])),
        ("small", tally(&form, &[("3", "3", 2)])),
    ];
    let mut whole = Tally::new(&form);
    for (_, tally) in &tallies {
        whole.merge(tally);
    }
    let counted: Vec<Counted<'_>> = tallies
        .iter()
        .map(|(name, tally)| Counted { name: Some(name), tally, hidden: tally.responses() < 5 })
        .collect();
    let label = |name: &str| Localized::new(vec![(String::from("en"), name.to_uppercase())]);
    let groups = breakdown(&form, evaluate(&form, &whole), &counted, 1, Ratio::ONE, &label);
    let picture = ranked(&form, "Unit", &groups, 0, &[], ENGLISH);
    let Some(picture) = picture else { unreachable!("there are groups") };
    let ranks: Vec<Vec<String>> =
        picture.table.rows.iter().map(|row| texts(row).into_iter().take(3).collect()).collect();
    assert_eq!(ranks, [["1", "A", "100.00"], ["2", "B", "50.00"], ["2", "C", "50.00"], ["—", "D", "too few answers"]]);
    // D would tell by its difference what the two of the small group answered.
    assert!(
        picture.svg.contains("1. A") && picture.svg.contains(">D<") && !picture.svg.contains("SMALL"),
        "{}",
        picture.svg
    );
    assert!(ranked(&form, "Unit", &groups, 2, &[], ENGLISH).is_none(), "there are two scores");
}

#[test]
fn a_spreadsheet_computes_nothing_of_a_table() {
    let form = form();
    let counted = tally(&form, &[("3", "1", 2)]);
    let scores = Shown::all(evaluate(&form, &counted), 1);
    let table = |language: &str| {
        let viewer = Viewer { language, width: 0, partial: None };
        levels(&form, &scores, 2, viewer).map(|picture| picture.table.to_csv()).unwrap_or_default()
    };
    let english = table("en");
    assert!(english.starts_with("\u{feff}\"Item\",\"Bad & worse\","), "{english}");
    assert!(english.contains("\r\n\"'=cmd()\",100.00,0.00,0.00,2\r\n"), "{english}");
    assert!(table("vi").contains("\r\n\"'=cmd()\";100,00;0,00;0,00;2\r\n"), "{}", table("vi"));
}

#[test]
fn what_is_suppressed_is_neither_drawn_nor_in_the_table() {
    let form = form();
    let counted = tally(&form, &[("3", "1", 3)]);
    let scores = Shown::all(evaluate(&form, &counted), 5);
    for picture in [levels(&form, &scores, 3, ENGLISH), profile(&form, &scores, 3, &[], ENGLISH)] {
        let Some(picture) = picture else { continue };
        for row in &picture.table.rows {
            assert!(row.iter().all(|field| !matches!(field, Field::Count(_))), "{row:?}");
        }
        assert!(!picture.svg.contains("100.00%"), "{}", picture.svg);
    }
}

/// A picture of a table of one field.
fn drawn(caption: &str, text: &str) -> Picture {
    let mut table = table::Table::new(caption.into(), vec![Head::text(caption)], "en");
    table.rows.push(vec![Field::Text(text.into())]);
    let mut sheet = draw::Sheet::new(600, "levels");
    sheet.title(&[caption], 1, "en");
    sheet.label(text, false);
    Picture { name: "levels", title: caption.into(), svg: sheet.finish(text, "en"), table }
}

/// Of each sheet its name and the texts of its cells.
fn sheets(book: &[u8]) -> Vec<(String, Vec<String>)> {
    use calamine::{Reader, Xlsx};
    let Ok(mut book) = Xlsx::new(std::io::Cursor::new(book)) else { unreachable!("it is a workbook") };
    let ranges = book.worksheets().into_iter();
    ranges.map(|(name, range)| (name, range.used_cells().map(|(.., cell)| cell.to_string()).collect())).collect()
}

#[test]
fn what_is_longer_than_a_cell_is_cut() {
    let exact = ["x".repeat(32_765), "😀".into()].concat();
    for (text, expected) in [
        (exact.clone(), exact.clone()),
        ([&exact, "y"].concat(), ["x".repeat(32_765), "…".into()].concat()),
        ("ệ".repeat(40_000), ["ệ".repeat(32_766), "…".into()].concat()),
    ] {
        let Some(book) = workbook(&[drawn(&text, &text)], &text) else { unreachable!("it is cut") };
        let cells = sheets(&book).remove(0).1;
        assert!(cells == [&*expected; 4], "{:?}", cells.iter().map(|cell| cell.chars().count()).collect::<Vec<_>>());
    }
}

#[test]
fn every_caption_gives_a_sheet_its_name() {
    let captions = ["😀".repeat(31), "😀".repeat(31), "History".into(), "\u{1}\u{fffe}".into(), "a\nb".into()];
    let pictures: Vec<Picture> = captions.iter().map(|caption| drawn(caption, "x")).collect();
    let Some(book) = workbook(&pictures, "") else { unreachable!("they have names") };
    let names: Vec<String> = sheets(&book).into_iter().map(|(name, _)| name).collect();
    let faces = |count: usize| "😀".repeat(count);
    assert_eq!(names, [faces(15), [&faces(14), " 2"].concat(), "History 2".into(), " 2".into(), "ab".into()]);
}

#[test]
fn what_no_document_may_have_is_not_drawn() {
    let svg = drawn("A\u{1}B", "\0\u{b}\u{1f}\u{fffe}\u{ffff} \t\u{85}\u{fffd}😀").svg;
    assert!(svg.contains("A\u{fffd}B"), "{svg}");
    assert!(svg.contains('😀') && svg.contains('\u{85}'), "{svg}");
    assert!(!svg.contains(['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}']), "{svg}");
}
