//! Writes the seeds of every target into a folder, and the words that libFuzzer tries in between:
//! without a sanitizer it does not see what texts are compared with.

use std::{collections::BTreeSet, fs, path::Path};

use sipas_forms::{
    form::load,
    value::{Json, Ratio, object},
};
use sipas_forms_fuzz::committed::{Case, cases, definitions, faulty, table};

/// How many choices are left of a list: the 129 communes would be most of every seed.
const CHOICES: usize = 6;

/// What stands behind every text of a definition on a page: no page may repeat it as it is.
const HOSTILE: &str = "<script>'&lt;\"onclick=\"";

/// A definition whose members are its files, and itself every other.
const DATA: &str = r#"{"schema_version": 1, "form_id": "d", "version": "1", "title": "{{d.version}} {{d.tasks.I.1.id|name}}",
    "provenance": {"source": "{{d.form_id}}"}, "data": {"d": {"file": "d", "references": {"tasks.of": "tasks"}}},
    "choices": {"both": {"files": [{"file": "list", "columns": {"a": "{{d.version}}"}}]}, "one": {"file": "list"},
    "each": [{"for_each": "d.tasks", "template": [{"name": "{{id}}", "label": "{{of|words}}"}]}]},
    "survey": [{"for_each": "d.tasks", "where": {"of": "I.1b"}, "template": [{"type": "group", "name": "p_{{id|name}}",
    "label": "P", "children": [{"for_each": "d.tasks", "where": {"n": 1}, "template": [{"type": "integer",
    "name": "t_{{id|name}}", "label": "{{l}}", "min": "{{n}}", "relevant": "${t_{{id|name}}} > {{n}}"}]}]}]}],
    "list": {"choices": [{"name": "a", "label": "A", "columns": {"b": "x"}}]},
    "tasks": [{"id": "I.1", "of": ["I.1b"], "n": 1, "l": {"vi": "L"}}, {"id": "I.1b", "of": ["I.1"], "n": 2, "l": "M"}]}"#;

fn main() {
    let folder = std::env::args().nth(1).expect("usage: seeds FOLDER");
    let folder = Path::new(&folder);
    let mut given = BTreeSet::new();
    for case in cases() {
        collect(&case.answers, &mut given);
    }
    let definitions: Vec<(String, Json)> = definitions()
        .into_iter()
        .flat_map(|(name, json)| [(name.clone(), short(&json, &given)), (name, json)])
        .collect();
    let rows = expressions();

    let faulty = faulty();
    let texts = definitions.iter().map(|(_, json)| json).chain(&faulty).map(Json::to_text);
    write(folder, "definition", texts.chain([String::from(DATA)]));
    write(folder, "packed", definitions.iter().filter_map(|(_, json)| Some(load(json).ok()?.pack())));
    write(folder, "expression", rows.iter().cloned().chain(long()));
    write(folder, "evaluation", rows.iter().chain(&long()).map(|row| evaluation(row).to_text()));
    write(folder, "answers", cases().iter().map(|case| answers(case).to_text()));
    let pages = cases().into_iter().enumerate().filter_map(|(number, case)| {
        let (_, definition) = definitions.iter().find(|(name, _)| *name == case.form)?;
        let definition = hostile(definition);
        let reply = reply(number, &case);
        // What a host knows, or what a person answers.
        let key = if number % 3 == 0 { "filled" } else { "answers" };
        Some(object(vec![("definition", definition), (key, case.answers), ("reply", reply)]).to_text())
    });
    write(folder, "page", pages);

    let mut words = BTreeSet::new();
    let data = sipas_forms_fuzz::read(DATA.as_bytes()).expect("DATA is JSON");
    for json in definitions.iter().map(|(_, json)| json).chain([&data]) {
        collect(json, &mut words);
    }
    words.extend(rows.iter().flat_map(|row| row.split_inclusive(['(', ' ', ',', ')'])).map(String::from));
    words.extend(["<script>", "&lt;", "\" onclick=\"", "~0", "~1"].map(String::from));
    let is_word = |word: &String| word.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && word.len() <= 24;
    let quoted = |word: &String| format!("\"{}\"\n", word.replace('\\', "\\\\").replace('"', "\\\""));
    let lines: String = words.iter().filter(|word| is_word(word)).map(quoted).collect();
    fs::write(folder.join("words"), lines).unwrap_or_else(|error| panic!("words: {error}"));
}

