//! Results as pictures, each with the table of its numbers.
//!
//! A picture is text: an SVG that stands alone as a file, in a page and on paper, without a style sheet or
//! a script. It is laid out for the width it will have, so that its words are as large on a phone as on a
//! desk. What it shows is in its table too, which is what a screen reader reads and a spreadsheet opens.

mod book;
mod draw;
mod table;
#[cfg(test)]
mod tests;

pub use book::workbook;
pub use draw::{MAX_WIDTH, MIN_WIDTH};
pub use table::{Field, Head, Table};

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use self::draw::{Mark, Sheet};
use super::ranks;
use crate::{
    form::Form,
    score::{Breakdown, Group, Outcome, Shown, Told},
    text::{message, sentence, write_number},
    value::{Json, Ratio, digits},
};

/// The most rows that are drawn; the table has all.
pub const MAX_ROWS: usize = 300;
/// The most levels that are told apart by colour.
const MAX_LEVELS: usize = 7;

/// Results as a picture and as a table.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it is of, for the name of a file: `levels`, `profile`, `ranked`.
    pub name: &'static str,
    /// What it is of, in words.
    pub title: String,
    /// An SVG document.
    pub svg: String,
    /// Its numbers.
    pub table: Table,
}

/// Values to compare with: the mean of the province, the last period.
#[derive(Clone, Debug)]
pub struct Beside {
    /// What they are, in words.
    pub label: String,
    /// The value of each score and item, by its name.
    pub values: Vec<(String, Ratio)>,
}

impl Beside {
    /// Of a report as `sipas score --json`, [`super::Results::report`] and a server's results write it.
    #[must_use]
    pub fn of_report(label: &str, report: &Json) -> Self {
        fn gather(scores: &Json, values: &mut Vec<(String, Ratio)>) {
            for score in scores.elements() {
                let name = score.get("name").and_then(Json::as_text);
                let value = score.get("value").and_then(Json::as_number);
                values.extend(name.zip(value).map(|(name, value)| (String::from(name), value)));
                for parts in ["parts", "items"] {
                    gather(score.get(parts).unwrap_or(&Json::Null), values);
                }
            }
        }
        let mut values = Vec::new();
        gather(report.get("scores").unwrap_or(&Json::Null), &mut values);
        Self { label: String::from(label), values }
    }

    fn of(&self, name: &str) -> Option<Ratio> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

/// For whom a picture is made.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The language of its words.
    pub language: &'a str,
    /// How wide it will be, in CSS pixels: from [`MIN_WIDTH`] to [`MAX_WIDTH`].
    pub width: u32,
    /// Of how many of the scored questions there are answers at all, and how many there are, where some are missing.
    pub partial: Option<(usize, usize)>,
}

impl Viewer<'_> {
    /// A title that says of how many questions the scores are.
    fn titled(&self, title: &str) -> String {
        let Some((count, all)) = self.partial else { return String::from(title) };
        let (count, all) = (count.to_string(), all.to_string());
        message("picture_partial", self.language, &[("title", title), ("count", &count), ("all", &all)])
    }
}

/// What is drawn of results.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The form.
    pub form: &'a Form,
    /// How many responses they are of.
    pub responses: u64,
    /// What may be shown of everybody.
    pub whole: &'a [Shown],
    /// The groups by questions, each with the question in words.
    pub by: &'a [(&'a str, &'a Breakdown)],
    /// What the scores are compared with.
    pub beside: &'a [Beside],
}

/// All pictures: the profile of the scores, the groups ranked by each score, the levels.
#[must_use]
pub fn gallery(scene: &Scene<'_>, viewer: Viewer<'_>) -> Vec<Picture> {
    let Scene { form, responses, whole, by, beside } = *scene;
    let mut pictures: Vec<Picture> = profile(form, whole, responses, beside, viewer).into_iter().collect();
    for (question, breakdown) in by {
        let places = 0..form.scores.len();
        pictures.extend(places.filter_map(|score| ranked(form, question, breakdown, score, beside, viewer)));
    }
    pictures.extend(levels(form, whole, responses, viewer));
    // A table that is kept as CSV has no title.
    for head in pictures.iter_mut().filter_map(|picture| picture.table.head.first_mut()) {
        head.label = viewer.titled(&head.label);
    }
    pictures
}

