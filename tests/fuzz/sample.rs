//! The names that the rows of `tests/cases/expressions.csv` use, with their types, and answers to
//! them out of a document.

use sipas_forms::{
    expression::{Answers, Found, MAX_TEXT_BYTES, Names, Type, Value},
    value::{Date, Json, Ratio},
};

/// The names and their types; a name's identifier is its place here.
pub const NAMES: [(&str, Type); 14] = [
    ("n", Type::Integer),
    ("d", Type::Decimal),
    ("none", Type::Integer),
    ("t", Type::Text),
    ("long", Type::Text),
    ("blank", Type::Text),
    ("day", Type::Date),
    ("no_day", Type::Date),
    ("one", Type::Choice(0)),
    ("no_one", Type::Choice(0)),
    ("some", Type::Choices(0)),
    ("no_some", Type::Choices(0)),
    ("level", Type::Choice(1)),
    ("yes", Type::Boolean),
];

/// The names that have an answer in each of three rows; their identifiers follow those of [`NAMES`].
const MANY: [(&str, Option<Type>); 4] =
    [("row", None), ("row_n", Some(Type::Integer)), ("row_t", Some(Type::Text)), ("row_none", Some(Type::Integer))];

const LISTS: [[&str; 3]; 2] = [["a", "b", "khac"], ["1", "2", "3"]];

/// The names as an expression is checked against them.
pub struct Sample;

impl Names for Sample {
    fn resolve(&self, name: &str) -> Option<Found> {
        if let Some(id) = NAMES.iter().position(|(known, _)| *known == name) {
            return Some(Found { id, kind: Some(NAMES[id].1), many: false });
        }
        let id = MANY.iter().position(|(known, _)| *known == name)?;
        Some(Found { id: NAMES.len() + id, kind: MANY[id].1, many: true })
    }

    fn in_row(&self) -> bool {
        true
    }

    fn may_keep(&self) -> bool {
        true
    }

    fn is_numeric(&self, list: usize) -> bool {
        LISTS[list].iter().all(|name| Ratio::parse(name).is_some())
    }

    fn has_column(&self, name: &str) -> bool {
        name == "province"
    }

    fn is_list(&self, list: usize, name: &str) -> bool {
        list == 0 && name == "abc"
    }

    fn list_has_column(&self, _: usize, name: &str) -> bool {
        name == "due"
    }

    fn this(&self) -> Option<Type> {
        Some(Type::Integer)
    }

    fn has_choice(&self, list: usize, name: &str) -> bool {
        LISTS[list].contains(&name)
    }
}

/// One respondent's answers to the sample's names.
pub struct Given {
    values: Vec<Option<Value>>,
    today: Option<Date>,
}

impl Given {
    /// The answers in `{"today": "2025-07-30", "answers": {"n": 7, …}}`; what is no answer of its
    /// name's type is empty.
    #[must_use]
    pub fn new(json: &Json) -> Self {
        let value = |(name, kind): &(&str, Type)| {
            let json = json.get("answers").and_then(|answers| answers.get(name));
            // So long that two of them are beyond what a text may be: no document should carry it.
            if *name == "long" { Some(Value::Text("x".repeat(60_000))) } else { answer(*kind, json?) }
        };
        let today = json.get("today").and_then(Json::as_text).and_then(Date::parse_iso);
        Self { values: NAMES.iter().map(value).collect(), today }
    }
}

impl Answers for Given {
    fn answer(&self, id: usize) -> Option<&Value> {
        self.values[id].as_ref()
    }

    fn each(&self, id: usize) -> Vec<Option<&Value>> {
        match id - NAMES.len() {
            1 => vec![self.answer(0), None, self.answer(2)],
            2 => vec![self.answer(3), None, self.answer(3)],
            _ => vec![None, None, None],
        }
    }

    fn this(&self) -> Option<&Value> {
        self.answer(0)
    }

    fn column(&self, name: &str) -> Option<&str> {
        (name == "province").then_some("37")
    }

    fn position(&self) -> Option<usize> {
        Some(2)
    }

    fn now(&self) -> Option<&str> {
        Some("2025-07-30T08:15:00+07:00")
    }

    fn choice_column(&self, _: usize, name: &str, _: &str) -> Option<&str> {
        (name == "a").then_some("2025-07-30")
    }

    fn choice_label(&self, list: usize, name: &str) -> Option<String> {
        LISTS[list].contains(&name).then(|| format!("Nhãn {name}"))
    }

    fn today(&self) -> Option<Date> {
        self.today
    }
}

fn answer(kind: Type, json: &Json) -> Option<Value> {
    let value = match kind {
        Type::Boolean => Value::Boolean(*json == Json::Bool(true)),
        Type::Integer | Type::Decimal => Value::Number(json.as_number()?),
        Type::Text | Type::Choice(_) => Value::Text(json.as_text()?.to_string()),
        Type::Date => Value::Date(Date::parse_iso(json.as_text()?)?),
        Type::Choices(list) => {
            let chosen = |name: &&str| json.elements().iter().any(|json| json.as_text() == Some(name));
            Value::Names(LISTS[list].into_iter().filter(chosen).map(String::from).collect())
        }
    };
    is_of(&value, kind).then_some(value)
}

/// Whether a value is one of this static type, as every answer and every result must be.
#[must_use]
pub fn is_of(value: &Value, kind: Type) -> bool {
    match (kind, value) {
        (Type::Boolean, Value::Boolean(_)) | (Type::Decimal, Value::Number(_)) | (Type::Date, Value::Date(_)) => true,
        (Type::Integer, Value::Number(number)) => number.to_integer().is_some(),
        (Type::Text, Value::Text(text)) => !text.is_empty() && text.len() <= MAX_TEXT_BYTES,
        (Type::Choice(list), Value::Text(name)) => LISTS[list].contains(&name.as_str()),
        (Type::Choices(list), Value::Names(names)) => {
            !names.is_empty() && names.iter().all(|name| LISTS[list].contains(&name.as_str()))
        }
        _ => false,
    }
}