fn write(folder: &Path, target: &str, seeds: impl Iterator<Item = impl AsRef<[u8]>>) {
    let folder = folder.join(target);
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{target}: {error}"));
    for (number, seed) in seeds.enumerate() {
        fs::write(folder.join(format!("{number:04}")), seed).unwrap_or_else(|error| panic!("{target}: {error}"));
    }
}

/// The expressions of the case file.
fn expressions() -> Vec<String> {
    table("tests/cases/expressions.csv").iter().filter_map(|row| row.get(1).map(String::from)).collect()
}

/// Expressions about as long and as deep as one may be: chance would not write them in a minute.
fn long() -> Vec<String> {
    let nested = |open: &str, depth: usize, close: &str| [&open.repeat(depth), "1", &close.repeat(depth)].concat();
    vec![
        nested("(", 31, ")"),
        nested("-", 31, ""),
        nested("abs(", 31, ")"),
        nested("(1+", 31, ")"),
        nested("1-", 256, ""),
        nested("coalesce(1,", 31, ")"),
        nested("(", 2047, ")"),
        nested("1+", 2047, ""),
        nested("not(", 1000, ")"),
        format!("'{}'", "x".repeat(4094)),
        format!("concat({})", vec!["${long}"; 500].join(",")),
    ]
}

fn evaluation(expression: &str) -> Json {
    let answers = object(vec![
        ("n", Ratio::integer(7).into()),
        ("d", Ratio::parse("98.5").into()),
        ("t", "Hệ".into()),
        ("day", "2024-02-29".into()),
        ("one", "a".into()),
        ("some", ["a", "khac"].into_iter().collect()),
        ("level", "2".into()),
        ("yes", true.into()),
    ]);
    object(vec![("expression", expression.into()), ("today", "2025-07-30".into()), ("answers", answers)])
}

fn answers(case: &Case) -> Json {
    object(vec![("form", case.form.as_str().into()), ("today", case.today.clone()), ("answers", case.answers.clone())])
}

/// The definition with the first of its choices and those that are `given` somewhere.
fn short(definition: &Json, given: &BTreeSet<String>) -> Json {
    let mut short = definition.clone();
    let lists = definition.get("choices").map_or(&[][..], Json::entries);
    let is_given = |choice: &Json| choice.get("name").and_then(Json::as_text).is_some_and(|name| given.contains(name));
    let cut = |(name, list): &(String, Json)| {
        let choices = list.elements().iter().enumerate();
        let kept = choices.filter(|(index, choice)| *index < CHOICES || is_given(choice));
        (name.clone(), Json::Array(kept.map(|(_, choice)| choice.clone()).collect()))
    };
    short.insert("choices", Json::Object(lists.iter().map(cut).collect()));
    short
}

/// One of the replies that a server may give.
fn reply(number: usize, case: &Case) -> Json {
    let name = case.answers.entries().first().map_or("", |(name, _)| name.as_str());
    let (status, body) = match number % 4 {
        0 => (
            422,
            object(vec![(
                "errors",
                [object(vec![("pointer", name.into()), ("detail", HOSTILE.into())])].into_iter().collect(),
            )]),
        ),
        1 => (400, object(vec![("errors", object(vec![(name, [HOSTILE].into_iter().collect())]))])),
        2 => (503, Json::Null),
        _ => (201, object(vec![("receipt", HOSTILE.into())])),
    };
    object(vec![("status", Ratio::integer(status).into()), ("body", body)])
}

/// The definition with [`HOSTILE`] in every text that is shown.
fn hostile(json: &Json) -> Json {
    const SHOWN: [&str; 12] = [
        "title",
        "description",
        "source",
        "verified",
        "note",
        "label",
        "hint",
        "required_message",
        "constraint_message",
        "warning_message",
        "vi",
        "en",
    ];
    let marked = |(key, value): &(String, Json)| {
        let marked = match value.as_text().filter(|_| SHOWN.contains(&key.as_str())) {
            Some(text) => Json::Text([text, HOSTILE].concat()),
            None => hostile(value),
        };
        (key.clone(), marked)
    };
    match json {
        Json::Array(elements) => elements.iter().map(hostile).collect(),
        Json::Object(entries) => Json::Object(entries.iter().map(marked).collect()),
        other => other.clone(),
    }
}

/// The keys and the texts of a document.
fn collect(json: &Json, words: &mut BTreeSet<String>) {
    words.extend(json.as_text().map(String::from));
    json.elements().iter().for_each(|element| collect(element, words));
    for (key, value) in json.entries() {
        words.insert(key.clone());
        collect(value, words);
    }
}
