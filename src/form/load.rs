//! Reading a definition: one pass over the document for its structure, one over its expressions,
//! one for what depends on what. All faults are collected; the first does not hide the rest.

use alloc::{format, string::String, vec, vec::Vec};

use sha2::{Digest, Sha256};
use validator::Validate;

use super::{
    Appearance, Choice, ChoiceList, Diagnostic, Element, Form, Identity, Kind, MAX_CHOICES, MAX_ELEMENTS,
    MAX_GROUP_DEPTH, MAX_LISTS, MAX_SCORE_DEPTH, MAX_TEXT, Provenance, Required, Score,
};
use crate::{
    expression::{Expression, Names, Type, compile},
    text::Localized,
    value::{Json, Ratio},
};

/// Loads a self-contained definition (see [`super::bundle`]).
///
/// # Errors
/// Every fault that was found, in the order of the document.
pub fn load(definition: &Json) -> Result<Form, Vec<Diagnostic>> {
    let mut reader = Reader { faults: Vec::new(), languages: Vec::new() };
    let form = reader.form(definition);
    match form {
        Some(form) if reader.faults.is_empty() => Ok(form),
        _ => Err(reader.faults),
    }
}

/// Whether `name` matches `^[a-z][a-z0-9_]{0,63}$`.
fn is_name(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= 64 && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(word)
}

/// Whether `name` matches `^[A-Za-z0-9_.-]{1,64}$`.
fn is_choice_name(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=64).contains(&name.len()) && name.bytes().all(word)
}

/// An element whose expressions are still text.
struct Draft<'a> {
    element: Element,
    json: &'a Json,
}

struct Reader {
    faults: Vec<Diagnostic>,
    languages: Vec<String>,
}

