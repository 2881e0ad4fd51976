//! Random definitions: first what is asked, then every expression over the names that it may read.

use sipas_forms::{expression::Type, form::Kind, format::Format};

use crate::{
    draw::Draw,
    expressions::{TEXTS, Writer},
    reports, scores,
    tree::Tree,
    values,
};

/// How deep groups and repeats may nest, the pages included.
const DEEPEST: usize = 4;
/// The longest expression that is kept: far below the engine's limit, and readable in a failure.
const LONGEST: usize = 600;
/// The functions that a citizen's module does without.
const MORE: [&str; 14] = [
    "selected-at",
    "jr:choice-name",
    "pulldata",
    "substr",
    "join",
    "regex",
    "boolean-from-string",
    "pow",
    "count",
    "checklist",
    "position",
    "now",
    "format-date",
    "once",
];
const COLUMNS: [&str; 3] = ["province", "level", "kind"];
/// What a definition may call its questions, and what JavaScript calls its own.
const NAMES: [&str; 5] = ["constructor", "length", "valueof", "then", "a"];

pub struct List {
    pub name: String,
    pub choices: Vec<String>,
    /// Whether every name is a number.
    pub numeric: bool,
    /// The score of each choice, `None` of one that does not apply; empty where there are none.
    pub levels: Vec<Option<i64>>,
    pub columns: Vec<&'static str>,
}

/// An element that is planned.
pub struct Item {
    pub name: String,
    pub kind: Kind,
    /// The repeats around it, the outermost first.
    pub repeats: Vec<usize>,
    parent: Option<usize>,
    appearance: Option<&'static str>,
}

pub struct Plan {
    pub lists: Vec<List>,
    pub items: Vec<Item>,
    pub wanted: Wanted,
    /// Of a report: the questions of whom it is and for which period.
    pub report: Option<[String; 2]>,
    languages: Vec<&'static str>,
}

/// What a form that is drawn is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Style {
    /// Everything.
    Mixed,
    /// Repeats that come and go, and what reads them from outside.
    Rows,
    /// Calculations that keep a value: what they give depends on the way there.
    Keeping,
    /// What a citizen's module has.
    Small,
}

/// What is special about a form that is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Whether what decides relevance and values reads only what stands before it: then nothing goes
    /// in a circle.
    pub ordered: bool,
    pub style: Style,
}

/// A definition.
pub fn definition(draw: &mut Draw, wanted: Wanted) -> Tree {
    let mut plan = Plan {
        lists: Vec::new(),
        items: Vec::new(),
        languages: draw.pick(&[&["vi"][..], &["vi", "en"], &["en", "vi"], &["fr", "vi", "en"]]).to_vec(),
        wanted,
        report: None,
    };
    for index in 0..draw.between(1, 4) {
        let list = list(draw, index);
        plan.lists.push(list);
    }
    let most = *draw.pick(&[4, 8, 16, 32]);
    let pages = draw.between(1, 3);
    for page in 0..pages {
        plan_group(draw, &mut plan, None, &[], 1, most * (page + 1) / pages);
    }
    // A choice can only be computed where there is one to read.
    for index in 0..plan.items.len() {
        let item = &plan.items[index];
        let same = |other: &Item| {
            other.kind.answer_type() == item.kind.answer_type() && item.repeats.starts_with(&other.repeats)
        };
        if matches!(item.kind, Kind::Calculate(Type::Choice(_))) && !plan.items[..index].iter().any(same) {
            plan.items[index].kind = Kind::Calculate(Type::Text);
        }
    }
    plan.report = reports::parts(draw, &plan);
    if plan.report.is_some() {
        for (name, kind) in [(reports::KEY, Type::Text), (reports::LATE, Type::Boolean)] {
            let index = add(draw, &mut plan, Kind::Calculate(kind), Some(0), &[]);
            plan.items[index].name = name.to_string();
        }
    }
    write(draw, &plan)
}

fn list(draw: &mut Draw, index: usize) -> List {
    let numeric = draw.chance(40);
    let count = draw.between(1, 6);
    let names: &[&str] =
        if numeric { &["1", "2", "3", "4", "5", "0.5"] } else { &["a", "b", "khac", "y", "x-1", "N.A"] };
    let levels = if draw.chance(60) { levels(draw, count) } else { Vec::new() };
    List {
        name: format!("list{index}"),
        choices: names[..count].iter().map(|name| (*name).to_string()).collect(),
        numeric,
        levels,
        columns: if draw.chance(50) { draw.some(&COLUMNS) } else { Vec::new() },
    }
}

