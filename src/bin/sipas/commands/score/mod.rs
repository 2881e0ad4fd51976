//! `sipas score`: the scores of many responses together, read one after another.

mod by;
mod html;
mod reports;
mod table;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt::Write,
    io::{self, BufReader, Read},
    num::NonZeroU64,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use sipas_forms::{
    entry::{Entry, Issue, Severity},
    form::{Form, Score},
    score::{self, Breakdown, Outcome, Shown, Tally, Told, evaluate_with},
    submission::answers_of,
    text::{message, sentence, write_number},
    value::{Date, Json, MAX_PLACES, Ratio, object},
};

use self::{by::Grouping, reports::Reports};
use super::{
    Verdict, surroundings_of,
    table::{Row, paragraph, table},
};
use crate::{
    arguments,
    failure::{Failure, Refused, about, counted, of_file, print},
    files::{only_one_input, open, read_definition},
    folder::{Given, given},
    reports::{Breach, DUPLICATE, without_intervals},
    unread::{MARK, Unread, is_utf16},
};

/// The largest document of the input, in bytes: one response, or an array of many. What is one
/// after another may be as much as it likes.
const MAX_DOCUMENT: usize = 1 << 26;

/// What is wrong with a response, or should be looked at again.
struct Remark {
    /// Its number in the input, from 1.
    number: u64,
    /// The file it is in, where there are several.
    file: Option<String>,
    /// Where in it, as a JSON Pointer.
    path: String,
    code: &'static str,
    /// What to do about it.
    message: String,
}

impl Remark {
    fn to_json(&self) -> Json {
        let file = self.file.as_deref().map(|file| ("file", file.into()));
        let members =
            [("response", self.number.into()), ("path", self.path.as_str().into()), ("code", self.code.into())];
        object(members.into_iter().chain(file).collect())
    }
}

/// The document of the input that is being read, for whoever is told that it cannot be.
#[derive(Default)]
struct Present {
    /// As much of it as was read.
    bytes: Vec<u8>,
    /// How many lines end before it.
    lines: usize,
    /// How many characters of its first line stand before it.
    column: usize,
}

impl Present {
    fn end(&mut self) {
        let text = String::from_utf8_lossy(&self.bytes);
        let lines = text.matches('\n').count();
        let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
        self.column = if lines == 0 { self.column.saturating_add(last) } else { last };
        self.lines = self.lines.saturating_add(lines);
        self.bytes.clear();
    }
}

/// Keeps the present document, and ends the input where it grows beyond [`MAX_DOCUMENT`].
struct Watched<R> {
    input: R,
    present: Rc<RefCell<Present>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let bytes = &mut self.present.borrow_mut().bytes;
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
        if bytes.len() > MAX_DOCUMENT { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(count) }
    }
}

/// Counts responses as they are read; holds no response, but for the reports of units, of which the last
/// of each is known only at the end.
struct Counting {
    form: Arc<Form>,
    day: Option<Date>,
    language: &'static str,
    tally: Tally,
    by: Option<Grouping>,
    reports: Option<Reports>,
    seen: u64,
    /// The file that is read, where there are several.
    file: Option<String>,
    /// The files of reports, where there are several.
    files: BTreeMap<u64, String>,
    refused: Vec<Remark>,
    warnings: Vec<Remark>,
}

impl Counting {
    fn add(&mut self, response: &Json) {
        self.seen = self.seen.saturating_add(1);
        let answers = match answers_of(response, &self.form) {
            Ok(answers) => answers,
            Err(code) => {
                self.refuse(String::new(), code);
                return;
            }
        };
        let entry = Entry::from_answers(Arc::clone(&self.form), surroundings_of(response, self.day), answers);
        self.judge(entry, response);
    }

