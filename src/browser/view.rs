//! A walk through a form, shown in an element and driven by its events.

#[cfg(feature = "full")]
mod cells;
#[cfg(feature = "full")]
mod combobox;

#[cfg(feature = "full")]
use std::ops::ControlFlow;
use std::{cell::RefCell, rc::Rc, sync::Arc};

use js_sys::Function;
use serde::{Serialize, Serializer};
use sipas_forms::{
    FULL,
    entry::Surroundings,
    form::{At, Form as Definition, Identity},
    page::{
        Answer, Focus, Kept, Patch, Step, Walk, find, key, render, render_box, render_error, render_hint, render_label,
        render_summary,
    },
    submission::{Envelope, judge},
    value::{Json, digits},
};
use wasm_bindgen::{JsCast, closure::Closure, prelude::*};
#[cfg(feature = "full")]
use web_sys::NodeList;
use web_sys::{Element, Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

#[cfg(feature = "full")]
use sipas_forms::page::{render_check, render_contents, render_contents_parts, render_offer, render_scores};

use crate::{
    Form, dom,
    read::{compose, read},
};

/// The events that everything is done by; each is listened for once, on the root.
#[cfg(not(feature = "full"))]
const EVENTS: [&str; 4] = ["click", "input", "change", "submit"];
/// And those that officers' fields take.
#[cfg(feature = "full")]
const EVENTS: [&str; 8] = ["click", "input", "change", "submit", "keydown", "paste", "focusout", "mousedown"];

pub(crate) struct State {
    root: Element,
    pub(crate) trust: Function,
    emit: Function,
    pub(crate) walk: Walk,
    /// The moment it began, which is also that of a draft that is opened in it.
    #[cfg(feature = "full")]
    pub(crate) now: String,
    /// Whether the focus moves because of a press of the pointer that is not over yet.
    #[cfg(feature = "full")]
    pressed: bool,
    /// What is to be shown when it is.
    #[cfg(feature = "full")]
    waiting: Vec<Patch>,
    /// What the last paste can be undone with.
    #[cfg(feature = "full")]
    undo: cells::Before,
    /// Questions that were answered by the same event, of which the host is told as well.
    #[cfg(feature = "full")]
    also: Vec<Detail>,
}

/// What the host is told of an event.
#[cfg(feature = "full")]
type Told = Option<(&'static str, Detail)>;

/// What the host is told with an event.
enum Detail {
    /// Nothing more than the event.
    None,
    /// The question that was answered.
    Change { name: String, path: String },
    /// The language that was chosen.
    Language { language: String },
    /// What was told to be wrong.
    Invalid(Vec<Fault>),
}

struct Fault {
    path: String,
    message: String,
}

// As maps, whose keys are ours all the same: for the names of a structure's members the serializer keeps a hash
// table, which costs 600 bytes of brotli.
impl Serialize for Detail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Change { name, path } => serializer.collect_map([("name", name), ("path", path)]),
            Self::Language { language } => serializer.collect_map([("language", language)]),
            Self::Invalid(faults) => serializer.collect_seq(faults),
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("path", &self.path), ("message", &self.message)])
    }
}

type Shared = Rc<RefCell<State>>;

/// A form in an element. It tells its host through `emit(name, detail)`:
/// `change` `{name, path}`, `invalid` `[{path, message}]`, `send` (now post [`View::envelope`] and hand the
/// outcome to [`View::reply`]), `again` (make a new view), `reload` (load the definition again), `language`
/// `{language}`.
#[wasm_bindgen]
pub struct View {
    pub(crate) state: Shared,
    listener: Closure<dyn Fn(Event)>,
}

