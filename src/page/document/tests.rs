use super::*;
use crate::{
    entry::Surroundings,
    form::load,
    page::{Answer, csv, figures, file_stem},
    value::Json,
};
use alloc::sync::Arc;

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or(Json::Null)
}

/// A walk through a small report; what is `null` in `answers` is not given.
fn walk(answers: &str, language: &str) -> Walk {
    let definition = r#"{
      "schema_version": 1, "form_id": "report", "version": "1", "title": "Report",
      "settings": {"default_language": "vi", "languages": ["vi", "en"], "show_scores": true, "preview": ["note_counted"],
        "report": {"unit": "unit", "period": "period", "key": "key", "late": "late"},
        "document": {"authority": "${above}", "agency": "${unit_name}", "number": "Số: ${number}", "place_and_date": "${place}",
          "title": "Báo cáo", "subject": "Về ${period}", "opening": "Như sau:", "recipients": ["Bộ", "Lưu: VT"],
          "signer_title": "TM. Ủy ban\nChủ tịch", "signer": "${signer}"}},
      "provenance": {"source": "a test"},
      "choices": {
        "unit": [{"name": "so_a", "label": "Sở <A>"}],
        "period": [{"name": "2025_q3", "label": "Quý III"}],
        "state": [{"name": "done", "label": {"vi": "Xong", "en": "Done"}}]
      },
      "survey": [
        {"type": "group", "name": "first", "label": {"vi": "Chung", "en": "General"}, "children": [
          {"type": "select_one", "name": "unit", "label": "Unit", "choices": "unit"},
          {"type": "select_one", "name": "period", "label": "Period", "choices": "period"},
          {"type": "text", "name": "above", "label": "Above"},
          {"type": "text", "name": "number", "label": "Number"},
          {"type": "text", "name": "place", "label": "Place"},
          {"type": "text", "name": "signer", "label": "Signer"},
          {"type": "calculate", "name": "unit_name", "calculation": "jr:choice-name(concat(${unit}, ''), '${unit}')"},
          {"type": "calculate", "name": "key", "calculation": "concat(${unit}, '/', ${period})"},
          {"type": "calculate", "name": "late", "calculation": "false()"},
          {"type": "text", "name": "clerk", "label": "Clerk"},
          {"type": "integer", "name": "count", "label": "Count", "required": true},
          {"type": "note", "name": "note_counted", "label": "Counted: ${count}."},
          {"type": "note", "name": "note_count", "label": "Many: ${count}."},
          {"type": "note", "name": "note_help", "label": "Fill it in."},
          {"type": "text", "name": "story", "label": "Story", "appearance": "multiline"}
        ]},
        {"type": "group", "name": "second", "label": "Second", "children": [
          {"type": "group", "name": "grid", "label": "Grid", "appearance": "table", "children": [
            {"type": "group", "name": "line", "label": "Line", "children": [
              {"type": "integer", "name": "x", "label": "X"}, {"type": "calculate", "name": "twice", "label": "2X", "calculation": "${x} * 2"}
            ]}
          ]},
          {"type": "group", "name": "tasks", "label": "Tasks", "children": [
            {"type": "group", "name": "task_a", "label": "Task A", "children": [
              {"type": "select_one", "name": "a_state", "label": "State", "choices": "state"}, {"type": "text", "name": "a_what", "label": "What"}]},
            {"type": "group", "name": "task_b", "label": "Task B", "children": [
              {"type": "select_one", "name": "b_state", "label": "State", "choices": "state"}, {"type": "text", "name": "b_what", "label": "What"}]},
            {"type": "group", "name": "other", "label": "Other", "children": [{"type": "text", "name": "word", "label": "Word"}]}
          ]},
          {"type": "repeat", "name": "rows", "label": "Rows", "children": [{"type": "text", "name": "cell", "label": "Cell"}]}
        ]}
      ],
      "scores": [{"name": "t1", "label": "T1", "method": "ratio", "numerator": "${x}", "denominator": "${count}", "decimals": 0, "target": {"at_least": 50}}]
    }"#;
    let form = Arc::new(load(&json(definition)).unwrap_or_else(|faults| panic!("{faults:?}")));
    let mut walk = Walk::new(form, Surroundings::new("2025-09-18", language), language);
    walk.fill(&json(answers));
    walk
}

const FULL_ANSWERS: &str = r#"{"unit": "so_a", "period": "2025_q3", "number": "1/BC", "place": "Ninh Bình, ngày 1", "signer": "Ánh <b>",
  "clerk": "<script>", "count": 1250, "story": "One & two.\nThree.", "x": 1000, "a_state": "done", "b_what": "More", "word": "w", "rows": [{"cell": "c1"}, {}]}"#;

fn document(walk: &Walk) -> String {
    render_document(walk).unwrap_or_default()
}

#[track_caller]
fn assert_in_order(html: &str, parts: &[&str]) {
    let mut rest = html;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { panic!("{part} is not where it belongs in {html}") };
        rest = after;
    }
}

