//! The reports that were sent, by unit, for one period: who sent, who has not, what is wrong, which
//! targets are met; and the sums over all of them.

use std::{cmp::Ordering, collections::BTreeMap};

use sipas_forms::{
    form::Form,
    score::{Shown, Tally, evaluate},
    text::message,
    value::{Json, object},
};

use super::Report;
use crate::reports::{Breach, Targets, label, periods, units, without_intervals};

/// The last report that was accepted of a unit for a period.
#[derive(Clone, Debug)]
pub struct Sent {
    /// When it came.
    pub received_at: String,
    /// Whether its deadline was over then.
    pub late: bool,
    /// Which rules it should keep and does not.
    pub warnings: Vec<Breach>,
    /// Its targets and figures; nothing of one to another version of the form.
    pub figures: Option<(Targets, Tally)>,
}

/// The last report that was refused of a unit for a period.
#[derive(Clone, Debug)]
pub struct Refused {
    /// When.
    pub at: String,
    /// Which rules it breaks.
    pub rules: Vec<Breach>,
}

/// All that is known of the reports to one form, by period and unit.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Those that were accepted.
    pub sent: BTreeMap<(String, String), Sent>,
    /// Those that were refused since.
    pub refused: BTreeMap<(String, String), Refused>,
    /// How many were sent for no period.
    pub without_period: u64,
}

/// How far a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It sent something that was refused.
    Refused,
    /// It sent nothing.
    Missing,
    /// Its report came after the deadline.
    Late,
    /// Its report came in time.
    OnTime,
}

impl Standing {
    /// All of them, those to look after first.
    pub const ALL: [Self; 4] = [Self::Refused, Self::Missing, Self::Late, Self::OnTime];

    /// Its name in addresses and data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Missing => "missing",
            Self::Late => "late",
            Self::OnTime => "on_time",
        }
    }

    /// The one of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }
}

/// The order of the units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// That of the form's list.
    #[default]
    List,
    /// By name.
    Name,
    /// Those to look after first.
    State,
    /// Those that meet the least of their targets first.
    Targets,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::List, Self::Name, Self::State, Self::Targets];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Name => "name",
            Self::State => "state",
            Self::Targets => "targets",
        }
    }

    /// The one of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }
}

/// One unit.
pub struct Unit<'a> {
    /// Its name in the list.
    pub name: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// Its report.
    pub sent: Option<&'a Sent>,
    /// What was refused since.
    pub refused: Option<&'a Refused>,
}

impl Unit<'_> {
    /// How far it is.
    pub fn standing(&self) -> Standing {
        match (self.sent, self.refused) {
            (Some(sent), _) if sent.late => Standing::Late,
            (Some(_), _) => Standing::OnTime,
            (None, Some(_)) => Standing::Refused,
            (None, None) => Standing::Missing,
        }
    }

    /// Its targets, where they are known.
    pub fn targets(&self) -> Option<&Targets> {
        self.sent?.figures.as_ref().map(|(targets, _)| targets)
    }
}

/// A period that can be chosen.
pub struct Period<'a> {
    /// Its name in the list.
    pub name: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// How many units have sent a report for it.
    pub sent: usize,
    /// Whether any has tried to.
    pub is_begun: bool,
}

/// The reports for one period.
pub struct Reports<'a> {
    form: &'a Form,
    /// The periods of the form's list.
    pub periods: Vec<Period<'a>>,
    /// The one that is shown: its place among them.
    pub period: usize,
    /// The units of the form's list.
    pub units: Vec<Unit<'a>>,
    /// The sums over the reports whose figures are known.
    pub sums: Report,
    /// How many of the reports are to other versions of the form.
    pub other_versions: usize,
    /// How many were sent for no period.
    pub without_period: u64,
}

