//! The names that `--set` gives, each typed by the JSON of its answer.

use sipas_forms::{
    entry::Surroundings,
    expression::{Answers, Found, Names, Type, Value},
    value::{Date, Json, Ratio},
};

use super::Scope;
use crate::failure::Failure;

/// Answers without a form. The identifier of a name is its place here, and so is that of the list
/// that its choices are from.
pub struct Given {
    names: Vec<Named>,
    this: Option<Typed>,
    surroundings: Surroundings,
}

/// One name: a question, a repeat, or a question of a repeat.
struct Named {
    name: String,
    /// The type of its answers; `None` for a repeat.
    kind: Option<Type>,
    many: bool,
    /// Its answer, or one for each row; of a repeat, an empty one for each.
    values: Vec<Option<Value>>,
}

type Typed = (Type, Option<Value>);

/// What a JSON value is, as the answer of the name with the identifier `id`.
fn typed(json: &Json, id: usize) -> Result<Typed, &'static str> {
    Ok(match json {
        Json::Null => (Type::Integer, None),
        Json::Bool(truth) => (Type::Boolean, Some(Value::Boolean(*truth))),
        Json::Number(number) => {
            let kind = if number.to_integer().is_some() { Type::Integer } else { Type::Decimal };
            (kind, Some(Value::Number(*number)))
        }
        Json::Inexact => return Err("a number has at most 15 digits and 6 decimals"),
        Json::Text(text) => match Date::parse_iso(text) {
            Some(date) => (Type::Date, Some(Value::Date(date))),
            None => (Type::Text, (!text.is_empty()).then(|| Value::Text(text.clone()))),
        },
        Json::Array(names) => {
            let mut chosen: Vec<String> = Vec::new();
            for name in names {
                let name = name.as_text().ok_or("an array holds texts (a set of choices) or objects (a repeat)")?;
                if chosen.iter().any(|known| known == name) {
                    return Err("a choice is given twice");
                }
                chosen.push(String::from(name));
            }
            (Type::Choices(id), (!chosen.is_empty()).then_some(Value::Names(chosen)))
        }
        Json::Object(_) => return Err("an object stands only in an array, as a row of a repeat"),
    })
}

/// The type that answers of both types have.
fn common(left: Type, right: Type) -> Option<Type> {
    match (left, right) {
        _ if left == right => Some(left),
        (Type::Integer, Type::Decimal) | (Type::Decimal, Type::Integer) => Some(Type::Decimal),
        // A text that is written as a date is a text all the same.
        (Type::Text, Type::Date) | (Type::Date, Type::Text) => Some(Type::Text),
        _ => None,
    }
}

impl Given {
    /// Types what was set.
    ///
    /// # Errors
    /// A value that can be no answer, a name that is given twice.
    pub fn new(set: &[(String, Json)], this: Option<&Json>, surroundings: Surroundings) -> Result<Self, Failure> {
        let wrong = |name: &str, why: &str| Failure::Usage(format!("{name}: {why}"));
        let mut given = Self { names: Vec::new(), this: None, surroundings };
        for (name, json) in set {
            let rows = json.elements();
            if rows.iter().any(|row| matches!(row, Json::Object(_))) {
                given.repeat(name, rows).map_err(|why| wrong(name, why))?;
            } else {
                let (kind, value) = typed(json, given.names.len()).map_err(|why| wrong(name, why))?;
                given.add(name, Some(kind), false, vec![value]).map_err(|why| wrong(name, why))?;
            }
        }
        let this = this.map(|json| typed(json, usize::MAX).map_err(|why| wrong("--this", why)));
        given.this = this.transpose()?;
        Ok(given)
    }