impl Reader {
    fn fault(&mut self, place: &str, code: &'static str, params: &[(&'static str, &str)]) {
        let params = params.iter().map(|(key, value)| (*key, String::from(*value))).collect();
        self.faults.push(Diagnostic { place: String::from(place), name: None, code, span: None, params });
    }

    /// Reports the keys of `json` that are not `known`, and anything that is no object.
    fn keys(&mut self, json: &Json, place: &str, known: &[&str]) {
        if !matches!(json, Json::Object(_)) {
            self.fault(place, "definition_not_object", &[]);
        }
        for (key, _) in json.entries() {
            if !known.contains(&key.as_str()) {
                self.fault(
                    &format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")),
                    "definition_unknown_key",
                    &[("key", key)],
                );
            }
        }
    }

    fn wrong_type(&mut self, place: &str, key: &str, expected: &str) {
        self.fault(&format!("{place}/{key}"), "definition_wrong_type", &[("key", key), ("expected", expected)]);
    }

    fn text(&mut self, json: &Json, place: &str, key: &str) -> Option<String> {
        match json.get(key) {
            Some(Json::Text(text)) if text.chars().count() <= MAX_TEXT => return Some(text.clone()),
            Some(Json::Text(_)) => self.limit(place, key, MAX_TEXT),
            Some(_) => self.wrong_type(place, key, "text"),
            None => {}
        }
        None
    }

    fn needed_text(&mut self, json: &Json, place: &str, key: &str) -> String {
        if json.get(key).is_none() {
            self.fault(place, "definition_missing_key", &[("key", key)]);
        }
        self.text(json, place, key).unwrap_or_default()
    }

    fn limit(&mut self, place: &str, key: &str, max: usize) {
        self.fault(&format!("{place}/{key}"), "definition_limit", &[("key", key), ("max", &format!("{max}"))]);
    }

    fn array<'a>(&mut self, json: &'a Json, place: &str, key: &str) -> &'a [Json] {
        match json.get(key) {
            Some(Json::Array(elements)) => return elements,
            Some(_) => self.wrong_type(place, key, "array"),
            None => {}
        }
        &[]
    }

    fn localized(&mut self, json: &Json, place: &str, key: &str) -> Localized {
        let Some(value) = json.get(key) else { return Localized::default() };
        self.localized_value(value, &format!("{place}/{key}"), key)
    }

    fn localized_value(&mut self, value: &Json, place: &str, key: &str) -> Localized {
        let mut texts = Vec::new();
        match value {
            Json::Text(text) => texts.push((String::new(), text.clone())),
            Json::Object(entries) => {
                for (language, text) in entries {
                    match text.as_text() {
                        Some(text) if self.languages.contains(language) => {
                            texts.push((language.clone(), String::from(text)));
                        }
                        Some(_) => {
                            self.fault(&format!("{place}/{language}"), "definition_unknown_key", &[("key", language)])
                        }
                        None => self.wrong_type(place, language, "text"),
                    }
                }
                texts.sort_by_key(|(language, _)| self.languages.iter().position(|known| known == language));
                for language in self.languages.clone() {
                    if !entries.iter().any(|(given, _)| *given == language) {
                        self.fault(place, "definition_missing_translation", &[("language", &language), ("key", key)]);
                    }
                }
            }
            _ => self.fault(place, "definition_wrong_type", &[("key", key), ("expected", "text")]),
        }
        if texts.iter().any(|(_, text)| text.chars().count() > MAX_TEXT) {
            self.fault(place, "definition_limit", &[("key", key), ("max", &format!("{MAX_TEXT}"))]);
        }
        Localized::new(texts)
    }

    fn needed_localized(&mut self, json: &Json, place: &str, key: &str) -> Localized {
        if json.get(key).is_none() {
            self.fault(place, "definition_missing_key", &[("key", key)]);
        }
        self.localized(json, place, key)
    }

    fn number(&mut self, json: &Json, place: &str, key: &str) -> Option<Ratio> {
        match json.get(key) {
            Some(Json::Number(number)) => return Some(*number),
            Some(_) => self.wrong_type(place, key, "number"),
            None => {}
        }
        None
    }

    fn count(&mut self, json: &Json, place: &str, key: &str) -> Option<u64> {
        let count = self.number(json, place, key)?.to_integer().and_then(|count| u64::try_from(count).ok());
        if count.is_none() {
            self.wrong_type(place, key, "0, 1, 2, …");
        }
        count
    }

    fn truth(&mut self, json: &Json, place: &str, key: &str) -> bool {
        match json.get(key) {
            Some(Json::Bool(truth)) => return *truth,
            Some(_) => self.wrong_type(place, key, "true, false"),
            None => {}
        }
        false
    }

    fn form(&mut self, json: &Json) -> Option<Form> {
        let known = [
            "schema_version",
            "form_id",
            "version",
            "title",
            "description",
            "settings",
            "provenance",
            "choices",
            "survey",
            "scores",
        ];
        self.keys(json, "", &known);
        if json.get("schema_version").and_then(Json::as_number) != Some(Ratio::ONE) {
            self.fault("/schema_version", "definition_schema_version", &[]);
        }
        let identity = Identity {
            id: self.needed_text(json, "", "form_id"),
            version: self.needed_text(json, "", "version"),
            hash: hash(json),
        };
        if !identity.id.is_empty() && !is_name(&identity.id) {
            self.fault("/form_id", "definition_bad_name", &[("name", &identity.id)]);
        }
        if identity.validate().is_err_and(|errors| errors.0.contains_key("version")) && !identity.version.is_empty() {
            self.limit("", "version", 32);
        }
        let settings = json.get("settings").cloned().unwrap_or(Json::Object(Vec::new()));
        self.settings(&settings);
        let title = self.needed_localized(json, "", "title");
        let description = self.localized(json, "", "description");
        let provenance = self.provenance(json);
        let lists = self.lists(json);
        let mut drafts = Vec::new();
        self.survey(json, &lists, &mut drafts);
        let elements = self.expressions(drafts, &lists);
        let order = self.order(&elements);
        let mut form = Form {
            identity,
            title,
            description,
            languages: self.languages.clone(),
            provenance,
            lists,
            elements,
            results_by: Vec::new(),
            scores: Vec::new(),
            order,
        };
        self.defaults(json, &mut form);
        form.results_by = self.results_by(&settings, &form);
        let mut names = Vec::new();
        for (index, score) in self.array(json, "", "scores").iter().enumerate() {
            let root = Inherited { top: vec![4, 5], decimals: 2, depth: 0 };
            let score = self.score(score, &format!("/scores/{index}"), &root, &form, &mut names);
            form.scores.push(score);
        }
        Some(form)
    }

    fn settings(&mut self, settings: &Json) {
        self.keys(settings, "/settings", &["default_language", "languages", "results_by"]);
        let default = self.text(settings, "/settings", "default_language").unwrap_or_else(|| String::from("vi"));
        self.languages.push(default);
        for language in self.array(settings, "/settings", "languages") {
            match language.as_text() {
                Some(language) if (2..=16).contains(&language.len()) => {
                    if !self.languages.iter().any(|known| known == language) {
                        self.languages.push(String::from(language));
                    }
                }
                _ => self.wrong_type("/settings", "languages", "[\"vi\", \"en\"]"),
            }
        }
    }

    fn results_by(&mut self, settings: &Json, form: &Form) -> Vec<usize> {
        let mut found = Vec::new();
        for (index, name) in self.array(settings, "/settings", "results_by").iter().enumerate() {
            let question = name.as_text().and_then(|name| form.find(name));
            let closed = question
                .filter(|index| form.element(*index).is_some_and(|element| matches!(element.kind, Kind::SelectOne(_))));
            match closed {
                Some(question) => found.push(question),
                None => self.fault(
                    &format!("/settings/results_by/{index}"),
                    "expression_unknown_name",
                    &[("name", name.as_text().unwrap_or_default())],
                ),
            }
        }
        found
    }

    fn provenance(&mut self, json: &Json) -> Provenance {
        let Some(provenance) = json.get("provenance") else {
            self.fault("", "definition_missing_key", &[("key", "provenance")]);
            return Provenance::default();
        };
        self.keys(provenance, "/provenance", &["source", "verified", "unverified"]);
        let mut unverified = Vec::new();
        for (index, note) in self.array(provenance, "/provenance", "unverified").iter().enumerate() {
            let place = format!("/provenance/unverified/{index}");
            self.keys(note, &place, &["items", "note"]);
            unverified.push(self.needed_localized(note, &place, "note"));
        }
        Provenance {
            source: self.needed_localized(provenance, "/provenance", "source"),
            verified: self.localized(provenance, "/provenance", "verified"),
            unverified,
        }
    }

    fn lists(&mut self, json: &Json) -> Vec<ChoiceList> {
        let entries = json.get("choices").map_or(&[][..], Json::entries);
        if entries.len() > MAX_LISTS {
            self.limit("", "choices", MAX_LISTS);
        }
        let mut lists = Vec::new();
        for (name, list) in entries.iter().take(MAX_LISTS) {
            let place = format!("/choices/{name}");
            if !is_name(name) {
                self.fault(&place, "definition_bad_name", &[("name", name)]);
            }
            if let Some(file) = list.get("file").and_then(Json::as_text) {
                self.fault(&place, "definition_unresolved_file", &[("name", name), ("file", file)]);
            } else if !matches!(list, Json::Array(_)) {
                self.fault(&place, "definition_wrong_type", &[("key", name), ("expected", "array")]);
            } else if list.elements().is_empty() {
                self.fault(&place, "definition_empty_list", &[("name", name)]);
            } else if list.elements().len() > MAX_CHOICES {
                self.fault(&place, "definition_limit", &[("key", name), ("max", &format!("{MAX_CHOICES}"))]);
            } else {
                lists.push(ChoiceList { name: name.clone(), choices: self.choices(list.elements(), &place) });
            }
        }
        lists
    }

    fn choices(&mut self, list: &[Json], place: &str) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for (index, json) in list.iter().enumerate() {
            let place = format!("{place}/{index}");
            self.keys(json, &place, &["name", "label", "score", "not_applicable"]);
            let name = self.needed_text(json, &place, "name");
            if !is_choice_name(&name) {
                self.fault(&place, "definition_bad_name", &[("name", &name)]);
            }
            let score = self.number(json, &place, "score");
            let whole = score.and_then(Ratio::to_integer);
            if score.is_some() && whole.is_none() {
                self.wrong_type(&place, "score", "0, 1, 2, …");
            }
            names.push(json.get("name").and_then(Json::as_text).unwrap_or_default());
            choices.push(Choice {
                label: self.needed_localized(json, &place, "label"),
                score: whole,
                not_applicable: self.truth(json, &place, "not_applicable"),
                name,
            });
        }
        names.sort_unstable();
        for (left, right) in names.iter().zip(names.iter().skip(1)) {
            if left == right {
                self.fault(place, "definition_duplicate_name", &[("name", left)]);
            }
        }
        choices
    }

    fn survey<'a>(&mut self, json: &'a Json, lists: &[ChoiceList], drafts: &mut Vec<Draft<'a>>) {
        if json.get("survey").is_none() {
            self.fault("", "definition_missing_key", &[("key", "survey")]);
        }
        for (index, page) in self.array(json, "", "survey").iter().enumerate() {
            let place = format!("/survey/{index}");
            if page.get("type").and_then(Json::as_text) != Some("group") {
                self.fault(&place, "definition_top_level", &[]);
            }
            self.element(page, &place, None, 1, lists, drafts);
        }
        if drafts.len() > MAX_ELEMENTS {
            self.limit("", "survey", MAX_ELEMENTS);
        }
        let mut names: Vec<(&str, &str)> =
            drafts.iter().map(|draft| (draft.element.name.as_str(), draft.element.place.as_str())).collect();
        names.sort_unstable();
        let repeated: Vec<(String, String)> = names
            .iter()
            .zip(names.iter().skip(1))
            .filter(|((left, _), (right, _))| left == right && !left.is_empty())
            .map(|(_, (name, place))| (String::from(*name), format!("{place}/name")))
            .collect();
        for (name, place) in repeated {
            self.fault(&place, "definition_duplicate_name", &[("name", &name)]);
        }
    }

    fn element<'a>(
        &mut self,
        json: &'a Json,
        place: &str,
        parent: Option<usize>,
        depth: usize,
        lists: &[ChoiceList],
        drafts: &mut Vec<Draft<'a>>,
    ) {
        if drafts.len() > MAX_ELEMENTS {
            return;
        }
        let name = self.needed_text(json, place, "name");
        if !name.is_empty() && !is_name(&name) {
            self.fault(&format!("{place}/name"), "definition_bad_name", &[("name", &name)]);
        }
        let first_fault = self.faults.len();
        let (kind, own_keys) = self.kind(json, place, lists);
        let mut known = vec!["type", "name", "label", "hint", "relevant"];
        if kind.is_asked() {
            known.extend(["required", "required_message", "constraint", "constraint_message", "default", "read_only"]);
        }
        known.extend(own_keys);
        self.keys(json, place, &known);
        let label = match kind {
            Kind::Calculate(_) => self.localized(json, place, "label"),
            _ => self.needed_localized(json, place, "label"),
        };
        let index = drafts.len();
        let element = Element {
            kind,
            parent,
            place: String::from(place),
            label,
            hint: self.localized(json, place, "hint"),
            appearance: self.appearance(json, place, kind),
            required: Required::Constant(false),
            required_message: self.localized(json, place, "required_message"),
            relevant: None,
            constraint: None,
            constraint_message: self.localized(json, place, "constraint_message"),
            calculation: None,
            default: None,
            read_only: self.truth(json, place, "read_only"),
            min: self.number(json, place, "min"),
            max: self.number(json, place, "max"),
            min_length: self.count(json, place, "min_length"),
            max_length: self.count(json, place, "max_length"),
            name: name.clone(),
        };
        for fault in self.faults.iter_mut().skip(first_fault) {
            fault.name = Some(name.clone());
        }
        let table = element.appearance == Appearance::Table;
        drafts.push(Draft { element, json });
        if kind == Kind::Group {
            if depth > MAX_GROUP_DEPTH {
                self.limit(place, "children", MAX_GROUP_DEPTH);
                return;
            }
            for (child, json) in self.array(json, place, "children").iter().enumerate() {
                self.element(
                    json,
                    &format!("{place}/children/{child}"),
                    Some(index),
                    depth.saturating_add(1),
                    lists,
                    drafts,
                );
            }
            if table {
                let mut kinds =
                    drafts.iter().filter(|draft| draft.element.parent == Some(index)).map(|draft| draft.element.kind);
                let first = kinds.next();
                if !matches!(first, Some(Kind::SelectOne(_))) || !kinds.all(|kind| Some(kind) == first) {
                    self.fault(place, "definition_table", &[]);
                }
            }
        }
    }

    fn kind(&mut self, json: &Json, place: &str, lists: &[ChoiceList]) -> (Kind, &'static [&'static str]) {
        let name = self.needed_text(json, place, "type");
        match name.as_str() {
            "text" => (Kind::Text, &["appearance", "min_length", "max_length"]),
            "integer" => (Kind::Integer, &["min", "max"]),
            "decimal" => (Kind::Decimal, &["min", "max"]),
            "date" => (Kind::Date, &[]),
            "acknowledge" => (Kind::Acknowledge, &[]),
            "note" => (Kind::Note, &[]),
            "calculate" => (Kind::Calculate(Type::Text), &["calculation"]),
            "group" => (Kind::Group, &["appearance", "children"]),
            "select_one" => (Kind::SelectOne(self.list(json, place, lists)), &["appearance", "choices"]),
            "select_multiple" => (Kind::SelectMultiple(self.list(json, place, lists)), &["choices"]),
            "" => (Kind::Note, &[]),
            unknown => {
                self.fault(&format!("{place}/type"), "definition_unknown_type", &[("type", unknown)]);
                // Whatever keys it has are not judged: its type decides them.
                (
                    Kind::Note,
                    &[
                        "appearance",
                        "children",
                        "choices",
                        "calculation",
                        "min",
                        "max",
                        "min_length",
                        "max_length",
                        "required",
                    ],
                )
            }
        }
    }

    fn list(&mut self, json: &Json, place: &str, lists: &[ChoiceList]) -> usize {
        let name = self.needed_text(json, place, "choices");
        let found = lists.iter().position(|list| list.name == name);
        if found.is_none() && !name.is_empty() {
            self.fault(&format!("{place}/choices"), "definition_unknown_list", &[("name", &name)]);
        }
        found.unwrap_or(usize::MAX)
    }

    fn appearance(&mut self, json: &Json, place: &str, kind: Kind) -> Appearance {
        match (kind, self.text(json, place, "appearance").as_deref()) {
            (_, None) => Appearance::Plain,
            (Kind::Text, Some("multiline")) => Appearance::Multiline,
            (Kind::SelectOne(_), Some("minimal")) => Appearance::Minimal,
            (Kind::SelectOne(_), Some("likert")) => Appearance::Likert,
            (Kind::Group, Some("table")) => Appearance::Table,
            _ => {
                let expected = match kind {
                    Kind::Text => "multiline",
                    Kind::Group => "table",
                    _ => "minimal, likert",
                };
                self.wrong_type(place, "appearance", expected);
                Appearance::Plain
            }
        }
    }

    /// Compiles every expression. A calculation has the type of its expression, which may read
    /// other calculations: they are typed in as many rounds as it takes.
    fn expressions(&mut self, drafts: Vec<Draft<'_>>, lists: &[ChoiceList]) -> Vec<Element> {
        let mut scope = Scope { names: Vec::new(), lists, this: None };
        for draft in &drafts {
            let typed =
                if matches!(draft.element.kind, Kind::Calculate(_)) { None } else { draft.element.kind.answer_type() };
            scope.names.push((draft.element.name.as_str(), typed));
        }
        let mut calculations: Vec<Option<Expression>> = vec![None; drafts.len()];
        let mut faults = Vec::new();
        loop {
            let mut progress = false;
            faults.clear();
            for (index, draft) in drafts.iter().enumerate() {
                let untyped = matches!(draft.element.kind, Kind::Calculate(_))
                    && calculations.get(index).is_some_and(Option::is_none);
                if !untyped {
                    continue;
                }
                let mut attempt = Reader { faults: Vec::new(), languages: Vec::new() };
                let compiled = attempt.expression(&draft.element, draft.json, "calculation", &scope, None);
                if draft.json.get("calculation").is_none() {
                    attempt.fault(&draft.element.place, "definition_missing_key", &[("key", "calculation")]);
                }
                faults.append(&mut attempt.faults);
                if let (Some(compiled), Some(slot), Some((_, kind))) =
                    (compiled, calculations.get_mut(index), scope.names.get_mut(index))
                {
                    *kind = Some(*compiled.kind());
                    *slot = Some(compiled);
                    progress = true;
                }
            }
            if !progress {
                break;
            }
        }
        self.faults.append(&mut faults);
        let names: Vec<(String, Option<Type>)> =
            scope.names.iter().map(|(name, kind)| (String::from(*name), *kind)).collect();
        let mut elements = Vec::new();
        for ((mut draft, calculation), (_, kind)) in drafts.into_iter().zip(calculations).zip(&names) {
            let mut scope =
                Scope { names: names.iter().map(|(name, kind)| (name.as_str(), *kind)).collect(), lists, this: None };
            draft.element.calculation = calculation;
            if let (Kind::Calculate(_), Some(kind)) = (draft.element.kind, kind) {
                draft.element.kind = Kind::Calculate(*kind);
            }
            let (json, element) = (draft.json, &draft.element);
            let relevant = self.expression(element, json, "relevant", &scope, Some(Type::Boolean));
            let required = match json.get("required") {
                None => Required::Constant(false),
                Some(Json::Bool(truth)) => Required::Constant(*truth),
                Some(_) => self
                    .expression(element, json, "required", &scope, Some(Type::Boolean))
                    .map_or(Required::Constant(false), Required::When),
            };
            scope.this = element.kind.answer_type();
            let constraint = self.expression(element, json, "constraint", &scope, Some(Type::Boolean));
            elements.push(Element { relevant, required, constraint, ..draft.element });
        }
        elements
    }

    fn expression(
        &mut self,
        element: &Element,
        json: &Json,
        key: &str,
        scope: &Scope<'_>,
        wanted: Option<Type>,
    ) -> Option<Expression> {
        let text = self.text(json, &element.place, key)?;
        match compile(&text, scope, wanted.as_ref()) {
            Ok(expression) => Some(expression),
            Err(fault) => {
                self.faults.push(Diagnostic {
                    place: format!("{}/{key}", element.place),
                    name: Some(element.name.clone()),
                    code: fault.code,
                    span: Some(fault.span),
                    params: fault.params,
                });
                None
            }
        }
    }

    /// Every element after its group and after what its relevance or calculation reads.
    fn order(&mut self, elements: &[Element]) -> Vec<usize> {
        let needs: Vec<Vec<usize>> = elements
            .iter()
            .map(|element| {
                let mut needs: Vec<usize> = element.parent.into_iter().collect();
                for expression in [&element.relevant, &element.calculation].into_iter().flatten() {
                    needs.extend(expression.references());
                }
                needs
            })
            .collect();
        let mut order = Vec::new();
        let mut state = vec![State::Unseen; elements.len()];
        for start in 0..elements.len() {
            // Depth first with a stack of its own: a chain of a thousand questions is no recursion.
            let mut stack = vec![(start, 0_usize)];
            while let Some((index, next)) = stack.pop() {
                let Some(seen) = state.get_mut(index) else { continue };
                if next == 0 {
                    if *seen != State::Unseen {
                        continue;
                    }
                    *seen = State::Open;
                }
                match needs.get(index).and_then(|needs| needs.get(next)) {
                    Some(need) if state.get(*need) == Some(&State::Open) => {
                        self.cycle(elements, &stack, index, *need);
                        return order;
                    }
                    Some(need) => {
                        stack.push((index, next.saturating_add(1)));
                        stack.push((*need, 0));
                    }
                    None => {
                        if let Some(seen) = state.get_mut(index) {
                            *seen = State::Done;
                        }
                        order.push(index);
                    }
                }
            }
        }
        order
    }

    fn cycle(&mut self, elements: &[Element], stack: &[(usize, usize)], last: usize, first: usize) {
        let open = stack.iter().map(|(index, _)| *index).skip_while(|index| *index != first).chain([last, first]);
        let mut names: Vec<&str> =
            open.filter_map(|index| elements.get(index)).map(|element| element.name.as_str()).collect();
        names.dedup();
        let place = elements.get(first).map_or("", |element| element.place.as_str());
        self.fault(place, "definition_cycle", &[("path", &names.join(" → "))]);
    }

    fn defaults(&mut self, json: &Json, form: &mut Form) {
        let mut defaults = Vec::new();
        for (index, element) in form.elements.iter().enumerate() {
            let Some(default) = at(json, &element.place).and_then(|json| json.get("default")) else { continue };
            match form.read_answer(element.kind, default) {
                Ok(value) => defaults.push((index, value)),
                Err(_) => {
                    let place = format!("{}/default", element.place);
                    self.fault(&place, "definition_default", &[]);
                }
            }
        }
        for (index, value) in defaults {
            if let Some(element) = form.elements.get_mut(index) {
                element.default = value;
            }
        }
    }

    fn score(&mut self, json: &Json, place: &str, above: &Inherited, form: &Form, names: &mut Vec<String>) -> Score {
        self.keys(json, place, &["name", "label", "method", "top", "combine", "decimals", "children", "items"]);
        let name = self.needed_text(json, place, "name");
        if !is_name(&name) {
            self.fault(&format!("{place}/name"), "definition_bad_name", &[("name", &name)]);
        } else if names.contains(&name) {
            self.fault(&format!("{place}/name"), "definition_duplicate_name", &[("name", &name)]);
        }
        names.push(name.clone());
        for (key, only) in [("method", "top_box"), ("combine", "pooled")] {
            if self.text(json, place, key).is_some_and(|value| value != only) {
                self.wrong_type(place, key, only);
            }
        }
        let mut own = above.clone();
        own.depth = own.depth.saturating_add(1);
        if json.get("top").is_some() {
            own.top =
                self.array(json, place, "top").iter().filter_map(|level| level.as_number()?.to_integer()).collect();
            if own.top.is_empty() {
                self.wrong_type(place, "top", "[4, 5]");
            }
        }
        if let Some(decimals) = self.count(json, place, "decimals") {
            match u8::try_from(decimals) {
                Ok(decimals) if decimals <= 6 => own.decimals = decimals,
                _ => self.limit(place, "decimals", 6),
            }
        }
        let mut score = Score {
            label: self.needed_localized(json, place, "label"),
            top: own.top.clone(),
            decimals: own.decimals,
            children: Vec::new(),
            items: Vec::new(),
            name,
        };
        if own.depth > MAX_SCORE_DEPTH {
            self.limit(place, "children", MAX_SCORE_DEPTH);
            return score;
        }
        for (index, child) in self.array(json, place, "children").iter().enumerate() {
            score.children.push(self.score(child, &format!("{place}/children/{index}"), &own, form, names));
        }
        for (index, item) in self.array(json, place, "items").iter().enumerate() {
            let name = item.as_text().unwrap_or_default();
            let question = form.find(name).filter(|question| {
                let list = form.element(*question).filter(|element| matches!(element.kind, Kind::SelectOne(_)));
                let list = list.and_then(|element| form.list_of(element.kind));
                list.is_some_and(|list| {
                    list.choices.iter().all(|choice| choice.score.is_some() || choice.not_applicable)
                })
            });
            match question {
                Some(question) => score.items.push(question),
                None => self.fault(&format!("{place}/items/{index}"), "definition_unscored_item", &[("name", name)]),
            }
        }
        if score.children.is_empty() == score.items.is_empty() && self.faults.is_empty() {
            self.fault(place, "definition_missing_key", &[("key", "items")]);
        }
        score
    }
}