    /// Notes what is wrong with the present response, and what should be looked at again; tells whether it can be
    /// counted.
    fn note(&mut self, entry: &Entry) -> bool {
        let number = self.seen;
        let remark = |issue: Issue| {
            let message = issue.message(&self.form, self.language);
            Remark { number, file: self.file.clone(), path: issue.path, code: issue.code, message }
        };
        // What was not answered leaves the denominator; anything else wrong leaves the response out. A
        // report that is not complete is none yet.
        let is_report = self.reports.is_some();
        let issues = entry.issues().into_iter().filter(|issue| is_report || issue.code != "required");
        let (warnings, faults): (Vec<Issue>, Vec<Issue>) =
            issues.partition(|issue| issue.severity == Severity::Warning);
        let fine = faults.is_empty();
        self.refused.extend(faults.into_iter().map(&remark));
        self.warnings.extend(warnings.into_iter().map(remark));
        fine
    }

    /// Counts the present response, if nothing in it is wrong.
    fn judge(&mut self, entry: Entry, response: &Json) {
        let number = self.seen;
        let fine = self.note(&entry);
        let facts = self.reports.as_mut().map(|reports| reports.note(&entry, number));
        if facts.is_some() {
            self.files.extend(self.file.clone().map(|file| (number, file)));
        }
        if !fine {
            return;
        }
        match (&mut self.reports, facts) {
            (Some(reports), Some(facts)) => match Tally::new(&self.form).add(&entry) {
                Ok(()) => reports.offer(entry, facts, number, response),
                Err(fault) => self.refuse(format!("/scores/{}", fault.score), fault.code),
            },
            _ => {
                if let Err(fault) = self.count(&entry) {
                    self.refuse(format!("/scores/{}", fault.score), fault.code);
                }
            }
        }
    }

    fn count(&mut self, entry: &Entry) -> Result<(), score::Fault> {
        self.tally.add(entry)?;
        if let Some(by) = &mut self.by {
            by.add(entry);
        }
        Ok(())
    }

    /// Notes that the present response is not counted.
    fn refuse(&mut self, path: String, code: &'static str) {
        let message = of_file(code, self.language, &[]);
        self.refused.push(Remark { number: self.seen, file: self.file.clone(), path, code, message });
    }

    /// Counts all that is in a file.
    fn read(&mut self, path: &Path) -> Result<(), Failure> {
        if table::is_table(path) {
            self.read_table(path)
        } else {
            read_documents(path, |document| self.add_all(&document))
        }
    }

    /// Reads several files, each for itself: one that cannot be read is a response that is not counted.
    fn read_all(&mut self, paths: &[PathBuf]) {
        for path in paths {
            self.file = Some(path.display().to_string());
            let before = self.seen;
            let read = self.read(path);
            if let Err(failure) = read {
                self.seen = self.seen.max(before.saturating_add(1));
                // It is told of the file, and its code follows.
                let name = self.file.as_deref().unwrap_or_default();
                let message = failure.uncoded(self.language);
                let message = message.strip_prefix(name).unwrap_or(&message).trim_start_matches([':', ' ']).into();
                let (number, file) = (self.seen, self.file.clone());
                self.refused.push(Remark { number, file, path: String::new(), code: failure.code(), message });
            }
        }
    }

    fn add_all(&mut self, document: &Json) {
        match document {
            Json::Array(responses) => responses.iter().for_each(|response| self.add(response)),
            response => self.add(response),
        }
    }

    /// Counts of reports those that are the last of their unit for their period.
    fn settle(&mut self) {
        let Some(mut reports) = self.reports.take() else { return };
        let form = Arc::clone(&self.form);
        reports.settle(&form, |entry| {
            // It was tried when it was read.
            let _ = self.count(entry);
        });
        let files = std::mem::take(&mut self.files);
        let remark = |number: u64, code: &'static str, message: String| {
            let file = files.get(&number).cloned();
            Remark { number, file, path: String::new(), code, message }
        };
        let duplicate = Breach::duplicate(&form);
        for number in reports.duplicates.iter().flat_map(reports::Duplicates::left_out) {
            let said = [duplicate.code.as_str(), ": ", sentence(DUPLICATE, self.language)].concat();
            self.refused.push(remark(number, DUPLICATE, said));
        }
        for number in &reports.replaced {
            let said = sentence("reports_replaced", self.language).into();
            self.warnings.push(remark(*number, "reports_replaced", said));
        }
        self.files = files;
        self.reports = Some(reports);
    }
}

