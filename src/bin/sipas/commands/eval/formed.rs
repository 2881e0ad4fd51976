//! The names of a form with one respondent's answers, as an expression outside all repeats sees
//! them.

use std::{path::Path, sync::Arc};

use sipas_forms::{
    entry::{Entry, Surroundings},
    expression::{Answers, Found, Names, Type, Value},
    form::{At, Form, Kind},
    value::{Date, Json, Ratio},
};

use super::{Scope, given::Given};
use crate::{failure::Failure, files::read_definition};

/// What is wrong with an answer whatever else is answered: an expression would find nothing there.
const NO_ANSWER: [&str; 8] = [
    "wrong_type",
    "not_a_choice",
    "not_an_integer",
    "too_precise",
    "not_a_date",
    "control_character",
    "too_many_rows",
    "unknown_question",
];

/// A form and what is answered.
pub struct Formed {
    form: Arc<Form>,
    entry: Entry,
    surroundings: Surroundings,
    /// The answer that `.` reads: it belongs to no question.
    this: Given,
}

impl Formed {
    /// Reads the form and fills it.
    ///
    /// # Errors
    /// A definition that does not load; an answer that its question cannot take.
    pub fn read(
        form: &Path,
        set: &[(String, Json)],
        this: Option<&Json>,
        surroundings: Surroundings,
    ) -> Result<Self, Failure> {
        let form = Arc::new(read_definition(form)?.form);
        let mut answers = Json::Object(Vec::new());
        for (name, json) in set {
            if answers.get(name).is_some() {
                return Err(Failure::Usage(format!("{name}: the name is given twice")));
            }
            answers.insert(name, json.clone());
        }
        let entry = Entry::from_answers(Arc::clone(&form), surroundings.clone(), &answers);
        if let Some(issue) = entry.issues().iter().find(|issue| NO_ANSWER.contains(&issue.code)) {
            let words = issue.message(&form, &surroundings.language);
            return Err(Failure::Usage(format!("{}: {words} [{}]", issue.path, issue.code)));
        }
        let this = Given::new(&[], this, surroundings.clone())?;
        Ok(Self { form, entry, surroundings, this })
    }
}

impl Names for Formed {
    fn resolve(&self, name: &str) -> Option<Found> {
        let id = self.form.find(name)?;
        let element = self.form.element(id)?;
        if element.kind == Kind::Repeat {
            return Some(Found { id, kind: None, many: true });
        }
        element.kind.answer_type().map(|kind| Found { id, kind: Some(kind), many: element.repeat.is_some() })
    }

    fn this(&self) -> Option<Type> {
        Names::this(&self.this)
    }

    fn may_keep(&self) -> bool {
        true
    }

    fn in_row(&self) -> bool {
        false
    }

    fn has_choice(&self, list: usize, name: &str) -> bool {
        self.form.lists.get(list).is_none_or(|list| list.find(name).is_some())
    }

    fn is_numeric(&self, list: usize) -> bool {
        match self.form.lists.get(list) {
            Some(list) => list.choices.iter().all(|choice| Ratio::parse(&choice.name).is_some()),
            None => self.this.is_numeric(list),
        }
    }

    fn has_column(&self, _: &str) -> bool {
        false
    }

    fn is_list(&self, list: usize, name: &str) -> bool {
        self.form.lists.get(list).is_some_and(|list| list.name == name)
    }

    fn list_has_column(&self, list: usize, name: &str) -> bool {
        self.form.lists.get(list).is_some_and(|list| list.has_column(name))
    }
}

impl Answers for Formed {
    fn answer(&self, id: usize) -> Option<&Value> {
        self.entry.value(At::from(id))
    }

    fn each(&self, id: usize) -> Vec<Option<&Value>> {
        let mut found = Vec::new();
        let Some(element) = self.form.element(id) else { return found };
        for at in self.entry.instances(id) {
            if element.kind == Kind::Repeat {
                let rows = if self.entry.is_relevant(at) { self.entry.rows(at) } else { 0 };
                found.extend((0..rows).map(|_| None));
            } else if element.repeat.is_none_or(|repeat| self.entry.is_relevant(at.beside(repeat))) {
                found.push(self.entry.value(at));
            }
        }
        found
    }

    fn this(&self) -> Option<&Value> {
        Answers::this(&self.this)
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

    fn choice_column(&self, list: usize, name: &str, column: &str) -> Option<&str> {
        self.form.lists.get(list)?.find(name)?.column(column)
    }

    fn choice_label(&self, list: usize, name: &str) -> Option<String> {
        let choice = self.form.lists.get(list)?.find(name)?;
        Some(String::from(choice.label.get(self.form.language(&self.surroundings.language))))
    }
}

impl Scope for Formed {
    fn known(&self) -> Vec<&str> {
        self.form.elements.iter().map(|element| element.name.as_str()).collect()
    }
}
