//! The page of reports: for one period every unit and how far it is, then the sums over all of them.
//! Everything on it is a link or a text, so it works without scripts and prints as it is.

use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sipas_forms::{
    form::Form,
    text::{csv, fill, message, write_date, write_number},
};

use super::{
    results::{method, overview, tabs},
    shell::{Shell, page},
    words::{Filed, Words},
};
use crate::{
    clock::date_of,
    reports::{Targets, in_words},
    results::{Order, Period, Reports, Standing, Unit},
};

/// What of the reports is shown.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The period that was asked for.
    pub period: Option<&'a str>,
    /// The order of the units.
    pub order: Order,
    /// Only units that are so far.
    pub state: Option<Standing>,
}

/// What every part of the page needs.
struct Place<'a> {
    words: &'a Words,
    form: &'a Form,
    reports: &'a Reports<'a>,
    view: View<'a>,
}

/// The page; `forms` are those that can be chosen.
pub fn reports(words: &Words, forms: &[&Form], form: &Form, reports: &Reports<'_>, view: &View<'_>) -> String {
    // What is shown is named in every link, also where nobody asked for it.
    let view = View { period: Some(reports.period_name()), ..*view };
    let place = Place { words, form, reports, view };
    let other = place.address("", view, words.other);
    let shell = Shell {
        words,
        frame: words.frame(form),
        title: form.title.get(words.language),
        description: words.filed.title,
        root: "/",
        other: &other,
        switches: false,
        form: Some(form),
        head: html! { link rel="stylesheet" href="/reports.css"; },
        footer: html! {},
    };
    let content = html! {
        h1 { (words.filed.title) }
        p class="reference" { (message("reference_only", words.language, &[])) }
        (tabs(words, forms, Some(form)))
        h2 { (form.title.get(words.language)) }
        (place.periods())
        (place.figures())
        (place.units())
        (place.sums())
        p class="data-link" {
            a href=(place.address(".csv", View { order: Order::List, state: None, ..view }, words.language)) download {
                (words.filed.csv)
            }
            " · "
            a href=(place.address(".json", View { order: Order::List, state: None, ..view }, words.language)) {
                (words.table.json)
            }
        }
    };
    page(&shell, &content)
}

fn count(count: usize, language: &str) -> String {
    write_number(&count.to_string(), language)
}

/// `20/09/2025 08:15`, of a time that this server wrote.
fn moment(timestamp: &str) -> String {
    let day = date_of(timestamp).map(write_date).unwrap_or_default();
    [&day, " ", timestamp.get(11..16).unwrap_or_default()].concat()
}

