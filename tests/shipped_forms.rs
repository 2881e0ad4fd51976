//! Every definition under www/forms loads, and has the shape its source says.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::fs;

use sipas_forms::{
    expression::Expression,
    form::{Bound, Element, Form, Kind, Required, Score, bundle, load},
    format::Format,
    text::{fold, words},
    value::{Json, Ratio},
};

/// What citizens fill; everything else under www/forms is an officer's.
const CITIZENS: [&str; 3] = ["sipas-household.json", "sipas-transaction.json", "commune-office.json"];

fn read(name: &str) -> Json {
    let path = format!("{}/www/forms/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(&path).expect(&path)).expect(&path)
}

#[track_caller]
fn shipped(name: &str) -> Form {
    let bundled = bundle(&read(name), &|file| Ok(read(file))).unwrap();
    load(&bundled).unwrap_or_else(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| fault.to_line("en")).collect();
        panic!("{name}\n{}", lines.join("\n"))
    })
}

fn factors(score: &Score) -> Vec<usize> {
    if score.children.is_empty() { vec![score.items.len()] } else { score.children.iter().flat_map(factors).collect() }
}

#[test]
fn the_household_survey_has_33_items_in_9_factors() {
    let form = shipped("sipas-household.json");
    assert_eq!(factors(&form.scores[0]), [2, 2, 8, 2, 4, 4, 5, 3, 3]);
}

#[test]
fn the_transaction_survey_has_22_criteria_in_5_factors() {
    let form = shipped("sipas-transaction.json");
    assert_eq!(factors(&form.scores[0]), [4, 5, 6, 3, 4]);
}

#[test]
fn the_commune_office_survey_has_9_items_in_3_factors() {
    let form = shipped("commune-office.json");
    assert_eq!(factors(&form.scores[0]), [3, 2, 4]);
}

#[test]
fn every_survey_offers_the_129_communes() {
    for name in CITIZENS {
        let form = shipped(name);
        let communes = form.lists.iter().find(|list| list.name == "commune").expect(name);
        assert_eq!(communes.choices.len(), 129, "{name}");
    }
}

/// Whether the words of a phrase follow each other in a text, with or without accents.
fn says(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (fold(text), fold(phrase));
    let (text, phrase) = (words(&text), words(&phrase));
    text.windows(phrase.len()).any(|part| part == phrase)
}

/// What a question or its choices would ask for, if they asked who somebody is. Sex, age group, education,
/// occupation and the commune are what results are grouped by.
const PERSONAL: [&str; 22] = [
    "họ tên",
    "họ và tên",
    "tên của ông bà",
    "ngày sinh",
    "ngày tháng năm sinh",
    "số điện thoại",
    "điện thoại di động",
    "email",
    "thư điện tử",
    "số nhà",
    "địa chỉ của",
    "căn cước",
    "cccd",
    "chứng minh nhân dân",
    "số định danh",
    "mã hồ sơ",
    "tài khoản",
    "tôn giáo",
    "your name",
    "phone number",
    "date of birth",
    "religion",
];

/// What is wrong with a survey in the eyes of whoever answers it.
fn intrusions(form: &Form) -> Vec<String> {
    let is_personal = |format: Format| {
        matches!(format, Format::CitizenNumber | Format::Phone | Format::Email | Format::DossierCode | Format::TaxCode)
    };
    let asks = |element: &Element, phrase: &str| element.label.iter().any(|(_, text)| says(text, phrase));
    let mut found = Vec::new();
    for element in form.elements.iter().filter(|element| element.kind.is_asked() || element.kind == Kind::Hidden) {
        let name = &element.name;
        if element.format.is_some_and(is_personal) || PERSONAL.iter().any(|phrase| asks(element, phrase)) {
            found.push(format!("{name} asks who somebody is"));
        }
        if element.kind == Kind::Hidden {
            found.push(format!("{name} is filled by somebody else"));
        }
        let is_named = name.contains("dan_toc") || name.contains("ethnic");
        let is_ethnic = is_named || asks(element, "dân tộc") || asks(element, "ethnicity");
        if is_ethnic && element.kind != Kind::Acknowledge {
            // Sensitive data (Law 91/2025/QH15): optional, and asked only once somebody agreed to just that.
            let consent = element.relevant.as_ref().map(Expression::references).unwrap_or_default();
            let consents: Vec<&Element> = consent.iter().filter_map(|reference| form.element(reference.id)).collect();
            let agreed = |consent: &&&Element| {
                consent.kind == Kind::Acknowledge
                    && consent.default.is_none()
                    && matches!(consent.required, Required::Constant(false))
                    && !consent.hint.is_empty()
            };
            let is_optional = matches!(element.required, Required::Constant(false)) && element.default.is_none();
            if !is_optional || consents.len() != 1 || consents.iter().filter(agreed).count() != 1 {
                found.push(format!("{name} asks for sensitive data without a consent of its own"));
            }
        }
    }
    found
}

