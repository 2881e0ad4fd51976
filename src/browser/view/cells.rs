//! Tables of numbers under the keyboard, and numbers that are pasted from a spreadsheet.

use std::ops::ControlFlow;

use sipas_forms::{
    form::At,
    page::{Pasted, find, render_pasted},
};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, Event, HtmlInputElement, KeyboardEvent};

use super::{Detail, State, Told};
use crate::{dom, read::compose};

/// A field of a table in which something is typed.
const FIELD: &str = ".question:not([hidden]) > [type=text]";
/// One that can be changed.
const OPEN_FIELD: &str = ".question:not([hidden]) > [type=text]:not([readonly])";

/// The fields of a paste with what stood in them before, by which it is undone.
pub(super) type Before = Vec<(HtmlInputElement, At, String)>;

impl State {
    /// Handles keys in a table of numbers, and a paste of several values; `Continue` leaves it to the
    /// others.
    pub(super) fn cells_event(&mut self, event: &Event, target: &Element) -> ControlFlow<Told> {
        if let (Some(key), Some(input)) = (event.dyn_ref::<KeyboardEvent>(), target.dyn_ref::<HtmlInputElement>()) {
            move_by(key, input);
            return ControlFlow::Break(None);
        }
        if let (Some(paste), Some(input)) = (event.dyn_ref::<ClipboardEvent>(), target.dyn_ref::<HtmlInputElement>()) {
            return ControlFlow::Break(self.pasted(paste, input));
        }
        ControlFlow::Continue(())
    }

    /// The question of a field, if its answer is a number.
    fn number_of(&self, input: &Element) -> Option<At> {
        let at = find(&self.walk, &input.get_attribute("name")?)?;
        self.walk.entry().form().element(at.element).filter(|element| element.kind.is_number()).map(|_| at)
    }

    fn pasted(&mut self, event: &ClipboardEvent, input: &HtmlInputElement) -> Told {
        self.number_of(input).filter(|_| !input.read_only())?;
        let text = event.clipboard_data()?.get_data("text/plain").ok()?;
        let lines = table_of(&text)?;
        event.prevent_default();
        let table = input.closest(".grid").ok().flatten();
        let (fields, lost) = match input.closest("td").ok().flatten() {
            Some(cell) if table.is_some() => in_table(&cell, &lines),
            _ => self.on_page(input, &lines),
        };
        let fields = fields.into_iter().filter_map(|(field, text)| Some((self.number_of(&field)?, field, text)));
        let fields: Vec<(At, HtmlInputElement, String)> = fields.collect();
        let before = fields.iter().map(|(at, field, _)| (field.clone(), *at, field.value())).collect();
        let answers = fields.iter().map(|(at, field, text)| (field.clone(), *at, text.clone()));
        let wrong = self.put(&answers.collect::<Before>());
        self.undo = before;
        self.say_pasted(table.as_ref(), Pasted::Filled(fields.len(), lost, wrong));
        None
    }

    /// Puts texts into fields as if they were typed; how many of them cannot be read.
    fn put(&mut self, fields: &Before) -> usize {
        for (field, _, text) in fields {
            field.set_value(text);
        }
        let answers: Vec<(At, &str)> = fields.iter().map(|(_, at, text)| (*at, text.as_str())).collect();
        let patches = self.walk.paste(&answers);
        self.apply(&patches);
        let told: Vec<Detail> = answers.iter().map(|(at, _)| self.change(*at)).collect();
        self.also.extend(told);
        let entry = self.walk.entry();
        // A text without a value is one that cannot be read, if it is asked for at all.
        let is_wrong =
            |(at, text): &&(At, &str)| !text.trim().is_empty() && entry.is_relevant(*at) && entry.value(*at).is_none();
        answers.iter().filter(is_wrong).count()
    }

    /// Gives the fields of the last paste back what stood in them.
    pub(super) fn undo(&mut self, button: &Element) {
        let before = core::mem::take(&mut self.undo);
        self.put(&before);
        let table = button.closest(".grid").ok().flatten();
        self.say_pasted(table.as_ref(), Pasted::Undone);
        before.first().inspect(|(field, ..)| dom::focus(field));
    }

    /// Says what became of a paste, at the table or else below the page, and nowhere what became of the
    /// one before.
    fn say_pasted(&self, table: Option<&Element>, pasted: Pasted) {
        let place = table.map_or_else(
            || self.root.query_selector(".page > .pasted"),
            |table| table.query_selector(":scope > .pasted"),
        );
        let place = place.ok().flatten();
        let others = self.root.query_selector_all(".pasted").ok();
        for other in others.iter().flat_map(|all| (0..all.length()).filter_map(|index| all.item(index))) {
            if Some(&other) != place.as_ref().map(AsRef::as_ref) {
                other.set_text_content(None);
            }
        }
        if let Some(place) = place {
            dom::set_html(&place, &render_pasted(pasted, &self.walk), &self.trust);
        }
    }