    fn add(
        &mut self,
        name: &str,
        kind: Option<Type>,
        many: bool,
        values: Vec<Option<Value>>,
    ) -> Result<(), &'static str> {
        if self.names.iter().any(|known| known.name == name) {
            return Err("the name is given twice");
        }
        self.names.push(Named { name: String::from(name), kind, many, values });
        Ok(())
    }

    /// A repeat, and each name of its rows with an answer in every row.
    fn repeat(&mut self, name: &str, rows: &[Json]) -> Result<(), &'static str> {
        if !rows.iter().all(|row| matches!(row, Json::Object(_))) {
            return Err("an array holds texts (a set of choices) or objects (a repeat)");
        }
        self.add(name, None, true, vec![None; rows.len()])?;
        let mut columns: Vec<&str> = Vec::new();
        for (column, _) in rows.iter().flat_map(Json::entries) {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
        for column in columns {
            let id = self.names.len();
            let mut kind: Option<Type> = None;
            let mut values = Vec::new();
            for json in rows.iter().map(|row| row.get(column).unwrap_or(&Json::Null)) {
                let (own, value) = typed(json, id)?;
                if *json != Json::Null {
                    let both = kind.map_or(Some(own), |kind| common(kind, own));
                    kind = Some(both.ok_or("its rows give a name answers of different types")?);
                }
                values.push(value);
            }
            if kind == Some(Type::Text) {
                values = values.into_iter().map(|value| value.map(as_text)).collect();
            }
            self.add(column, Some(kind.unwrap_or(Type::Integer)), true, values)?;
        }
        Ok(())
    }

    fn find(&self, id: usize) -> Option<&Named> {
        self.names.get(id)
    }
}

fn as_text(value: Value) -> Value {
    if let Value::Date(date) = value { Value::Text(date.to_iso()) } else { value }
}

impl Names for Given {
    fn resolve(&self, name: &str) -> Option<Found> {
        let id = self.names.iter().position(|known| known.name == name)?;
        self.find(id).map(|named| Found { id, kind: named.kind, many: named.many })
    }

    fn this(&self) -> Option<Type> {
        self.this.as_ref().map(|(kind, _)| *kind)
    }

    fn may_keep(&self) -> bool {
        true
    }

    fn in_row(&self) -> bool {
        false
    }

    fn has_choice(&self, _: usize, _: &str) -> bool {
        // Only what was chosen is known, not what else there was to choose from.
        true
    }

    fn is_numeric(&self, list: usize) -> bool {
        let this = self.this.as_ref().filter(|_| list == usize::MAX).map(|(_, value)| value);
        let values = self.find(list).into_iter().flat_map(|named| &named.values).chain(this);
        values.flatten().all(|value| match value {
            Value::Names(names) => names.iter().all(|name| Ratio::parse(name).is_some()),
            _ => false,
        })
    }

    fn has_column(&self, _: &str) -> bool {
        false
    }

    fn is_list(&self, _: usize, _: &str) -> bool {
        false
    }

    fn list_has_column(&self, _: usize, _: &str) -> bool {
        false
    }
}

impl Answers for Given {
    fn answer(&self, id: usize) -> Option<&Value> {
        self.find(id)?.values.first()?.as_ref()
    }

    fn each(&self, id: usize) -> Vec<Option<&Value>> {
        self.find(id).map_or_else(Vec::new, |named| named.values.iter().map(Option::as_ref).collect())
    }

    fn this(&self) -> Option<&Value> {
        self.this.as_ref()?.1.as_ref()
    }

    fn column(&self, _: &str) -> Option<&str> {
        None
    }

    fn position(&self) -> Option<usize> {
        None
    }

    fn today(&self) -> Option<Date> {
        self.surroundings.today
    }

    fn now(&self) -> Option<&str> {
        self.surroundings.now.as_deref()
    }

    fn choice_column(&self, _: usize, _: &str, _: &str) -> Option<&str> {
        None
    }

    fn choice_label(&self, _: usize, name: &str) -> Option<String> {
        // Without a form a choice has no other words than its name.
        Some(String::from(name))
    }
}

impl Scope for Given {
    fn known(&self) -> Vec<&str> {
        self.names.iter().map(|named| named.name.as_str()).collect()
    }
}