/// Levels that go up or down, some of them equal; the first choice has one.
fn levels(draw: &mut Draw, count: usize) -> Vec<Option<i64>> {
    let (mut level, down) = (*draw.pick(&[0, 1, 1, 1, 3, -1]), draw.chance(30));
    let mut levels = Vec::new();
    for index in 0..count {
        let is_level = index == 0 || draw.chance(85);
        levels.push(is_level.then_some(level));
        if is_level {
            let step = *draw.pick(&[1, 1, 1, 1, 2, 0]);
            level += if down { -step } else { step };
        }
    }
    levels
}

fn add(draw: &mut Draw, plan: &mut Plan, kind: Kind, parent: Option<usize>, repeats: &[usize]) -> usize {
    let index = plan.items.len();
    let special = draw.any(&NAMES).filter(|name| draw.chance(8) && plan.items.iter().all(|item| item.name != *name));
    plan.items.push(Item {
        name: special.map_or_else(|| format!("q{index}"), String::from),
        kind,
        repeats: repeats.to_vec(),
        parent,
        appearance: None,
    });
    index
}

fn plan_group(draw: &mut Draw, plan: &mut Plan, parent: Option<usize>, repeats: &[usize], depth: usize, most: usize) {
    let index = add(draw, plan, Kind::Group, parent, repeats);
    plan_children(draw, plan, index, repeats, depth, most);
}

fn plan_children(draw: &mut Draw, plan: &mut Plan, parent: usize, repeats: &[usize], depth: usize, most: usize) {
    let list = draw.below(plan.lists.len());
    for _ in 0..draw.between(1, if depth == 1 { 8 } else { 4 }) {
        if plan.items.len() >= most {
            break;
        }
        let kind = match draw.below(if depth < DEEPEST { 26 } else { 20 }) {
            _ if plan.wanted.style == Style::Rows && depth < DEEPEST && repeats.len() < 2 && draw.chance(20) => {
                Kind::Repeat
            }
            _ if draw.chance(8) && reports::may_check(plan, repeats) => Kind::Check,
            _ if plan.wanted.style == Style::Rows && draw.chance(25) => {
                Kind::Calculate(*draw.pick(&[Type::Integer, Type::Text]))
            }
            0 | 1 => Kind::Text,
            2 | 3 => Kind::Integer,
            4 => Kind::Decimal,
            5 | 6 => Kind::Date,
            7..=9 => Kind::SelectOne(draw.below(plan.lists.len())),
            10 => Kind::SelectMultiple(draw.below(plan.lists.len())),
            11 => Kind::Rank(list),
            12 => Kind::Range(*draw.pick(&[Type::Integer, Type::Decimal])),
            13 => Kind::Acknowledge,
            14 => Kind::Note,
            15 => Kind::Hidden,
            16..=19 => Kind::Calculate(match draw.below(7) {
                0 => Type::Boolean,
                1 | 2 => Type::Integer,
                3 => Type::Decimal,
                4 => Type::Date,
                5 => Type::Choice(list),
                _ => Type::Text,
            }),
            20 | 21 => {
                plan_group(draw, plan, Some(parent), repeats, depth + 1, most);
                continue;
            }
            22 => {
                plan_table(draw, plan, parent, repeats, depth);
                continue;
            }
            _ if repeats.len() < 2 => Kind::Repeat,
            _ => Kind::Integer,
        };
        let kind = match kind {
            Kind::Rank(list) if plan.wanted.style == Style::Small => Kind::SelectMultiple(list),
            Kind::Range(_) | Kind::Repeat if plan.wanted.style == Style::Small => Kind::Decimal,
            kind => kind,
        };
        if kind == Kind::Repeat {
            let index = add(draw, plan, kind, Some(parent), repeats);
            let inside = [repeats, &[index]].concat();
            plan_children(draw, plan, index, &inside, depth + 1, most.max(index + 2));
        } else {
            add(draw, plan, kind, Some(parent), repeats);
        }
    }
}

