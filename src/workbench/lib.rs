//! The officer's module: what a worker calls to look at, check, mend, count and send a file of responses.
//!
//! Thin on purpose. Everything is decided in `sipas_forms::dataset`; here a text is read as JSON and what comes out
//! leaves as JSON text. An `Error` that is thrown has a code as its message, or the JSON text of what is wrong.

use std::sync::Arc;

use sipas_forms::{
    dataset::{
        Beside, Mapping, Mismatch, NotHeld, Pass, Session, Setup,
        picture::Picture,
        source::{Fault, Hint},
    },
    form,
    text::sentence,
    value::{Json, Ratio, object},
};
use wasm_bindgen::prelude::*;

/// The version of the engine.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    String::from(env!("CARGO_PKG_VERSION"))
}

/// How many line feeds there are: what merely going through the bytes of a file takes.
#[wasm_bindgen(js_name = countLines)]
#[must_use]
#[expect(clippy::naive_bytecount, clippy::cast_precision_loss, reason = "a floor to measure by, of 4 MiB at most")]
pub fn count_lines(bytes: &[u8]) -> f64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as f64
}

/// An officer's desk with one file on it. See `sipas_forms::dataset::Session`.
#[wasm_bindgen]
pub struct Desk {
    session: Session,
    language: String,
}

fn json(text: &str) -> Result<Json, JsError> {
    serde_json::from_str(text).map_err(|_| JsError::new("not_json"))
}

fn number(json: &Json, key: &str) -> Option<u64> {
    json.get(key)?.as_number()?.to_integer()?.try_into().ok()
}

fn text<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key).and_then(Json::as_text)
}

