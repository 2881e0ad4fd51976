//! A report as an official document, laid out as Decree 30/2020/NĐ-CP (annex I) wants it: its heads, what
//! was written under each page of the form, the signature, and an appendix with every table.
//!
//! What the page shows is here once more in the words of paper: no controls, no hints, nothing that is
//! empty unless it must be given. The sheet that goes with it is www/src/document.css.

use alloc::{string::String, vec::Vec};

use maud::{Markup, html};

use super::{Walk, Words, node::Node, paragraphs, scores::counted};
use crate::{
    entry::{Entry, Severity},
    expression::{Expression, Value},
    form::{Appearance, At, Document, Element, Form, Kind},
    score::evaluate_one,
    text::{Localized, pipes, write_number},
    value::{MAX_PLACES, digits},
};

/// The form as a document; nothing for one that is not printed so.
#[must_use]
pub fn render_document(walk: &Walk) -> Option<String> {
    let document = walk.entry().form().reporting.document.as_ref()?;
    Some(Paper::new(walk, document).all().into_string())
}

/// How many answers are still to be given or mended: until then the document is a draft.
#[must_use]
pub fn missing(walk: &Walk) -> usize {
    walk.entry().issues().iter().filter(|issue| issue.severity == Severity::Error).count()
}

/// A part of the body.
enum Block {
    /// Something that stands by itself.
    Whole(Markup),
    /// A label and an answer, which stand in one table with those before and after.
    Line(String, Markup),
    /// Where a table of the appendix is told of.
    See(Markup),
}

/// A table of the appendix.
struct Table {
    page: usize,
    content: Markup,
}

/// What a row of a table is about, and its cells.
type Row = (String, Vec<Option<Markup>>);

struct Paper<'a> {
    walk: &'a Walk,
    entry: &'a Entry,
    form: &'a Form,
    document: &'a Document,
    words: Words<'a>,
    /// The questions whose answers stand in the heads or the end: they are not told twice.
    said: Vec<usize>,
    tables: Vec<Table>,
}

impl<'a> Paper<'a> {
    fn new(walk: &'a Walk, document: &'a Document) -> Self {
        let (entry, words) = (walk.entry(), Words::new(walk));
        let form: &Form = entry.form();
        let texts = document.texts().flat_map(|text| pipes(text.get(words.language)));
        let mut said: Vec<usize> = texts.filter_map(|(name, _)| form.find(name)).collect();
        // What is computed tells what it is computed from.
        let mut next = 0_usize;
        while let Some(index) = said.get(next).copied() {
            let calculation = form.element(index).and_then(|element| element.calculation.as_ref());
            for reference in calculation.map(Expression::references).unwrap_or_default() {
                if !said.contains(&reference.id) {
                    said.push(reference.id);
                }
            }
            next = next.saturating_add(1);
        }
        Self { walk, entry, form, document, words, said, tables: Vec::new() }
    }

    fn all(mut self) -> Markup {
        let body = self.body();
        let missing = missing(self.walk);
        html! {
            article.document-paper lang=(self.words.language) {
                @if missing > 0 {
                    p.document-draft { (self.words.message("document_draft", &[("value", &digits(missing))])) }
                }
                (self.heads())
                (body)
                (self.end())
                (self.appendix())
            }
        }
    }

    fn say(&self, code: &str) -> String {
        self.words.say(code)
    }

    /// A text of the document with the answers that it shows.
    fn text(&self, text: &Localized) -> String {
        self.entry.piped(text.get(self.words.language), At::from(0), self.words.language)
    }

    /// Whether a text has something to say: words of its own, or an answer.
    fn is_known(&self, text: &Localized) -> bool {
        let text = text.get(self.words.language);
        let pipes = pipes(text);
        let value = |name: &str| self.form.find(name).and_then(|index| self.entry.value(At::from(index)));
        !text.is_empty() && (pipes.is_empty() || pipes.iter().any(|(name, _)| value(name).is_some()))
    }

    fn label(&self, at: At, element: &Element) -> String {
        self.entry.piped(element.label.get(self.words.language), at, self.words.language)
    }

