//! The JSON Schema (2020-12) of a form's submissions, for backends in any language.
//!
//! It says what an answer can be whatever else is answered: types, lists, bounds, lengths, rows.
//! What depends on other answers (relevance, constraints, filters, scores) is left to [`receive`]
//! and its peers. So every submission that is sent and accepted is valid under the schema, and what
//! the schema refuses is refused.
//!
//! Two things it relies on, which hold of whatever this project's element sends: an empty answer is
//! left out (never `null`, `""` or `[]`, though the engine would take them as empty too), and texts
//! are composed (NFC), so that `maxLength` counts the same characters.
//!
//! It uses no `format` and no look-ahead: some validators refuse a format that they do not know,
//! and some languages' patterns have no look-ahead.
//!
//! [`receive`]: super::receive

use alloc::{format, string::String, vec, vec::Vec};

use super::SCHEMA;
use crate::{
    expression::{MAX_TEXT_BYTES, Type, Value},
    form::{Element, Form, Kind, MAX_ANSWER, Required},
    value::{Json, MAX_SAFE_INTEGER, Ratio, object},
};

/// A real date of the years 1 to 9999: months of 31, of 30 and of 28 days, then the leap days.
const DATE: &str = "(?:(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29)";
/// The time of a moment and its offset (RFC 3339).
const TIME: &str = "T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";
const UUID: &str = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
const LANGUAGE: &str = "^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$";

/// The schema of the submissions of `form`.
#[must_use]
pub fn schema(form: &Form) -> Json {
    let identity = &form.identity;
    let language = form.language("");
    object(vec![
        ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
        ("$id", format!("urn:sipas-forms:submission:{}", identity.hash).into()),
        ("title", form.title.get(language).into()),
        (
            "description",
            "A submission as it is sent: what was not asked or not answered is left out, texts are NFC. A valid one \
             may still break a rule that depends on other answers."
                .into(),
        ),
        ("type", "object".into()),
        (
            "properties",
            object(vec![
                ("schema", object(vec![("const", SCHEMA.into())])),
                (
                    "form",
                    closed(
                        vec![
                            ("id", object(vec![("const", identity.id.as_str().into())])),
                            ("version", object(vec![("const", identity.version.as_str().into())])),
                            ("hash", object(vec![("const", identity.hash.as_str().into())])),
                        ],
                        &["id", "version", "hash"],
                    ),
                ),
                ("submission_id", described(pattern(UUID), "A UUID; also the idempotency key.")),
                ("language", with(pattern(LANGUAGE), vec![("minLength", 2_u64.into()), ("maxLength", 16_u64.into())])),
                ("started_at", reference("moment")),
                ("completed_at", reference("moment")),
                ("answers", row(form, None, language)),
                (
                    "scores",
                    described(
                        array(reference("score"), vec![]),
                        "Computed by the client: a claim, to be computed again.",
                    ),
                ),
                (
                    "warnings",
                    described(
                        array(reference("warning"), vec![]),
                        "What the respondent was asked to look at again, as the client saw it.",
                    ),
                ),
            ]),
        ),
        ("required", names(&["schema", "form", "submission_id", "language", "started_at", "completed_at", "answers"])),
        ("additionalProperties", false.into()),
        ("$defs", definitions(form)),
    ])
}

