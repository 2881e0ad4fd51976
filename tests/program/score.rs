//! `sipas score` and `sipas sample`: every figure beside what the test counts itself.

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{OFFICE, Said, answers, sipas};

/// A ratio, an index of two questions, and an answer of each kind to group by.
const FIGURES: &str = r#"{"schema_version": 1, "form_id": "f", "version": "1", "title": "F",
    "provenance": {"source": "s"},
    "choices": {"level": [{"name": "1", "label": "1", "score": 1}, {"name": "5", "label": "5", "score": 5}],
        "unit": [{"name": "z", "label": {"vi": "Xã Z", "en": "Commune Z"}}, {"name": "a", "label": "Commune A"}]},
    "settings": {"languages": ["vi", "en"], "default_language": "vi", "results_min": 2},
    "survey": [{"type": "group", "name": "p", "label": "P", "children": [
        {"type": "select_one", "name": "unit", "label": "Unit", "choices": "unit"},
        {"type": "select_multiple", "name": "several", "label": "Several", "choices": "unit"},
        {"type": "integer", "name": "part", "label": "Part"},
        {"type": "integer", "name": "late", "label": "Late"},
        {"type": "integer", "name": "whole", "label": "Whole"},
        {"type": "date", "name": "day", "label": "Day"},
        {"type": "text", "name": "words", "label": "Words"},
        {"type": "hidden", "name": "channel"},
        {"type": "calculate", "name": "twice", "calculation": "${part} * 2"},
        {"type": "select_one", "name": "q1", "label": "Q1", "choices": "level"},
        {"type": "select_one", "name": "q2", "label": "Q2", "choices": "level"},
        {"type": "note", "name": "remark", "label": "R"},
        {"type": "repeat", "name": "rows", "label": "Rows", "children": [
            {"type": "integer", "name": "inner", "label": "I"}]}]}],
    "scores": [
        {"name": "index", "label": "Index", "items": ["q1", "q2"], "top": [5],
            "bands": [{"name": "good", "label": {"vi": "Tốt", "en": "Good"}, "from": 50}], "unverified": "the bands"},
        {"name": "on_time", "label": "On time", "numerator": "${part}", "denominator": "${whole} - ${late}",
            "target": {"at_least": 90}, "unit": {"vi": "hồ sơ", "en": "dossiers"}},
        {"name": "delays", "label": "Delays", "numerator": "${late}", "denominator": "${whole} + 0",
            "target": {"at_most": 10}}]}"#;

/// Runs `sipas score` on the form of [`FIGURES`].
fn score(arguments: &[&str], responses: &str) -> Said {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, FIGURES).unwrap();
    sipas(&[&["score", form.to_str().unwrap(), "-"], arguments].concat(), responses)
}

/// The lines of a text with single spaces.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[track_caller]
fn assert_line(said: &Said, wanted: &str) {
    assert!(lines(&said.out).iter().any(|line| line == wanted), "no {wanted:?} in\n{}", said.out);
}

