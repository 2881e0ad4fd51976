//! Tables of a small survey, from the header to the results.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::*;
use crate::{
    entry::{Entry, Surroundings},
    form::{Form, load},
    score::Tally,
    text::has_message,
    value::{Json, Ratio, object},
};

mod spellings;

const DEFINITION: &str = r#"{
  "schema_version": 1, "form_id": "table", "version": "1", "title": "Table",
  "settings": {"default_language": "vi", "languages": ["vi", "en"]}, "provenance": {"source": "a test"},
  "choices": {
    "level": [
      {"name": "1", "label": {"vi": "Rất không hài lòng", "en": "Very dissatisfied"}, "score": 1},
      {"name": "2", "label": {"vi": "Không hài lòng", "en": "Dissatisfied"}, "score": 2},
      {"name": "3", "label": {"vi": "Bình thường", "en": "Neutral"}, "score": 3},
      {"name": "4", "label": {"vi": "Hài lòng", "en": "Satisfied"}, "score": 4},
      {"name": "5", "label": {"vi": "Rất hài lòng", "en": "Very satisfied"}, "score": 5}],
    "unit": [
      {"name": "hoa_lu", "label": "Phường Hoa Lư"}, {"name": "tay_hoa_lu", "label": "Phường Tây Hoa Lư"},
      {"name": "ma", "label": "Xã Mã"}, {"name": "ma2", "label": "Xã Má"}],
    "channel": [
      {"name": "radio", "label": "Loa, đài"}, {"name": "web", "label": "Mạng internet"},
      {"name": "other", "label": "Khác"}]
  },
  "survey": [{"type": "group", "name": "page", "label": "Trang", "children": [
    {"type": "select_one", "name": "unit", "label": "Câu 1. Đơn vị", "choices": "unit", "required": true},
    {"type": "select_multiple", "name": "channel", "label": "Câu 2. Kênh thông tin", "choices": "channel"},
    {"type": "text", "name": "channel_other", "label": "Kênh khác, xin ghi rõ", "required": true,
     "relevant": "selected(${channel}, 'other')", "max_length": 20},
    {"type": "integer", "name": "age", "label": "Tuổi", "min": 0, "max": 120},
    {"type": "decimal", "name": "income", "label": "Thu nhập", "warning": ". < 1000",
     "warning_message": {"vi": "Xem lại", "en": "Look again"}},
    {"type": "date", "name": "visit", "label": "Ngày đến"},
    {"type": "select_one", "name": "q1", "label": "Thái độ", "choices": "level"},
    {"type": "select_one", "name": "q2", "label": "Thời gian", "choices": "level"},
    {"type": "select_one", "name": "q3", "label": "Chi phí", "choices": "level"},
    {"type": "select_one", "name": "q4", "label": "Kết quả", "choices": "level"},
    {"type": "select_one", "name": "q5", "label": "Trụ sở", "choices": "level"},
    {"type": "select_one", "name": "q6", "label": "Hướng dẫn", "choices": "level"},
    {"type": "select_one", "name": "q7", "label": "Phản ánh", "choices": "level"},
    {"type": "select_one", "name": "q8", "label": "Trực tuyến", "choices": "level", "relevant": "${age} < 60"},
    {"type": "acknowledge", "name": "consent", "label": "Đồng ý"}
  ]}],
  "scores": [{"name": "index", "label": "I", "children": [
    {"name": "a", "label": "A", "items": ["q1", "q2", "q3", "q4"]},
    {"name": "b", "label": "B", "items": ["q5", "q6", "q7", "q8"]}],
    "target": {"at_least": 80}}]
}"#;

fn form() -> Arc<Form> {
    let json = serde_json::from_str(DEFINITION).unwrap_or(Json::Null);
    Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
}

/// A row that owns its cells.
struct Row(String, Vec<usize>);

impl Row {
    fn of(cells: &[&str]) -> Self {
        let mut row = Self(String::new(), Vec::new());
        for cell in cells {
            row.0.push_str(cell);
            row.1.push(row.0.len());
        }
        row
    }

