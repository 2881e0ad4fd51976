//! The events of a list that is searched by typing. What is open and what is marked stands in the
//! document's own attributes (ARIA 1.2, editable combobox with manual selection): nothing is kept here.
//!
//! Typing changes no answer, so that what depends on one does not come and go at every key: an answer is
//! what was chosen, or what stands in the field when it is left.

use std::ops::ControlFlow;

use sipas_forms::{
    form::At,
    page::{Answer, find, render_found},
    text::tidy,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{State, Told, mark};
use crate::{dom, read::compose};

/// A searched field and its question.
struct Combobox {
    input: HtmlInputElement,
    name: String,
    at: At,
}

impl State {
    /// Handles an event of a searched field; `Continue` leaves it to the others.
    pub(super) fn search_event(&mut self, event: &Event, target: &Element) -> ControlFlow<Told> {
        let list = target.closest("[role=listbox]").ok().flatten();
        let option = target.closest("[role=option]").ok().flatten();
        let within = list.as_ref().and_then(|list| list.parent_element());
        let field = within.and_then(|around| around.query_selector("[role=combobox]").ok().flatten());
        let Some(combobox) = self.combobox(field.as_ref().unwrap_or(target)) else { return ControlFlow::Continue(()) };
        match event.type_().as_str() {
            // The field keeps the focus.
            "mousedown" if list.is_some() => event.prevent_default(),
            "click" if list.is_some() => {
                return ControlFlow::Break(option.and_then(|option| self.choose(&combobox, &option)));
            }
            "click" if !combobox.is_open() => self.open(&combobox),
            "input" => return ControlFlow::Break(self.typed(&combobox)),
            "focusout" => return ControlFlow::Break(self.left(&combobox)),
            "keydown" => {
                let told = event.dyn_ref().and_then(|event| self.key(&combobox, event));
                return ControlFlow::Break(told);
            }
            _ => return ControlFlow::Continue(()),
        }
        ControlFlow::Break(None)
    }

    /// Takes what stands in a searched field that has the focus, as leaving it does.
    pub(super) fn settle_focused(&mut self) -> Told {
        let focused = self.root.query_selector("[role=combobox]:focus").ok().flatten()?;
        let combobox = self.combobox(&focused)?;
        self.left(&combobox)
    }

    fn combobox(&self, element: &Element) -> Option<Combobox> {
        let input = element.dyn_ref::<HtmlInputElement>()?.clone();
        let name =
            input.get_attribute("name").filter(|_| input.get_attribute("role").as_deref() == Some("combobox"))?;
        let at = find(&self.walk, &name)?;
        Some(Combobox { input, name, at })
    }

    fn part(&self, combobox: &Combobox, part: &str) -> Option<Element> {
        dom::find(&self.root, &[&combobox.name, part].concat())
    }

    /// Opens the list for what stands in the field; all of it while that is the choice that was made.
    fn open(&self, combobox: &Combobox) {
        if combobox.input.read_only() {
            return;
        }
        let text = compose(&combobox.input.value());
        let is_chosen = self.walk.entry().value(combobox.at).is_some() && text == self.walk.searched(combobox.at);
        let found = render_found(&self.walk, combobox.at, if is_chosen { "" } else { &text });
        if let Some(list) = self.part(combobox, "-list") {
            dom::set_html(&list, &found.options, &self.trust);
            dom::toggle(&list, "hidden", !found.any);
            list.set_scroll_top(0);
            // It opens below the field, which may be the last thing on the screen.
            if found.any {
                bring_near(&list);
            }
        }
        mark(&combobox.input, "aria-expanded", if found.any { "true" } else { "false" });
        let _ = combobox.input.remove_attribute("aria-activedescendant");
        self.say_found(combobox, &found.words);
    }

    fn close(&self, combobox: &Combobox) {
        if let Some(list) = self.part(combobox, "-list") {
            dom::toggle(&list, "hidden", true);
            list.set_text_content(None);
        }
        mark(&combobox.input, "aria-expanded", "false");
        let _ = combobox.input.remove_attribute("aria-activedescendant");
        self.say_found(combobox, "");
    }

    /// Says how many there are, unless that is what was said last: a live region is not to repeat itself.
    fn say_found(&self, combobox: &Combobox, words: &str) {
        let place = self.part(combobox, "-found");
        dom::set_text(place.filter(|place| place.text_content().as_deref() != Some(words)), words);
    }

    /// The option that Enter would choose.
    fn active(&self, combobox: &Combobox) -> Option<Element> {
        dom::find(&self.root, &combobox.input.get_attribute("aria-activedescendant")?)
    }

    fn activate(&self, combobox: &Combobox, option: Option<&Element>) {
        if let Some(before) = self.active(combobox) {
            mark(&before, "aria-selected", "false");
        }
        let Some(option) = option else {
            let _ = combobox.input.remove_attribute("aria-activedescendant");
            return;
        };
        mark(option, "aria-selected", "true");
        mark(&combobox.input, "aria-activedescendant", &option.id());
        bring_near(option);
    }

    /// Marks the next option, or the one before; from none, the one that is chosen, else the first or last.
    fn step(&self, combobox: &Combobox, down: bool) {
        let Some(options) = self.part(combobox, "-list") else { return };
        let (first, last) = (options.first_element_child(), options.last_element_child());
        let end = if down { &first } else { &last };
        let next = match self.active(combobox) {
            Some(active) if down => active.next_element_sibling().or(first),
            Some(active) => active.previous_element_sibling().or(last),
            None => options.query_selector(".chosen").ok().flatten().or_else(|| end.clone()),
        };
        self.activate(combobox, next.as_ref());
    }

    fn choose(&mut self, combobox: &Combobox, option: &Element) -> Told {
        let name = option.get_attribute("data-value")?;
        self.close(combobox);
        let is_new = self.walk.entry().chosen(combobox.at, &name).is_none();
        let patches = if is_new { self.walk.answer(combobox.at, Answer::Chosen(&name)) } else { Vec::new() };
        combobox.input.set_value(&self.walk.searched(combobox.at));
        self.apply(&patches);
        is_new.then(|| ("change", self.change(combobox.at)))
    }

    /// Shows what is found for the text now; a field that was emptied has no answer.
    fn typed(&mut self, combobox: &Combobox) -> Told {
        let is_emptied = combobox.input.value().trim().is_empty() && !self.walk.searched(combobox.at).is_empty();
        let told = is_emptied.then(|| self.empty(combobox));
        self.open(combobox);
        told
    }

    fn empty(&mut self, combobox: &Combobox) -> (&'static str, super::Detail) {
        let patches = self.walk.answer(combobox.at, Answer::Chosen(""));
        self.apply(&patches);
        ("change", self.change(combobox.at))
    }

    /// Takes what stands in the field, and says at once what is wrong with it.
    fn left(&mut self, combobox: &Combobox) -> Told {
        self.close(combobox);
        let text = compose(&combobox.input.value());
        let was = self.walk.searched(combobox.at);
        let is_new = tidy(&text) != tidy(&was);
        let mut patches = if is_new { self.walk.answer(combobox.at, Answer::Typed(&text)) } else { Vec::new() };
        patches.extend(self.walk.tell(combobox.at));
        let now = self.walk.searched(combobox.at);
        if combobox.input.value() != now {
            combobox.input.set_value(&now);
        }
        self.apply_in_peace(patches);
        is_new.then(|| ("change", self.change(combobox.at)))
    }

    fn key(&mut self, combobox: &Combobox, event: &KeyboardEvent) -> Told {
        // Keys of an input method that is composing a letter, and those of the browser, are not ours.
        if event.is_composing()
            || event.ctrl_key()
            || event.meta_key()
            || event.shift_key()
            || combobox.input.read_only()
        {
            return None;
        }
        let (key, open) = (event.key(), combobox.is_open());
        match key.as_str() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                match (event.alt_key(), key == "ArrowDown") {
                    (true, true) if !open => self.open(combobox),
                    (true, false) => self.close(combobox),
                    (true, true) => {}
                    (false, down) => {
                        if !open {
                            self.open(combobox);
                        }
                        self.step(combobox, down);
                    }
                }
            }
            "Enter" if open => {
                event.prevent_default();
                return match self.active(combobox) {
                    Some(option) => self.choose(combobox, &option),
                    None => self.left(combobox),
                };
            }
            "Tab" if open => {
                let active = self.active(combobox);
                return active.and_then(|option| self.choose(combobox, &option));
            }
            "Escape" if open => {
                event.prevent_default();
                self.close(combobox);
            }
            "Escape" if !combobox.input.value().is_empty() => {
                event.prevent_default();
                combobox.input.set_value("");
                self.say_found(combobox, "");
                return Some(self.empty(combobox));
            }
            // The caret moves, and is where the next letter goes.
            "Home" | "End" | "ArrowLeft" | "ArrowRight" => self.activate(combobox, None),
            _ => {}
        }
        None
    }
}

impl Combobox {
    fn is_open(&self) -> bool {
        self.input.get_attribute("aria-expanded").as_deref() == Some("true")
    }
}

/// Scrolls no further than it takes to see all of an element.
fn bring_near(element: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
}