#[test]
fn a_line_has_the_value_its_parts_and_what_it_means() {
    let one = r#"{"part": 80, "late": 10, "whole": 110, "q1": "5", "q2": "1"}"#;
    let said = score(&[], one);
    assert_eq!(said.code, 0, "{said:?}");
    assert_line(&said, "Value Counted n");
    assert_line(&said, "50.00% 1/2 1 Index (top_box 5 · pooled)");
    assert_line(&said, "→ band: Good (not verified)");
    assert_line(&said, "80.00% 80/100 1 On time (ratio)");
    assert_line(&said, "→ target at least 90% – Not met; dossiers missing: 10");
    assert_line(&said, "→ target at most 10% – Met; units to spare: 1");
    assert!(said.out.contains("For reference only") && !said.out.contains("95%"), "{said:?}");
    assert!(said.out.contains("Responses: 1, fewer than the least of 2"), "{said:?}");
    let said = score(&["--lang", "vi"], one);
    assert_line(&said, "80,00 % 80/100 1 On time (ratio)");
    assert_line(&said, "→ mục tiêu ít nhất 90 % – Chưa đạt; thiếu 10 hồ sơ");
    assert_line(&said, "→ xếp loại: Tốt (chưa xác minh)");
    assert!(said.out.contains("Kết quả tham khảo"), "{said:?}");

    let many = format!("{one}\n{one}\n{}", r#"{"q1": "5", "q2": "5"}"#);
    let said = score(&[], &many);
    assert_line(&said, "Value Counted n 95% interval");
    assert!(said.out.contains("design effect of 1."), "{said:?}");
    let interval = |arguments: &[&str]| {
        let json = score(&[arguments, &["--json"]].concat(), &many).json();
        json["scores"][0]["interval"].clone()
    };
    let (plain, wider) = (interval(&[]), interval(&["--design-effect", "2.5"]));
    let bound = |interval: &Value, at: usize| interval[at].as_f64().unwrap();
    assert!(bound(&wider, 0) < bound(&plain, 0) && bound(&wider, 1) > bound(&plain, 1), "{plain} {wider}");
}

#[test]
fn json_has_everything_in_its_order() {
    let said = score(&["--json", "--design-effect", "1.5"], r#"[{"q1": "5"}, {"q1": "1", "q2": "5"}, {"q1": "1"}]"#);
    let json = said.json();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut wanted = vec![
        "form",
        "responses",
        "min_group",
        "few",
        "design_effect",
        "note",
        "scores",
        "by",
        "not_counted",
        "warnings",
    ];
    // serde_json's own map may sort them.
    let written: Vec<usize> = wanted.iter().map(|key| said.out.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(written.is_sorted(), "{said:?}");
    let mut keys = keys;
    keys.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!((&json["form"]["id"], &json["form"]["version"]), (&json!("f"), &json!("1")));
    assert_eq!(json["form"]["hash"].as_str().unwrap().len(), 64);
    assert_eq!((&json["responses"], &json["min_group"], &json["few"]), (&json!(3), &json!(2), &json!(false)));
    assert_eq!((&json["design_effect"], &json["by"]), (&json!(1.5), &Value::Null));
    let index = &json["scores"][0];
    assert_eq!((&index["numerator"], &index["denominator"], &index["n"]), (&json!(2), &json!(4), &json!(3)));
    assert_eq!((&index["band"], &index["unverified"]), (&json!("good"), &json!(true)));
    assert_eq!(index["parts"][0]["levels"], json!({"1": 2, "5": 1}));
    assert_eq!(json["scores"][1]["target"], json!({"at_least": 90, "state": "no_data"}));
    assert_eq!(score(&["--json", "--min-group", "4"], "{}{}{}").json()["few"], true);
}

/// Names and sizes of the groups that are shown, and how many are hidden.
fn groups(said: &Said) -> (Vec<(Value, u64)>, u64) {
    let by = said.json()["by"].clone();
    let shown = by["groups"].as_array().unwrap().iter();
    let shown = shown.map(|group| (group["name"].clone(), group["responses"].as_u64().unwrap())).collect();
    (shown, by["hidden_groups"].as_u64().unwrap())
}

#[test]
fn groups_come_in_the_order_of_their_answers() {
    let responses = r#"
        {"unit": "a", "part": 10, "day": "2025-12-01", "words": "b", "channel": "web", "several": ["a", "z"], "q1": "5"}
        {"unit": "z", "part": 9, "day": "2025-02-01", "words": "ă", "channel": "app", "several": ["z", "a"], "q1": "1"}
        {"q1": "1"}
        {"unit": "a", "part": 9, "day": "2025-12-01", "words": "b", "several": ["a"], "q1": "1"}"#;
    let by = |name: &str| {
        let said = score(&["--json", "--min-group", "1", "--by", name], responses);
        assert_eq!(said.code, 0, "{said:?}");
        groups(&said)
    };
    let of = |groups: &[(Value, u64)]| (groups.to_vec(), 0);
    // As its list has them, however well they did.
    assert_eq!(by("unit"), of(&[(json!("z"), 1), (json!("a"), 2), (Value::Null, 1)]));
    assert_eq!(by("part"), of(&[(json!("9"), 2), (json!("10"), 1), (Value::Null, 1)]));
    assert_eq!(by("twice"), of(&[(json!("18"), 2), (json!("20"), 1), (Value::Null, 1)]));
    assert_eq!(by("day"), of(&[(json!("2025-02-01"), 1), (json!("2025-12-01"), 2), (Value::Null, 1)]));
    assert_eq!(by("words"), of(&[(json!("b"), 2), (json!("ă"), 1), (Value::Null, 1)]));
    assert_eq!(by("channel"), of(&[(json!("app"), 1), (json!("web"), 1), (Value::Null, 2)]));
    let both = json!("[\"z\",\"a\"]");
    assert_eq!(by("several"), of(&[(json!("[\"a\"]"), 1), (both, 2), (Value::Null, 1)]));

    let said = score(&["--min-group", "1", "--by", "unit", "--lang", "vi"], responses);
    assert!(said.out.contains("Theo “Unit”: Index\n"), "{said:?}");
    assert_line(&said, "1 0,00 % Xã Z");
    assert_line(&said, "(không trả lời câu này)".replace('(', "1 0,00 % (").as_str());
    let said = score(&["--min-group", "1", "--by", "day"], responses);
    assert_line(&said, "1 0.00% 01/02/2025");
}

#[test]
fn what_cannot_group_is_told_with_a_code() {
    for (name, code, words) in [
        ("unti", "by_unknown", "“unit”"),
        ("zzzzzzzz", "by_unknown", "no such question"),
        ("p", "by_no_answer", "a group or a note"),
        ("remark", "by_no_answer", "a group or a note"),
        ("inner", "by_in_repeat", "in a repeat"),
        ("", "by_unknown", "no such question"),
    ] {
        let said = score(&["--by", name], "{}");
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
        assert!(said.err.contains(words) && said.err.ends_with(&format!(" [{code}]\n")), "{said:?}");
        let said = score(&["--by", name, "--json", "--lang", "vi"], "{}");
        let json = said.json();
        let fault = &json["diagnostics"][0];
        assert_eq!((said.code, &fault["code"], &fault["params"]["name"]), (2, &json!(code), &json!(name)));
    }
    let each = |number: u32| format!("{{\"part\": {number}}}\n");
    let many: String = (0..10_000).map(each).collect();
    let said = score(&["--by", "part", "--json"], &many);
    assert_eq!((said.code, groups(&said).1), (0, 10_000));
    let said = score(&["--by", "part", "--json"], &(many + &each(10_000)));
    assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (2, &json!("by_too_many")));
}

/// What is hidden of a number that adds up over the groups: the total without what is shown.
fn hidden_sum(total: &Value, shown: &[&Value], key: &str) -> u64 {
    let of = |one: &Value| one[key].as_u64().unwrap_or(0);
    of(total) - shown.iter().map(|one| of(one)).sum::<u64>()
}

/// The fewest responses that a result of the commune office's survey is about.
const LEAST: u64 = 5;

#[test]
fn no_hidden_group_is_found_by_subtraction() {
    let ages = ["18-24", "25-34", "35-49", "50-60"];
    // Responses divided by chance among four groups and those who do not tell their age.
    let mut seed = 7_u64;
    let mut roll = |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let mut cells = 0;
    for round in 0..60 {
        let mut sizes = BTreeMap::new();
        let mut input = String::new();
        for age in ages.iter().map(Some).chain([None]) {
            let size = roll(if round % 2 == 0 { 8 } else { 14 });
            sizes.insert(age.map_or(Value::Null, |age| json!(age)).to_string(), size);
            for _ in 0..size {
                let mut one = answers([5; 9]);
                one.as_object_mut().unwrap().remove("age");
                if let Some(age) = age {
                    one["age"] = (*age).into();
                }
                for item in 1..=9 {
                    // Some questions few answer: a group's result may be small where the group is not.
                    if roll(4) == 0 {
                        one.as_object_mut().unwrap().remove(&format!("q{item}"));
                    } else {
                        one[format!("q{item}")] = (roll(5) + 1).to_string().into();
                    }
                }
                input.push_str(&one.to_string());
            }
        }
        let said = sipas(&["score", OFFICE, "-", "--json", "--by", "age"], &input);
        let json = said.json();
        let shown = json["by"]["groups"].as_array().unwrap();
        let mut rest: u64 = json["responses"].as_u64().unwrap();
        for group in shown {
            let size = sizes.remove(&group["name"].to_string()).unwrap();
            assert_eq!(group["responses"], size);
            assert!(size >= LEAST, "{size} are shown: {json}");
            rest -= size;
        }
        // What is left: nobody, or several groups that together are enough.
        let hidden: Vec<u64> = sizes.values().copied().filter(|size| *size > 0).collect();
        assert_eq!(rest, hidden.iter().sum::<u64>());
        assert!(rest == 0 || hidden.len() >= 2 && rest >= LEAST || shown.is_empty(), "{hidden:?} {json}");
        assert_eq!(json["by"]["hidden_groups"], hidden.len());
        // The same holds for the answers behind each node: over the groups, and over the parts of a group.
        let scores: Vec<&Value> = shown.iter().map(|group| &group["scores"][0]).collect();
        cells += told_by_subtraction(&json["scores"][0], &scores, hidden.len());
    }
    assert!(cells > 500, "only {cells} sums with something hidden");
}

/// Asserts that nothing small follows from a node of everybody and those of the groups shown, nor from a
/// node and its parts; tells how many sums had something hidden in them.
fn told_by_subtraction(total: &Value, groups: &[&Value], hidden_groups: usize) -> usize {
    const NONE: &[Value] = &[];
    let parts = |node: &Value| node["parts"].as_array().cloned().unwrap_or_default();
    let is_secret = |node: &&Value| node["suppressed"] == true;
    let mut found = 0;
    let mut check = |whole: &Value, shown: &[&Value], outside: usize| {
        let secret = shown.iter().filter(|node| is_secret(node)).count() + outside;
        let answers = hidden_sum(whole, shown, "denominator");
        assert!(answers == 0 || secret >= 2 && answers >= LEAST || shown.is_empty(), "{answers} of {whole}");
        found += usize::from(answers > 0);
    };
    // Of everybody the officer sees all, also what few answered: there nothing is left to tell.
    if !is_secret(&total) && total["denominator"].as_u64() >= Some(LEAST) {
        check(total, groups, hidden_groups);
    }
    for group in groups.iter().filter(|group| !is_secret(group)) {
        let parts = group["parts"].as_array().map_or(NONE, Vec::as_slice);
        if !parts.is_empty() {
            check(group, &parts.iter().collect::<Vec<_>>(), 0);
        }
    }
    for (index, part) in parts(total).iter().enumerate() {
        let below: Vec<Value> = groups.iter().map(|group| group["parts"][index].clone()).collect();
        found += told_by_subtraction(part, &below.iter().collect::<Vec<_>>(), hidden_groups);
    }
    found
}

#[test]
fn what_cannot_be_counted_is_listed_with_its_place() {
    let of = |id: &str, hash: &str| json!({"schema": "sipas-forms/submission/1", "form": {"id": id, "version": "1", "hash": hash}, "answers": {}});
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, FIGURES).unwrap();
    let hash = sipas(&["check", form.to_str().unwrap(), "--json"], "").json()["form"]["hash"].clone();
    let hash = hash.as_str().unwrap();
    let input = format!(
        "{}{}{}{}{}",
        of("f", hash),
        of("f", "0"),
        of("g", hash),
        json!({"part": 1, "whole": 2, "late": 3}),
        json!({"part": 1, "whole": 3, "late": 2}),
    );
    let said = score(&["--json", "--by", "unit", "--min-group", "1"], &input);
    assert_eq!(said.code, 1, "{said:?}");
    let json = said.json();
    let listed: Vec<Value> = json["not_counted"].as_array().unwrap().clone();
    assert_eq!(
        listed,
        [
            json!({"response": 2, "path": "", "code": "other_version"}),
            json!({"response": 3, "path": "", "code": "other_form"}),
            json!({"response": 4, "path": "/scores/on_time", "code": "score_negative_denominator"}),
        ]
    );
    // What is not counted is in no group either.
    assert_eq!((&json["responses"], groups(&said).0), (&json!(2), vec![(Value::Null, 2)]));
    let said = score(&["--lang", "vi"], &input);
    assert!(said.out.contains("phiếu 3 không được tính: Câu trả lời thuộc một biểu mẫu khác"), "{said:?}");
    assert!(said.out.contains("phiếu 4 không được tính: /scores/on_time: Mẫu số"), "{said:?}");
    let said = sipas(&["validate", form.to_str().unwrap(), "-", "--json"], of("g", hash).to_string());
    assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (1, &json!("other_form")));
}