    fn cells(&self) -> Cells<'_> {
        Cells::new(&self.0, &self.1)
    }
}

const NAMES: [&str; 15] = [
    "unit",
    "channel",
    "channel_other",
    "age",
    "income",
    "visit",
    "q1",
    "q2",
    "q3",
    "q4",
    "q5",
    "q6",
    "q7",
    "q8",
    "consent",
];

fn by_name(form: &Form) -> Mapping {
    let header = Row::of(&NAMES);
    let guess = guess(form, &header.cells(), &[]);
    assert!(guess.confidence.iter().all(|sure| *sure == Confidence::Exact));
    assert!(guess.unmatched.is_empty() && guess.duplicates.is_empty());
    guess.mapping
}

fn targets(form: &Form, header: &[&str]) -> Vec<String> {
    let row = Row::of(header);
    let json = guess(form, &row.cells(), &[]).mapping.to_json(form);
    let name = |json: &Json| {
        let part = |key: &str| json.get(key).and_then(Json::as_text).unwrap_or_default();
        [part("question"), part("choice"), part("is")].concat()
    };
    json.get("columns").map_or(&[][..], Json::elements).iter().map(name).collect()
}

#[test]
fn columns_are_found_by_name_label_and_number() {
    let form = form();
    let found =
        targets(&form, &["Unit", "page/channel", "CHANNEL/web", "Tuổi", "thai do", "x", "Số phiếu", "Dấu thời gian"]);
    assert_eq!(found, ["unit", "channel", "", "age", "q1", "", "form_number", "completed_at"]);
    let found =
        targets(&form, &["channel/radio", "Câu 2. Kênh thông tin/Mạng internet", "1", "<b>Câu 3: Chi phí</b>", "q8"]);
    assert_eq!(found, ["channelradio", "channelweb", "unit", "q3", "q8"]);
    assert_eq!(
        targets(&form, &["Kênh khác (xin ghi rõ tên)", "Thu nhập", "thu nhap"]),
        ["channel_other", "income", ""]
    );
    let rows = [&["KẾT QUẢ KHẢO SÁT", ""][..], &["", ""], &["unit", "Tuổi"], &["hoa_lu", "30"]].map(Row::of);
    let cells: Vec<Cells<'_>> = rows.iter().map(Row::cells).collect();
    assert_eq!(header_row(&form, &cells), Some(2));
    assert_eq!(header_row(&form, &[Cells::new("", &[])]), None);
}

#[test]
fn a_mapping_is_kept_by_names() {
    let form = form();
    let header = Row::of(&["channel/radio", "unit", "x", "Số phiếu"]);
    let mapping = Mapping { notation: Notation::Sheet, ..guess(&form, &header.cells(), &[]).mapping };
    let json = mapping.to_json(&form);
    assert_eq!(
        json.to_text(),
        r#"{"version":1,"notation":"sheet","dates":"day_first","columns":[{"question":"channel","choice":"radio"},{"question":"unit"},null,{"is":"form_number"}]}"#
    );
    assert_eq!(Mapping::from_json(&form, &json), Some(mapping));
    let unknown = serde_json::from_str(&json.to_text().replace("unit", "gone")).unwrap_or(Json::Null);
    assert_eq!(Mapping::from_json(&form, &unknown), None);
    let shape = Mapping::shape(&form, &header.cells());
    assert_ne!(shape, Mapping::shape(&form, &Row::of(&["channel/radiounit", "", "x", "Số phiếu"]).cells()));
    assert_eq!(shape.len(), 64);
}