/// One table: of levels, or of numbers.
fn plan_table(draw: &mut Draw, plan: &mut Plan, parent: usize, repeats: &[usize], depth: usize) {
    let table = add(draw, plan, Kind::Group, Some(parent), repeats);
    plan.items[table].appearance = Some("table");
    let (rows, columns, list) = (draw.between(1, 3), draw.between(1, 3), draw.below(plan.lists.len()));
    for _ in 0..rows {
        if depth + 2 > DEEPEST || list % 2 == 0 || plan.wanted.style == Style::Small {
            let row = add(draw, plan, Kind::SelectOne(list), Some(table), repeats);
            plan.items[row].appearance = *draw.pick(&[None, Some("likert")]);
            continue;
        }
        let row = add(draw, plan, Kind::Group, Some(table), repeats);
        for _ in 0..columns {
            let number = [Kind::Integer, Kind::Decimal, Kind::Calculate(Type::Integer), Kind::Range(Type::Decimal)];
            let kind = *draw.pick(&number);
            add(draw, plan, kind, Some(row), repeats);
        }
    }
}

fn write(draw: &mut Draw, plan: &Plan) -> Tree {
    let mut lists = Vec::new();
    for list in &plan.lists {
        let mut choices = Vec::new();
        for (index, name) in list.choices.iter().enumerate() {
            let mut choice = Tree::Object(vec![("name".into(), Tree::text(name)), ("label".into(), say(draw, plan))]);
            match list.levels.get(index) {
                Some(Some(level)) => choice.put("score", Tree::raw(&level.to_string())),
                None if draw.chance(90) => {}
                _ => choice.put("not_applicable", Tree::raw("true")),
            }
            let mut cells = Vec::new();
            for column in &list.columns {
                // The first choice has them all: each column is one of the list.
                if *name == list.choices[0] || draw.chance(80) {
                    cells.push(((*column).to_string(), Tree::text(draw.word(&TEXTS))));
                }
            }
            if !cells.is_empty() {
                choice.put("columns", Tree::Object(cells));
            }
            choices.push(choice);
        }
        lists.push((list.name.clone(), Tree::Array(choices)));
    }
    let mut settings = Tree::Object(vec![("default_language".into(), Tree::text(plan.languages[0]))]);
    settings.put("languages", plan.languages.iter().map(|language| Tree::text(language)).collect());
    let closed = |item: &&Item| matches!(item.kind, Kind::SelectOne(_)) && item.repeats.is_empty();
    if let Some(by) = plan.items.iter().find(closed) {
        settings.put("results_by", Tree::Array(vec![Tree::text(&by.name)]));
    }
    if draw.chance(20) {
        settings.put("results_min", Tree::number(draw.between(1, 9)));
    }
    if plan.wanted.style != Style::Small && draw.chance(20) {
        settings.put("show_scores", Tree::raw("true"));
    }
    reports::settings(draw, plan, &mut settings);
    let survey = children(draw, plan, None);
    let mut definition = Tree::Object(vec![
        ("schema_version".into(), Tree::raw("1")),
        ("form_id".into(), Tree::text("random")),
        ("version".into(), Tree::text("1")),
        ("title".into(), say(draw, plan)),
        ("settings".into(), settings),
        ("provenance".into(), Tree::Object(vec![("source".into(), say(draw, plan))])),
        ("choices".into(), Tree::Object(lists)),
        ("survey".into(), survey),
    ]);
    if let Some(scores) = scores::trees(draw, plan) {
        definition.put("scores", scores);
    }
    definition
}

/// A text, in one language or in each.
pub fn say(draw: &mut Draw, plan: &Plan) -> Tree {
    if draw.chance(50) {
        return Tree::Text(draw.word(&TEXTS).replace("${q}", "$ {q}"));
    }
    let mut texts: Vec<(String, Tree)> = plan
        .languages
        .iter()
        .map(|language| ((*language).to_string(), Tree::Text(draw.word(&TEXTS).replace("${q}", "$ {q}"))))
        .collect();
    if draw.chance(30) {
        texts.reverse();
    }
    Tree::Object(texts)
}

fn children(draw: &mut Draw, plan: &Plan, parent: Option<usize>) -> Tree {
    (0..plan.items.len())
        .filter(|index| plan.items[*index].parent == parent)
        .map(|index| element(draw, plan, index))
        .collect()
}

