//! The reports of many units, a line each: what whoever collects them sees at a glance.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use sipas_forms::{
    entry::{Issue, Severity},
    form::Form,
    score::Tally,
    text::{message, sentence},
    value::{Json, object},
};

use super::{
    super::{
        Verdict,
        table::{lines, paragraph},
    },
    line, read_entry,
};
use crate::{
    arguments::Validate,
    failure::{Failure, print},
    reports::{Breach, DUPLICATE, Facts, Targets, add_breach, breaches, in_words, label, periods, units},
};

/// The most files that are named beside one with the same report: each of a folder of copies would
/// name all the others.
const MAX_NAMED: usize = 8;

/// What one file says; the answers themselves are not held.
struct Report {
    facts: Facts,
    issues: Vec<Issue>,
    blocked: Vec<Breach>,
    warned: Vec<Breach>,
    targets: Targets,
    /// The files with the same report, as far as they are told.
    twins: Vec<usize>,
}

struct File<'a> {
    path: &'a Path,
    report: Result<Report, Failure>,
}

fn read(arguments: &Validate, form: &Arc<Form>, path: &Path) -> Result<Report, Failure> {
    let entry = read_entry(arguments, form, path)?;
    let issues = entry.issues();
    let mut blocked = breaches(form, &issues, Severity::Error);
    if let Err(fault) = Tally::new(form).add(&entry) {
        add_breach(&mut blocked, Breach { code: fault.code.into(), is_rule: false, count: 1 });
    }
    Ok(Report {
        facts: Facts::of(&entry).unwrap_or_default(),
        warned: breaches(form, &issues, Severity::Warning),
        targets: Targets::of_one(&entry),
        issues,
        blocked,
        twins: Vec::new(),
    })
}

/// Tells reports that are there more than once: which of them holds nobody but the unit knows.
fn find_twins(form: &Form, files: &mut [File<'_>]) {
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        if let Some(key) = file.report.as_ref().ok().and_then(|report| report.facts.key.clone()) {
            keys.entry(key).or_default().push(index);
        }
    }
    for twins in keys.values().filter(|twins| twins.len() > 1) {
        for index in twins {
            if let Some(Ok(report)) = files.get_mut(*index).map(|file| &mut file.report) {
                add_breach(&mut report.blocked, Breach::duplicate(form));
                report.twins = twins.iter().copied().filter(|other| other != index).take(MAX_NAMED + 1).collect();
            }
        }
    }
}

/// Which units have not reported for a period that others have reported for.
struct Missing<'a> {
    period: &'a str,
    units: Vec<&'a str>,
}

/// Of the periods of the list, in its order; a report that is to be mended is there all the same.
fn missing<'a>(form: &'a Form, files: &[File<'_>]) -> Vec<Missing<'a>> {
    let (Some(units), Some(periods)) = (units(form), periods(form)) else { return Vec::new() };
    let known: BTreeSet<(&str, &str)> = files
        .iter()
        .filter_map(|file| file.report.as_ref().ok())
        .filter_map(|report| Some((report.facts.period.as_deref()?, report.facts.unit.as_deref()?)))
        .collect();
    let present: BTreeSet<&str> = known.iter().map(|(period, _)| *period).collect();
    let names = periods.choices.iter().map(|period| period.name.as_str());
    let without = |period: &'a str| Missing {
        period,
        units: units
            .choices
            .iter()
            .map(|unit| unit.name.as_str())
            .filter(|unit| !known.contains(&(period, unit)))
            .collect(),
    };
    names.filter(|period| present.contains(period)).map(without).collect()
}

/// `sipas validate` of many files.
pub fn validate(arguments: &Validate, form: &Arc<Form>, paths: &[PathBuf]) -> Result<Verdict, Failure> {
    let mut files: Vec<File<'_>> =
        paths.iter().map(|path| File { path, report: read(arguments, form, path) }).collect();
    find_twins(form, &mut files);
    let found = Found { form, missing: missing(form, &files), files, details: arguments.details };
    let language = arguments.listing.lang.code();
    print(&if arguments.listing.json { found.to_json(language).to_text() + "\n" } else { found.to_text(language) })?;
    Ok(if found.is_fine() { Verdict::Fine } else { Verdict::Faulty })
}