/// What a row of one cell is read as: its answer, or the code of its issue.
fn read(form: &Arc<Form>, name: &str, notation: Notation, text: &str) -> String {
    let columns = Vec::from([Target::Question(form.find(name).unwrap_or_default())]);
    let checker = Checker::new(Arc::clone(form), &Mapping { columns, notation, ..Mapping::default() }, None);
    let row = Row::of(&[text]);
    let answers = checker.answers(&row.cells());
    let entry = checker.entry(&row.cells());
    let own = |issue: &&crate::entry::Issue| issue.path.ends_with(name) && issue.code != "required";
    let issues = entry.issues();
    let code = issues.iter().find(own).map(|issue| String::from(issue.code));
    code.unwrap_or_else(|| answers.get(name).map(Json::to_text).unwrap_or_default())
}

#[test]
fn cells_are_read_as_people_write_them_and_never_guessed() {
    let form = form();
    for (name, text, answer) in [
        ("q1", "5", r#""5""#),
        ("q1", " 5.0 ", r#""5""#),
        ("q1", "Rất hài lòng", r#""5""#),
        ("q1", "rat hai long", r#""5""#),
        ("q1", "5. Rất hài lòng", r#""5""#),
        ("q1", "5 - RẤT HÀI LÒNG", r#""5""#),
        ("q1", "very satisfied", r#""5""#),
        ("q1", "6", "not_a_choice"),
        ("q1", "N/A", "not_a_choice"),
        ("q1", "-", "not_a_choice"),
        ("q1", "4. Rất hài lòng", "not_a_choice"),
        ("q1", "", ""),
        ("unit", "2", r#""tay_hoa_lu""#),
        ("unit", "phuong hoa lu", r#""hoa_lu""#),
        ("unit", "Xã Má", r#""ma2""#),
        ("unit", "xa ma", "not_a_choice"),
        ("channel", "radio web", r#"["radio","web"]"#),
        ("channel", "Loa, đài, Mạng internet", r#"["radio","web"]"#),
        ("channel", "Mạng internet; Loa, đài", r#"["web","radio"]"#),
        ("channel", "radio|x", "not_a_choice"),
        ("channel", r#"["radio"]"#, r#"["radio"]"#),
        ("age", "30", "30"),
        ("age", "1.250", "range"),
        ("age", "30,5", "not_an_integer"),
        ("age", "5,000", "ambiguous_number"),
        ("age", "ba mươi", "not_a_number"),
        ("income", "98,5", "98.5"),
        ("income", "98.5", "ambiguous_number"),
        ("visit", "1/7/2025", r#""2025-07-01""#),
        ("visit", "2025-07-01", r#""2025-07-01""#),
        ("visit", "31/2/2025", "not_a_date"),
        ("visit", "45839", "not_a_date"),
        ("consent", "x", "true"),
        ("consent", "có", "true"),
        ("consent", "hmm", "wrong_type"),
    ] {
        assert_eq!(read(&form, name, Notation::Vietnamese, text), answer, "{name}: {text}");
    }
    for (name, text, answer) in [
        ("income", "98.5", "98.5"),
        ("income", "98.50", "98.5"),
        ("income", "1.125", "1.125"),
        ("income", "98,5", "98.5"),
        ("income", "1,250", "ambiguous_number"),
        ("age", "30.0", "30"),
        ("visit", "45839", r#""2025-07-01""#),
        ("visit", "1", r#""1900-01-01""#),
        ("visit", "60", "not_a_date"),
        ("visit", "61", r#""1900-03-01""#),
        ("visit", "2025-07-01 00:00:00", r#""2025-07-01""#),
    ] {
        assert_eq!(read(&form, name, Notation::Sheet, text), answer, "{name}: {text}");
    }
}

/// The rows of a table, drawn from what is written in such tables.
fn rows(count: usize, mut seed: u64) -> Vec<Row> {
    const CELLS: [&[&str]; 6] = [
        &["hoa_lu", "hoa_lu", "Phường Tây Hoa Lư", "ma", "", "nowhere"],
        &["radio", "web", "other", "radio other", "", "Loa, đài, Khác", "?"],
        &["", "", "họ hàng", "một văn bản dài hơn hai mươi chữ cái"],
        &["", "17", "30", "59", "61", "200", "x"],
        &["", "10", "99,5", "2000"],
        &["", "1/7/2025", "x"],
    ];
    const LEVELS: [&str; 12] = ["1", "2", "3", "4", "4", "4", "5", "5", "", "hai long", "Rất hài lòng", "9"];
    let mut draw = |count: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % count
    };
    let mut row = || {
        let mut cells: Vec<&str> = CELLS.iter().map(|cells| cells[draw(cells.len())]).collect();
        let most = if draw(3) == 0 { LEVELS.len() } else { LEVELS.len() - 1 };
        cells.extend((0..8).map(|_| LEVELS[draw(most)]));
        cells.push(["", "1", "x", "0"][draw(4)]);
        // Some rows end before their last column.
        cells.truncate(if draw(20) == 0 { 9 } else { 15 });
        Row::of(&cells)
    };
    (0..count).map(|_| row()).collect()
}

#[test]
fn what_is_remembered_says_what_an_entry_says_and_counts_what_it_counts() {
    let form = form();
    let mapping = by_name(&form);
    let by = ["unit", "channel", "age"].map(|name| form.find(name).unwrap_or_default());
    let mut batch = Batch::new(&form, &mapping, None, &by);
    let mut tally = Tally::new(&form);
    let mut groups = alloc::collections::BTreeMap::new();
    let rows = rows(3000, 1);
    let mut counts = alloc::collections::BTreeMap::<(&str, Option<usize>), u64>::new();
    for (number, row) in (1..).zip(&rows) {
        let entry = batch.entry(&row.cells());
        let issues = entry.issues();
        let mut expected: Vec<(&str, Option<usize>)> =
            issues.iter().map(|issue| (issue.code, issue.question.map(|at| at.element))).collect();
        let fine =
            issues.iter().all(|issue| issue.severity == crate::entry::Severity::Warning || issue.code == "required");
        let verdict = batch.add(number, number + 1, &row.cells());
        let (kinds, counted) = (verdict.kinds.to_vec(), verdict.counted);
        let kinds = kinds.into_iter().filter_map(|kind| batch.checker().kind(kind));
        let mut found: Vec<_> = kinds.map(|kind| (kind.code, kind.question)).collect();
        found.retain(|(code, _)| !code.starts_with("batch_"));
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!((found, counted), (expected.clone(), fine), "row {number}: {}", row.0);
        for key in expected {
            *counts.entry(key).or_default() += 1;
        }
        if fine {
            assert_eq!(tally.add(&entry), Ok(()));
            for question in by {
                let name = entry.value(question.into()).map(groups::name_of);
                let group = groups.entry((question, name)).or_insert_with(|| Tally::new(&form));
                assert_eq!(group.add(&entry), Ok(()));
            }
        }
    }
    let results = batch.results();
    assert_eq!(results.whole(), &tally);
    assert!(tally.responses() > 300 && batch.refused() > 300, "{} {}", tally.responses(), batch.refused());
    for ((question, name), tally) in &groups {
        assert_eq!(results.group(*question, name.as_deref()), Some(tally), "{name:?}");
    }
    for found in batch.kinds().into_iter().filter(|found| !found.kind.code.starts_with("batch_")) {
        assert_eq!(counts.remove(&(found.kind.code, found.kind.question)), Some(found.count));
        assert_eq!(found.places.len() as u64, found.count.min(MAX_PLACES as u64));
        assert!(found.places.is_sorted());
        assert!(!found.kind.message(&form, "vi").is_empty());
    }
    assert!(counts.is_empty(), "{counts:?}");
}

#[test]
fn a_mended_row_counts_as_if_it_had_always_been_so() {
    let form = form();
    let mapping = by_name(&form);
    let by = [form.find("unit").unwrap_or_default()];
    let (before, after) = (rows(400, 2), rows(400, 3));
    let mut mended = Batch::new(&form, &mapping, None, &by);
    for (number, row) in (1..).zip(&before) {
        mended.add(number, number, &row.cells());
    }
    let mut fresh = Batch::new(&form, &mapping, None, &by);
    for (number, (old, new)) in (1..).zip(before.iter().zip(&after)) {
        let row = if number % 3 == 0 { old } else { new };
        fresh.add(number, number, &row.cells());
        if number % 3 > 0 {
            mended.replace(number, number, &old.cells(), &new.cells());
        }
    }
    assert_eq!((mended.rows(), mended.refused()), (fresh.rows(), fresh.refused()));
    let (mended_results, fresh_results) = (mended.results(), fresh.results());
    assert_eq!(mended_results.whole(), fresh_results.whole());
    let all = |batch: &Batch| {
        let of = |found: &&Found| found.kind.code != "batch_identical";
        let mut all: Vec<_> = batch.kinds().into_iter().filter(of).cloned().collect();
        all.sort_by_key(|found| (found.kind.code, found.kind.question));
        all
    };
    assert_eq!(all(&mended), all(&fresh));
    for name in ["hoa_lu", "tay_hoa_lu", "ma"] {
        assert_eq!(mended_results.group(by[0], Some(name)), fresh_results.group(by[0], Some(name)));
    }
}

#[test]
fn rows_are_told_that_should_be_looked_at_again() {
    let form = form();
    let names = ["unit", "age", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "số phiếu", "bắt đầu", "kết thúc"];
    let header = Row::of(&names);
    let mapping = guess(&form, &header.cells(), &[]).mapping;
    let mut batch = Batch::new(&form, &mapping, Surroundings::new("2025-12-31T12:00:00+07:00", ""), &[]);
    let level = ["4"; 8];
    let row = |age, last, times: [&'static str; 3]| [&["hoa_lu", age][..], &level[..7], &[last], &times].concat();
    let rows = [
        row("30", "4", ["PK-01", "2025-12-31 08:00", "2025-12-31 08:10"]),
        row("30", "4", ["PK-02", "2025-12-31 08:00", "2025-12-31 07:59"]),
        row("17", "5", ["PK-02", "2025-12-31 08:00", "31/12/2025"]),
        row("70", "", ["PK-05", "2025-12-31 12:01", ""]),
        row("70", "5", ["", "sáng", ""]),
        Vec::from([""; 13]),
        row("70", "5", ["PK-06", "", ""]),
    ];
    let mut told = Vec::new();
    for (number, cells) in (1..).zip(&rows) {
        let row = Row::of(cells);
        let kinds = batch.add(number, number, &row.cells()).kinds.to_vec();
        let codes = kinds.into_iter().filter_map(|kind| batch.checker().kind(kind)).map(|kind| kind.code);
        told.push(codes.collect::<Vec<_>>().join(" "));
    }
    let expected = [
        "batch_same_level",
        "batch_same_level batch_completed_first batch_identical",
        "batch_minor",
        "batch_in_future",
        "batch_no_time",
        "",
        "",
    ];
    assert_eq!(told, expected);
    let numbering = batch.numbering();
    assert_eq!((numbering.repeated, numbering.missing, numbering.unnumbered, batch.blank()), (1, 2, 1, 1));
    assert_eq!(batch.rows_of_number("PK-02"), [2, 3]);
    for code in ["batch_duplicate_number", "batch_gap", "batch_unnumbered"].into_iter().chain(expected) {
        assert!(code.split(' ').all(|code| code.is_empty() || has_message(code)), "{code}");
    }
    assert!(batch.to_json("en").to_text().contains(r#""gaps":[{"first":"PK-03","last":"PK-04","count":2}]"#));
}

fn asked<'a>(province: Option<&'a Json>, last: Option<&'a Json>) -> Asked<'a> {
    Asked { least: 5, effect: Ratio::ONE, language: "vi", province, last, partial: None }
}

#[test]
fn results_add_up_and_are_ranked_and_compared() {
    let form = form();
    let mapping = by_name(&form);
    let by = [form.find("unit").unwrap_or_default()];
    let batch = |rows: &[Row]| {
        let mut batch = Batch::new(&form, &mapping, None, &by);
        for (number, row) in (1..).zip(rows) {
            batch.add(number, number, &row.cells());
        }
        batch.results()
    };
    let rows = rows(900, 4);
    let (first, second) = rows.split_at(333);
    let whole = batch(&rows);
    let kept = batch(first).to_json().to_text();
    let kept = serde_json::from_str(&kept).unwrap_or(Json::Null);
    let Ok(mut sum) = Results::from_json(&form, &kept) else { panic!("{}", kept.to_text()) };
    assert_eq!(sum.merge(&batch(second)), Ok(()));
    let report = whole.report(&asked(None, None));
    assert_eq!(sum.report(&asked(None, None)), report);
    assert_eq!(Results::from_json(&form, &Json::Null).map(|_| ()), Err(Mismatch::NoResults));
    let mut other = kept.clone();
    other.insert("form", object(Vec::from([("hash", "x".into())])));
    assert_eq!(Results::from_json(&form, &other).map(|_| ()), Err(Mismatch::OtherForm));
    let last = batch(first).report(&asked(None, None));
    let compared = whole.report(&asked(Some(&report), Some(&last)));
    let nodes = compared.get("compared").map_or(&[][..], Json::elements);
    assert_eq!(nodes.len(), 11);
    let number =
        |json: &Json, keys: [&str; 2]| json.get(keys[0]).and_then(|json| json.get(keys[1])).and_then(Json::as_number);
    for node in nodes {
        assert_eq!(number(node, ["province", "difference"]), Some(Ratio::ZERO), "{}", node.to_text());
        let own = node.get("value").and_then(Json::as_number);
        let difference = number(node, ["last", "value"]).and_then(|last| own?.checked_sub(last));
        assert_eq!(number(node, ["last", "difference"]), difference);
    }
    assert!(number(&nodes[0], ["target", "value"]) == Some(Ratio::integer(80)));
}

#[test]
fn equal_groups_share_a_rank() {
    let form = form();
    let mapping = by_name(&form);
    let unit = form.find("unit").unwrap_or_default();
    let mut batch = Batch::new(&form, &mapping, None, &[unit]);
    let mut number = 0;
    for (unit, level) in [("hoa_lu", "3"), ("tay_hoa_lu", "5"), ("ma", "5"), ("ma2", "")] {
        for count in 0..6 {
            number += 1;
            let level = if unit == "hoa_lu" && count > 0 { "5" } else { level };
            batch.add(number, number, &Row::of(&[&[unit, "", "", "", "", ""][..], &[level; 7]].concat()).cells());
        }
    }
    let report = batch.results().report(&asked(None, None));
    let groups = report.get("by").and_then(|by| by.elements().first()?.get("groups")).map_or(&[][..], Json::elements);
    let told: Vec<String> = groups
        .iter()
        .map(|group| {
            let part = |key: &str| group.get(key).map(Json::to_text).unwrap_or_default();
            [part("name"), part("ranks"), part("responses")].concat()
        })
        .collect();
    assert_eq!(told, [r#""tay_hoa_lu"[1]6"#, r#""ma"[1]6"#, r#""hoa_lu"[3]6"#, r#""ma2"[null]6"#]);
}

#[test]
fn without_scores_responses_are_counted() {
    let scores = DEFINITION.find(r#""scores""#).unwrap_or(0);
    let definition = [DEFINITION[..scores].trim_end().trim_end_matches(','), "}"].concat();
    let json = serde_json::from_str(&definition).unwrap_or(Json::Null);
    let form = Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")));
    let mut batch = Batch::new(&form, &by_name(&form), None, &[]);
    for (number, row) in (1..).zip(&rows(200, 5)) {
        batch.add(number, number, &row.cells());
    }
    assert_eq!(batch.results().whole().responses(), batch.rows() - batch.refused());
    let entry = Entry::from_answers(Arc::clone(&form), None, &Json::Object(Vec::new()));
    assert_eq!(entry.issues().len(), 1);
}