/// `sipas score`: the scores, and which responses were not counted.
pub fn score(arguments: &arguments::Score) -> Result<Verdict, Failure> {
    let language = arguments.listing.lang.code();
    let inputs: Vec<&Path> =
        std::iter::once(&arguments.form).chain(&arguments.responses).map(PathBuf::as_path).collect();
    only_one_input(&inputs)?;
    let form = Arc::new(read_definition(&arguments.form)?.form);
    let by = arguments.by.as_deref().map(|name| Grouping::new(&form, name)).transpose()?;
    let reports = form.reporting.report.map(|_| Reports::default());
    let mut counting = Counting {
        day: arguments.day.today,
        language,
        tally: Tally::new(&form),
        by,
        reports,
        form,
        seen: 0,
        file: None,
        files: BTreeMap::new(),
        refused: Vec::new(),
        warnings: Vec::new(),
    };
    match given(&arguments.responses)? {
        Given::One(path) => counting.read(&path)?,
        Given::Many(paths) => counting.read_all(&paths),
    }
    counting.settle();
    let (form, effect) = (Arc::clone(&counting.form), arguments.design_effect);
    let least = arguments.min_group.map_or(form.results_min, NonZeroU64::get);
    let by = counting.by.take();
    let mut outcomes = evaluate_with(&form, &counting.tally, effect);
    if counting.reports.is_some() {
        without_intervals(&mut outcomes);
    }
    let mut found = None;
    if let Some(by) = by {
        let breakdown = by.breakdown(&form, outcomes, least, effect)?;
        // Beside groups the whole must not tell what theirs do not.
        outcomes = breakdown.whole.iter().map(Shown::to_outcome).collect();
        found = Some((by, breakdown));
    }
    let by = found;
    let found = Found { counting, outcomes, by, least, effect };
    if let Some(path) = &arguments.html {
        std::fs::write(path, found.to_html(language)).map_err(|error| about(path, "cannot_write", &error))?;
    }
    print(&if arguments.listing.json { found.to_json(language).to_text() + "\n" } else { found.to_text(language) })?;
    Ok(if found.counting.refused.is_empty() { Verdict::Fine } else { Verdict::Faulty })
}

/// Gives every document of a file to `take`, one after another.
fn read_documents(path: &Path, mut take: impl FnMut(Json)) -> Result<(), Failure> {
    let cannot = |error: io::Error| about(path, "cannot_read", &error);
    let mut input = BufReader::new(open(path)?);
    let mut head = Vec::new();
    input.by_ref().take(4).read_to_end(&mut head).map_err(cannot)?;
    if is_utf16(&head) {
        return Err(Failure::Document(Refused::new(path, "not_utf8")));
    }
    let head = head.strip_prefix(MARK).unwrap_or(&head);
    let present = Rc::new(RefCell::new(Present::default()));
    let mut input = Watched { input: head.chain(input), present: Rc::clone(&present) };
    for document in serde_json::Deserializer::from_reader(&mut input).into_iter::<Json>() {
        match document {
            Ok(document) => take(document),
            Err(error) => {
                return Err(match error.io_error_kind() {
                    None => Failure::Document(Refused::unread(path, unread(&mut input, &error))),
                    Some(io::ErrorKind::FileTooLarge) => Failure::Document(Refused::too_large(path, MAX_DOCUMENT)),
                    Some(_) => cannot(error.into()),
                });
            }
        }
        present.borrow_mut().end();
    }
    Ok(())
}

/// What is wrong with the present document, by what stands around the byte that was read last.
fn unread<R: Read>(input: &mut Watched<R>, error: &serde_json::Error) -> Unread {
    let at = input.present.borrow().bytes.len().saturating_sub(1);
    // Without what follows less is known of the cause.
    let _ = input.by_ref().take(64).read_to_end(&mut Vec::new());
    let present = input.present.borrow();
    let start = (present.lines.saturating_add(1), present.column.saturating_add(1));
    Unread::new(&present.bytes, at, start, error)
}

