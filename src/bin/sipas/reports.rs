//! Reports of units for periods: what one of them says in a line of a table. Who it is from and for which
//! period, which rules it breaks, which targets it meets.

use std::cmp::Ordering;

use sipas_forms::{
    entry::{Entry, Issue, Severity},
    expression::Value,
    form::{At, Choice, ChoiceList, Form, Kind},
    score::{Outcome, State, evaluate_one},
    text::message,
    value::{Json, object},
};

/// Which report it is, by the form's own words for it (`settings.report`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The name of the choice that is the unit.
    pub unit: Option<String>,
    /// The name of the choice that is the period; a report may be for none.
    pub period: Option<String>,
    /// What no two reports share.
    pub key: Option<String>,
    /// Whether it came after its deadline.
    pub late: Option<bool>,
}

impl Facts {
    /// Of answers to a form that is a report; nothing of another form's.
    pub fn of(entry: &Entry) -> Option<Self> {
        let report = entry.form().reporting.report?;
        let text = |element: usize| match entry.value(At::from(element)) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
            _ => None,
        };
        let late = if let Some(Value::Boolean(late)) = entry.value(At::from(report.late)) { Some(*late) } else { None };
        // Without a unit nobody sent it, whatever the key is put together from.
        let unit = text(report.unit);
        let key = unit.as_ref().and_then(|_| text(report.key));
        Some(Self { unit, period: text(report.period), key, late })
    }
}

/// The units that a form's reports come from.
pub fn units(form: &Form) -> Option<&ChoiceList> {
    form.list_of(form.element(form.reporting.report?.unit)?.kind)
}

/// The periods that a form's reports are for.
pub fn periods(form: &Form) -> Option<&ChoiceList> {
    form.list_of(form.element(form.reporting.report?.period)?.kind)
}

/// What a choice is called; its name where the list does not have it, as another version's may.
pub fn label<'a>(list: Option<&'a ChoiceList>, name: &'a str, language: &str) -> &'a str {
    list.and_then(|list| list.find(name)).map_or(name, |choice| choice.label.get(language))
}

/// The labels of a question and of a choice further down its list that would make of these answers another
/// report of the same unit and period, such as one that replaces a report that was sent.
fn other_report<'a>(entry: &Entry, form: &'a Form, language: &str) -> Option<(&'a str, &'a str)> {
    let (report, facts) = (form.reporting.report?, Facts::of(entry)?);
    let key = form.element(report.key)?.calculation.as_ref()?;
    for question in key.references().into_iter().map(|reference| reference.id) {
        let at = At::from(question);
        let element = form.element(question)?;
        let Some(list) = form.list_of(element.kind).filter(|_| matches!(element.kind, Kind::SelectOne(_))) else {
            continue;
        };
        let is_chosen = |choice: &Choice| matches!(entry.value(at), Some(Value::Text(name)) if *name == choice.name);
        let below = list.choices.iter().position(is_chosen).map_or(0, |place| place.saturating_add(1));
        let found = list.choices.iter().skip(below).find(|choice| {
            let mut other = entry.clone();
            other.set(at, &Json::from(choice.name.as_str()));
            let other = Facts::of(&other).unwrap_or_default();
            (&other.unit, &other.period) == (&facts.unit, &facts.period)
                && other.key.is_some()
                && other.key != facts.key
        });
        if let Some(choice) = found {
            return Some((element.label.get(language), choice.label.get(language)));
        }
    }
    None
}

/// A rule that answers break, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The code of the definition's rule; where an issue belongs to none, the issue's own.
    pub code: String,
    /// Whether it is a rule of the definition.
    pub is_rule: bool,
    /// How many issues.
    pub count: u64,
}

/// The code of a report that was sent before.
pub const DUPLICATE: &str = "duplicate_report";

impl Breach {
    /// A report that was sent before: a breach of the rule of the question who reports.
    pub fn duplicate(form: &Form) -> Self {
        let rule = form.reporting.report.and_then(|report| form.element(report.unit)).map_or("", |unit| &*unit.rule);
        let (code, is_rule) = if rule.is_empty() { (DUPLICATE, false) } else { (rule, true) };
        Self { code: code.into(), is_rule, count: 1 }
    }

    /// `{"rule": "R4", "count": 3}`; an issue without a rule has `null` and its `"code"`.
    pub fn to_json(&self) -> Json {
        let rule = self.is_rule.then_some(self.code.as_str());
        let mut members = vec![("rule", rule.map(Json::from).into()), ("count", self.count.into())];
        if !self.is_rule {
            members.insert(1, ("code", self.code.as_str().into()));
        }
        object(members)
    }
}

/// What [`Breach::to_json`] wrote of many.
pub fn read_breaches(text: &str) -> Vec<Breach> {
    let json: Json = serde_json::from_str(text).unwrap_or(Json::Null);
    let breach = |json: &Json| {
        let text = |key: &str| json.get(key).and_then(Json::as_text);
        let count = json.get("count").and_then(Json::as_number)?.to_shortest(0).parse().ok()?;
        let rule = text("rule");
        Some(Breach { code: rule.or_else(|| text("code"))?.into(), is_rule: rule.is_some(), count })
    };
    json.elements().iter().filter_map(breach).collect()
}

