use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::*;
use crate::form::{MAX_FAULTS, load};

const PLAN: &str = r#"{
    "number": "08/KH-UBND", "year": 2025, "final": true, "none": null, "odd": 1.5, "huge": 1e300,
    "braces": "{{number}}", "again": [{"for_each": "plan.tasks"}], "vi": {"title": "Kế hoạch"},
    "areas": [{"id": "I", "name": "Chỉ đạo"}, {"id": "II", "name": "Thể chế"}],
    "tasks": [
        {"id": "I.1", "area": "I", "title": {"vi": "Một", "en": "One"}, "lead": ["so_noi_vu"], "limit": 80, "open": true},
        {"id": "I.1b", "area": "I", "title": {"vi": "Hai", "en": "Two"}, "lead": ["xa", "so_noi_vu"], "limit": 20, "open": false},
        {"id": "II.1", "area": "II", "title": {"vi": "Ba", "en": "Three"}, "lead": [], "limit": null, "open": true}
    ],
    "agencies": [{"id": "so_noi_vu"}, {"id": "xa"}],
    "numbers": [1, 2], "texts": "x"
}"#;

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| unreachable!("{error}: {text}"))
}

fn read(plan: &str) -> impl Fn(&str) -> Result<Json, String> {
    move |file| match file {
        "plan.json" => Ok(json(plan)),
        "one.json" => Ok(json(
            r#"{"choices": [{"name": "a", "label": "A", "columns": {"kind": "x"}}, {"name": "b", "label": "B"}]}"#,
        )),
        "two.json" => Ok(json(r#"{"choices": [{"name": "c", "label": "C"}]}"#)),
        "empty.json" => Ok(json("{}")),
        _ => Err(String::from("no such file")),
    }
}

/// A definition of these members, with the plan, put together.
fn made_with(plan: &str, members: &str) -> Result<Bundled, Vec<Traced>> {
    let definition = json(&[r#"{"data": {"plan": {"file": "plan.json"}}, "#, members, "}"].concat());
    Bundled::new(&definition, &read(plan))
}

#[track_caller]
fn made(members: &str) -> String {
    made_with(PLAN, members).map_or_else(|faults| unreachable!("{faults:#?}"), |bundled| bundled.json.to_text())
}

/// What is told: the code, the place in the definition, and that in the file.
fn told_of(bundled: Result<Bundled, Vec<Traced>>) -> Vec<String> {
    let told = |traced: &Traced| {
        // Both languages have a sentence for it, with all that it names filled in.
        for language in ["vi", "en"] {
            let line = traced.to_line(language);
            assert!(line.contains(' ') && !line.contains("{name}") && !line.contains("{path}"), "{line}");
        }
        let source =
            traced.source.as_ref().map_or_else(String::new, |source| [" ", &source.file, "#", &source.place].concat());
        [traced.fault.code, " ", &traced.fault.place, &source].concat()
    };
    bundled.err().unwrap_or_default().iter().map(told).collect()
}

fn told(members: &str) -> Vec<String> {
    told_of(made_with(PLAN, members))
}

#[test]
fn a_text_that_is_a_path_becomes_the_value_and_in_a_text_its_words() {
    for (text, value) in [
        ("{{plan.number}}", r#""08/KH-UBND""#),
        ("{{ plan.year }}", "2025"),
        ("{{plan.none}}", "null"),
        ("{{plan.vi}}", r#"{"title":"Kế hoạch"}"#),
        ("{{plan.tasks.I.1.limit}}", "80"),
        ("{{plan.tasks.I.1b.limit}}", "20"),
        ("{{plan.tasks.II.1.lead}}", "[]"),
        ("{{plan.agencies}}", r#"[{"id":"so_noi_vu"},{"id":"xa"}]"#),
        ("Số {{plan.number}}, {{plan.year}}", r#""Số 08/KH-UBND, 2025""#),
        ("{{plan.odd}} {{plan.final}}", r#""1.5 true""#),
        ("{{plan.tasks.I.1b.id|name}}", r#""i_1b""#),
        ("{{plan.number|name}}", r#""08_kh_ubnd""#),
        ("{{plan.tasks.I.1b.lead | words}}", r#"" xa so_noi_vu ""#),
        ("{{plan.tasks.II.1.lead|words}}", r#"" ""#),
        ("${{{plan.tasks.I.1.id|name}}}", r#""${i_1}""#),
        ("{ } }} {a}", r#""{ } }} {a}""#),
    ] {
        assert_eq!(made(&[r#""title": ""#, text, "\""].concat()), [r#"{"title":"#, value, "}"].concat(), "{text}");
    }
}

#[test]
fn a_template_is_repeated_in_its_place() {
    let members = r#""survey": [1, {"for_each": "plan.areas", "template": [
        {"name": "{{id|name}}", "children": [
            {"for_each": "plan.tasks", "where": {"area": "{{id}}", "open": true}, "template": ["{{title.vi}}", "{{plan.year}}"]},
            "end of {{name}}"]}]}, 2],
        "items": [{"for_each": "plan.tasks", "where": {"lead": "so_noi_vu"}, "template": ["{{id}}"]}],
        "none": [{"for_each": "plan.tasks", "where": {"area": "III"}, "template": ["{{id}}"]}]"#;
    assert_eq!(
        made(members),
        r#"{"survey":[1,{"name":"i","children":["Một",2025,"end of Chỉ đạo"]},"#.to_string()
            + r#"{"name":"ii","children":["Ba",2025,"end of Thể chế"]},2],"items":["I.1","I.1b"],"none":[]}"#
    );
}

#[test]
fn lists_of_files_come_one_after_the_other_with_their_columns() {
    let members = r#""$schema": "s", "choices": {"own": [{"name": "z", "label": "{{plan.year}} Z"}], "one": {"file": "one.json"}, "both": {"files": [
        {"file": "one.json", "columns": {"kind": "y", "year": "{{plan.number}}"}}, {"file": "two.json", "columns": {"kind": ""}}]}}"#;
    assert_eq!(
        made(members),
        r#"{"choices":{"own":[{"name":"z","label":"2025 Z"}],"#.to_string()
            + r#""one":[{"name":"a","label":"A","columns":{"kind":"x"}},{"name":"b","label":"B"}],"#
            + r#""both":[{"name":"a","label":"A","columns":{"kind":"x","year":"08/KH-UBND"}},"#
            + r#"{"name":"b","label":"B","columns":{"kind":"y","year":"08/KH-UBND"}},{"name":"c","label":"C"}]}}"#
    );
}

#[test]
fn every_fault_is_told_with_its_two_places() {
    for (members, faults) in [
        (r#""a": "{{plan.nobody}}""#, &["data_unknown_name /a plan.json#"][..]),
        (r#""a": "{{other.x}}""#, &["data_unknown_name /a"]),
        (r#""a": "{{}}""#, &["data_unknown_name /a"]),
        (r#""a": "{{plan.number.x}}""#, &["data_unknown_name /a plan.json#/number"]),
        (r#""a": "{{plan.tasks.I.2.title}}""#, &["data_unknown_name /a plan.json#/tasks"]),
        (r#""a": "{{plan.tasks.I.1b.titel}}""#, &["data_unknown_name /a plan.json#/tasks/1"]),
        (r#""a": ["x", "{{plan.year"]"#, &["data_unclosed /a/1"]),
        (r#""a": "x {{plan.none}}""#, &["data_not_text /a plan.json#/none"]),
        (r#""a": "x {{plan.huge}}""#, &["data_not_text /a plan.json#/huge"]),
        (r#""a": "x {{plan.areas}}""#, &["data_not_text /a plan.json#/areas"]),
        (r#""a": "{{plan.texts|words}}""#, &["data_not_an_array /a plan.json#/texts"]),
        (r#""a": "{{plan.numbers|words}}""#, &["data_not_text /a plan.json#/numbers/0"]),
        (r#""a": "{{plan.number|nam}}""#, &["data_unknown_filter /a"]),
        (r#""a": "{{plan.braces}}""#, &["data_template /a plan.json#/braces"]),
        (r#""a": "x {{plan.braces}}""#, &["data_template /a plan.json#/braces"]),
        (r#""a": "{{plan.again}}""#, &["data_template /a plan.json#/again/0/for_each"]),
        (
            r#""a": [{"for_each": "plan.number", "template": []}]"#,
            &["data_not_an_array /a/0/for_each plan.json#/number"],
        ),
        (
            r#""a": [{"for_each": "plan.numbers", "template": []}]"#,
            &["data_not_an_object /a/0 plan.json#/numbers/0", "data_not_an_object /a/0 plan.json#/numbers/1"],
        ),
        (
            r#""a": [{"for_each": 1, "whre": {}}]"#,
            &[
                "definition_unknown_key /a/0/whre",
                "definition_missing_key /a/0/template",
                "definition_wrong_type /a/0/for_each",
            ],
        ),
        (
            r#""a": [{"for_each": "plan.areas", "where": {"aera": "I"}, "template": {}}]"#,
            &[
                "definition_wrong_type /a/0/template",
                "data_unknown_name /a/0/where/aera plan.json#/areas/0",
                "data_unknown_name /a/0/where/aera plan.json#/areas/1",
            ],
        ),
        (
            r#""a": [{"for_each": "plan.areas", "where": {"id": ["I"]}, "template": []}]"#,
            &["definition_wrong_type /a/0/where/id"],
        ),
        (r#""a": [{"for_each": "plan.areas", "where": "I", "template": []}]"#, &["definition_not_object /a/0/where"]),
        (
            r#""a": [{"for_each": "plan.areas", "template": ["x", {"b": "{{titel}}"}]}]"#,
            &[
                "data_unknown_name /a/0/template/1/b plan.json#/areas/0",
                "data_unknown_name /a/0/template/1/b plan.json#/areas/1",
            ],
        ),
        (r#""choices": {"a": {"file": "../one.json"}}"#, &["list_elsewhere /choices/a/file"]),
        (
            r#""choices": {"a": {"files": [{"file": "one.json"}, {"file": ".x"}]}}"#,
            &["list_elsewhere /choices/a/files/1/file"],
        ),
        (r#""choices": {"a": {"file": "gone.json"}}"#, &["data_unread /choices/a/file"]),
        (r#""choices": {"a": {"file": "empty.json"}}"#, &["list_without_choices /choices/a/file empty.json#"]),
        (r#""choices": {"a": {"files": "one.json"}}"#, &["definition_wrong_type /choices/a/files"]),
        (
            r#""choices": {"a": {"files": [{"fiel": "x"}], "file": 1}}"#,
            &[
                "definition_unknown_key /choices/a/file",
                "definition_unknown_key /choices/a/files/0/fiel",
                "definition_wrong_type /choices/a/files/0/file",
            ],
        ),
        (
            r#""choices": {"a": {"files": [{"file": "two.json", "columns": {"x": 1}}, {"file": "two.json", "columns": 1}]}}"#,
            &["definition_wrong_type /choices/a/files/0/columns/x", "definition_not_object /choices/a/files/1/columns"],
        ),
    ] {
        assert_eq!(told(members), faults, "{members}");
    }
}

#[test]
fn data_that_is_named_wrongly_is_told() {
    for (data, faults) in [
        ("1", &["definition_not_object /data"][..]),
        (r#"{"P": {"file": "plan.json"}}"#, &["definition_bad_name /data/P"]),
        (
            r#"{"p": {"fiel": "plan.json"}}"#,
            &["definition_unknown_key /data/p/fiel", "definition_missing_key /data/p/file"],
        ),
        (
            r#"{"p": {"file": 1, "references": 1}}"#,
            &["definition_wrong_type /data/p/file", "definition_not_object /data/p/references"],
        ),
        (r#"{"p": {"file": "a/plan.json"}}"#, &["data_elsewhere /data/p/file"]),
        (r#"{"p": {"file": ""}}"#, &["data_elsewhere /data/p/file"]),
        (r#"{"p": {"file": "gone.json"}}"#, &["data_unread /data/p/file"]),
    ] {
        let definition = json(&[r#"{"data": "#, data, "}"].concat());
        assert_eq!(told_of(Bundled::new(&definition, &read(PLAN))), faults, "{data}");
    }
    let many: Vec<String> =
        (0..300).map(|number| ["\"d", &digits(number), r#"": {"file": "f"#, &digits(number), "\"}"].concat()).collect();
    let definition = json(&[r#"{"data": {"#, &many.join(","), "}}"].concat());
    let all = |_: &str| Ok(Json::Null);
    assert_eq!(told_of(Bundled::new(&definition, &all)), ["definition_limit /data/d200/file"]);
}

#[test]
fn a_plan_that_was_edited_by_hand_is_told_by_its_items() {
    let members = r#""a": [{"for_each": "plan.tasks", "template": [{"name": "t_{{id|name}}", "label": "{{title}}", "relevant": "{{title.vi}} {{limit}}"}]}]"#;
    let changed = |from: &str, to: &str| {
        assert!(PLAN.contains(from), "{from}");
        told_of(made_with(&PLAN.replacen(from, to, 1).replace("\"limit\": null", "\"limit\": 1"), members))
    };
    assert_eq!(changed("\"number\"", "\"number\""), [""; 0]);
    assert_eq!(changed("\"id\": \"I.1b\"", "\"id\": \"I.1\""), ["data_duplicate /a/0/for_each plan.json#/tasks/1"]);
    assert_eq!(
        changed("\"id\": \"I.1b\"", "\"id\": \"i-1\""),
        ["data_duplicate /a/0/template/0/name plan.json#/tasks/1/id"]
    );
    assert_eq!(
        changed("\"id\": \"I.1b\"", "\"id\": \"–\""),
        ["data_bad_name /a/0/template/0/name plan.json#/tasks/1/id"]
    );
    assert_eq!(changed("\"id\": \"I.1b\", ", ""), ["data_unknown_name /a/0/template/0/name plan.json#/tasks/1"]);
    assert_eq!(
        changed("\"vi\": \"Hai\", ", ""),
        ["data_unknown_name /a/0/template/0/relevant plan.json#/tasks/1/title"]
    );
    assert_eq!(
        changed("\"limit\": 20", "\"limit\": {}"),
        ["data_not_text /a/0/template/0/relevant plan.json#/tasks/1/limit"]
    );
}

#[test]
fn what_must_be_an_id_is_looked_for() {
    let references = |references: &str, plan: &str| {
        let definition =
            json(&[r#"{"data": {"plan": {"file": "plan.json", "references": "#, references, "}}}"].concat());
        Bundled::new(&definition, &read(plan))
    };
    let good = r#"{"tasks.lead": "agencies", "tasks.area": "plan.areas"}"#;
    assert_eq!(told_of(references(good, PLAN)), [""; 0]);
    let wrong =
        references(good, &PLAN.replace("\"xa\", ", "\"so_noi_v\", ").replace("\"area\": \"II\"", "\"area\": 2"));
    let sentence = wrong.as_ref().err().and_then(|faults| Some(faults.first()?.to_line("vi"))).unwrap_or_default();
    assert_eq!(
        sentence,
        "/data/plan/references/tasks.lead, plan.json: /tasks/1/lead/0 (I.1b): \
        Không có mục nào có id “so_noi_v” trong agencies; có phải là “so_noi_vu”?"
    );
    assert_eq!(
        told_of(wrong),
        [
            "data_unknown_id /data/plan/references/tasks.lead plan.json#/tasks/1/lead/0",
            "data_not_text /data/plan/references/tasks.area plan.json#/tasks/2/area",
        ]
    );
    for (reference, fault) in [
        (r#"{"tasks.led": "agencies"}"#, "data_unknown_name /data/plan/references/tasks.led plan.json#/tasks/0"),
        (r#"{"tasks.lead": "agency"}"#, "data_unknown_name /data/plan/references/tasks.lead plan.json#"),
        (r#"{"tasks.lead": "number"}"#, "data_not_an_array /data/plan/references/tasks.lead plan.json#/number"),
        (r#"{"tasks.lead": 1}"#, "definition_wrong_type /data/plan/references/tasks.lead"),
    ] {
        assert_eq!(told_of(references(reference, PLAN)).first().map(String::as_str), Some(fault));
    }
}

#[test]
fn what_loading_finds_is_told_where_it_was_written() {
    let definition = json(
        r#"{"schema_version": 1, "form_id": "f", "version": "1", "title": {"vi": "{{plan.number}}"}, "provenance": {"source": "{{plan.year}}"},
        "data": {"plan": {"file": "plan.json"}},
        "choices": {"a": {"file": "one.json"}, "b": {"files": [{"file": "two.json", "columns": {"BAD": "x"}}, {"file": "two.json"}]}},
        "survey": [{"for_each": "plan.areas", "template": [{"type": "group", "name": "{{id|name}}", "label": "{{name}}", "children": [
            {"for_each": "plan.tasks", "where": {"area": "{{id}}"}, "template": [
                {"type": "decimal", "name": "t_{{id|name}}", "label": "{{title.vi}}", "min": "{{limit}}", "relevant": "${{{lead|words}}} > 0"},
                {"type": "text", "name": "n_{{id|name}}", "lable": "x"}]}]}]},
            {"type": "group", "name": "last", "label": "Last", "colour": "red", "children": []}]}"#,
    );
    let bundled = Bundled::new(&definition, &read(PLAN)).unwrap_or_else(|faults| unreachable!("{faults:#?}"));
    let faults = load(&bundled.json).err().unwrap_or_default();
    let told = told_of(Err(faults.into_iter().map(|fault| bundled.trace(fault)).collect()));
    for fault in [
        "definition_wrong_type /provenance/source plan.json#/year",
        "definition_bad_name /choices/b/files/0/columns/BAD",
        "definition_duplicate_name /choices/b",
        "definition_wrong_type /survey/0/template/0/children/0/template/0/min plan.json#/tasks/2/limit",
        "expression_unknown_name /survey/0/template/0/children/0/template/0/relevant plan.json#/tasks/1/lead",
        "definition_unknown_key /survey/0/template/0/children/0/template/1/lable plan.json#/tasks/0",
        "definition_missing_key /survey/0/template/0/children/0/template/1/label plan.json#/tasks/2",
        "definition_unknown_key /survey/1/colour",
    ] {
        assert!(told.iter().any(|told| told == fault), "{fault}: {told:#?}");
    }
}

#[test]
fn a_fault_is_told_with_the_id_of_its_item() {
    let bundled = made_with(PLAN, r#""a": [{"for_each": "plan.tasks", "template": ["x {{limit}}"]}]"#);
    let fault = bundled.err().and_then(|faults| faults.into_iter().next());
    let fault = fault.map(|fault| (fault.to_line("en"), fault.to_json("en").to_text())).unwrap_or_default();
    assert_eq!(
        fault.0,
        "/a/0/template/0, plan.json: /tasks/2/limit (II.1): limit must be a text, a number, true or false to stand in a text."
    );
    assert!(
        fault.1.ends_with(r#","source":{"file":"plan.json","place":"/tasks/2/limit","id":"II.1"}}"#),
        "{}",
        fault.1
    );
}

#[test]
fn what_is_put_together_stays_as_it_is() {
    let members = r#""a": [{"for_each": "plan.tasks", "template": [{"b": "{{title}}"}]}], "choices": {"a": {"file": "one.json"}}"#;
    let once = made(members);
    assert_eq!(bundle(&json(&once), &|file| Err(String::from(file))).map(|json| json.to_text()), Ok(once));
    for text in ["null", "[{\"for_each\": 1}]", "\"{{x}}\""] {
        assert_eq!(bundle(&json(text), &read(PLAN)), Ok(json(text)));
    }
}

#[test]
fn a_few_lines_cannot_become_millions() {
    let nested = |depth: usize, inner: &str, filter: &str| {
        let mut text = String::from(inner);
        for _ in 0..depth {
            text = [r#"{"for_each": "plan.many", "where": {"#, filter, r#"}, "template": ["#, &text, "]}"].concat();
        }
        [r#""a": ["#, &text, "]"].concat()
    };
    let items: Vec<String> = (0..1000).map(|id| [r#"{"id": "x"#, &digits(id), r#"", "one": "1"}"#].concat()).collect();
    let long = "x".repeat(100_000);
    let plan = [r#"{"long": ""#, &long, r#"", "many": ["#, &items.join(","), "]}"].concat();
    let first = |members: &str| told_of(made_with(&plan, members)).into_iter().next().unwrap_or_default();
    let starts = |members: &str, code: &str| {
        let told = first(members);
        assert!(told.starts_with(code), "{told}");
    };
    // Much that is made, much that is looked at in vain, long texts in a text, one value many times.
    starts(&nested(6, "1", ""), "data_too_large ");
    starts(&nested(6, "1", r#""one": "2""#).replacen("\"2\"", "\"1\"", 5), "data_too_many ");
    starts(&[r#""a": ""#, &"{{plan.long}} ".repeat(20), "\""].concat(), "data_too_large /a");
    starts(&[r#""a": ["#, &["\"{{plan.long}}\""; 20].join(","), "]"].concat(), "data_too_large /a/10");
    // Each is told that it has no such name: no more than so many.
    assert_eq!(told_of(made_with(&plan, &nested(1, "\"{{two}}\"", ""))).len(), MAX_FAULTS);
}

#[test]
fn what_nests_too_deeply_is_refused() {
    let deep = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    let plan = [r#"{"deep": "#, &deep(30), "}"].concat();
    let inside = |depth: usize| [r#""a": "#, &"[".repeat(depth), "\"{{plan.deep}}\"", &"]".repeat(depth)].concat();
    assert!(made_with(&plan, &inside(1)).is_ok());
    let told = told_of(made_with(&plan, &inside(2)));
    assert!(told.first().is_some_and(|told| told.starts_with("data_too_deep /a/0/0 plan.json#/deep/0")), "{told:?}");
    // A tree that no reader gives.
    let mut tree = Json::Null;
    for _ in 0..1000 {
        tree = Json::Array(Vec::from([tree]));
    }
    let definition = Json::Object(Vec::from([(String::from("a"), tree)]));
    assert_eq!(bundle(&definition, &read(PLAN)).err().map(|faults| faults.len()), Some(1));
}