/// What was found.
struct Found {
    counting: Counting,
    outcomes: Vec<Outcome>,
    by: Option<(Grouping, Breakdown)>,
    least: u64,
    effect: Ratio,
}

impl Found {
    const fn is_few(&self) -> bool {
        self.counting.tally.responses() < self.least
    }

    fn to_json(&self, language: &str) -> Json {
        let Self { counting, outcomes, by, least, effect } = self;
        let form = &counting.form;
        let by = by.as_ref().map(|(by, breakdown)| breakdown.to_json(by.name(form), *least, language, false));
        let whole = self.by.as_ref().map(|(_, breakdown)| breakdown.whole.iter().map(Shown::to_json).collect());
        let scores: Json = whole.unwrap_or_else(|| outcomes.iter().map(Outcome::to_report).collect());
        let identity = &form.identity;
        let identity = [("id", &identity.id), ("version", &identity.version), ("hash", &identity.hash)];
        let reports = counting.reports.as_ref();
        let reports = reports.map(|reports| {
            let units = ("units", reports.to_json(form, language));
            [units, ("duplicates", reports.duplicates_json(form))]
        });
        let members = vec![
            ("form", object(identity.map(|(key, text)| (key, text.as_str().into())).into())),
            ("responses", counting.tally.responses().into()),
            ("min_group", (*least).into()),
            ("few", self.is_few().into()),
            ("design_effect", (*effect).into()),
            ("note", sentence("reference_only", language).into()),
            ("scores", scores),
            ("by", by.into()),
            ("not_counted", counting.refused.iter().map(Remark::to_json).collect()),
            ("warnings", counting.warnings.iter().map(Remark::to_json).collect()),
        ];
        object(members.into_iter().chain(reports.into_iter().flatten()).collect())
    }

    fn to_text(&self, language: &str) -> String {
        let counting = &self.counting;
        let (form, responses) = (&counting.form, counting.tally.responses());
        if form.scores.is_empty() {
            return paragraph(sentence("no_scores", language)) + &self.remarks(language);
        }
        let mut text = counted("responses", responses, language) + "\n";
        if self.is_few() {
            let (count, min) = (responses.to_string(), self.least.to_string());
            text.push_str(&paragraph(&message("told_few", language, &[("count", &count), ("min", &min)])));
        }
        let heads = ["told_value", "told_counted", "told_n", "told_range"].map(|head| sentence(head, language));
        let mut rows = vec![heading(&heads)];
        for (score, outcome) in form.scores.iter().zip(&self.outcomes) {
            self.push_rows(&mut rows, score, outcome, None, language, 0);
        }
        text.push_str(&table(&rows));
        if let Some((by, breakdown)) = &self.by {
            text.push_str(&self.groups(by, breakdown, language));
        }
        if let Some(reports) = &counting.reports {
            text.push_str(&reports.to_text(form, &counting.files, language));
        }
        text.push_str(&self.remarks(language));
        if self.outcomes.iter().any(has_interval) {
            let effect = write_number(&self.effect.to_shortest(MAX_PLACES), language);
            text.push_str(&paragraph(&message("told_intervals", language, &[("effect", &effect)])));
        }
        text + &paragraph(sentence("reference_only", language))
    }