fn count(count: u64, language: &str) -> String {
    write_number(&count.to_string(), language)
}

/// Nodes in the order of their trees, each once, with how deep they lie.
fn nodes<'a>(scores: &'a [Shown], depth: usize, found: &mut Vec<(usize, &'a Shown)>) {
    for node in scores {
        if found.iter().any(|(_, known)| known.outcome.name == node.outcome.name) {
            continue;
        }
        found.push((depth, node));
        nodes(&node.parts, depth.saturating_add(1), found);
    }
}

fn all(scores: &[Shown]) -> Vec<(usize, &Shown)> {
    let mut found = Vec::new();
    nodes(scores, 0, &mut found);
    found
}

/// The choices of a node that are levels, by their place in the list.
fn levels_of<'a>(form: &'a Form, outcome: &Outcome) -> Vec<(usize, &'a crate::form::Choice)> {
    let list = outcome.judgement.list.and_then(|list| form.lists.get(list));
    let choices = list.map_or(&[][..], |list| &list.choices);
    choices.iter().enumerate().filter(|(_, choice)| choice.score.is_some() && !choice.not_applicable).collect()
}

/// How the answers to every item, and of the items of every factor together, are spread over the levels.
///
/// Of each node whose items share one list of at most seven levels; the others are in no such picture.
/// `None` where there is none.
#[must_use]
pub fn levels(form: &Form, scores: &[Shown], responses: u64, viewer: Viewer<'_>) -> Option<Picture> {
    let language = viewer.language;
    let listed: Vec<(usize, &Shown)> = all(scores)
        .into_iter()
        .filter(|(_, node)| node.outcome.judgement.list.is_some())
        .filter(|(_, node)| (2..=MAX_LEVELS).contains(&levels_of(form, &node.outcome).len()))
        .collect();
    let (_, first) = listed.first()?;
    let list = first.outcome.judgement.list;
    let choices = levels_of(form, &first.outcome);
    // One legend is of one list.
    let listed: Vec<_> = listed.into_iter().filter(|(_, node)| node.outcome.judgement.list == list).collect();
    let labels: Vec<String> = choices.iter().map(|(_, choice)| String::from(choice.label.get(language))).collect();

    let title = viewer.titled(sentence("picture_levels", language));
    let mut sheet = Sheet::new(viewer.width, "levels");
    sheet.title(&[&title, form.title.get(language)], responses, language);
    sheet.levels_legend(&labels);
    let mut table = Table::new(title.clone(), vec![Head::text(sentence("picture_item", language))], language);
    table.head.extend(labels.iter().map(|label| Head::number(label)));
    // Of a factor not people are counted here, but what they answered.
    table.head.push(Head::number(sentence("picture_answers", language)));
    for (index, (depth, node)) in listed.iter().enumerate() {
        let outcome = &node.outcome;
        let counts: Vec<u64> =
            choices.iter().map(|(place, _)| outcome.levels.get(*place).map_or(0, |(_, count)| *count)).collect();
        let answers = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
        let label = outcome.label.get(language);
        let mut row = vec![Field::Text(String::from(label))];
        if node.suppressed {
            row.extend(counts.iter().map(|_| Field::Nothing));
            row.push(Field::Text(String::from(sentence("told_suppressed", language))));
        } else {
            let share = |count: &u64| Ratio::new(i128::from(*count).saturating_mul(100), answers.into());
            row.extend(counts.iter().map(|count| share(count).map_or(Field::Nothing, |share| Field::Number(share, 2))));
            row.push(Field::Count(answers));
        }
        table.rows.push(row);
        if index < MAX_ROWS {
            sheet.label(label, *depth == 0 || !outcome.is_item);
            if node.suppressed {
                sheet.note(sentence("told_suppressed", language));
            } else {
                let n = message("picture_n", language, &[("n", &count(answers, language))]);
                sheet.levels(&counts, answers, &n, language);
            }
        }
    }
    let svg = sheet.finish(&described(listed.len(), language), language);
    Some(Picture { name: "levels", title, svg, table })
}