/// What several places share: dates, moments, results, and the lists of choices.
fn definitions(form: &Form) -> Json {
    let level = |range: Vec<(&str, Json)>| with(object(vec![("type", "integer".into())]), range);
    let natural = || level(vec![("minimum", 0_u64.into())]);
    let text = || object(vec![("type", "string".into())]);
    let levels = object(vec![("type", "object".into()), ("additionalProperties", natural())]);
    let known = |names: &[&str]| object(vec![("enum", self::names(names))]);
    let any = || object(vec![("type", "number".into())]);
    let optional = || object(vec![("anyOf", [any(), object(vec![("type", "null".into())])].into_iter().collect())]);
    let count = |words: &str| described(natural(), words);
    let score = closed(
        vec![
            ("name", text()),
            ("method", known(&["top_box", "mean", "sum", "ratio", "points"])),
            ("top", array(level(vec![]), vec![])),
            ("rescale", known(&["max", "min_max"])),
            ("combine", known(&["pooled", "item_mean", "weighted", "sum"])),
            ("value", described(optional(), "Rounded once; null with nothing to count.")),
            ("numerator", described(optional(), "What counts towards it; null where no such number is.")),
            ("denominator", described(optional(), "Of how much.")),
            ("n", count("How many responses gave it something to count: here 0 or 1.")),
            ("max", described(any(), "The most points.")),
            ("levels", described(levels, "How often each choice of an item was chosen.")),
            ("parts", array(reference("score"), vec![])),
        ],
        &["name", "value", "numerator", "denominator", "n"],
    );
    let warning = closed(
        vec![
            ("path", described(text(), "A JSON Pointer into the answers: of a check, its first question.")),
            ("code", described(text(), "What is odd: warning or check.")),
            ("rule", described(text(), "The code of the rule, where the form gives one.")),
        ],
        &["path", "code"],
    );
    let mut entries = vec![
        (String::from("date"), pattern(&["^", DATE, "$"].concat())),
        (String::from("moment"), with(pattern(&["^", DATE, TIME, "$"].concat()), vec![("maxLength", 40_u64.into())])),
        (String::from("score"), score),
        (String::from("warning"), warning),
    ];
    for list in &form.lists {
        let choices: Json = list.choices.iter().map(|choice| choice.name.as_str()).collect();
        entries.push((format!("choice_{}", list.name), object(vec![("enum", choices)])));
    }
    Json::Object(entries)
}

/// The answers of a row of `repeat`, or of the form.
fn row(form: &Form, repeat: Option<usize>, language: &str) -> Json {
    let mut properties = Vec::new();
    let mut required: Vec<&str> = Vec::new();
    for (index, element) in form.elements.iter().enumerate().filter(|(_, element)| element.repeat == repeat) {
        let Some(mut answer) = answer(form, index, element, language) else { continue };
        if !element.label.is_empty() {
            answer.insert("title", element.label.get(language).into());
        }
        properties.push((element.name.as_str(), answer));
        if is_always_there(form, index, element) {
            required.push(&element.name);
        }
    }
    closed(properties, &required)
}

/// What an answer of this element can be; `None` for what has none.
fn answer(form: &Form, index: usize, element: &Element, language: &str) -> Option<Json> {
    if element.kind.is_repeat() {
        let rows = vec![("minItems", element.min_rows.max(1).into()), ("maxItems", element.max_rows.into())];
        return Some(array(row(form, Some(index), language), rows));
    }
    let kind = element.kind.answer_type()?;
    // What is kept is sent unjudged while it is not asked.
    let judged = !(element.keep && is_conditional(form, index, None));
    Some(match (element.kind, kind) {
        (Kind::Acknowledge, _) => object(vec![("const", true.into())]),
        (Kind::Text | Kind::Hidden, _) => {
            let shortest = element.min_length.filter(|_| judged).unwrap_or_default().max(1);
            let longest = element.max_length.unwrap_or(MAX_ANSWER as u64);
            let longest = judged.then(|| ("maxLength", Json::from(longest)));
            let lengths = [("minLength", Json::from(shortest))].into_iter().chain(longest).collect();
            with(object(vec![("type", "string".into())]), lengths)
        }
        (Kind::Rank(list), _) => {
            let all = form.lists.get(list).map_or(0, |list| list.choices.len());
            let least = if judged { all } else { 1 };
            set(form, list, least)
        }
        (Kind::Integer | Kind::Decimal | Kind::Range(_), kind) => {
            number(kind, bound(element.min.as_ref(), judged), bound(element.max.as_ref(), judged))
        }
        // A date's bounds are no part of it: no keyword of JSON Schema compares dates.
        (_, kind) => typed(form, kind),
    })
}