fn element(draw: &mut Draw, plan: &Plan, index: usize) -> Tree {
    let item = &plan.items[index];
    let kind = item.kind;
    let is_container = matches!(kind, Kind::Group | Kind::Repeat);
    let mut json =
        Tree::Object(vec![("type".into(), Tree::text(kind.name())), ("name".into(), Tree::text(&item.name))]);
    if !matches!(kind, Kind::Calculate(_) | Kind::Hidden) || draw.chance(50) {
        json.put("label", label(draw, plan, index));
    }
    if draw.chance(10) {
        json.put("hint", label(draw, plan, index));
    }
    let appearance = match kind {
        Kind::Text => draw.any(&["multiline"]).filter(|_| draw.chance(20)),
        Kind::SelectOne(_) => {
            let all = ["minimal", "likert", "autocomplete"];
            let all = if plan.wanted.style == Style::Small { &all[..2] } else { &all };
            item.appearance.or(draw.any(all).filter(|_| draw.chance(20)))
        }
        Kind::Group if plan.wanted.style != Style::Small => {
            item.appearance.or(draw.any(&["columns"]).filter(|_| draw.chance(10)))
        }
        _ => item.appearance,
    };
    if let Some(appearance) = appearance {
        json.put("appearance", Tree::text(appearance));
    }
    if let Some(list) = kind.list() {
        json.put("choices", Tree::text(&plan.lists[list].name));
    }
    // In most places of any form: a form in a circle is worth little.
    let before = if plan.wanted.ordered || draw.chance(85) { index } else { plan.items.len() };
    // A page is always shown in most forms, or most answers would be of no consequence.
    if draw.chance(if is_container || plan.wanted.style == Style::Rows { 30 } else { 20 }) {
        let rule = expression(draw, plan, index, before, None, &mut |writer| {
            // What is hidden whatever is answered still has rows, a default, a place in a count.
            // What a simple rule decides changes most often.
            match writer.draw.below(10) {
                0 => String::from("false()"),
                1..=4 => writer.filled(),
                depth => writer.boolean(depth.min(7) - 4),
            }
        });
        json.put("relevant", rule);
    }
    if let Kind::Calculate(kind) = kind {
        let once = plan.wanted.style == Style::Keeping && kind != Type::Decimal && draw.chance(30);
        let text = expression(draw, plan, index, before, None, &mut |writer| {
            let text = writer.exactly(kind, if plan.wanted.style == Style::Rows { 1 } else { 3 });
            if once { format!("once({text})") } else { text }
        });
        json.put("calculation", reports::calculation(plan, &item.name).unwrap_or(text));
    }
    if kind.is_asked() {
        rules(draw, plan, index, &mut json);
        reports::rule_code(draw, plan, 10, &mut json);
    }
    if kind == Kind::Check {
        reports::check(draw, plan, index, &mut json);
    }
    if kind == Kind::Hidden {
        if draw.chance(50) {
            json.put("default", Tree::text(draw.word(&TEXTS)));
        }
        if draw.chance(30) {
            json.put("keep", Tree::raw("true"));
        }
    }
    if kind.is_asked() || kind == Kind::Hidden {
        reports::saved(draw, plan, index, &mut json);
    }
    limits(draw, kind, &mut json);
    if is_container {
        json.put("children", children(draw, plan, Some(index)));
    }
    json
}

/// What a question may say of its answer.
fn rules(draw: &mut Draw, plan: &Plan, index: usize, json: &mut Tree) {
    let (kind, all) = (plan.items[index].kind, plan.items.len());
    match draw.below(6) {
        0 => json.put("required", Tree::raw("true")),
        1 => json.put("required", expression(draw, plan, index, all, None, &mut |writer| writer.boolean(2))),
        _ => {}
    }
    for key in ["constraint", "warning"] {
        if draw.chance(15) {
            let rule = expression(draw, plan, index, all, kind.answer_type(), &mut |writer| writer.boolean(3));
            json.put(key, rule);
        }
    }
    for key in ["required_message", "constraint_message", "warning_message"] {
        if draw.chance(5) {
            json.put(key, say(draw, plan));
        }
    }
    for key in ["read_only", "keep"] {
        if draw.chance(10) {
            json.put(key, Tree::raw("true"));
        }
    }
    let names = kind.list().map_or(&[][..], |list| &plan.lists[list].choices);
    if draw.chance(20) {
        json.put("default", values::default(draw, kind, names));
    }
    if matches!(kind, Kind::SelectOne(_) | Kind::SelectMultiple(_)) && draw.chance(35) {
        let columns = kind.list().map_or(&[][..], |list| &plan.lists[list].columns);
        let mut writer = Writer { draw, plan, at: index, before: all, this: None, columns: columns.to_vec() };
        let filter = kept(&mut writer, &mut |writer| {
            if writer.columns.is_empty() || writer.draw.chance(30) {
                return writer.boolean(2);
            }
            let column = *writer.draw.pick(&writer.columns);
            format!("{column} = {}", writer.text(1))
        });
        json.put("choice_filter", filter);
    }
}