/// Adds what another list counts, and keeps the order: rules before other codes, R2 before R10.
pub fn add_breach(breaches: &mut Vec<Breach>, breach: Breach) {
    match breaches.iter_mut().find(|known| known.code == breach.code && known.is_rule == breach.is_rule) {
        Some(known) => known.count = known.count.saturating_add(breach.count),
        None => breaches.push(breach),
    }
    breaches.sort_by(|one, other| {
        one.is_rule.cmp(&other.is_rule).reverse().then_with(|| by_number(&one.code, &other.code))
    });
}

/// R2 before R10.
fn by_number(one: &str, other: &str) -> Ordering {
    let parts = |code: &str| {
        let digits = code.len().saturating_sub(code.trim_end_matches(|sign: char| sign.is_ascii_digit()).len());
        let (word, number) = code.split_at(code.len().saturating_sub(digits));
        (String::from(word), number.parse::<u64>().unwrap_or(0))
    };
    parts(one).cmp(&parts(other)).then_with(|| one.cmp(other))
}

/// The rules that issues of a severity break.
pub fn breaches(form: &Form, issues: &[Issue], severity: Severity) -> Vec<Breach> {
    let mut found = Vec::new();
    for issue in issues.iter().filter(|issue| issue.severity == severity) {
        let rule = issue.rule(form);
        let code = rule.unwrap_or(issue.code);
        add_breach(&mut found, Breach { code: code.into(), is_rule: rule.is_some(), count: 1 });
    }
    found
}

/// `R4 (3), R6`.
pub fn in_words(breaches: &[Breach]) -> String {
    let word = |breach: &Breach| match breach.count {
        1 => breach.code.clone(),
        count => format!("{} ({count})", breach.code),
    };
    breaches.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// The targets of the scores of the first level, by how one report or many stand to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Those met, as places in the form's scores.
    pub met: Vec<usize>,
    /// Those missed.
    pub missed: Vec<usize>,
    /// Those that do not apply.
    pub not_applicable: Vec<usize>,
    /// Those whose figures are not known.
    pub no_data: Vec<usize>,
}

impl Targets {
    /// Of one report.
    pub fn of_one(entry: &Entry) -> Self {
        Self::of(&evaluate_one(entry))
    }

    /// Of results.
    pub fn of(outcomes: &[Outcome]) -> Self {
        let mut targets = Self::default();
        for (place, outcome) in outcomes.iter().enumerate() {
            let Some((_, state)) = &outcome.judgement.target else { continue };
            match state {
                State::Met => targets.met.push(place),
                State::Missed => targets.missed.push(place),
                State::NotApplicable => targets.not_applicable.push(place),
                State::NoData => targets.no_data.push(place),
            }
        }
        targets
    }

    /// How many apply.
    pub fn applicable(&self) -> usize {
        self.met.len().saturating_add(self.missed.len()).saturating_add(self.no_data.len())
    }

    /// Whether the form has any.
    pub fn is_none(&self) -> bool {
        self.applicable() == 0 && self.not_applicable.is_empty()
    }

    /// `7/11`: met of those that apply.
    pub fn share(&self) -> String {
        format!("{}/{}", self.met.len(), self.applicable())
    }

    /// The labels of scores, by their places.
    pub fn labels<'a>(form: &'a Form, places: &[usize], language: &str) -> Vec<&'a str> {
        places.iter().filter_map(|place| form.scores.get(*place)).map(|score| score.label.get(language)).collect()
    }

    /// The same in short: of a label such as “T3. …” its number.
    pub fn numbers<'a>(form: &'a Form, places: &[usize], language: &str) -> Vec<&'a str> {
        let short = |label: &'a str| {
            let number = label.split_once(". ").map_or("", |(number, _)| number);
            let is_number = number.len() <= 6 && number.ends_with(|sign: char| sign.is_ascii_digit());
            if is_number { number } else { label }
        };
        Self::labels(form, places, language).into_iter().map(short).collect()
    }

    /// `{"met", "missed", "not_applicable", "no_data"}`: the names of scores.
    pub fn to_json(&self, form: &Form) -> Json {
        let names = |places: &[usize]| {
            places.iter().filter_map(|place| form.scores.get(*place)).map(|score| score.name.as_str()).collect::<Json>()
        };
        object(vec![
            ("met", names(&self.met)),
            ("missed", names(&self.missed)),
            ("not_applicable", names(&self.not_applicable)),
            ("no_data", names(&self.no_data)),
        ])
    }
}

/// Takes out the intervals: reports are not drawn from many more of them.
pub fn without_intervals(outcomes: &mut [Outcome]) {
    for outcome in outcomes {
        outcome.judgement.interval = None;
        without_intervals(&mut outcome.parts);
    }
}

/// What to do about a report that was sent before.
pub fn duplicate_in_words(entry: &Entry, language: &str) -> String {
    match other_report(entry, entry.form(), language) {
        Some((question, choice)) => {
            message("duplicate_report_replace", language, &[("question", question), ("choice", choice)])
        }
        None => message(DUPLICATE, language, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaches_are_counted_and_ordered_as_people_number_them() {
        let mut breaches = Vec::new();
        for (code, is_rule) in [("R10", true), ("required", false), ("R2", true), ("R10", true), ("A", true)] {
            add_breach(&mut breaches, Breach { code: code.into(), is_rule, count: 1 });
        }
        assert_eq!(in_words(&breaches), "A, R2, R10 (2), required");
    }
}