impl<'a> Reports<'a> {
    /// For the period of this name; without one for the last that there is a report for. `None` where the
    /// form is no report or has no such period.
    pub fn new(form: &'a Form, known: &'a Known, period: Option<&str>, language: &str) -> Option<Self> {
        let (units, list) = (units(form)?, periods(form)?);
        let is_sent = |name: &str, unit: &str| known.sent.contains_key(&key(name, unit));
        let count = |name: &str| units.choices.iter().filter(|unit| is_sent(name, &unit.name)).count();
        let periods: Vec<Period<'_>> = list
            .choices
            .iter()
            .map(|choice| Period {
                name: &choice.name,
                label: label(Some(list), &choice.name, language),
                sent: count(&choice.name),
                is_begun: count(&choice.name) > 0 || known.refused.keys().any(|(period, _)| *period == choice.name),
            })
            .collect();
        let chosen = match period {
            Some(name) => periods.iter().position(|period| period.name == name)?,
            None => periods.iter().rposition(|period| period.is_begun).unwrap_or(0),
        };
        let name = periods.get(chosen)?.name;
        let unit = |unit: &'a sipas_forms::form::Choice| Unit {
            name: &unit.name,
            label: unit.label.get(form.language(language)),
            sent: known.sent.get(&key(name, &unit.name)),
            refused: known.refused.get(&key(name, &unit.name)),
        };
        let units: Vec<Unit<'_>> = units.choices.iter().map(unit).collect();
        let mut tally = Tally::new(form);
        let figures = |unit: &Unit<'a>| unit.sent.and_then(|sent| sent.figures.as_ref());
        units.iter().filter_map(figures).for_each(|(_, own)| tally.merge(own));
        let mut outcomes = evaluate(form, &tally);
        without_intervals(&mut outcomes);
        let sent = units.iter().filter(|unit| unit.sent.is_some()).count();
        let responses = tally.responses();
        let sums = Report {
            received: responses,
            offered: responses,
            least: 1,
            few: false,
            responses,
            scores: Shown::all(outcomes, 1),
            by: None,
        };
        Some(Self {
            form,
            other_versions: sent.saturating_sub(usize::try_from(responses).unwrap_or(usize::MAX)),
            periods,
            period: chosen,
            units,
            sums,
            without_period: known.without_period,
        })
    }

    /// The name of the period.
    pub fn period_name(&self) -> &'a str {
        self.periods.get(self.period).map_or("", |period| period.name)
    }

    /// How many units are so far.
    pub fn count(&self, standing: Standing) -> usize {
        self.units.iter().filter(|unit| unit.standing() == standing).count()
    }

    /// How many units have sent their report.
    pub fn received(&self) -> usize {
        self.units.iter().filter(|unit| unit.sent.is_some()).count()
    }

    /// The units in an order.
    pub fn sorted(&self, order: Order) -> Vec<&Unit<'a>> {
        let mut units: Vec<&Unit<'_>> = self.units.iter().collect();
        match order {
            Order::List => {}
            Order::Name => units.sort_by_cached_key(|unit| alphabetical(unit.label)),
            Order::State => units.sort_by_key(|unit| unit.standing() as u8),
            Order::Targets => units.sort_by(|one, other| by_share(one.targets(), other.targets())),
        }
        units
    }

    /// `{"form", "period", "periods", "units", "scores", …}`.
    pub fn to_json(&self, language: &str) -> Json {
        let form = self.form;
        let rules = |breaches: &[Breach]| breaches.iter().map(Breach::to_json).collect::<Json>();
        let unit = |unit: &Unit<'_>| {
            let refused = unit.refused.map(|refused| {
                let at = ("refused_at", refused.at.as_str().into());
                object(vec![at, ("rules", rules(&refused.rules))])
            });
            object(vec![
                ("unit", unit.name.into()),
                ("label", unit.label.into()),
                ("state", unit.standing().name().into()),
                ("received_at", unit.sent.map(|sent| Json::from(sent.received_at.as_str())).into()),
                ("warned", unit.sent.map(|sent| rules(&sent.warnings)).into()),
                ("targets", unit.targets().map(|targets| targets.to_json(form)).into()),
                ("refused", refused.into()),
            ])
        };
        let period = |period: &Period<'_>| {
            object(vec![
                ("period", period.name.into()),
                ("label", period.label.into()),
                ("received", period.sent.into()),
            ])
        };
        let count = |standing: Standing| (standing.name(), self.count(standing).into());
        let identity = &form.identity;
        let identity = [("id", &identity.id), ("version", &identity.version), ("hash", &identity.hash)];
        object(vec![
            ("form", object(identity.map(|(key, text)| (key, text.as_str().into())).into())),
            ("period", self.period_name().into()),
            ("periods", self.periods.iter().map(period).collect()),
            ("received", self.received().into()),
            ("states", object(Standing::ALL.map(count).into())),
            ("units", self.units.iter().map(unit).collect()),
            ("responses", self.sums.responses.into()),
            ("other_versions", self.other_versions.into()),
            ("without_period", self.without_period.into()),
            ("note", message("reference_only", language, &[]).into()),
            ("scores", self.sums.scores.iter().map(Shown::to_json).collect()),
        ])
    }
}