#[test]
fn its_parts_stand_in_the_order_of_the_decree() {
    let html = document(&walk(FULL_ANSWERS, "vi"));
    let parts = [
        "<p class=\"document-agency\">Sở &lt;A&gt;</p>",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 1/BC",
        "Ninh Bình, ngày 1",
        "Báo cáo",
        "Về Quý III",
        "Như sau:",
        "<h3>Chung</h3>",
        "<th scope=\"row\">Clerk</th><td>&lt;script&gt;</td>",
        "<th scope=\"row\">Count</th><td>1.250</td>",
        "Many: 1250.",
        "<strong>Story</strong>",
        "One &amp; two.",
        "Three.",
        "<h3>Second</h3>",
        "Grid: xem Biểu 1, Phụ lục.",
        "<h4>Tasks</h4>",
        "Tasks: xem Biểu 2, Phụ lục.",
        "<h5>Other</h5>",
        "Rows: xem Biểu 3, Phụ lục.",
        "Nơi nhận:",
        "<li>Bộ;</li><li>Lưu: VT.</li>",
        "TM. Ủy ban</p><p class=\"document-office\">Chủ tịch",
        "Ánh &lt;b&gt;",
        "Phụ lục",
        "(Kèm theo văn bản số: 1/BC, Ninh Bình, ngày 1)",
        "<caption>Biểu 1. Grid</caption>",
        "<th scope=\"row\">Line</th><td class=\"document-figure\">1.000</td><td class=\"document-figure\">2.000</td>",
        "<caption>Biểu 2. Tasks</caption>",
        "<th scope=\"row\">Task A</th><td>Xong</td><td></td>",
        "<th scope=\"row\">Task B</th><td></td><td>More</td>",
        "<caption>Biểu 3. Rows</caption>",
        "<th scope=\"row\">1</th><td>c1</td>",
        "<caption>Biểu 4. Chỉ tiêu và kết quả</caption>",
        "T1",
        "80 %",
        "1.000 / 1.250",
        "ít nhất 50 %",
        "Đạt (dư 375 đơn vị đếm)",
        "Kết quả tham khảo",
        "Nguồn: a test",
    ];
    assert_in_order(&html, &parts);
    for absent in ["Fill it in", "Counted:", "<script", "BẢN NHÁP", "Unit", "Signer", "document-authority", "…"] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
    assert_in_order(
        &document(&walk(FULL_ANSWERS, "en")),
        &["SOCIALIST REPUBLIC OF VIET NAM", "General", "1,250", "Done"],
    );
}

#[test]
fn what_is_not_complete_is_a_draft_and_says_what_is_missing() {
    let empty = walk("{}", "vi");
    let html = document(&empty);
    assert_eq!(missing(&empty), 1);
    assert_in_order(
        &html,
        &[
            "BẢN NHÁP – còn 1 mục phải bổ sung",
            "Số: …",
            "Chung",
            "Count",
            "chưa có số liệu",
            "Nơi nhận",
            "Thiếu số liệu",
        ],
    );
    for absent in ["Clerk", "Story", "Second", "Biểu 2", "Many"] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
}

#[test]
fn figures_are_of_what_was_asked_and_the_name_of_a_file_is_of_nothing_typed() {
    let mut walk = walk(FULL_ANSWERS, "vi");
    let lines = csv(&walk);
    let lines: Vec<&str> = lines.split("\r\n").collect();
    assert_eq!(lines.first(), Some(&"\u{feff}Mã,Phần,Nội dung,Giá trị"));
    for line in ["count,Chung,Count,1250", "x,Second / Grid / Line,X,1000", "twice,Second / Grid / Line,2X,2000"] {
        assert!(lines.contains(&line), "{line} in {lines:?}");
    }
    assert!(lines.contains(&"rows/0/cell,Second / Rows / Dòng 1,Cell,c1"), "{lines:?}");
    assert_eq!(file_stem(&walk), "report-so_a-2025_q3");
    let json = figures(&walk);
    assert_eq!(json.get("unit").and_then(Json::as_text), Some("so_a"));
    assert_eq!(json.get("answers"), Some(&walk.entry().answers()));
    let state = json.get("scores").and_then(|scores| scores.elements().first()?.get("target")?.get("state"));
    assert_eq!(state.and_then(Json::as_text), Some("met"));

    let last = r#"{"schema": "sipas-forms/submission/1", "form": {"id": "report", "version": "1", "hash": ""}, "answers": {"count": 7}}"#;
    assert!(walk.load_last(&self::json(last)).is_ok());
    assert!(!walk.is_dirty(), "the last report is nobody's answer");
    let at = walk.entry().form().find("count").map_or(At::from(0), At::from);
    walk.answer(at, Answer::Typed("-8"));
    let lines = csv(&walk);
    assert!(lines.contains("\r\ncount,Chung,Count,-8,7\r\n"), "{lines}");
}