    /// The numbers of the page from this one on, one after the other, and how many values are left.
    fn on_page(&self, input: &HtmlInputElement, lines: &[Vec<String>]) -> (Vec<(HtmlInputElement, String)>, usize) {
        let all = self.root.query_selector_all("[type=text]:not([readonly])").ok();
        let all = all.iter().flat_map(|all| (0..all.length()).filter_map(|index| all.item(index)?.dyn_into().ok()));
        let is_shown = |field: &HtmlInputElement| field.closest("[hidden]").ok().flatten().is_none();
        let fields = all.skip_while(|field| field != input).filter(is_shown);
        let mut fields = fields.filter(|field| self.number_of(field).is_some());
        let (mut filled, mut lost) = (Vec::new(), 0_usize);
        for text in lines.iter().flatten() {
            match fields.next() {
                Some(field) => filled.push((field, text.clone())),
                None => lost = lost.saturating_add(usize::from(!text.is_empty())),
            }
        }
        (filled, lost)
    }
}

/// Several values as lines of columns; `None` for a single one. A spreadsheet ends its last line as well.
fn table_of(text: &str) -> Option<Vec<Vec<String>>> {
    let text = compose(&text.replace('\r', ""));
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let cell = |cell: &str| String::from(cell.trim());
    text.contains(['\n', '\t']).then(|| text.split('\n').map(|line| line.split('\t').map(cell).collect()).collect())
}

/// The lines of a table from the one of `cell` down and the columns from its own to the right: what is
/// computed, hidden or not to be changed is no line and no column, and how many values are left.
fn in_table(cell: &Element, lines: &[Vec<String>]) -> (Vec<(HtmlInputElement, String)>, usize) {
    let column = before(cell);
    let row = cell.parent_element();
    let open = |cell: &Element| cell.query_selector(OPEN_FIELD).ok().flatten();
    let has_field = |row: &Element| {
        (column..row.child_element_count()).any(|at| child(row, at).is_some_and(|cell| open(&cell).is_some()))
    };
    let rows = std::iter::successors(row, Element::next_element_sibling);
    let rows: Vec<Element> = rows.filter(|row| !row.has_attribute("hidden") && has_field(row)).collect();
    let width = rows.iter().map(Element::child_element_count).max().unwrap_or(0);
    let is_open = |at: &u32| rows.iter().any(|row| child(row, *at).is_some_and(|cell| open(&cell).is_some()));
    let columns: Vec<u32> = (column..width).filter(is_open).collect();
    let (mut filled, mut lost) = (Vec::new(), 0_usize);
    for (down, line) in lines.iter().enumerate() {
        for (right, text) in line.iter().enumerate() {
            let cell = rows.get(down).zip(columns.get(right)).and_then(|(row, at)| child(row, *at));
            match cell.and_then(|cell| open(&cell)?.dyn_into().ok()) {
                Some(field) => filled.push((field, text.clone())),
                None => lost = lost.saturating_add(usize::from(!text.is_empty())),
            }
        }
    }
    (filled, lost)
}

/// How many siblings are before an element.
fn before(element: &Element) -> u32 {
    std::iter::successors(element.previous_element_sibling(), Element::previous_element_sibling)
        .fold(0, |count, _| count.saturating_add(1))
}

fn child(row: &Element, at: u32) -> Option<Element> {
    row.children().item(at)
}

/// Moves the focus in a table of numbers: up, down and Enter in the column, left and right at the edge of
/// what is typed.
fn move_by(event: &KeyboardEvent, input: &HtmlInputElement) {
    if event.is_composing() || event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
        return;
    }
    let Ok(Some(cell)) = input.closest(".grid td") else { return };
    let length = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
    let edge = |at: u32| {
        let caret = input.selection_start().ok().flatten().zip(input.selection_end().ok().flatten());
        // All of it is marked in a field that was just entered: that is no place in the text either.
        caret.is_some_and(|(start, end)| (start == at && end == at) || (start == 0 && end == length))
    };
    let key = event.key();
    let field = |cell: &Element| cell.query_selector(FIELD).ok().flatten();
    let column = before(&cell);
    let in_row =
        |row: &Element| child(row, column).filter(|_| !row.has_attribute("hidden")).and_then(|cell| field(&cell));
    let row = cell.parent_element();
    let next = match key.as_str() {
        "ArrowDown" | "Enter" => walk(row.as_ref(), Element::next_element_sibling, in_row),
        "ArrowUp" => walk(row.as_ref(), Element::previous_element_sibling, in_row),
        "ArrowRight" if edge(length) => walk(Some(&cell), Element::next_element_sibling, field),
        "ArrowLeft" if edge(0) => walk(Some(&cell), Element::previous_element_sibling, field),
        _ => return,
    };
    // Enter would leave the page, in the middle of a table; beyond an edge the caret stays.
    if key == "Enter" || next.is_some() {
        event.prevent_default();
    }
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlInputElement>().ok()) {
        dom::focus(&next);
        next.select();
    }
}

/// The first that is found in what follows `from`.
fn walk(
    from: Option<&Element>,
    step: fn(&Element) -> Option<Element>,
    found: impl Fn(&Element) -> Option<Element>,
) -> Option<Element> {
    std::iter::successors(from.and_then(step), step).find_map(|element| found(&element))
}