    fn heads(&self) -> Markup {
        let document = self.document;
        html! {
            header.document-heads {
                div.document-issuer {
                    @if self.is_known(&document.authority) { p.document-authority { (self.text(&document.authority)) } }
                    p.document-agency { (self.text(&document.agency)) }
                }
                div.document-nation {
                    p { (self.say("document_nation")) }
                    p.document-motto { span { (self.say("document_motto")) } }
                }
                p.document-number { (self.text(&document.number)) }
                p.document-place { (self.text(&document.place_and_date)) }
            }
            h2.document-title { (self.text(&document.title)) }
            @if !document.subject.is_empty() { p.document-subject { (self.text(&document.subject)) } }
            @if !document.opening.is_empty() {
                @for line in paragraphs(&self.text(&document.opening)) { p.document-text { (line) } }
            }
        }
    }

    /// Every page of the form under its heading.
    fn body(&mut self) -> Markup {
        let mut sections = Vec::new();
        for page in self.walk.pages() {
            let Some(element) = self.form.element(page) else { continue };
            let blocks = if element.kind == Kind::Group {
                self.blocks(page, At::from(page), 4)
            } else {
                let mut blocks = Vec::new();
                self.block(page, At::from(page), element, &mut blocks);
                blocks
            };
            if !blocks.is_empty() {
                let title = (element.kind == Kind::Group).then(|| self.label(At::from(page), element));
                sections.push((title, together(blocks)));
            }
        }
        html! {
            @for (title, content) in sections {
                section {
                    @if let Some(title) = title { h3 { (title) } }
                    (content)
                }
            }
        }
    }

    /// What is in a group.
    fn blocks(&mut self, page: usize, group: At, level: u8) -> Vec<Block> {
        let form = self.form;
        let children: Vec<(usize, &Element)> = form.children(Some(group.element)).collect();
        let mut blocks = Vec::new();
        let mut rest = children.as_slice();
        while let Some(((index, element), behind)) = rest.split_first() {
            let at = group.beside(*index);
            // Groups with the same questions, one after the other, are the rows of a table.
            let like = behind.iter().take_while(|(other, _)| self.are_alike(*index, *other)).count();
            let (rows, others) = rest.split_at_checked(like.saturating_add(1)).unwrap_or((rest, &[]));
            rest = others;
            if element.kind != Kind::Group {
                self.block(page, at, element, &mut blocks);
            } else if like > 0 {
                let title = form.element(group.element).map(|element| self.label(group, element));
                self.table(page, &title.unwrap_or_default(), group, rows, &mut blocks);
            } else if self.entry.is_relevant(at) {
                let title = self.label(at, element);
                let rows: Vec<(usize, &Element)> = form.children(Some(*index)).collect();
                let is_grid = element.appearance == Appearance::Table
                    && rows.first().is_some_and(|(_, row)| row.kind == Kind::Group);
                if is_grid {
                    self.table(page, &title, at, &rows, &mut blocks);
                    continue;
                }
                let inner = self.blocks(page, at, level.saturating_add(1));
                if let [Block::See(see)] = inner.as_slice() {
                    // Its only table tells what it is about.
                    blocks.push(Block::See(see.clone()));
                } else if !inner.is_empty() {
                    blocks.push(Block::Whole(html! {
                        @if !title.is_empty() {
                            @if level == 4 { h4 { (title) } } @else { h5 { (title) } }
                        }
                        (together(inner))
                    }));
                }
            }
        }
        blocks
    }

    /// One element that is no group.
    fn block(&mut self, page: usize, at: At, element: &Element, blocks: &mut Vec<Block>) {
        if !self.entry.is_relevant(at) || self.said.contains(&at.element) {
            return;
        }
        let label = self.label(at, element);
        match element.kind {
            Kind::Note => {
                // A note that computes nothing tells how to fill the form, and what is counted down
                // beside it is of the day.
                let shows = self.is_known_whole(&element.label) && !self.form.reporting.preview.contains(&at.element);
                if shows {
                    blocks.extend(
                        paragraphs(&label).into_iter().map(|line| Block::Whole(html! { p.document-text { (line) } })),
                    );
                }
            }
            kind if kind.is_repeat() => self.rows(page, at, &label, blocks),
            kind if !kind.is_asked() => {}
            Kind::Text if element.appearance == Appearance::Multiline && self.entry.value(at).is_some() => {
                let text = self.written(at).unwrap_or_default();
                blocks.push(Block::Whole(html! {
                    p.document-text.document-narrative { strong { (label) } }
                    @for line in paragraphs(&text) { p.document-text { (line) } }
                }));
            }
            _ => blocks.extend(self.answer(at).map(|answer| Block::Line(label, answer))),
        }
    }