fn key(period: &str, unit: &str) -> (String, String) {
    (period.into(), unit.into())
}

/// The least share met first; at the end those of which nothing is known.
fn by_share(one: Option<&Targets>, other: Option<&Targets>) -> Ordering {
    let counts = |targets: &Targets| (targets.met.len(), targets.applicable());
    match (one.map(counts), other.map(counts)) {
        (Some((one, of)), Some((other, others))) => {
            // one/of against other/others; what applies nowhere is met everywhere.
            let share = |met: usize, of: usize, all: usize| if of == 0 { all } else { met.saturating_mul(all) };
            share(one, of, others.max(1)).cmp(&share(other, others, of.max(1)))
        }
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

/// What Vietnamese names are ordered by: their letters (ă after a, đ after d), then their tones.
fn alphabetical(name: &str) -> (Vec<(char, u8)>, Vec<u8>) {
    use unicode_normalization::UnicodeNormalization;
    let (mut letters, mut tones): (Vec<(char, u8)>, Vec<u8>) = (Vec::new(), Vec::new());
    for sign in name.to_lowercase().nfd() {
        // In the order of the alphabet: breve, circumflex, horn; then of the tones.
        let (variant, tone) = match sign {
            '\u{306}' => (1, 0),
            '\u{302}' => (2, 0),
            '\u{31b}' => (3, 0),
            '\u{300}' => (0, 1),
            '\u{309}' => (0, 2),
            '\u{303}' => (0, 3),
            '\u{301}' => (0, 4),
            '\u{323}' => (0, 5),
            _ => {
                letters.push(if sign == 'đ' { ('d', 1) } else { (sign, 0) });
                tones.push(0);
                continue;
            }
        };
        if let (Some((_, own)), Some(own_tone)) = (letters.last_mut(), tones.last_mut()) {
            (*own, *own_tone) = ((*own).max(variant), (*own_tone).max(tone));
        }
    }
    (letters, tones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_the_vietnamese_alphabet() {
        let mut names = ["Ý Yên", "Đồng Văn", "Ân", "Ăn", "An", "Xã Ô", "Xã Ơ", "Xã O", "Dương", "Lý", "Ly", "Lỵ"];
        names.sort_by_cached_key(|name| alphabetical(name));
        assert_eq!(names, ["An", "Ăn", "Ân", "Dương", "Đồng Văn", "Ly", "Lý", "Lỵ", "Xã O", "Xã Ô", "Xã Ơ", "Ý Yên"]);
    }

    #[test]
    fn the_least_share_of_targets_comes_first() {
        let targets =
            |met: usize, missed: usize| Targets { met: vec![0; met], missed: vec![0; missed], ..Targets::default() };
        let (none, half, third, all) = (targets(0, 0), targets(2, 2), targets(1, 2), targets(3, 0));
        let mut ordered = [None, Some(&all), Some(&half), Some(&none), Some(&third)];
        ordered.sort_by(|one, other| by_share(*one, *other));
        let met: Vec<Option<usize>> = ordered.iter().map(|targets| targets.map(|targets| targets.met.len())).collect();
        assert_eq!(met, [Some(1), Some(2), Some(3), Some(0), None]);
    }
}