#[wasm_bindgen]
impl View {
    /// Shows a form in `root`. `now` is the moment it begins (RFC 3339) or an ISO date; `trust` turns HTML text into what
    /// `innerHTML` accepts.
    ///
    /// # Errors
    /// When the element takes no listener.
    #[wasm_bindgen(constructor)]
    pub fn new(
        form: &Form,
        root: Element,
        language: &str,
        now: &str,
        trust: Function,
        emit: Function,
    ) -> Result<View, JsError> {
        let walk = Walk::new(Arc::clone(&form.form), Surroundings::new(now, language), language);
        let state = State {
            root,
            trust,
            emit,
            walk,
            #[cfg(feature = "full")]
            now: String::from(now),
            #[cfg(feature = "full")]
            pressed: false,
            #[cfg(feature = "full")]
            waiting: Vec::new(),
            #[cfg(feature = "full")]
            undo: Vec::new(),
            #[cfg(feature = "full")]
            also: Vec::new(),
        };
        let state = Rc::new(RefCell::new(state));
        let listener = {
            let state = Rc::clone(&state);
            Closure::wrap(Box::new(move |event: Event| {
                // An event that arrives while another is being handled (the "change" of a field that
                // is taken away) is none of the respondent's; a `FnMut` would throw at it.
                let handled = state.try_borrow_mut().ok().and_then(|mut state| state.handle(&event));
                #[cfg(feature = "full")]
                emit_rest(&state);
                if let Some((name, detail)) = handled {
                    emit_to(&state, name, &detail);
                }
            }) as Box<dyn Fn(Event)>)
        };
        {
            let state = state.borrow();
            for event in EVENTS {
                state
                    .root
                    .add_event_listener_with_callback(event, listener.as_ref().unchecked_ref())
                    .map_err(|_| JsError::new(event))?;
            }
            state.draw(None);
        }
        Ok(Self { state, listener })
    }

    /// Begins with answers that the host knows already (an object as it is sent). JSON text of the
    /// paths that are no question.
    ///
    /// # Errors
    /// When the answers are no JSON value.
    pub fn fill(&self, answers: &JsValue) -> Result<String, JsError> {
        let answers = read(answers)?;
        let Ok(mut state) = self.state.try_borrow_mut() else { return Ok(String::new()) };
        let strangers: Json = state.walk.fill(&answers).iter().map(String::as_str).collect();
        state.draw(None);
        Ok(strangers.to_text())
    }

    /// Shows the scores beside the form, which a definition may ask for itself. Tells whether they are
    /// shown.
    #[cfg(feature = "full")]
    #[must_use]
    pub fn show_scores(&self, wanted: bool) -> bool {
        let Ok(mut state) = self.state.try_borrow_mut() else { return false };
        if wanted && !state.walk.shows_scores() {
            state.walk.show_scores();
            state.draw(None);
        }
        state.walk.shows_scores()
    }

    /// Whether a table of contents stands beside the form.
    #[cfg(feature = "full")]
    #[must_use]
    pub fn shows_contents(&self) -> bool {
        self.state.try_borrow().is_ok_and(|state| state.walk.shows_contents())
    }

    /// The language shown.
    #[must_use]
    pub fn language(&self) -> String {
        String::from(self.state.borrow().walk.language())
    }