    /// Whether a text shows answers, and all of them are there.
    fn is_known_whole(&self, text: &Localized) -> bool {
        let pipes = pipes(text.get(self.words.language));
        let value = |name: &str| self.form.find(name).and_then(|index| self.entry.value(At::from(index)));
        !pipes.is_empty() && pipes.iter().all(|(name, _)| value(name).is_some())
    }

    fn written(&self, at: At) -> Option<String> {
        let language = self.words.language;
        self.entry.value(at).map(|value| match value {
            // A year or a code that is a number is a rare answer; most are counts, which are read in groups.
            Value::Number(number) => write_number(&number.to_shortest(MAX_PLACES), self.words.numbers()),
            value => self.entry.write(at, value, language),
        })
    }

    /// An answer; that it is missing, where it must be given; else nothing.
    fn answer(&self, at: At) -> Option<Markup> {
        let none = || html! { span.document-none { (self.say("document_none")) } };
        let written = self.written(at).map(|text| html! { (text) });
        written.or_else(|| (self.entry.is_relevant(at) && self.entry.is_required(at)).then(none))
    }

    /// What of a group stands in a row of a table.
    fn columns(&self, group: usize) -> Vec<(usize, &'a Element)> {
        let form = self.form;
        let shows = |element: &Element| {
            element.kind.is_asked() || matches!(element.kind, Kind::Calculate(_)) && !element.label.is_empty()
        };
        form.children(Some(group)).filter(|(_, element)| shows(element)).collect()
    }

    /// Whether two groups ask the same.
    fn are_alike(&self, one: usize, other: usize) -> bool {
        let is_flat = |group: usize| {
            let inner = |element: &Element| element.kind == Kind::Group || element.kind.is_repeat();
            !self.form.children(Some(group)).any(|(_, element)| inner(element))
        };
        let (here, there) = (self.columns(one), self.columns(other));
        let same = || here.iter().zip(&there).all(|((_, a), (_, b))| a.kind == b.kind && a.label == b.label);
        let is_group = |index: usize| self.form.element(index).is_some_and(|element| element.kind == Kind::Group);
        is_group(one)
            && is_group(other)
            && is_flat(one)
            && is_flat(other)
            && !here.is_empty()
            && here.len() == there.len()
            && same()
    }

    /// A table with a row for each of these groups, and where the body tells of it.
    fn table(&mut self, page: usize, title: &str, around: At, rows: &[(usize, &Element)], blocks: &mut Vec<Block>) {
        let first = rows.first().map(|(index, _)| self.columns(*index)).unwrap_or_default();
        let rows: Vec<Row> = rows
            .iter()
            .map(|(index, element)| (around.beside(*index), *element))
            .filter(|(at, _)| self.entry.is_relevant(*at))
            .map(|(at, element)| {
                let cells = self.columns(at.element).into_iter().map(|(cell, _)| self.answer(at.beside(cell)));
                (self.label(at, element), cells.collect())
            })
            .collect();
        let heads =
            first.iter().map(|(index, element)| (self.label(around.beside(*index), element), is_figure(element)));
        let heads: Vec<(String, bool)> = heads.collect();
        self.add_table(page, title, &self.say("document_item"), &heads, &rows, blocks);
    }