#[test]
fn no_survey_asks_who_somebody_is() {
    for name in CITIZENS {
        assert_eq!(intrusions(&shipped(name)), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_would_ask_who_somebody_is_would_be_found() {
    let found = |questions: &str| {
        let text = [
            r#"{"schema_version": 1, "form_id": "f", "version": "1", "title": "T", "provenance": {"source": "S"},
            "choices": {"c": [{"name": "a", "label": "A"}]},
            "survey": [{"type": "group", "name": "g", "label": "G", "children": ["#,
            questions,
            "]}]}",
        ]
        .concat();
        intrusions(&load(&serde_json::from_str(&text).unwrap()).unwrap_or_else(|faults| panic!("{faults:?}"))).len()
    };
    let ethnic = |more: &str| [r#"{"type": "text", "name": "x", "label": "Dân tộc của Ông/Bà""#, more, "}"].concat();
    let consent = |more: &str| {
        let ask = r#"{"type": "acknowledge", "name": "ok", "label": "Tôi đồng ý cho biết dân tộc của mình""#;
        [ask, more, "},", &ethnic(r#", "relevant": "${ok}""#)].concat()
    };
    assert_eq!(found(r#"{"type": "text", "name": "x", "label": "Họ và tên"}"#), 1);
    assert_eq!(found(r#"{"type": "text", "name": "x", "label": "Ho ten"}"#), 1);
    assert_eq!(found(r#"{"type": "text", "name": "x", "label": "X", "format": "phone"}"#), 1);
    assert_eq!(found(r#"{"type": "text", "name": "x", "label": "X"}"#), 0);
    assert_eq!(found(&ethnic("")), 1);
    assert_eq!(found(&ethnic(r#", "required": true"#)), 1);
    let purpose = r#", "hint": "Để so sánh giữa các nhóm""#;
    assert_eq!(found(&consent(purpose)), 0);
    assert_eq!(found(&consent("")), 1, "the purpose is not said");
    assert_eq!(found(&consent(&[purpose, r#", "default": true"#].concat())), 1);
    assert_eq!(found(&consent(&[purpose, r#", "required": true"#].concat())), 1);
}

#[test]
fn every_free_text_says_what_not_to_write_and_the_first_page_says_why_one_is_asked() {
    for name in CITIZENS {
        let form = shipped(name);
        let first: Vec<&Element> = form
            .elements
            .iter()
            .filter(|element| element.kind == Kind::Note && form.page_of(form.find(&element.name).unwrap()) == 0)
            .collect();
        let told = |vi: &str, en: &str| {
            first.iter().any(|note| says(note.label.get("vi"), vi) && says(note.label.get("en"), en))
        };
        for (vi, en) in [
            ("tìm hiểu", "this survey asks"),
            ("tự nguyện và ẩn danh", "voluntary and anonymous"),
            ("không hỏi họ tên", "does not ask for your name"),
            ("được gộp lại để tính mức độ hài lòng", "combined to work out satisfaction"),
        ] {
            assert!(told(vi, en), "{name}: {vi}");
        }
        let everywhere =
            told("xin đừng ghi những thông tin đó vào ô trả lời", "please do not write them in any answer");
        for text in form.elements.iter().filter(|element| element.kind == Kind::Text) {
            let here = says(text.hint.get("vi"), "xin không ghi họ tên");
            assert!(everywhere || here, "{name}: {}", text.name);
        }
    }
}

#[test]
fn the_groups_of_decision_766_add_up_to_100_points() {
    let most = |score: &Json| score.get("max").unwrap().to_text().parse::<u32>().unwrap();
    // Of two ways to count a criterion, the default one: the other asks for a choice of the sheet.
    let default = |score: &&Json| {
        score.get("relevant").and_then(Json::as_text).is_none_or(|relevant| relevant.starts_with("not("))
    };
    let form = read("qd766.json");
    let total = &form.get("scores").unwrap().elements()[0];
    let groups = total.get("children").unwrap().elements();
    assert_eq!(groups.iter().map(most).collect::<Vec<u32>>(), [18, 20, 22, 12, 10, 18]);
    assert_eq!(most(total), 100);
    assert_eq!(groups.iter().map(most).sum::<u32>(), 100);
    for group in groups {
        if let Some(criteria) = group.get("children") {
            let sum: u32 = criteria.elements().iter().filter(default).map(most).sum();
            assert_eq!(sum, most(group), "{}", group.get("name").unwrap().to_text());
        }
    }
}

#[test]
fn the_report_has_the_targets_and_the_tasks_of_the_plan() {
    let (form, plan) = (shipped("cchc-report.json"), read("plan-08-2025.json"));
    let score = |name: &str| form.scores.iter().find(|score| score.name == name).expect(name);
    let id = |json: &Json| json.get("id").and_then(Json::as_text).unwrap().to_lowercase();
    let (targets, others) = (plan.get("targets").unwrap().elements(), plan.get("other_thresholds").unwrap().elements());
    assert_eq!((targets.len(), form.scores.iter().filter(|score| score.children.is_empty()).count()), (17, 22));
    // X3 repeats T4.
    for target in targets.iter().chain(others.iter().filter(|other| id(other) != "x3")) {
        let name = id(target);
        let found = score(&name).rule.target.as_ref().map(|target| (target.bound, target.value));
        let expected = match (name.as_str(), target.get("threshold").and_then(Json::as_number)) {
            // Above the mean of the country: of 100 percent of it.
            ("t1" | "t2", None) => Some((Bound::Above, Ratio::integer(100))),
            (_, threshold) => threshold.map(|threshold| (Bound::AtLeast, threshold)),
        };
        assert_eq!(found, expected, "{name}");
        assert!(score(&name).rule.source.get("vi").contains("08/KH-UBND"), "{name}");
    }
    let tasks = plan.get("tasks").unwrap().elements();
    assert_eq!(tasks.len(), 45);
    for task in tasks {
        let name = format!("nv_{}", id(task).replace('.', "_"));
        let group = form.element(form.find(&name).expect(&name)).unwrap();
        let title = task.get("title").and_then(|title| title.get("vi")).and_then(Json::as_text).unwrap();
        assert!(group.label.get("vi").ends_with(title), "{name}");
        for part in ["tt", "sp", "so", "ngay", "ly_do"] {
            assert!(form.find(&format!("{name}_{part}")).is_some(), "{name}_{part}");
        }
    }
}