/// What is known of a file: `{"size", "header", "sheet", "delimiter"}`.
fn hint(json: &Json) -> Hint {
    Hint {
        size: number(json, "size"),
        header: number(json, "header"),
        sheet: text(json, "sheet").map(String::from),
        delimiter: text(json, "delimiter").and_then(|delimiter| delimiter.bytes().next()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most five million")]
const fn count(rows: u64) -> f64 {
    rows as f64
}

fn cells(text: &str) -> Result<Vec<String>, JsError> {
    let json = json(text)?;
    Ok(json.elements().iter().map(|cell| cell.as_text().map(String::from).unwrap_or_default()).collect())
}

fn picture((place, picture): (usize, &Picture)) -> Json {
    let Picture { name, title, svg, table } = picture;
    object(vec![
        ("name", (*name).into()),
        ("title", title.as_str().into()),
        ("svg", svg.as_str().into()),
        ("table", table.to_html(&["table-", &place.to_string()].concat()).into_string().into()),
        ("csv", table.to_csv().into()),
        ("json", table.to_json()),
    ])
}

#[wasm_bindgen]
impl Desk {
    /// A desk for a form: packed by `sipas pack`, or its self-contained definition as JSON text.
    ///
    /// # Errors
    /// `not_packed`, `other_version`, `not_json`, or the JSON text of a definition's diagnostics.
    #[wasm_bindgen(constructor)]
    pub fn new(form: &[u8], language: &str) -> Result<Desk, JsError> {
        let form = match std::str::from_utf8(form) {
            Ok(definition) if definition.trim_start().starts_with('{') => {
                form::load(&json(definition)?).map_err(|faults| {
                    let faults: Json = faults.iter().map(|fault| fault.to_json(language)).collect();
                    JsError::new(&faults.to_text())
                })?
            }
            _ => form::Form::unpack(form).map_err(JsError::new)?,
        };
        let language = String::from(language);
        Ok(Self { session: Session::new(Arc::new(form), &language), language })
    }

    /// The form: `{"id", "version", "hash", "title", "results_min", "results_by": [name]}`.
    #[must_use]
    pub fn form(&self) -> String {
        let form = self.session.form();
        let name = |question: &usize| form.element(*question).map_or("", |element| element.name.as_str());
        object(vec![
            ("id", form.identity.id.as_str().into()),
            ("version", form.identity.version.as_str().into()),
            ("hash", form.identity.hash.as_str().into()),
            ("title", form.title.get(&self.language).into()),
            ("results_min", form.results_min.into()),
            ("results_by", form.results_by.iter().map(name).collect()),
        ])
        .to_text()
    }

    /// The questions that a column can answer: JSON text of `Session::questions`.
    #[must_use]
    pub fn questions(&self) -> String {
        self.session.questions().to_text()
    }

    /// Words are in another language from now on.
    pub fn speak(&mut self, language: &str) {
        self.language = String::from(language);
        self.session.speak(language);
    }

    /// A sentence of the catalogue.
    #[must_use]
    pub fn say(&self, code: &str) -> String {
        String::from(sentence(code, &self.language))
    }

    fn fault(&self, fault: &Fault) -> JsError {
        JsError::new(&fault.to_json(&self.language).to_text())
    }

    /// What the beginning of a file is: JSON text of `Look::to_json`.
    ///
    /// # Errors
    /// The JSON text of `Fault::to_json`.
    pub fn look(&self, bytes: &[u8], is_all: bool, known: &str) -> Result<String, JsError> {
        let look = self.session.look(bytes, is_all, &hint(&json(known)?));
        look.map(|look| look.to_text()).map_err(|fault| self.fault(&fault))
    }

    /// Begins to check a file: `{"mapping", "hint", "by": [name], "now"}`; `mapping` as `look` gave it, `null` for
    /// documents.
    ///
    /// # Errors
    /// `mapping` for one that is not of this form.
    pub fn begin(&mut self, setup: &str) -> Result<(), JsError> {
        let json = json(setup)?;
        let form = self.session.form();
        let mapping = match json.get("mapping") {
            None | Some(Json::Null) => Mapping::default(),
            Some(mapping) => Mapping::from_json(form, mapping).ok_or_else(|| JsError::new("mapping"))?,
        };
        let by = json.get("by").map_or(&[][..], Json::elements);
        let by = by.iter().filter_map(|name| form.find(name.as_text()?)).collect();
        let hint = hint(json.get("hint").unwrap_or(&Json::Null));
        let now = String::from(text(&json, "now").unwrap_or_default());
        self.session.begin(Setup { mapping, hint, by, now });
        Ok(())
    }

    /// Takes the next bytes of the file; gives how many rows were read so far.
    ///
    /// # Errors
    /// The JSON text of `Fault::to_json`.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<f64, JsError> {
        let read = self.session.feed(bytes);
        read.map(count).map_err(|fault| self.fault(&fault))
    }

    /// Says that the file ends here.
    ///
    /// # Errors
    /// The JSON text of `Fault::to_json`.
    pub fn finish(&mut self) -> Result<f64, JsError> {
        let read = self.session.finish();
        read.map(count).map_err(|fault| self.fault(&fault))
    }

    /// Says which rows the server refused: JSON text of `[{"row", "reason"}]`. See `Session::refuse`.
    ///
    /// # Errors
    /// `not_json`.
    pub fn refuse(&mut self, refusals: &str) -> Result<(), JsError> {
        let json = json(refusals)?;
        let refusal = |json: &Json| Some((number(json, "row")?, text(json, "reason").map(String::from)?));
        self.session.refuse(json.elements().iter().filter_map(refusal).collect());
        Ok(())
    }

    /// Begins to read the file once more: `refused` rows are written, those of `refuse` are held (`hold`), or
    /// `submissions` are made of the others.
    ///
    /// # Errors
    /// `pass` for another.
    pub fn again(&mut self, pass: &str, key: &str) -> Result<(), JsError> {
        let pass = match pass {
            "refused" => Pass::Refused,
            "hold" => Pass::Hold,
            "submissions" => Pass::Submissions,
            "mended" => Pass::Mended,
            _ => return Err(JsError::new("pass")),
        };
        self.session.again(pass, key);
        Ok(())
    }

    /// Begins to read the file once more where the pass stopped, since as much was written as is held at once: `false`
    /// where it came to the end.
    #[wasm_bindgen(js_name = goOn)]
    pub fn go_on(&mut self) -> bool {
        self.session.go_on()
    }

    /// What the pass has written since it was asked last.
    pub fn written(&mut self) -> String {
        self.session.written()
    }

    /// The beginning of a file whose key is wanted.
    #[wasm_bindgen(js_name = beginKey)]
    pub fn begin_key(&mut self) {
        self.session.begin_key();
    }

    /// The next bytes of it.
    #[wasm_bindgen(js_name = feedKey)]
    pub fn feed_key(&mut self, bytes: &[u8]) {
        self.session.feed_key(bytes);
    }

    /// What names the submissions of a file with these bytes.
    pub fn key(&mut self) -> String {
        self.session.key()
    }

    /// What is known of the file: JSON text of `Session::told`.
    pub fn told(&mut self) -> String {
        self.session.told().to_text()
    }

    /// Rows that are held, by their numbers (JSON text of an array): JSON text of `Session::rows`.
    ///
    /// # Errors
    /// `not_json`.
    pub fn rows(&self, numbers: &str) -> Result<String, JsError> {
        let json = json(numbers)?;
        let number = |json: &Json| json.as_number()?.to_integer()?.try_into().ok();
        let numbers: Vec<u64> = json.elements().iter().filter_map(number).collect();
        Ok(self.session.rows(&numbers).to_text())
    }

    /// The numbers of the refused rows that are held, from one on, at most so many: JSON text of an array.
    #[wasm_bindgen(js_name = refusedRows)]
    #[must_use]
    pub fn refused_rows(&self, from: u32, count: usize) -> String {
        self.session.refused_rows(from.into(), count).into_iter().collect::<Json>().to_text()
    }

    /// Mends a row that is held; gives it as `rows` does.
    ///
    /// # Errors
    /// `not_held`.
    pub fn mend(&mut self, row: u32, texts: &str) -> Result<String, JsError> {
        let mended = self.session.mend(row.into(), &cells(texts)?);
        mended.map(|row| row.to_text()).map_err(|NotHeld| JsError::new("not_held"))
    }

    /// Adds a row that is typed in; gives it as `rows` does.
    ///
    /// # Errors
    /// `not_held` where no file was begun.
    pub fn add(&mut self, row: u32, texts: &str) -> Result<String, JsError> {
        let added = self.session.add(row.into(), &cells(texts)?);
        added.map(|row| row.to_text()).map_err(|NotHeld| JsError::new("not_held"))
    }

    /// The rows with a form number, the first ten: JSON text of an array.
    #[wasm_bindgen(js_name = rowsOfNumber)]
    pub fn rows_of_number(&mut self, number: &str) -> String {
        self.session.rows_of_number(number).into_iter().collect::<Json>().to_text()
    }

    fn mismatch(&self, mismatch: Mismatch) -> JsError {
        let code = mismatch.code();
        let told = object(vec![("code", code.into()), ("message", sentence(code, &self.language).into())]);
        JsError::new(&told.to_text())
    }

    /// Adds results of before, as `kept` gives them; `again` also where they are among them already.
    ///
    /// # Errors
    /// JSON text of `{"code", "message"}`.
    pub fn merge(&mut self, results: &str, again: bool) -> Result<(), JsError> {
        let results = json(results).unwrap_or(Json::Null);
        self.session.merge(&results, again).map_err(|mismatch| self.mismatch(mismatch))
    }

    /// Leaves results of before out again.
    #[wasm_bindgen(js_name = forgetMerged)]
    pub fn forget_merged(&mut self) {
        self.session.forget_merged();
    }

    /// What results are compared with: those of the `province` or of the `last` period; `undefined` for nothing.
    ///
    /// # Errors
    /// JSON text of `{"code", "message"}`.
    #[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen takes an optional text so")]
    pub fn compare(&mut self, with: &str, file: Option<String>) -> Result<(), JsError> {
        let with = if with == "province" { Beside::Province } else { Beside::Last };
        let file = file.as_deref().map(|file| json(file).unwrap_or(Json::Null));
        self.session.compare(with, file.as_ref()).map_err(|mismatch| self.mismatch(mismatch))
    }

    /// All that was counted, for `merge`: JSON text of `Results::to_json`; `undefined` where nothing was.
    pub fn kept(&mut self) -> Option<String> {
        self.session.results().map(|results| results.to_json().to_text())
    }

    /// What may be shown: JSON text of `Results::report`; `undefined` where nothing was counted. `least` is the fewest
    /// responses of a group.
    pub fn report(&mut self, least: u32) -> Option<String> {
        self.session.report(least.into(), Ratio::ONE).map(|report| report.to_text())
    }

    /// The same as pictures of a width in CSS pixels: JSON text of `[{"name", "title", "svg", "table", "csv", "json"}]`.
    pub fn pictures(&mut self, least: u32, width: u32) -> String {
        self.session
            .pictures(least.into(), Ratio::ONE, width)
            .iter()
            .enumerate()
            .map(picture)
            .collect::<Json>()
            .to_text()
    }

    /// The tables of the pictures as a workbook; `undefined` where there is nothing.
    pub fn workbook(&mut self, least: u32) -> Option<Vec<u8>> {
        self.session.workbook(least.into(), Ratio::ONE)
    }
}