impl Place<'_> {
    fn address(&self, ending: &str, view: View<'_>, language: &str) -> String {
        let mut query = Vec::new();
        if let Some(period) = view.period {
            query.push(format!("period={}", utf8_percent_encode(period, NON_ALPHANUMERIC)));
        }
        if view.order != Order::default() {
            query.push(format!("sort={}", view.order.name()));
        }
        if let Some(state) = view.state {
            query.push(format!("state={}", state.name()));
        }
        if language == "en" {
            query.push(String::from("lang=en"));
        }
        let path = format!("/results/{}{ending}", self.form.identity.id);
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    const fn filed(&self) -> &Filed {
        self.words.filed
    }

    fn link(&self, view: View<'_>, current: bool, anchor: &str, label: &str) -> Markup {
        let address = self.address("", view, self.words.language);
        html! {
            li { a href={ (address) (anchor) } aria-current=[current.then_some("true")] { (label) } }
        }
    }

    fn periods(&self) -> Markup {
        let language = self.words.language;
        let link = |index: usize, period: &Period<'_>| {
            let label = if period.sent > 0 {
                format!("{} ({})", period.label, count(period.sent, language))
            } else {
                String::from(period.label)
            };
            self.link(View { period: Some(period.name), ..self.view }, index == self.reports.period, "", &label)
        };
        let all = || self.reports.periods.iter().enumerate();
        let is_near = |index: usize, period: &Period<'_>| period.is_begun || index == self.reports.period;
        let others = all().any(|(index, period)| !is_near(index, period));
        html! {
            nav class="period-links" aria-label=(self.filed().period) {
                ul {
                    @for (index, period) in all().filter(|(index, period)| is_near(*index, period)) {
                        (link(index, period))
                    }
                }
                @if others {
                    details {
                        summary { (self.filed().other_periods) }
                        ul {
                            @for (index, period) in all().filter(|(index, period)| !is_near(*index, period)) {
                                (link(index, period))
                            }
                        }
                    }
                }
            }
            // Of a page that is printed the links say nothing.
            p class="period-shown" {
                (self.filed().period) ": "
                strong { (self.reports.periods.get(self.reports.period).map_or("", |period| period.label)) }
            }
        }
    }

    fn figures(&self) -> Markup {
        let (reports, filed, language) = (self.reports, self.filed(), self.words.language);
        let figure = |head: &str, class: &str, value: String| {
            html! {
                div class="figure" {
                    dt { (head) }
                    dd class=(class) { (value) }
                }
            }
        };
        let received = [count(reports.received(), language), count(reports.units.len(), language)].join("/");
        let number = |standing: Standing| count(reports.count(standing), language);
        html! {
            dl class="figures" {
                (figure(filed.received, "received", received))
                (figure(filed.late, "late", number(Standing::Late)))
                (figure(filed.refused, "refused", number(Standing::Refused)))
                (figure(filed.missing, "missing", number(Standing::Missing)))
            }
            @if reports.without_period > 0 {
                p class="batch" { (fill(filed.without_period, &[("count", &reports.without_period.to_string())])) }
            }
        }
    }

    fn units(&self) -> Markup {
        let (reports, filed, view, language) = (self.reports, self.filed(), self.view, self.words.language);
        let units: Vec<&Unit<'_>> = reports
            .sorted(view.order)
            .into_iter()
            .filter(|unit| view.state.is_none_or(|state| unit.standing() == state))
            .collect();
        html! {
            section class="units" {
                h3 id="units" { (filed.units) }
                nav class="group-links" aria-label=(filed.filter) {
                    ul {
                        (self.link(View { state: None, ..view }, view.state.is_none(), "#units", self.words.table.by_none))
                        @for state in Standing::ALL {
                            @let label = format!("{} ({})", filed.state(state), count(reports.count(state), language));
                            (self.link(View { state: Some(state), ..view }, view.state == Some(state), "#units", &label))
                        }
                    }
                }
                nav class="group-links" aria-label=(filed.sort) {
                    ul {
                        li class="links-label" { (filed.sort) ":" }
                        @for order in Order::ALL {
                            (self.link(View { order, ..view }, view.order == order, "#units", filed.order(order)))
                        }
                    }
                }
                @if units.is_empty() {
                    p class="empty" { (filed.none) }
                } @else {
                    (self.table(&units))
                }
            }
        }
    }

    fn table(&self, units: &[&Unit<'_>]) -> Markup {
        let filed = self.filed();
        html! {
            div class="table-scroll" role="region" tabindex="0" aria-label=(filed.units) {
                table class="reports" {
                    thead {
                        tr {
                            th scope="col" { (filed.unit) }
                            th scope="col" { (filed.standing) }
                            th scope="col" { (filed.received_at) }
                            th scope="col" { (filed.warnings) }
                            th scope="col" class="number" { (filed.targets) }
                            th scope="col" { (filed.missed) }
                        }
                    }
                    tbody {
                        @for unit in units { (self.row(unit)) }
                    }
                }
            }
        }
    }

    fn row(&self, unit: &Unit<'_>) -> Markup {
        let (filed, language) = (self.filed(), self.words.language);
        let standing = unit.standing();
        // What was refused since an accepted report came is a remark: the report is there.
        let again = unit.refused.filter(|_| unit.sent.is_some());
        let rules = unit.refused.filter(|_| unit.sent.is_none()).map(|refused| in_words(&refused.rules));
        let at = unit.sent.map(|sent| &sent.received_at).or(unit.refused.map(|refused| &refused.at));
        let missed = unit.targets().map_or(&[][..], |targets| &targets.missed);
        // Their whole names stand at the sums below.
        let names = Targets::labels(self.form, missed, language);
        let missed = Targets::numbers(self.form, missed, language);
        html! {
            tr data-unit=(unit.name) {
                th scope="row" { (unit.label) }
                td data-label=(filed.standing) {
                    div class="how-far" {
                        span class={ "standing standing-" (standing.name()) } {
                            (filed.state(standing))
                            @if rules.is_some() { ":" }
                        }
                        @if let Some(rules) = rules { " " (rules) }
                        @if let Some(again) = again {
                            " " span class="remark" {
                                (fill(filed.again, &[("date", &moment(&again.at)), ("rules", &in_words(&again.rules))]))
                            }
                        }
                    }
                }
                td data-label=(filed.received_at) {
                    @if let Some(at) = at { time datetime=(at) { (moment(at)) } }
                }
                td data-label=(filed.warnings) { (unit.sent.map(|sent| in_words(&sent.warnings)).unwrap_or_default()) }
                td class="number" data-label=(filed.targets) {
                    @if let Some(targets) = unit.targets() {
                        @if !targets.is_none() { (targets.share()) }
                    } @else if unit.sent.is_some() {
                        (filed.other_version)
                    }
                }
                td class="missed" data-label=(filed.missed) {
                    @if !missed.is_empty() {
                        ul {
                            @for (number, name) in missed.iter().zip(names) {
                                li { @if *number == name { (name) } @else { abbr title=(name) { (number) } } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn sums(&self) -> Markup {
        let (reports, filed, language) = (self.reports, self.filed(), self.words.language);
        let counted = write_number(&reports.sums.responses.to_string(), language);
        html! {
            @if !self.form.scores.is_empty() {
                section class="overview" {
                    h3 id="overview" { (filed.sums) }
                    p class="batch" { (fill(filed.sums_of, &[("count", &counted)])) }
                    @if reports.other_versions > 0 {
                        p class="other-versions" {
                            (fill(filed.other_versions, &[("count", &count(reports.other_versions, language))]))
                        }
                    }
                    (overview(self.words, self.form, &reports.sums))
                }
                (method(self.words, self.form, &reports.sums))
            }
        }
    }
}

/// A cell of a CSV file (RFC 4180).
fn cell(text: &str) -> String {
    if text.contains(['"', ',', ';', '\n', '\r']) { csv::quoted(text) } else { text.into() }
}

/// The table of all units, for a spreadsheet; the mark in front tells it that this is UTF-8.
pub fn reports_csv(words: &Words, form: &Form, reports: &Reports<'_>) -> String {
    let (filed, language) = (words.filed, words.language);
    let heads = [
        filed.code,
        filed.unit,
        filed.period,
        filed.standing,
        filed.received_at,
        filed.warnings,
        filed.met,
        filed.applicable,
        filed.missed,
        filed.no_data,
        filed.refused_at,
        filed.refused_rules,
    ];
    let mut text = String::from("\u{feff}");
    let mut push = |cells: &[String]| {
        text.push_str(&cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    };
    push(&heads.map(String::from));
    for unit in &reports.units {
        let of = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
        let targets = unit.targets();
        let labels = |places: Option<&Vec<usize>>| {
            places.map(|places| Targets::labels(form, places, language).join("; ")).unwrap_or_default()
        };
        push(&[
            unit.name.into(),
            unit.label.into(),
            reports.period_name().into(),
            filed.state(unit.standing()).into(),
            unit.sent.map(|sent| sent.received_at.clone()).unwrap_or_default(),
            unit.sent.map(|sent| in_words(&sent.warnings)).unwrap_or_default(),
            of(targets.map(|targets| targets.met.len())),
            of(targets.map(Targets::applicable)),
            labels(targets.map(|targets| &targets.missed)),
            labels(targets.map(|targets| &targets.no_data)),
            unit.refused.map(|refused| refused.at.clone()).unwrap_or_default(),
            unit.refused.map(|refused| in_words(&refused.rules)).unwrap_or_default(),
        ]);
    }
    text
}