    /// The rows of a repeat as a table, and what is repeated within each of them.
    fn rows(&mut self, page: usize, repeat: At, title: &str, blocks: &mut Vec<Block>) {
        let form = self.form;
        let depth = form.depth(repeat.element);
        let members: Vec<(usize, &Element)> = form.members(Some(repeat.element)).collect();
        let shows = |element: &Element| {
            element.kind.is_asked() || matches!(element.kind, Kind::Calculate(_)) && !element.label.is_empty()
        };
        let columns = || members.iter().filter(|(_, element)| shows(element));
        let heads: Vec<(String, bool)> = columns()
            .map(|(index, element)| (self.label(repeat.beside(*index), element), is_figure(element)))
            .collect();
        let count = self.entry.rows(repeat);
        let number = |row: usize| digits(row.saturating_add(1));
        let rows: Vec<Row> = (0..count)
            .map(|row| {
                let cells = columns().map(|(index, _)| self.answer(repeat.in_row(depth, row).beside(*index)));
                (number(row), cells.collect())
            })
            .collect();
        self.add_table(page, title, &self.say("document_row"), &heads, &rows, blocks);
        for row in 0..count {
            for (index, element) in members.iter().filter(|(_, element)| element.kind.is_repeat()) {
                let at = repeat.in_row(depth, row).beside(*index);
                let inner = [&self.label(at, element), " (", &self.words.row(&number(row)), ")"].concat();
                self.rows(page, at, &inner, blocks);
            }
        }
    }