#[test]
fn a_sheet_fits_a_terminal() {
    for form in ["www/forms/qd766.json", "www/forms/self-assessment.json"] {
        for language in ["vi", "en"] {
            let input = r#"{"show_rating": "no", "c1_1_met": 3, "c1_1_all": 4}"#;
            let said = sipas(&["score", form, "-", "--lang", language], input);
            let wide: Vec<&str> = said.out.lines().filter(|line| line.chars().count() > 100).collect();
            assert!(wide.is_empty(), "{wide:?}");
            assert!(said.out.lines().all(|line| line == line.trim_end()), "{said:?}");
        }
    }
    let said = sipas(&["score", "www/forms/qd766.json", "-"], r#"{"c1_1_met": 3, "c1_1_all": 4}"#);
    assert_line(&said, "4.50 / 6 3/4 1 1.1. Procedures announced on time");
    assert_line(&said, "→ applies in no response");
    assert_eq!(said.out.matches("1.1. Procedures announced").count(), 1, "{said:?}");
    // Nor is there a table of groups for what applies nowhere.
    let said = sipas(&["score", "www/forms/qd766.json", "-", "--by", "commune"], r#"{"commune": "13318"}"#);
    assert!(said.out.contains("”: Total\n") && !said.out.contains("”: Rating"), "{said:?}");
}

#[test]
fn a_sample_is_yamanes() {
    for (arguments, size) in [
        (&["10000"][..], 385),
        (&["1"], 1),
        (&["250", "--error", "5"], 154),
        (&["250", "--error", "3.5"], 192),
        (&["1000", "--error", "100"], 1),
        (&["9007199254740991"], 400),
        (&["9007199254740991", "--error", "0.000001"], 4_738_835_603_301_372_u64),
    ] {
        let said = sipas(&[&["sample"], arguments, &["--json"]].concat(), "");
        let json = said.json();
        assert_eq!((said.code, &json["sample"]), (0, &json!(size)), "{said:?}");
        assert!(json["formula"] == "n = N / (1 + N e²)" && json["source"].as_str().unwrap().contains("Yamane"));
    }
    let said = sipas(&["sample", "10000", "--lang", "vi"], "");
    assert!(said.out.starts_with("Cỡ mẫu: 385\nn = N / (1 + N e²) = 10.000 / (1 + 10.000 × 0,05²), làm tròn lên\n"));
    assert!(said.out.contains("Yamane") && said.out.lines().all(|line| line.chars().count() <= 100), "{said:?}");
    assert!(sipas(&["sample", "10000"], "").out.starts_with("Sample size: 385\n"));
}

#[test]
fn a_table_counts_as_its_rows_do_as_documents() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("form.json"), FIGURES).unwrap();
    let documents = r#"{"unit": "z", "part": 80, "late": 10, "whole": 110, "q1": "5", "q2": "1"}
        {"unit": "a", "part": 7, "late": 1, "whole": 12, "q1": "5"}
        {"unit": "a", "q1": "7", "q2": "1"}"#;
    let table = "Phiếu tháng 11;;;;;;\r\nUNIT;Part;late;whole;Q1;q2;khác\r\nXã Z;80;10;110;5;1;x\r\n\
                 commune a;7;1;12;5;;\r\na;;;;7;1;\r\n";
    fs::write(path("rows.CSV"), table).unwrap();
    fs::write(path("rows.ndjson"), documents).unwrap();
    let said = |file: &str| sipas(&["score", &path("form.json"), &path(file), "--by", "unit", "--json"], "");
    let (rows, documents) = (said("rows.CSV"), said("rows.ndjson"));
    assert_eq!(rows.out, documents.out);
    assert!(rows.out.contains(r#""responses":2"#) && rows.out.contains("not_a_choice"), "{}", rows.out);
    assert_eq!(rows.code, 1, "{}", rows.err);

    // The same as a page: every picture has its table, and nothing is fetched.
    let page = path("page.html");
    let language = ["--lang", "vi", "--min-group", "1", "--html", &page];
    sipas(&[&["score", &path("form.json"), &path("rows.CSV"), "--by", "unit"], &language[..]].concat(), "");
    let page = fs::read_to_string(&page).unwrap();
    for name in ["profile", "ranked", "levels"] {
        assert!(page.contains(&format!("data-picture=\"{name}\"")), "{name}: {page}");
    }
    assert_eq!(page.matches("<svg ").count(), page.matches("<caption ").count());
    assert!(page.contains("Số phiếu: 2") && page.contains("Số phiếu không được tính: 1"), "{page}");
    assert!(page.contains("Kết quả tham khảo") && page.contains(">66,67<"), "{page}");
    assert!(!page.contains("http://www.w3.org/1999/xlink") && !page.contains("src="), "{page}");

    for (content, code) in [
        ("unit;part;late;whole;q1\n", "table_missing"),
        ("unit;q1;q2;Q1\n", "table_twice"),
        ("x;y\nz;w\n", "table_no_question"),
        ("q1;q2\n\"5;1\n", "quote_open"),
        ("", "file_empty"),
    ] {
        fs::write(path("bad.csv"), content).unwrap();
        let said = sipas(&["score", &path("form.json"), &path("bad.csv"), "--json"], "");
        assert!(said.out.contains(&format!("\"code\":\"{code}\"")), "{code}: {} {}", said.out, said.err);
        assert_eq!(said.code, 1, "{code}");
    }
}