    /// A node and all below it; a method is named where it is another than that of the node above.
    fn push_rows(
        &self,
        rows: &mut Vec<Row>,
        score: &Score,
        outcome: &Outcome,
        above: Option<&Outcome>,
        language: &str,
        depth: usize,
    ) {
        let told = Told::new(outcome, language);
        if told.is_left_out(self.counting.tally.responses()) {
            // What is below it is left out as well, and need not be listed.
            let remarks = vec![sentence("told_left_out", language).into()];
            rows.push(Row { remarks, ..row(&told, "", depth) });
            return;
        }
        let known = above.is_some_and(|above| {
            let combine = outcome.judgement.combine;
            above.method == outcome.method && (combine.is_none() || above.judgement.combine == combine)
        });
        let method = if known { String::new() } else { told.method() };
        rows.push(row(&told, &method, depth));
        let below = depth.saturating_add(1);
        for (child, part) in score.children.iter().zip(&outcome.parts) {
            self.push_rows(rows, child, part, Some(outcome), language, below);
        }
        for item in outcome.parts.iter().skip(score.children.len()) {
            rows.push(row(&Told::new(item, language), "", below));
        }
    }

    /// One table of the groups per score.
    fn groups(&self, by: &Grouping, breakdown: &Breakdown, language: &str) -> String {
        let mut text = String::new();
        let form = &self.counting.form;
        for (index, (score, outcome)) in form.scores.iter().zip(&self.outcomes).enumerate() {
            if Told::new(outcome, language).is_left_out(self.counting.tally.responses()) {
                continue;
            }
            let params = [("question", by.label(form, language)), ("score", score.label.get(language))];
            text.push('\n');
            text.push_str(&paragraph(&message("told_by", language, &params)));
            let heads = ["told_responses", "told_value", "told_range"].map(|head| sentence(head, language));
            let mut rows = vec![heading(&heads)];
            for group in &breakdown.groups {
                let Some(shown) = group.scores.get(index) else { continue };
                let told = Told::new(&shown.outcome, language);
                let value = if shown.suppressed { sentence("told_suppressed", language).into() } else { told.value() };
                let responses = write_number(&group.responses.to_string(), language);
                rows.push(Row {
                    cells: vec![responses, value, told.interval().unwrap_or_default()],
                    depth: 0,
                    text: match group.name {
                        Some(_) => group.label.get(language).into(),
                        None => sentence("told_unanswered", language).into(),
                    },
                    remarks: Vec::new(),
                });
            }
            if breakdown.groups.is_empty() {
                text.push_str(&paragraph(sentence("told_no_groups", language)));
            } else {
                text.push_str(&table(&rows));
            }
        }
        if breakdown.hidden > 0 {
            let (hidden, min) = (breakdown.hidden.to_string(), self.least.to_string());
            text.push_str(&paragraph(&message("told_hidden", language, &[("hidden", &hidden), ("min", &min)])));
        }
        text + "\n"
    }

    /// Which responses were not counted, and what should be looked at again.
    fn remarks(&self, language: &str) -> String {
        let mut text = String::new();
        let Counting { refused, warnings, .. } = &self.counting;
        for (remarks, verdict) in [(refused, "response_not_counted"), (warnings, "response_warning")] {
            for remark in remarks {
                let verdict = message(verdict, language, &[("number", &remark.number.to_string())]);
                let verdict = match &remark.file {
                    Some(file) => format!("{verdict} ({file})"),
                    None => verdict,
                };
                let place = if remark.path.is_empty() { String::new() } else { format!(" {}:", remark.path) };
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{verdict}:{place} {} [{}]", remark.message, remark.code);
            }
        }
        text
    }
}

fn heading(heads: &[&str]) -> Row {
    Row { cells: heads.iter().map(|head| (*head).into()).collect(), depth: 0, text: String::new(), remarks: Vec::new() }
}

fn has_interval(outcome: &Outcome) -> bool {
    outcome.judgement.interval.is_some() || outcome.parts.iter().any(has_interval)
}

fn row(told: &Told<'_>, method: &str, depth: usize) -> Row {
    let label = told.outcome.label.get(told.language);
    let n = write_number(&told.outcome.n.to_string(), told.language);
    Row {
        cells: vec![told.value(), told.counted("/"), n, told.interval().unwrap_or_default()],
        depth,
        text: if method.is_empty() { label.into() } else { format!("{label} ({method})") },
        remarks: [told.target(), told.band(), told.error(), told.doubt()].into_iter().flatten().collect(),
    }
}