/// The value of every index and factor with its interval, its target and what it is compared with.
///
/// What is no share and has no most points has no place on the axis, but stands in the table. `None` for a form
/// without scores.
#[must_use]
pub fn profile(
    form: &Form,
    scores: &[Shown],
    responses: u64,
    beside: &[Beside],
    viewer: Viewer<'_>,
) -> Option<Picture> {
    let language = viewer.language;
    let listed: Vec<(usize, &Shown)> = all(scores).into_iter().filter(|(_, node)| !node.outcome.is_item).collect();
    if listed.is_empty() {
        return None;
    }
    let has_target = listed.iter().any(|(_, node)| node.outcome.judgement.target.is_some());
    let title = viewer.titled(sentence(if has_target { "picture_profile" } else { "picture_values" }, language));
    let mut sheet = Sheet::new(viewer.width, "profile");
    sheet.title(&[&title, form.title.get(language)], responses, language);
    sheet.marks_legend(&legend(has_target, beside, language));
    sheet.axis();
    let mut table = Table::new(title.clone(), vec![Head::text(sentence("picture_item", language))], language);
    table.head.extend(value_heads(has_target, beside, language));
    for (index, (depth, node)) in listed.iter().enumerate() {
        let label = node.outcome.label.get(language);
        let mut row = vec![Field::Text(String::from(label))];
        row.extend(value_fields(node, has_target, beside, language));
        table.rows.push(row);
        if index < MAX_ROWS {
            sheet.label(label, *depth == 0);
            draw_value(&mut sheet, node, beside, language);
        }
    }
    let svg = sheet.finish(&described(listed.len(), language), language);
    Some(Picture { name: "profile", title, svg, table })
}

/// The groups of a breakdown by their value of one of the scores, best first; equal ones share a rank.
///
/// `question` is what they are grouped by, in words; `score` the place of the score in the form. `None` where there
/// is no such score or no group.
#[must_use]
pub fn ranked(
    form: &Form,
    question: &str,
    breakdown: &Breakdown,
    score: usize,
    beside: &[Beside],
    viewer: Viewer<'_>,
) -> Option<Picture> {
    let language = viewer.language;
    let whole = breakdown.whole.get(score)?;
    let ranks = ranks(&breakdown.groups, score);
    let mut groups: Vec<(Option<u64>, &Group, &Shown)> = breakdown
        .groups
        .iter()
        .zip(ranks)
        .filter_map(|(group, rank)| Some((rank, group, group.scores.get(score)?)))
        .collect();
    if groups.is_empty() {
        return None;
    }
    // The breakdown is in the order of the first score.
    groups.sort_by_key(|(rank, ..)| rank.unwrap_or(u64::MAX));
    let name = whole.outcome.label.get(language);
    let title = viewer.titled(&message("picture_ranked", language, &[("score", name), ("question", question)]));
    let mut sheet = Sheet::new(viewer.width, "ranked");
    let responses = groups.iter().fold(0_u64, |sum, (_, group, _)| sum.saturating_add(group.responses));
    sheet.title(&[&title, form.title.get(language)], responses, language);
    let has_target = whole.outcome.judgement.target.is_some();
    sheet.marks_legend(&legend(has_target, beside, language));
    sheet.axis();
    let mut table = Table::new(
        title.clone(),
        vec![Head::number(sentence("picture_rank", language)), Head::text(sentence("picture_group", language))],
        language,
    );
    table.head.extend(value_heads(has_target, beside, language));
    for (index, (rank, group, node)) in groups.iter().enumerate() {
        let label =
            if group.name.is_some() { group.label.get(language) } else { sentence("told_unanswered", language) };
        let mut row = vec![rank.map_or(Field::Nothing, Field::Count), Field::Text(String::from(label))];
        row.extend(value_fields(node, has_target, beside, language));
        table.rows.push(row);
        if index < MAX_ROWS {
            let label = rank.map_or_else(|| String::from(label), |rank| [&rank.to_string(), ". ", label].concat());
            sheet.label(&label, false);
            draw_value(&mut sheet, node, beside, language);
        }
    }
    let svg = sheet.finish(&described(groups.len(), language), language);
    Some(Picture { name: "ranked", title, svg, table })
}

