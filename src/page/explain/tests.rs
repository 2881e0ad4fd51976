use alloc::{sync::Arc, vec};

use super::*;
use crate::{
    entry::Entry,
    form::{At, Form, load},
    page::{Answer, Patch, Walk, Words, render, render_scores},
    score::evaluate_one,
    value::Json,
};

/// A form with these scores over two closed questions on levels 1 to 5, with one that does not apply, and four
/// numbers.
fn form(scores: &str) -> Arc<Form> {
    let definition = [
        r#"{"schema_version": 1, "form_id": "f", "version": "1", "title": "F",
        "settings": {"default_language": "vi", "languages": ["vi", "en"], "show_scores": true},
        "provenance": {"source": "Nguồn chung"},
        "choices": {"level": [
          {"name": "1", "label": "Kém", "score": 1}, {"name": "3", "label": "Vừa", "score": 3},
          {"name": "4", "label": "Tốt", "score": 4}, {"name": "5", "label": "Rất tốt", "score": 5},
          {"name": "na", "label": "Không có", "not_applicable": true}]},
        "survey": [{"type": "group", "name": "page", "label": "Trang", "children": [
          {"type": "select_one", "name": "p", "label": "P", "choices": "level"},
          {"type": "select_one", "name": "q", "label": "Q", "choices": "level"},
          {"type": "decimal", "name": "a", "label": "A"}, {"type": "decimal", "name": "b", "label": "B"},
          {"type": "decimal", "name": "c", "label": "C"}, {"type": "decimal", "name": "d", "label": "D"},
          {"type": "text", "name": "note", "label": "Note"}]}],
        "scores": ["#,
        scores,
        "]}",
    ]
    .concat();
    let json = serde_json::from_str(&definition).unwrap_or(Json::Null);
    Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
}

/// What is said of the first score with these answers.
#[track_caller]
fn said(scores: &str, answers: &str, language: &str) -> Vec<String> {
    let form = form(scores);
    let answers = serde_json::from_str(answers).unwrap_or(Json::Null);
    let entry = Entry::from_answers(Arc::clone(&form), None, &answers);
    let outcomes = evaluate_one(&entry);
    let (Some(score), Some(outcome)) = (form.scores.first(), outcomes.first()) else { panic!("no score") };
    Node::root(&form, score, outcome, Words { language, form: &form }).sentences()
}

#[track_caller]
fn says(scores: &str, answers: &str, expected: &[&str]) {
    assert_eq!(said(scores, answers, "vi"), expected);
    assert_eq!(said(scores, answers, "en").len(), expected.len());
}

const TOP: &str = r#"{"name": "s", "label": "S", "items": ["p", "q"]}"#;

#[test]
fn shares_of_answers_say_what_was_counted() {
    says(TOP, r#"{"p": "4", "q": "3"}"#, &["1 câu trả lời mức 4, 5 trên 2 câu trả lời: 1 ÷ 2 × 100 = 50,00."]);
    assert_eq!(said(TOP, r#"{"p": "4", "q": "3"}"#, "en"), ["Answers of level 4, 5: 1 of 2. 1 ÷ 2 × 100 = 50.00."]);
    says(TOP, "{}", &["Chưa có câu trả lời nào để tính."]);
    says(TOP, r#"{"p": "na"}"#, &["Chỉ có câu trả lời “không áp dụng”, nên không có gì để tính."]);
    let mean = r#"{"name": "s", "label": "S", "method": "mean", "items": ["p", "q"]}"#;
    says(
        mean,
        r#"{"p": "4", "q": "3"}"#,
        &["2 câu trả lời cộng lại được 7 điểm, cao nhất có thể là 10: 7 ÷ 10 × 100 = 70,00."],
    );
    let min_max = r#"{"name": "s", "label": "S", "method": "mean", "rescale": "min_max", "items": ["p", "q"]}"#;
    says(
        min_max,
        r#"{"p": "4", "q": "3"}"#,
        &["2 câu trả lời cộng lại hơn mức thấp nhất 5 điểm, cao nhất có thể là 8: 5 ÷ 8 × 100 = 62,50."],
    );
}

#[test]
fn ratios_and_points_say_their_two_figures() {
    let ratio = r#"{"name": "s", "label": "S", "numerator": "${a}", "denominator": "${b}",
        "unit": {"vi": "hồ sơ", "en": "dossiers"}}"#;
    says(ratio, r#"{"a": 27, "b": 1250}"#, &["27 trên 1.250 hồ sơ: 27 ÷ 1.250 × 100 = 2,16."]);
    says(ratio, r#"{"a": 27}"#, &["Chưa có đủ hai số liệu để tính."]);
    says(ratio, r#"{"a": 0, "b": 0}"#, &["Tổng số bằng 0 nên không có giá trị."]);
    says(ratio, r#"{"a": 0, "b": -1}"#, &["Mẫu số của tỷ lệ này âm; kiểm tra lại các số liệu."]);
    let points = |more: &str| {
        [
            r#"{"name": "s", "label": "S", "method": "points", "max": 6, "numerator": "${a}", "denominator": "${b}""#,
            more,
            "}",
        ]
        .concat()
    };
    says(&points(""), r#"{"a": 27, "b": 33}"#, &["27 trên 33: 27 ÷ 33 × 6 điểm = 4,91."]);
    says(&points(""), r#"{"a": 33, "b": 33}"#, &["33 trên 33 là 100 %; từ 100 % trở lên được đủ 6 điểm."]);
    says(&points(""), r#"{"a": -1, "b": 33}"#, &["-1 trên 33 nhỏ hơn 0 nên được 0 điểm."]);
    let from = points(r#", "full_at": 80"#);
    says(&from, r#"{"a": 1, "b": 3}"#, &["1 trên 3 là 33,33 %; đủ 6 điểm từ 80 %: 1 ÷ 3 ÷ 80 % × 6 = 2,50."]);
    says(&from, r#"{"a": 9, "b": 10}"#, &["9 trên 10 là 90 %; từ 80 % trở lên được đủ 6 điểm."]);
    let full = points(r#", "when_none": "full""#);
    says(&full, r#"{"a": 0, "b": 0}"#, &["Tổng số bằng 0: theo quy tắc của phiếu, được tính đủ 6 / 6 điểm."]);
    let zero = points(r#", "when_none": "zero""#);
    says(&zero, r#"{"a": 0, "b": 0}"#, &["Tổng số bằng 0: theo quy tắc của phiếu, được tính 0."]);
}

#[test]
fn totals_are_added_and_say_what_they_lack() {
    let total = r#"{"name": "s", "label": "S", "method": "sum", "items": ["a", "p"]}"#;
    says(total, r#"{"a": 2.5, "p": "4"}"#, &["Cộng các phần: 2,50 + 4,00 = 6,50."]);
    says(total, r#"{"a": 2.5}"#, &["Chưa tính được vì các phần này chưa có giá trị: P."]);
    says(total, "{}", &["Chưa có câu trả lời nào để tính."]);
    let one = r#"{"name": "s", "label": "S", "method": "sum", "items": ["p"]}"#;
    says(one, r#"{"p": "4"}"#, &["Điểm của câu trả lời: 4,00."]);
}

/// Two scores of points over a/b and c/d, added.
fn added(more: &str) -> String {
    let child = |name: &str, upper: &str, lower: &str, more: &str| {
        [
            r#"{"name": ""#,
            name,
            r#"", "label": ""#,
            name,
            r#"", "method": "points", "max": 6, "numerator": "${"#,
            upper,
            r#"}", "denominator": "${"#,
            lower,
            r#"}""#,
            more,
            "}",
        ]
        .concat()
    };
    let relevant = r#", "relevant": "${p} != '1'""#;
    [
        r#"{"name": "s", "label": "S", "combine": "sum", "#,
        more,
        r#""children": ["#,
        &child("x", "a", "b", ""),
        ", ",
        &child("y", "c", "d", relevant),
        "]}",
    ]
    .concat()
}

#[test]
fn sums_of_parts_are_scaled_and_held_to_their_most() {
    let all = r#"{"p": "5", "a": 1, "b": 2, "c": 2, "d": 2}"#;
    says(&added(""), all, &["Cộng các phần: 3,00 + 6,00 = 9,00."]);
    says(&added(r#""max": 8, "#), all, &["Cộng các phần: 3,00 + 6,00 = 9,00.", "Không tính quá 8 điểm: 8,00."]);
    says(
        &added(r#""max": 12, "scale_to_max": true, "#),
        r#"{"p": "1", "a": 1, "b": 2}"#,
        &[
            "Cộng các phần: 3,00 = 3,00.",
            "Các phần được tính có tối đa 6 điểm, quy về 12: 3,00 ÷ 6 × 12 = 6,00.",
            "Không áp dụng nên không tính: y.",
        ],
    );
    says(&added(""), r#"{"p": "5", "a": 1, "b": 2}"#, &["Chưa tính được vì các phần này chưa có giá trị: y."]);
    says(
        &added(r#""missing": "zero", "#),
        r#"{"p": "5", "a": 1, "b": 2}"#,
        &["Cộng các phần: 3,00 = 3,00.", "Chưa có giá trị nên không tính: y."],
    );
    says(&added(""), r#"{"p": "5", "a": 1, "b": -2}"#, &["Không có giá trị vì không tính được: x."]);
}

#[test]
fn means_say_their_weights_and_what_leaves_them() {
    let weighted = |missing: &str| {
        [
            r#"{"name": "s", "label": "S", "combine": "weighted", "missing": ""#,
            missing,
            r#"", "children": [{"name": "x", "label": "X", "weight": 3, "items": ["p"]},
              {"name": "y", "label": "Y", "weight": 1, "method": "mean", "items": ["q"]}]}"#,
        ]
        .concat()
    };
    let answers = r#"{"p": "5", "q": "3"}"#;
    says(&weighted("empty"), answers, &["Trung bình theo trọng số: (3 × 100,00 + 1 × 60,00) ÷ 4 = 90,00."]);
    says(&weighted("empty"), r#"{"p": "5"}"#, &["Chưa tính được vì các phần này chưa có giá trị: Y."]);
    says(
        &weighted("renormalise"),
        r#"{"p": "5"}"#,
        &["Trung bình theo trọng số: (3 × 100,00) ÷ 3 = 100,00.", "Chưa có giá trị nên không tính, cả trọng số: Y."],
    );
    says(
        &weighted("zero"),
        r#"{"p": "5"}"#,
        &["Trung bình theo trọng số: (3 × 100,00 + 1 × 0) ÷ 4 = 75,00.", "Chưa có giá trị nên tính là 0: Y."],
    );
    let items = |missing: &str| {
        [r#"{"name": "s", "label": "S", "combine": "item_mean", "missing": ""#, missing, r#"", "items": ["p", "q"]}"#]
            .concat()
    };
    says(&items("renormalise"), answers, &["Trung bình của các mục: (100,00 + 0,00) ÷ 2 = 50,00."]);
    says(
        &items("renormalise"),
        r#"{"p": "5"}"#,
        &["Trung bình của các mục: (100,00) ÷ 1 = 100,00.", "Chưa có giá trị nên không tính: Q."],
    );
    says(&items("empty"), r#"{"p": "5"}"#, &["Chưa tính được vì các phần này chưa có giá trị: Q."]);
    let mixed = r#"{"name": "s", "label": "S", "children": [{"name": "x", "label": "X", "items": ["p"]},
        {"name": "y", "label": "Y", "method": "mean", "items": ["q"]}]}"#;
    says(mixed, answers, &["Cộng chung các phần được 4 trên 6: 4 ÷ 6 × 100 = 66,67."]);
}

#[test]
fn an_explanation_names_levels_target_source_and_doubts() {
    let scores = r#"{"name": "s", "label": "S", "source": "Văn bản",
        "children": [{"name": "t", "label": "T", "items": ["p", "q"]}],
        "unverified": "Chưa rõ", "target": {"at_least": 90, "label": "kế hoạch"},
        "bands": [{"name": "a", "label": "Tốt", "from": 80}]}"#;
    let form = form(scores);
    let answers = serde_json::from_str(r#"{"p": "4", "q": "4"}"#).unwrap_or(Json::Null);
    let walk = Walk::resume(form, None, "vi", &answers);
    let html = render_scores(&walk);
    for part in [
        "<li>P: Tốt (mức 4)</li>",
        "Các câu trả lời: Tốt (mức 4) × 2.",
        "Mục tiêu: ít nhất 90 % (kế hoạch).",
        "Xếp loại: Tốt từ 80.",
        "Nguồn: Văn bản",
        "Chưa xác minh: Chưa rõ",
        "Kết quả tham khảo.",
        "<strong>100,00</strong> %",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn a_margin_counts_in_the_unit_of_the_score() {
    let ratio = |target: &str, more: &str| {
        [r#"{"name": "s", "label": "S", "numerator": "${a}", "denominator": "${b}", "target": "#, target, more, "}"]
            .concat()
    };
    let unit = r#", "unit": {"vi": "hồ sơ", "en": "dossiers"}"#;
    let shows = |scores: &str, language: &str, text: &str| {
        let answers = serde_json::from_str(r#"{"a": 27, "b": 33, "p": "3"}"#).unwrap_or(Json::Null);
        let html = render_scores(&Walk::resume(form(scores), None, language, &answers));
        assert!(html.contains(&[">", text, "<"].concat()), "{text}: {html}");
    };
    shows(&ratio(r#"{"at_least": 90}"#, unit), "vi", "thiếu 3 hồ sơ");
    shows(&ratio(r#"{"at_least": 90}"#, unit), "en", "dossiers missing: 3");
    shows(&ratio(r#"{"at_least": 45}"#, unit), "vi", "dư 12 hồ sơ");
    shows(&ratio(r#"{"at_most": 45}"#, unit), "vi", "vượt 13 hồ sơ");
    shows(&ratio(r#"{"at_most": 81.82}"#, unit), "vi", "vừa đủ");
    shows(&TOP.replace('}', r#", "target": {"at_least": 90}}"#), "vi", "thiếu 1 lượt trả lời");
}

#[test]
fn only_an_answer_that_is_scored_renders_the_scores_anew() {
    let mut walk = Walk::new(form(TOP), None, "vi");
    let at = |name: &str| walk.entry().form().find(name).map(At::from);
    let (Some(p), Some(note)) = (at("p"), at("note")) else { panic!("questions") };
    assert!(render(&walk).contains("<section class=\"scores\""));
    assert_eq!(walk.answer(p, Answer::Chosen("4")), vec![Patch::Scores]);
    assert_eq!(walk.answer(note, Answer::Typed("x")), vec![]);
    let mut hidden = Walk::new(form(""), None, "vi");
    hidden.show_scores();
    assert!(!render(&hidden).contains("scores"), "there is nothing to show");
}
