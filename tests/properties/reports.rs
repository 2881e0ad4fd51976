//! Random words of reports: checks, what the last report gives, settings; right by construction.

use sipas_forms::{expression::Type, form::Kind};

use crate::{
    draw::Draw,
    forms::{Item, Plan, Style, expression, label, say},
    tree::Tree,
};

/// What the calculations of a report are called.
pub const KEY: &str = "report_key";
pub const LATE: &str = "report_late";

/// Whether a form may be a report: what a citizen's module has is none.
fn may_report(plan: &Plan) -> bool {
    plan.wanted.style != Style::Small
}

fn outside(plan: &Plan, wanted: impl Fn(&Item) -> bool) -> Vec<&Item> {
    plan.items.iter().filter(|item| item.repeats.is_empty() && wanted(item)).collect()
}

/// The questions that a check may be about.
fn fields(plan: &Plan, repeats: &[usize]) -> Vec<String> {
    let is_field = |item: &&Item| item.kind.is_asked() && (item.repeats.is_empty() || item.repeats == repeats);
    plan.items.iter().filter(is_field).map(|item| item.name.clone()).collect()
}

/// Whether a check can stand there: there must be something that it is about.
pub fn may_check(plan: &Plan, repeats: &[usize]) -> bool {
    may_report(plan) && !fields(plan, repeats).is_empty()
}

/// What a check has besides its label and its relevance.
pub fn check(draw: &mut Draw, plan: &Plan, index: usize, json: &mut Tree) {
    let here = &plan.items[index].repeats;
    let known = fields(plan, here);
    let mut fields = draw.some(&known);
    if fields.is_empty() {
        fields.push(draw.pick::<String>(&known).clone());
    }
    json.put("fields", fields.iter().map(|name| Tree::text(name)).collect());
    let is_figure = |item: &&Item| {
        matches!(item.kind, Kind::Calculate(Type::Integer | Type::Decimal | Type::Date))
            && here.starts_with(&item.repeats)
    };
    let figures: Vec<&str> = plan.items.iter().filter(is_figure).map(|item| item.name.as_str()).collect();
    let rule = expression(draw, plan, index, plan.items.len(), None, &mut |writer| {
        let depth = writer.draw.between(1, 3);
        writer.boolean(depth)
    });
    let (key, words) = *draw.pick(&[("constraint", "constraint_message"), ("warning", "warning_message")]);
    json.put(key, rule);
    let text = say(draw, plan);
    let figure = draw.any(&figures).filter(|_| draw.chance(70));
    let with = |text: Tree| match (text, figure) {
        (Tree::Text(text), Some(name)) => Tree::Text(format!("{text} ${{{name}}}, ${{{name}}} ${{")),
        (text, _) => text,
    };
    json.put(
        words,
        match text {
            Tree::Object(texts) => {
                Tree::Object(texts.into_iter().map(|(language, text)| (language, with(text))).collect())
            }
            text => with(text),
        },
    );
    rule_code(draw, plan, 60, json);
}

/// The code of a rule, `percent` times in a hundred.
pub fn rule_code(draw: &mut Draw, plan: &Plan, percent: usize, json: &mut Tree) {
    if may_report(plan) && draw.chance(percent) {
        json.put("rule", Tree::text(draw.word(&["R1", "R2.a", "r-13", "X", "Longest_code.016"])));
    }
}

/// What an element takes of the last report.
pub fn saved(draw: &mut Draw, plan: &Plan, index: usize, json: &mut Tree) {
    let item = &plan.items[index];
    if !may_report(plan) || !item.repeats.is_empty() {
        return;
    }
    let number = |kind: Option<Type>| matches!(kind, Some(Type::Integer | Type::Decimal));
    let (hidden, wanted) = (item.kind == Kind::Hidden, item.kind.answer_type());
    let fits = |other: &Item| match other.kind.answer_type() {
        None => false,
        // Of what type a calculated number is only its expression says: any stands for any.
        kind => hidden || kind == wanted || number(kind) && number(wanted),
    };
    let known: Vec<String> = outside(plan, fits).into_iter().map(|item| item.name.clone()).collect();
    let keys: &[&str] = match json.get("default") {
        _ if hidden => &["last_saved"],
        Some(_) => &["offer_saved"],
        None => &["last_saved", "offer_saved"],
    };
    for key in keys {
        if let Some(name) = draw.any(&known).filter(|_| draw.chance(if hidden { 60 } else { 25 })) {
            json.put(key, Tree::text(&name));
        }
    }
}

/// The two questions that make a form a report, if it shall be one.
pub fn parts(draw: &mut Draw, plan: &Plan) -> Option<[String; 2]> {
    let closed = outside(plan, |item| matches!(item.kind, Kind::SelectOne(_)));
    let known: Vec<String> = closed.into_iter().map(|item| item.name.clone()).collect();
    let (unit, period) = (draw.any(&known)?, draw.any(&known)?);
    (may_report(plan) && draw.chance(40)).then_some([unit, period])
}

/// The calculation of an element that only a report has.
pub fn calculation(plan: &Plan, name: &str) -> Option<Tree> {
    let [unit, period] = plan.report.as_ref()?;
    match name {
        KEY => Some(Tree::Text(format!("concat(${{{unit}}}, '/', ${{{period}}})"))),
        LATE => Some(Tree::Text(format!("(${{{period}}} != '') and today() > date('2025-07-30')"))),
        _ => None,
    }
}

/// The settings of a report.
pub fn settings(draw: &mut Draw, plan: &Plan, settings: &mut Tree) {
    if !may_report(plan) {
        return;
    }
    if draw.chance(20) {
        settings.put("show_contents", Tree::raw("true"));
    }
    let lists: [(&str, Vec<&Item>); 2] = [
        ("preview", outside(plan, |item| item.kind == Kind::Note)),
        ("last_saved_same", outside(plan, |item| item.kind.is_asked())),
    ];
    for (key, known) in lists {
        let names: Vec<&str> = known.into_iter().map(|item| item.name.as_str()).collect();
        if draw.chance(30) {
            settings.put(key, draw.some(&names).into_iter().map(Tree::text).collect());
        }
    }
    if let Some([unit, period]) = &plan.report {
        let parts = [("unit", unit.as_str()), ("period", period), ("key", KEY), ("late", LATE)];
        settings.put("report", Tree::Object(parts.map(|(key, name)| (key.into(), Tree::text(name))).into()));
    }
    if draw.chance(30) {
        let prefill = (0..draw.below(4)).map(|number| {
            let kind = *draw.pick(&[Type::Integer, Type::Decimal, Type::Text, Type::Date, Type::Boolean]);
            let value = expression(draw, plan, 0, plan.items.len(), None, &mut |writer| writer.exactly(kind, 2));
            (format!("x{number}"), value)
        });
        let prefill = Tree::Object(prefill.collect());
        let mut companion = Tree::Object(vec![("form".into(), Tree::text("other")), ("label".into(), say(draw, plan))]);
        companion.put("prefill", prefill);
        settings.put("companions", Tree::Array(vec![companion]));
    }
    if draw.chance(20) {
        let keys = ["agency", "number", "place_and_date", "title", "signer_title", "signer"];
        let more = draw.some(&["authority", "subject", "opening"]);
        let texts = keys.into_iter().chain(more).map(|key| (key.to_string(), label(draw, plan, 0)));
        let mut document = Tree::Object(texts.collect());
        document.put("recipients", (0..draw.below(3)).map(|_| label(draw, plan, 0)).collect());
        settings.put("document", document);
    }
}