struct Found<'a> {
    form: &'a Form,
    files: Vec<File<'a>>,
    missing: Vec<Missing<'a>>,
    details: bool,
}

/// How many reports are how far.
#[derive(Default)]
struct Counts {
    complete: u64,
    blocked: u64,
    warned: u64,
    unreadable: u64,
}

impl Found<'_> {
    fn is_fine(&self) -> bool {
        self.files.iter().all(|file| file.report.as_ref().is_ok_and(|report| report.blocked.is_empty()))
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for file in &self.files {
            let count = match &file.report {
                Err(_) => &mut counts.unreadable,
                Ok(report) if !report.blocked.is_empty() => &mut counts.blocked,
                Ok(report) if !report.warned.is_empty() => &mut counts.warned,
                Ok(_) => &mut counts.complete,
            };
            *count = count.saturating_add(1);
        }
        counts
    }

    fn name(&self, index: usize) -> String {
        self.files.get(index).map(|file| file.path.display().to_string()).unwrap_or_default()
    }

    /// What is said of a report that is there more than once.
    fn twice(&self, report: &Report, language: &str) -> Option<String> {
        let mut files: Vec<String> = report.twins.iter().take(MAX_NAMED).map(|twin| self.name(*twin)).collect();
        if report.twins.len() > MAX_NAMED {
            files.push(String::from("…"));
        }
        (!files.is_empty()).then(|| message("reports_twice", language, &[("files", &files.join(", "))]))
    }

    /// The path of the question who reports.
    fn unit_path(&self) -> String {
        let unit = self.form.reporting.report.and_then(|report| self.form.element(report.unit));
        unit.map(|unit| format!("/{}", unit.name)).unwrap_or_default()
    }

    fn to_json(&self, language: &str) -> Json {
        let counts = self.counts();
        let missing = |missing: &Missing<'_>| {
            let unit = |name: &&str| {
                object(vec![("unit", (*name).into()), ("label", label(units(self.form), name, language).into())])
            };
            object(vec![
                ("period", missing.period.into()),
                ("label", label(periods(self.form), missing.period, language).into()),
                ("units", missing.units.iter().map(unit).collect()),
            ])
        };
        object(vec![
            ("ok", self.is_fine().into()),
            ("complete", counts.complete.into()),
            ("blocked", counts.blocked.into()),
            ("warned", counts.warned.into()),
            ("unreadable", counts.unreadable.into()),
            ("reports", self.files.iter().map(|file| self.file_json(file, language)).collect()),
            ("missing", self.missing.iter().map(missing).collect()),
        ])
    }

    fn file_json(&self, file: &File<'_>, language: &str) -> Json {
        let name = file.path.display().to_string();
        let report = match &file.report {
            Ok(report) => report,
            Err(failure) => {
                return object(vec![
                    ("file", name.into()),
                    ("ok", false.into()),
                    ("code", failure.code().into()),
                    ("diagnostics", failure.to_json(language)),
                ]);
            }
        };
        let text = |text: &Option<String>| text.as_deref().map(Json::from).into();
        let facts = &report.facts;
        let unit = facts.unit.as_deref().map(|unit| label(units(self.form), unit, language));
        let mut issues: Vec<Json> = report.issues.iter().map(|issue| issue.to_json(self.form, language)).collect();
        issues.extend(self.twice(report, language).map(|message| {
            let duplicate = Breach::duplicate(self.form);
            let rule = duplicate.is_rule.then_some(("rule", duplicate.code.into()));
            let members = vec![
                ("path", self.unit_path().into()),
                ("code", DUPLICATE.into()),
                ("severity", "error".into()),
                ("params", object(Vec::new())),
                ("message", message.into()),
            ];
            object(members.into_iter().chain(rule).collect())
        }));
        object(vec![
            ("file", name.into()),
            ("unit", text(&facts.unit)),
            ("unit_label", unit.map(Json::from).into()),
            ("period", text(&facts.period)),
            ("key", text(&facts.key)),
            ("late", facts.late.map(Json::from).into()),
            ("ok", report.blocked.is_empty().into()),
            ("blocked", report.blocked.iter().map(Breach::to_json).collect()),
            ("warned", report.warned.iter().map(Breach::to_json).collect()),
            ("targets", report.targets.to_json(self.form)),
            ("issues", issues.into_iter().collect()),
        ])
    }

    fn to_text(&self, language: &str) -> String {
        let is_report = self.form.reporting.report.is_some();
        let rows: Vec<Vec<String>> = self.files.iter().map(|file| self.row(file, is_report, language)).collect();
        let mut text = String::new();
        for (row, file) in lines(&rows).iter().zip(&self.files) {
            text.push_str(row);
            text.push('\n');
            let Ok(report) = &file.report else { continue };
            if self.details {
                for issue in &report.issues {
                    text.push_str("    ");
                    text.push_str(&line(issue, self.form, language));
                }
            }
            // With whom it shares its key no rule's code tells.
            if let Some(twice) = self.twice(report, language) {
                let code = Breach::duplicate(self.form).code;
                // Writing to a String cannot fail.
                let _ = writeln!(text, "    {}: {twice} [{code}]", self.unit_path());
            }
        }
        text.push('\n');
        text + &self.summary(language)
    }

    /// The unit, the period, the verdict, the targets, the file.
    fn row(&self, file: &File<'_>, is_report: bool, language: &str) -> Vec<String> {
        let name = file.path.display().to_string();
        let (unit, period, verdict, targets) = match &file.report {
            Err(failure) => {
                let unreadable = message("reports_unreadable", language, &[("code", failure.code())]);
                (None, None, unreadable, String::new())
            }
            Ok(report) => {
                let unit = report.facts.unit.as_deref().map(|unit| label(units(self.form), unit, language).to_owned());
                let share = report.targets.share();
                let targets = if report.targets.is_none() {
                    String::new()
                } else {
                    message("reports_targets", language, &[("share", &share)])
                };
                (unit, report.facts.period.clone(), verdict(report, language), targets)
            }
        };
        if is_report {
            vec![unit.unwrap_or_else(|| "—".into()), period.unwrap_or_else(|| "—".into()), verdict, targets, name]
        } else {
            vec![name, verdict, targets]
        }
    }

    fn summary(&self, language: &str) -> String {
        let counts = self.counts();
        let numbers =
            [counts.complete, counts.blocked, counts.warned, counts.unreadable].map(|count| count.to_string());
        let [fine, blocked, warned, unreadable] = &numbers;
        let count = self.files.len().to_string();
        let params =
            [("count", &*count), ("fine", fine), ("blocked", blocked), ("warned", warned), ("unreadable", unreadable)];
        let mut text = paragraph(&message("reports_summary", language, &params));
        for Missing { period, units: without } in &self.missing {
            let all = units(self.form).map_or(0, |units| units.choices.len()).to_string();
            let period = label(periods(self.form), period, language);
            if without.is_empty() {
                let params = [("period", period), ("all", &all)];
                text.push_str(&paragraph(&message("reports_none_missing", language, &params)));
                continue;
            }
            let names: Vec<&str> = without.iter().map(|unit| label(units(self.form), unit, language)).collect();
            let (count, names) = (without.len().to_string(), names.join("; "));
            let params = [("period", period), ("count", &count), ("all", &all), ("units", &names)];
            text.push_str(&paragraph(&message("reports_missing", language, &params)));
        }
        for failure in self.files.iter().filter_map(|file| file.report.as_ref().err()) {
            text.push_str(&failure.to_text(language));
            text.push('\n');
        }
        text
    }
}

/// `đủ`, `phải sửa: R4 (3), R6; cần xem: R1`.
fn verdict(report: &Report, language: &str) -> String {
    let told = |code: &str, breaches: &[Breach]| {
        (!breaches.is_empty()).then(|| message(code, language, &[("rules", &in_words(breaches))]))
    };
    let parts = [told("reports_blocked", &report.blocked), told("reports_warned", &report.warned)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { sentence("reports_fine", language).into() } else { parts.join("; ") }
}