/// What is said of a picture to those who do not see it.
fn described(rows: usize, language: &str) -> String {
    let written = |rows: usize| write_number(&digits(rows), language);
    if rows > MAX_ROWS {
        return message("picture_cut", language, &[("shown", &written(MAX_ROWS)), ("rows", &written(rows))]);
    }
    message("picture_described", language, &[("rows", &written(rows))])
}

fn legend(has_target: bool, beside: &[Beside], language: &str) -> Vec<(Mark, String)> {
    let mut legend = vec![(Mark::Value, String::from(sentence("picture_mark_value", language)))];
    if has_target {
        legend.push((Mark::Target, String::from(sentence("picture_mark_target", language))));
    }
    legend.extend(beside.iter().enumerate().map(|(index, beside)| (Mark::Beside(index), beside.label.clone())));
    legend
}

fn value_heads(has_target: bool, beside: &[Beside], language: &str) -> Vec<Head> {
    let mut heads = vec![
        Head::number(sentence("told_value", language)),
        Head::number(sentence("picture_low", language)),
        Head::number(sentence("picture_high", language)),
    ];
    if has_target {
        heads.push(Head::number(sentence("picture_target", language)));
    }
    heads.extend(beside.iter().map(|beside| Head::number(&beside.label)));
    heads.push(Head::number(sentence("told_n", language)));
    heads
}

fn value_fields(node: &Shown, has_target: bool, beside: &[Beside], language: &str) -> Vec<Field> {
    let (outcome, judgement) = (&node.outcome, &node.outcome.judgement);
    let number = |value: Option<Ratio>| value.map_or(Field::Nothing, |value| Field::Number(value, outcome.decimals));
    let value = if node.suppressed {
        Field::Text(String::from(sentence("told_suppressed", language)))
    } else {
        number(outcome.value)
    };
    let mut fields =
        vec![value, number(judgement.interval.map(|(low, _)| low)), number(judgement.interval.map(|(_, high)| high))];
    if has_target {
        fields.push(number(judgement.target.as_ref().map(|(target, _)| target.value)));
    }
    fields.extend(beside.iter().map(|beside| number(beside.of(&outcome.name))));
    fields.push(if node.suppressed { Field::Nothing } else { Field::Count(outcome.n) });
    fields
}

/// Where a value lies on an axis from 0 to 100; `None` of what is no share and has no most points.
fn on_axis(outcome: &Outcome, value: Ratio) -> Option<Ratio> {
    let share = match outcome.judgement.max {
        Some(max) => value.checked_mul(Ratio::integer(100))?.checked_div(max)?,
        None if outcome.judgement.is_share => value,
        None => return None,
    };
    Some(share.clamp(Ratio::ZERO, Ratio::integer(100)))
}

fn draw_value(sheet: &mut Sheet, node: &Shown, beside: &[Beside], language: &str) {
    let outcome = &node.outcome;
    let told = Told::new(outcome, language);
    if node.suppressed {
        sheet.note(sentence("told_suppressed", language));
        return;
    }
    let place = |value: Ratio| on_axis(outcome, value);
    let interval = outcome.judgement.interval.and_then(|(low, high)| Some((place(low)?, place(high)?)));
    let target = outcome.judgement.target.as_ref().and_then(|(target, _)| place(target.value));
    let mut marks: Vec<(Mark, Ratio)> = target.map(|target| (Mark::Target, target)).into_iter().collect();
    for (index, beside) in beside.iter().enumerate() {
        marks.extend(beside.of(&outcome.name).and_then(place).map(|value| (Mark::Beside(index), value)));
    }
    marks.extend(outcome.value.and_then(place).map(|value| (Mark::Value, value)));
    let n = message("picture_n", language, &[("n", &count(outcome.n, language))]);
    sheet.values(interval, &marks, &[told.value(), n].join(" · "));
}