/// What a value of a type can be.
fn typed(form: &Form, kind: Type) -> Json {
    let list = |list: usize| form.lists.get(list).map_or("", |list| list.name.as_str());
    match kind {
        Type::Boolean => object(vec![("type", "boolean".into())]),
        Type::Integer | Type::Decimal => number(kind, None, None),
        Type::Text => with(
            object(vec![("type", "string".into())]),
            vec![("minLength", 1_u64.into()), ("maxLength", MAX_TEXT_BYTES.into())],
        ),
        Type::Date => reference("date"),
        Type::Choice(index) => reference(&["choice_", list(index)].concat()),
        Type::Choices(index) => set(form, index, 1),
    }
}

/// Names of a list, each once.
fn set(form: &Form, list: usize, least: usize) -> Json {
    let Some(list) = form.lists.get(list) else { return object(Vec::new()) };
    let items = reference(&["choice_", &list.name].concat());
    let all = list.choices.len();
    array(items, vec![("minItems", least.into()), ("maxItems", all.into()), ("uniqueItems", true.into())])
}

/// A number that JSON readers of every language hold. That it has at most six decimals is not said:
/// `multipleOf` 0.000001 divides binary fractions, and validators then refuse 1.1.
fn number(kind: Type, min: Option<Ratio>, max: Option<Ratio>) -> Json {
    let name = if kind == Type::Integer { "integer" } else { "number" };
    let most = Ratio::integer(MAX_SAFE_INTEGER);
    let least = Ratio::integer(MAX_SAFE_INTEGER.saturating_neg());
    object(vec![
        ("type", name.into()),
        ("minimum", min.unwrap_or(least).into()),
        ("maximum", max.unwrap_or(most).into()),
    ])
}

fn bound(bound: Option<&Value>, judged: bool) -> Option<Ratio> {
    if let Some(Value::Number(number)) = bound.filter(|_| judged) { Some(*number) } else { None }
}

/// Whether an element may be not relevant while the repeat `within` (or the form) is.
fn is_conditional(form: &Form, index: usize, within: Option<usize>) -> bool {
    let mut next = Some(index);
    while let Some(element) = next.filter(|index| Some(*index) != within).and_then(|index| form.element(index)) {
        if element.relevant.is_some() {
            return true;
        }
        next = element.parent;
    }
    false
}

/// Whether every accepted row has an answer of this element: it must be given, and nothing takes it
/// away.
fn is_always_there(form: &Form, index: usize, element: &Element) -> bool {
    let needed = match element.kind {
        Kind::Repeat => element.min_rows > 0,
        kind => kind.is_asked() && matches!(element.required, Required::Constant(true)),
    };
    needed && !is_conditional(form, index, element.repeat)
}

fn names(names: &[&str]) -> Json {
    names.iter().copied().collect()
}

fn reference(name: &str) -> Json {
    object(vec![("$ref", ["#/$defs/", name].concat().into())])
}

fn pattern(pattern: &str) -> Json {
    object(vec![("type", "string".into()), ("pattern", pattern.into())])
}

fn array(items: Json, more: Vec<(&str, Json)>) -> Json {
    with(object(vec![("type", "array".into()), ("items", items)]), more)
}

/// An object of these properties and no other.
fn closed(properties: Vec<(&str, Json)>, required: &[&str]) -> Json {
    object(vec![
        ("type", "object".into()),
        ("properties", object(properties)),
        ("required", names(required)),
        ("additionalProperties", false.into()),
    ])
}

fn with(mut json: Json, more: Vec<(&str, Json)>) -> Json {
    for (key, value) in more {
        json.insert(key, value);
    }
    json
}

fn described(json: Json, description: &str) -> Json {
    with(json, vec![("description", description.into())])
}