    /// Shows everything in another language.
    pub fn set_language(&self, language: &str) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            #[cfg(feature = "full")]
            state.settle();
            state.walk.set_language(language);
            state.draw(None);
        }
    }

    /// Whether there is a page to go back to.
    #[must_use]
    pub fn has_previous(&self) -> bool {
        self.state.borrow().walk.has_previous()
    }

    /// Goes one page back.
    pub fn back(&self) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            #[cfg(feature = "full")]
            state.settle();
            let focus = state.walk.back();
            state.draw(Some(focus));
        }
    }

    /// Whether anything was answered that has not been received yet.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.state.borrow().walk.is_dirty()
    }

    /// The submission as JSON text.
    #[must_use]
    pub fn envelope(&self, submission_id: &str, started_at: &str, completed_at: &str) -> String {
        let state = self.state.borrow();
        let form = state.walk.entry().form();
        let envelope = Envelope {
            form: Identity::clone(&form.identity),
            submission_id: String::from(submission_id),
            language: String::from(state.walk.language()),
            started_at: String::from(started_at),
            completed_at: String::from(completed_at),
        };
        envelope.to_json(state.walk.entry()).to_text()
    }

    /// What the device keeps of a form that is being filled: JSON text of an object that [`View::go_on`] takes,
    /// which has at least `answers`.
    #[must_use]
    pub fn saved(&self) -> String {
        self.state.borrow().walk.saved().to_text()
    }

    /// Goes on with what was saved, as `JSON.parse` gives it; of a submission that `was_sent` the reply comes next.
    /// `now` is the moment it was begun. JSON text of the paths of answers to what is no question.
    ///
    /// # Errors
    /// When it is no JSON value, or one of another form.
    #[wasm_bindgen(js_name = goOn)]
    pub fn go_on(&self, saved: &JsValue, now: &str, was_sent: bool) -> Result<String, JsError> {
        let saved = read(saved)?;
        let Ok(mut state) = self.state.try_borrow_mut() else { return Ok(String::new()) };
        let surroundings = Surroundings::new(now, state.walk.language());
        let strangers = state.walk.go_on(&saved, surroundings, was_sent).map_err(JsError::new)?;
        state.draw(None);
        Ok(strangers.iter().map(String::as_str).collect::<Json>().to_text())
    }

    /// Takes the reply to a post: the HTTP status and the body, `undefined` if it was no JSON;
    /// status 0 is a reply that never came. `kept` tells where the submission is: 0 in the page alone, 1 on the
    /// device too, 2 there in the queue, from where it is sent again. Gives `accepted`, `rejected` (certainly not stored: the next post needs a new
    /// submission id), `queued` (the same must be sent again) or `ignored` (nothing was being sent).
    ///
    /// # Errors
    /// When the body is no JSON value.
    pub fn reply(&self, status: u16, body: &JsValue, kept: u8) -> Result<String, JsError> {
        let body = read(body).ok();
        let mut state = self.state.borrow_mut();
        let form: &Definition = state.walk.entry().form();
        let reply = (status > 0).then(|| judge(status, body.as_ref(), Some(form)));
        let kept = match kept {
            0 => Kept::Page,
            1 => Kept::Device,
            _ => Kept::Queue,
        };
        let before = (state.walk.step().clone(), state.walk.kept());
        let Some(focus) = state.walk.reply(reply, kept) else { return Ok(String::from("ignored")) };
        let outcome = match state.walk.step() {
            Step::Sent(_) => "accepted",
            _ if state.walk.may_change() => "rejected",
            _ => "queued",
        };
        // What is said already is not said again at each attempt that is made without the respondent.
        if before != (state.walk.step().clone(), kept) {
            state.draw(Some(focus));
        }
        Ok(String::from(outcome))
    }

    /// Stops listening. The element keeps what it shows.
    pub fn close(&self) {
        let state = self.state.borrow();
        for event in EVENTS {
            let listener = self.listener.as_ref().unchecked_ref();
            let removed = state.root.remove_event_listener_with_callback(event, listener);
            debug_assert!(removed.is_ok(), "a listener can be removed");
        }
    }
}

fn emit_to(state: &Shared, name: &str, detail: &Detail) {
    // The host may call back into the view: nothing is borrowed while it is told.
    let emit = state.borrow().emit.clone();
    // The keys are ours: they become a plain object's and can touch no prototype.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    let detail = detail.serialize(&serializer).unwrap_or(JsValue::NULL);
    let told = emit.call2(&JsValue::NULL, &JsValue::from_str(name), &detail);
    debug_assert!(told.is_ok(), "the host's callback does not throw");
}

/// Tells the host of what else the event answered.
#[cfg(feature = "full")]
fn emit_rest(state: &Shared) {
    let rest = state.try_borrow_mut().map(|mut state| std::mem::take(&mut state.also)).unwrap_or_default();
    for detail in &rest {
        emit_to(state, "change", detail);
    }
}