/// Bounds, lengths, rows.
fn limits(draw: &mut Draw, kind: Kind, json: &mut Tree) {
    let bounds = match kind {
        Kind::Range(Type::Integer) => *draw.pick(&[["0", "10", "1"], ["-5", "5", "5"], ["0", "1000", "1"]]),
        Kind::Range(_) => *draw.pick(&[["1", "5", "0.5"], ["-1", "1", "0.1"], ["0.5", "3.5", "1"]]),
        Kind::Integer => *draw.pick(&[["0", "1000", ""], ["-9007199254740991", "", ""], ["", "7", ""], ["3", "3", ""]]),
        Kind::Decimal => *draw.pick(&[["-0.5", "98.5", ""], ["0.000001", "", ""], ["", "123456789.123456", ""]]),
        Kind::Date => *draw.pick(&[
            ["\"0001-01-01\"", "\"2025-07-30\"", ""],
            ["\"2024-02-29\"", "", ""],
            ["", "\"9999-12-31\"", ""],
        ]),
        _ => ["", "", ""],
    };
    if matches!(kind, Kind::Range(_)) || draw.chance(40) {
        for (key, bound) in ["min", "max", "step"].into_iter().zip(bounds) {
            if !bound.is_empty() {
                json.put(key, Tree::raw(bound));
            }
        }
    }
    if kind == Kind::Text && draw.chance(30) {
        for (key, length) in draw.some(&[("min_length", 2), ("max_length", 8)]) {
            json.put(key, Tree::number(length));
        }
        let names = ["email", "phone", "citizen_number", "tax_code", "procedure_code", "document_number"];
        let known: Vec<&str> = names.into_iter().filter(|name| Format::from_name(name).is_some()).collect();
        if let Some(format) = draw.any(&known) {
            json.put("format", Tree::text(format));
        }
    }
    if kind == Kind::Repeat {
        let least = draw.below(3);
        if least > 0 {
            json.put("min_rows", Tree::number(least));
        }
        if draw.chance(60) {
            json.put("max_rows", Tree::number(least + draw.below(4)));
        }
    }
}

/// A label, which may show answers that an expression could read here.
pub fn label(draw: &mut Draw, plan: &Plan, index: usize) -> Tree {
    let here = &plan.items[index].repeats;
    let readable = |item: &&Item| item.kind.answer_type().is_some() && here.starts_with(&item.repeats);
    let names: Vec<&str> = plan.items.iter().filter(readable).map(|item| item.name.as_str()).collect();
    let pipe = |draw: &mut Draw, text: &str| match draw.any(&names) {
        // `${` in the text itself would be a pipe to nothing.
        Some(name) => Tree::Text(format!("{} ${{{name}}}, {{x}} ${{", text.replace("${q}", "$ {q}"))),
        None => Tree::Text(text.replace("${q}", "$ {q}")),
    };
    let shows = draw.chance(20);
    let text = |draw: &mut Draw| {
        let text = draw.word(&TEXTS);
        if shows { pipe(draw, text) } else { Tree::Text(text.replace("${q}", "$ {q}")) }
    };
    if draw.chance(60) {
        return text(draw);
    }
    Tree::Object(plan.languages.iter().map(|language| ((*language).to_string(), text(draw))).collect())
}

pub fn expression(
    draw: &mut Draw,
    plan: &Plan,
    at: usize,
    before: usize,
    this: Option<Type>,
    write: &mut dyn FnMut(&mut Writer<'_>) -> String,
) -> Tree {
    kept(&mut Writer { draw, plan, at, before, this, columns: Vec::new() }, write)
}

/// The first that is not too long and has no function that the form must do without.
fn kept(writer: &mut Writer<'_>, write: &mut dyn FnMut(&mut Writer<'_>) -> String) -> Tree {
    loop {
        let text = write(writer);
        let is_small = || MORE.iter().all(|name| !text.contains(&[name, "("].concat()));
        if text.len() <= LONGEST && (writer.plan.wanted.style != Style::Small || is_small()) {
            return Tree::Text(text);
        }
    }
}
