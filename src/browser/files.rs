//! Files of a report and its figures, its printed document, and the forms that are opened beside it.

use sipas_forms::{
    entry::Surroundings,
    page::{csv, figures, file_stem, last_in_words, missing, opened_in_words, render_document},
    value::{Json, object},
};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::{View, dom, read::read};

#[wasm_bindgen]
impl View {
    /// Everything that was given so far: JSON text of a draft, which [`View::open_file`] opens.
    #[must_use]
    pub fn draft(&self) -> String {
        self.state.borrow().walk.to_draft().to_text()
    }

    /// Goes on with a draft or a submission, as `JSON.parse` gives it. JSON text of `{"other_version",
    /// "strangers": [path], "message"}`.
    ///
    /// # Errors
    /// An `Error` whose `message` is `file_not_report`, `file_other_form`, `file_not_now`, or
    /// `file_replaces` where answers would be replaced and `replace` does not say so.
    #[wasm_bindgen(js_name = openFile)]
    pub fn open_file(&self, file: &JsValue, replace: bool) -> Result<String, JsError> {
        let file = json(file)?;
        let Ok(mut state) = self.state.try_borrow_mut() else { return Err(JsError::new("file_not_now")) };
        if !state.walk.may_change() {
            return Err(JsError::new("file_not_now"));
        }
        state.walk.check_file(&file).map_err(JsError::new)?;
        if state.walk.is_dirty() && !replace {
            return Err(JsError::new("file_replaces"));
        }
        let surroundings = Surroundings::new(&state.now, state.walk.language());
        let opened = state.walk.open_file(&file, surroundings).map_err(JsError::new)?;
        state.draw(None);
        Ok(told(opened.to_json(), &opened_in_words(&state.walk, &opened)))
    }

    /// Takes the report of the last period, as `JSON.parse` gives it. Gives what [`View::open_file`] does.
    ///
    /// # Errors
    /// An `Error` whose `message` is `file_not_report`, `file_other_form`, `file_other_unit` or
    /// `file_not_now`.
    #[wasm_bindgen(js_name = loadLast)]
    pub fn load_last(&self, file: &JsValue) -> Result<String, JsError> {
        let file = json(file)?;
        let Ok(mut state) = self.state.try_borrow_mut() else { return Err(JsError::new("file_not_now")) };
        if !state.walk.may_change() {
            return Err(JsError::new("file_not_now"));
        }
        let opened = state.walk.load_last(&file).map_err(JsError::new)?;
        state.draw(None);
        Ok(told(opened.to_json(), &last_in_words(&state.walk, &opened)))
    }

    /// What a file of this report is called, without its ending.
    #[must_use]
    #[wasm_bindgen(js_name = fileStem)]
    pub fn file_stem(&self) -> String {
        file_stem(&self.state.borrow().walk)
    }

    /// The figures as CSV (RFC 4180).
    #[must_use]
    pub fn csv(&self) -> String {
        csv(&self.state.borrow().walk)
    }

    /// The figures as JSON text of `{"form", "unit", "period", "key", "late", "answers", "scores"}`.
    #[must_use]
    pub fn figures(&self) -> String {
        figures(&self.state.borrow().walk).to_text()
    }

    /// A sentence of the catalogue in the language shown; `value` is what it names.
    #[must_use]
    pub fn say(&self, code: &str, value: &str) -> String {
        let state = self.state.borrow();
        state.walk.entry().form().message(code, state.walk.language(), &[("value", value)])
    }

    /// Writes the form as a document into an element. Gives what is to stand on each of its pages (`""` for
    /// nothing), `undefined` where the form is not printed so.
    #[must_use]
    pub fn document(&self, element: &Element) -> Option<String> {
        let state = self.state.borrow();
        let html = render_document(&state.walk)?;
        dom::set_html(element, &html, &state.trust);
        let is_draft = missing(&state.walk) > 0;
        Some(if is_draft {
            state.walk.entry().form().message("document_draft_mark", state.walk.language(), &[])
        } else {
            String::new()
        })
    }

    /// Whether the form is printed as a document.
    #[must_use]
    #[wasm_bindgen(js_name = hasDocument)]
    pub fn has_document(&self) -> bool {
        self.state.borrow().walk.entry().form().reporting.document.is_some()
    }

    /// A form that goes with this one: JSON text of `{"form", "label", "prefill"}`.
    #[must_use]
    pub fn companion(&self, index: usize) -> Option<String> {
        let state = self.state.borrow();
        let entry = state.walk.entry();
        let companion = entry.form().reporting.companions.get(index)?;
        let json = object(vec![
            ("form", companion.form.as_str().into()),
            ("label", companion.label.get(state.walk.language()).into()),
            ("prefill", entry.prefill(&companion.prefill)),
        ]);
        Some(json.to_text())
    }
}

/// What nests too deeply is no report either.
fn json(file: &JsValue) -> Result<Json, JsError> {
    read(file).map_err(|_| JsError::new("file_not_report"))
}

fn told(mut opened: Json, words: &str) -> String {
    opened.insert("message", words.into());
    opened.to_text()
}