/// Sets an attribute whose name is a literal of ours, which is all that could be refused.
#[cfg(feature = "full")]
fn mark(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

impl State {
    /// Handles one event; gives what the host is told.
    fn handle(&mut self, event: &Event) -> Option<(&'static str, Detail)> {
        let target: Element = event.target()?.dyn_into().ok()?;
        #[cfg(feature = "full")]
        if let ControlFlow::Break(told) = self.handle_first(event, &target) {
            return told;
        }
        match event.type_().as_str() {
            "submit" => {
                event.prevent_default();
                self.submit()
            }
            "click" => {
                let control = target.closest("[data-act]").ok()??;
                event.prevent_default();
                self.act(&control.get_attribute("data-act")?, &control.get_attribute("data-value").unwrap_or_default())
            }
            _ => self.answered(&target, &event.type_()),
        }
    }

    /// What only officers' fields take, before the rest.
    #[cfg(feature = "full")]
    fn handle_first(&mut self, event: &Event, target: &Element) -> ControlFlow<Told> {
        let kind = event.type_();
        match kind.as_str() {
            "mousedown" => self.pressed = true,
            // A field that is left says first that it changed.
            "focusout" | "change" => {}
            _ => {
                self.pressed = false;
                let waiting = std::mem::take(&mut self.waiting);
                self.apply(&waiting);
            }
        }
        self.search_event(event, target)?;
        match kind.as_str() {
            "submit" => self.settle(),
            "click" => {
                if let Ok(Some(button)) = target.closest("[data-act=undo]") {
                    self.undo(&button);
                    return ControlFlow::Break(None);
                }
            }
            "keydown" | "paste" => self.cells_event(event, target)?,
            "focusout" => {
                self.tell_left(target);
                return ControlFlow::Break(None);
            }
            "mousedown" => return ControlFlow::Break(None),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// Takes what stands in the field that has the focus, before something else is shown.
    #[cfg(feature = "full")]
    fn settle(&mut self) {
        if let Some((_, detail)) = self.settle_focused() {
            self.also.push(detail);
        }
    }

    /// In a form whose pages are left in any order, a field tells what is wrong with it when it is left.
    #[cfg(feature = "full")]
    fn tell_left(&mut self, target: &Element) {
        if !self.walk.shows_contents() {
            return;
        }
        let question = target.get_attribute("name").and_then(|name| find(&self.walk, &name));
        let told = question.and_then(|question| self.walk.tell_left(question));
        self.apply_in_peace(told.into_iter().collect());
    }

    /// Shows changes, but not under a pointer that is pressed: what it was pressed on would move away, and
    /// not be clicked.
    #[cfg(feature = "full")]
    fn apply_in_peace(&mut self, patches: Vec<Patch>) {
        if self.pressed {
            self.waiting.extend(patches);
        } else {
            self.apply(&patches);
        }
    }

    fn submit(&mut self) -> Option<(&'static str, Detail)> {
        match self.walk.step() {
            Step::Page(_) => {
                let focus = self.walk.forward();
                self.draw(Some(focus));
                (focus == Focus::Summary).then(|| ("invalid", self.told()))
            }
            Step::Review | Step::Failed(_) => {
                let sending = self.walk.send();
                self.draw(Some(if sending { Focus::Title } else { Focus::Summary }));
                Some(if sending { ("send", Detail::None) } else { ("invalid", self.told()) })
            }
            _ => None,
        }
    }

    fn told(&self) -> Detail {
        let form = self.walk.entry().form();
        #[cfg(feature = "full")]
        let path = |at: At| form.path(self.walk.answer_of(at));
        #[cfg(not(feature = "full"))]
        let path = |at: At| form.path(at);
        let fault = |(question, message): &(Option<At>, String)| Fault {
            path: question.map_or_else(String::new, path),
            message: message.clone(),
        };
        Detail::Invalid(self.walk.errors().iter().map(fault).collect())
    }

    fn act(&mut self, action: &str, value: &str) -> Option<(&'static str, Detail)> {
        let question = find(&self.walk, value);
        let focus = match action {
            "back" => self.walk.back(),
            "edit" => self.walk.edit(value.parse().ok()?),
            "go" => self.walk.go(question?),
            "clear" => {
                let patches = self.walk.answer(question?, Answer::Chosen(""));
                self.untick(value);
                self.apply(&patches);
                return Some(("change", self.change(question?)));
            }
            "add" | "remove" if FULL => {
                // The value of "remove" is the repeat's key and the row.
                let row = value.rsplit_once('-').and_then(|(_, row)| row.parse().ok());
                let focus = match (action, row) {
                    ("remove", Some(row)) => self.walk.remove_row(question?, row),
                    _ => self.walk.add_row(question?),
                };
                self.draw(Some(focus));
                return Some(("change", self.change(question?)));
            }
            "language" => {
                self.walk.set_language(value);
                self.draw(None);
                self.focus_language(value);
                return Some(("language", Detail::Language { language: String::from(value) }));
            }
            #[cfg(feature = "full")]
            "page" | "review" | "point" | "next" | "skip" | "take" => return self.guide(action, value),
            // The host makes a new view: of another day perhaps, or of another definition.
            "again" => return Some(("again", Detail::None)),
            "reload" => return Some(("reload", Detail::None)),
            _ => return None,
        };
        self.draw(Some(focus));
        None
    }

    /// What only long forms have: the contents, and what the last report offers.
    #[cfg(feature = "full")]
    fn guide(&mut self, action: &str, value: &str) -> Option<(&'static str, Detail)> {
        let question = find(&self.walk, value);
        let focus = match action {
            "page" => self.walk.turn_to(value.parse().ok()?),
            "review" => self.walk.turn_to_review(),
            "point" => self.walk.point(question?),
            "next" => self.walk.next_fault()?,
            "take" => {
                let patches = self.walk.take(question?);
                self.apply(&patches);
                self.control(value).as_ref().map(dom::focus);
                return Some(("change", self.change(question?)));
            }
            _ => {
                dom::find(&self.root, "page-title").as_ref().map(dom::focus);
                return None;
            }
        };
        // On a narrow page the contents make room for what was chosen in them.
        if let Ok(Some(fold)) = self.root.query_selector(".contents-fold") {
            dom::toggle(&fold, "open", false);
        }
        self.draw(Some(focus));
        None
    }

    fn untick(&self, name: &str) {
        let chosen = self.root.query_selector(&["input[name=", name, "]:checked"].concat()).ok().flatten();
        if let Some(input) = chosen.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
            input.set_checked(false);
            dom::focus(&input);
        }
    }

    fn focus_language(&self, language: &str) {
        if let Ok(Some(button)) = self.root.query_selector(&["[data-act=language][lang=\"", language, "\"]"].concat()) {
            dom::focus(&button);
        }
    }

    /// Takes the value of a control. A text is taken at every key; a choice when it changes.
    fn answered(&mut self, target: &Element, event: &str) -> Option<(&'static str, Detail)> {
        let name = target.get_attribute("name")?;
        let question = find(&self.walk, &name)?;
        let patches = if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
            match (input.type_().as_str(), event) {
                ("radio", "change") => self.walk.answer(question, Answer::Chosen(&input.value())),
                ("checkbox", "change") => self.walk.answer(question, Answer::Ticked(&input.value(), input.checked())),
                ("text", "input") => self.walk.answer(question, Answer::Typed(&compose(&input.value()))),
                _ => return None,
            }
        } else if let (Some(area), "input") = (target.dyn_ref::<HtmlTextAreaElement>(), event) {
            self.walk.answer(question, Answer::Typed(&compose(&area.value())))
        } else if let (Some(select), "change") = (target.dyn_ref::<HtmlSelectElement>(), event) {
            self.walk.answer(question, Answer::Chosen(&select.value()))
        } else {
            return None;
        };
        self.apply(&patches);
        Some(("change", self.change(question)))
    }

    fn change(&self, question: At) -> Detail {
        let form = self.walk.entry().form();
        let name = form.element(question.element).map(|element| element.name.clone()).unwrap_or_default();
        Detail::Change { name, path: form.path(question) }
    }

    /// Shows the whole walk anew and moves the focus.
    pub(crate) fn draw(&self, focus: Option<Focus>) {
        self.replace(&self.root, &render(&self.walk));
        if focus == Some(Focus::Title) {
            // What is new begins at its top, whatever the page shows above.
            self.root.scroll_into_view();
        }
        let target = match focus {
            None => return,
            Some(Focus::Title) => dom::find(&self.root, "page-title"),
            Some(Focus::Summary) => dom::find(&self.root, "summary-title"),
            Some(Focus::Question(at)) => self.control(&key(&self.walk, at)),
            Some(Focus::Row(at, row)) => {
                dom::find(&self.root, &[&key(&self.walk, at), "-", &digits(row), "-title"].concat())
            }
            Some(Focus::Adding(at)) => dom::find(&self.root, &key(&self.walk, at)),
        };
        if let Some(target) = target {
            dom::focus(&target);
        }
    }

    /// Replaces what is in an element.
    #[cfg(not(feature = "full"))]
    fn replace(&self, element: &Element, html: &str) {
        dom::set_html(element, html, &self.trust);
    }

    /// Replaces what is in an element; what was unfolded in the panel of scores or the contents stays so, and
    /// keeps the focus, and the contents stay as far as they were scrolled.
    #[cfg(feature = "full")]
    fn replace(&self, element: &Element, html: &str) {
        let find = |selector: &str| self.root.query_selector(selector).ok().flatten();
        let fold = |element: Element| element.get_attribute("data-fold");
        let focused = find("[data-fold] > :focus").and_then(|summary| fold(summary.parent_element()?));
        let open = self.root.query_selector_all("[data-fold][open]").ok();
        let open = (0..open.as_ref().map_or(0, NodeList::length)).filter_map(|index| open.as_ref()?.item(index));
        let open: Vec<String> = open.filter_map(|node| fold(node.dyn_into().ok()?)).collect();
        let scrolled = find(".contents").map_or(0, |contents| contents.scroll_top());
        dom::set_html(element, html, &self.trust);
        let again = |name: &str| find(&["[data-fold=\"", name, "\"]"].concat());
        for details in open.iter().filter_map(|name| again(name)) {
            dom::toggle(&details, "open", true);
        }
        if let Some(contents) = find(".contents").filter(|_| scrolled > 0) {
            contents.set_scroll_top(scrolled);
        }
        let summary = focused.and_then(|name| again(&name)?.first_element_child());
        summary.inspect(dom::focus);
    }

    /// The control of a question: the field, the chosen choice, or the first.
    fn control(&self, name: &str) -> Option<Element> {
        let find = |selector: String| self.root.query_selector(&selector).ok().flatten();
        let named = find(["[name=", name, "]:checked"].concat()).or_else(|| find(["[name=", name, "]"].concat()));
        // Of a repeat, the button that adds a row.
        named.or_else(|| dom::find(&self.root, name))
    }

    /// Changes what differs and nothing else.
    fn apply(&self, patches: &[Patch]) {
        let part = |at: &At, part: &str| dom::find(&self.root, &[&key(&self.walk, *at), part].concat());
        let write = |at: &At, name: &str, html: &str| {
            if let Some(element) = part(at, name) {
                dom::set_html(&element, html, &self.trust);
            }
        };
        for patch in patches {
            match patch {
                Patch::Shown(at, shown) => {
                    if let Some(element) = part(at, "-box") {
                        dom::toggle(&element, "hidden", !shown);
                    }
                }
                Patch::Error(at, error) => self.show_error(&key(&self.walk, *at), error.as_deref()),
                Patch::Label(at) => {
                    write(at, "-text", &render_label(&self.walk, *at));
                    write(at, "-hint", &render_hint(&self.walk, *at));
                }
                Patch::Choices(at) => write(at, "-box", &render_box(&self.walk, *at)),
                Patch::Warning(at, text) => dom::set_text(part(at, "-warning"), text.as_deref().unwrap_or_default()),
                Patch::Value(at, text) if FULL => dom::set_text(part(at, "-value"), text),
                Patch::Order(at, places) if FULL => {
                    let orders = part(at, "-box").and_then(|element| element.query_selector_all(".order").ok());
                    for (index, place) in (0..).zip(places) {
                        let order = orders.as_ref().and_then(|orders| orders.item(index));
                        order.inspect(|order| order.set_text_content(Some(place)));
                    }
                }
                Patch::Summary => {
                    if let Some(alert) = self.root.query_selector("#error-summary > *").ok().flatten() {
                        // It was told when it came; what is mended of it is not told again.
                        let _ = alert.set_attribute("aria-live", "off");
                        dom::set_html(&alert, &render_summary(&self.walk), &self.trust);
                        dom::toggle(&alert, "hidden", self.walk.errors().is_empty());
                    }
                }
                Patch::Progress(page, pages) => self.show_progress(*page, *pages),
                #[cfg(feature = "full")]
                Patch::Scores => {
                    if let Ok(Some(panel)) = self.root.query_selector(".scores") {
                        self.replace(&panel, &render_scores(&self.walk));
                    }
                }
                #[cfg(feature = "full")]
                Patch::Check(at) => {
                    write(at, "-check", &render_check(&self.walk, *at));
                    for field in self.walk.entry().fields(*at) {
                        let invalid = if self.walk.is_doubted(field) { "true" } else { "false" };
                        part(&field, "").inspect(|control| mark(control, "aria-invalid", invalid));
                    }
                }
                #[cfg(feature = "full")]
                Patch::Offer(at) => write(at, "-offer", &render_offer(&self.walk, *at)),
                #[cfg(feature = "full")]
                Patch::Contents(pages) => {
                    for (id, html) in render_contents_parts(&self.walk, pages) {
                        if let Some(element) = dom::find(&self.root, &id) {
                            self.replace(&element, &html);
                        }
                    }
                }
                #[cfg(feature = "full")]
                Patch::Pages => {
                    if let Ok(Some(contents)) = self.root.query_selector(".contents") {
                        self.replace(&contents, &render_contents(&self.walk));
                    }
                }
                Patch::Value(..) | Patch::Order(..) => {}
            }
        }
    }

    fn show_error(&self, name: &str, error: Option<&str>) {
        if let Some(element) = dom::find(&self.root, &[name, "-error"].concat()) {
            dom::set_html(&element, &render_error(error, &self.walk), &self.trust);
        }
        if let Some(control) = dom::find(&self.root, name) {
            let is_invalid = error.is_some();
            // A rule about several answers may be broken all the same.
            #[cfg(feature = "full")]
            let is_invalid = is_invalid || find(&self.walk, name).is_some_and(|at| self.walk.is_doubted(at));
            let invalid = if is_invalid { "true" } else { "false" };
            // The attribute's name is a literal, which is all that could be refused.
            let _ = control.set_attribute("aria-invalid", invalid);
        }
    }

    fn show_progress(&self, page: usize, pages: usize) {
        let (page, pages) = (digits(page), digits(pages));
        if let Some(text) = dom::find(&self.root, "page-progress") {
            let form = self.walk.entry().form();
            let words = form.message("page_of", self.walk.language(), &[("page", &page), ("pages", &pages)]);
            text.set_text_content(Some(&words));
        }
        if let Ok(Some(bar)) = self.root.query_selector("progress") {
            let _ = bar.set_attribute("max", &pages);
            let _ = bar.set_attribute("value", &page);
        }
    }
}