    /// A table of the appendix, unless there is nothing in it.
    fn add_table(
        &mut self,
        page: usize,
        title: &str,
        first: &str,
        heads: &[(String, bool)],
        rows: &[Row],
        blocks: &mut Vec<Block>,
    ) {
        if !rows.iter().any(|(_, cells)| cells.iter().any(Option::is_some)) {
            return;
        }
        // What nobody was to fill leaves its room to the others.
        let has = |column: &usize| rows.iter().any(|(_, cells)| cells.get(*column).is_some_and(Option::is_some));
        let columns: Vec<usize> = (0..heads.len()).filter(has).collect();
        let shown = || columns.iter().filter_map(|column| Some((*column, heads.get(*column)?)));
        let class = |is_figure: bool| is_figure.then_some("document-figure");
        let number = digits(self.tables.len().saturating_add(1));
        let caption = self.words.message("document_table", &[("number", &number), ("label", title)]);
        let content = html! {
            table {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { (first) }
                        @for (_, (head, is_figure)) in shown() { th class=[class(*is_figure)] scope="col" { (head) } }
                    }
                }
                tbody {
                    @for (label, cells) in rows {
                        tr {
                            th scope="row" { (label) }
                            @for (column, (_, is_figure)) in shown() {
                                td class=[class(*is_figure)] {
                                    @if let Some(Some(cell)) = cells.get(column) { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        };
        self.tables.push(Table { page, content });
        let see = self.words.message("document_see", &[("number", &number), ("label", title)]);
        blocks.push(Block::See(html! { p.document-text { (see) } }));
    }

    /// Who receives it, and who signs.
    fn end(&self) -> Markup {
        let recipients = &self.document.recipients;
        // On whose behalf, and the post: a line each, though they are typed in one.
        let title = self.text(&self.document.signer_title).replace(", ", "\n");
        html! {
            footer.document-end {
                div.document-recipients {
                    @if !recipients.is_empty() {
                        p { (self.say("document_recipients")) }
                        ul {
                            @for (index, recipient) in recipients.iter().enumerate() {
                                li {
                                    (self.text(recipient))
                                    (if index.saturating_add(1) == recipients.len() { "." } else { ";" })
                                }
                            }
                        }
                    }
                }
                div.document-signature {
                    @for line in paragraphs(&title) { p.document-office { (line) } }
                    p.document-signer { (self.text(&self.document.signer)) }
                }
            }
        }
    }

    /// Every table by page, the targets last.
    fn appendix(&self) -> Markup {
        let targets = self.targets();
        if self.tables.is_empty() && targets.is_none() {
            return html! {};
        }
        let (number, place) = (self.text(&self.document.number), self.text(&self.document.place_and_date));
        // It stands within a sentence here: `Số: 12/BC-UBND`.
        let mut letters = number.chars();
        // Of ASCII only: the tables of all other letters weigh 5 KiB of brotli.
        let first = letters.next().map(|letter| letter.to_ascii_lowercase());
        let number: String = first.into_iter().chain(letters).collect();
        let mut before = None;
        html! {
            section.document-appendix {
                h3.document-appendix-title { (self.say("document_appendix")) }
                p.document-subject { (self.say("document_tables")) }
                p.document-attached {
                    (self.words.message("document_attached", &[("number", &number), ("place", &place)]))
                }
                @for table in &self.tables {
                    @if before.replace(table.page) != Some(table.page) {
                        @if let Some(page) = self.form.element(table.page) { h4 { (self.label(At::from(table.page), page)) } }
                    }
                    (table.content)
                }
                @if let Some(targets) = targets { (targets) }
            }
        }
    }

    /// The scores with their targets; nothing where none are shown.
    fn targets(&self) -> Option<Markup> {
        let outcomes = evaluate_one(self.entry);
        let mut rows = Vec::new();
        for (score, outcome) in self.form.scores.iter().zip(&outcomes).filter(|_| self.walk.shows_scores()) {
            add_targets(Node::root(self.form, score, outcome, self.words), &mut rows);
        }
        if rows.is_empty() {
            return None;
        }
        let language = self.words.language;
        let number = digits(self.tables.len().saturating_add(1));
        let title = self.say("document_targets");
        let heads = ["scores_value", "scores_counted", "document_wanted", "document_result"];
        Some(html! {
            table.document-targets {
                caption { (self.words.message("document_table", &[("number", &number), ("label", &title)])) }
                thead {
                    tr {
                        th scope="col" { (self.say("document_target")) }
                        @for head in heads { th scope="col" { (self.say(head)) } }
                    }
                }
                tbody { @for row in rows { (row) } }
            }
            p.document-source { (self.say("reference_only")) }
            p.document-source {
                (self.words.message("score_source", &[("source", self.form.provenance.source.get(language))]))
            }
        })
    }
}

/// Whether an answer is a number, which stands at the right of its column.
fn is_figure(element: &Element) -> bool {
    element.kind.is_number() || matches!(element.kind, Kind::Calculate(_))
}

/// A score and those below it, each in a row.
fn add_targets(node: Node<'_>, rows: &mut Vec<Markup>) {
    let judgement = &node.outcome.judgement;
    if !judgement.is_relevant {
        return;
    }
    let language = node.words.language;
    let state = judgement.target.as_ref().map(|(_, state)| node.words.say(&["state_", state.name()].concat()));
    rows.push(html! {
        tr {
            th scope="row" {
                (node.label())
                @if !judgement.unverified.is_empty() { " (" (node.words.say("document_unverified")) ")" }
            }
            td.document-figure { (node.measured(&node.value())) }
            td.document-figure { (counted(node)) }
            td { (node.outcome.target_in_words(Some(node.form), language).unwrap_or_default()) }
            td {
                (state.unwrap_or_default())
                @if let Some(margin) = node.outcome.margin_in_words(Some(node.form), language) { " (" (margin) ")" }
            }
        }
    });
    for child in node.children().filter(|child| !node.is_replaced(child.outcome)) {
        add_targets(child, rows);
    }
}

/// Blocks one after the other; lines that follow each other are one table.
fn together(blocks: Vec<Block>) -> Markup {
    let mut content: Vec<Markup> = Vec::new();
    let mut lines: Vec<(String, Markup)> = Vec::new();
    let table = |lines: Vec<(String, Markup)>| {
        html! {
            table.document-answers {
                tbody { @for (label, answer) in lines { tr { th scope="row" { (label) } td { (answer) } } } }
            }
        }
    };
    for block in blocks {
        match block {
            Block::Line(label, answer) => lines.push((label, answer)),
            Block::Whole(whole) | Block::See(whole) => {
                if !lines.is_empty() {
                    content.push(table(core::mem::take(&mut lines)));
                }
                content.push(whole);
            }
        }
    }
    if !lines.is_empty() {
        content.push(table(lines));
    }
    html! { @for part in content { (part) } }
}

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, reason = "a test fails by panicking")]
mod tests;