/// What a score passes on to its children.
#[derive(Clone)]
struct Inherited {
    top: Vec<i64>,
    decimals: u8,
    depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    Open,
    Done,
}

struct Scope<'a> {
    names: Vec<(&'a str, Option<Type>)>,
    lists: &'a [ChoiceList],
    this: Option<Type>,
}

impl Names for Scope<'_> {
    fn resolve(&self, name: &str) -> Option<(usize, Type)> {
        let index = self.names.iter().position(|(known, _)| *known == name)?;
        self.names.get(index).and_then(|(_, kind)| *kind).map(|kind| (index, kind))
    }

    fn this(&self) -> Option<Type> {
        self.this
    }

    fn has_choice(&self, list: usize, name: &str) -> bool {
        self.lists.get(list).is_none_or(|list| list.find(name).is_some())
    }
}

/// The value at a JSON Pointer that a reader of this document made (no escapes in it).
fn at<'a>(json: &'a Json, pointer: &str) -> Option<&'a Json> {
    pointer.split('/').skip(1).try_fold(json, |json, step| match json {
        Json::Array(elements) => elements.get(step.parse::<usize>().ok()?),
        _ => json.get(step),
    })
}

/// SHA-256 of the canonical JSON, in lower-case hexadecimal.
fn hash(json: &Json) -> String {
    let digest = Sha256::digest(json.to_canonical().as_bytes());
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}
