//! The expressions of a definition: each compiled against the names of the form, and what they
//! depend on put in an order.

use alloc::{collections::BinaryHeap, string::String, vec, vec::Vec};

#[cfg(feature = "full")]
use super::near;
use super::{Reader, below, survey::Draft};
#[cfg(feature = "full")]
use crate::expression::function_names;
use crate::{
    expression::{Expression, Fault, Found, Names, Parsed, Reference, Type, parse},
    form::{ChoiceList, Diagnostic, Element, Kind, Link, MAX_FAULTS, Part, Required},
    text::{Localized, pipes},
    value::{Json, Ratio},
};

impl Reader {
    /// Compiles every expression; calculations first, since their types are those of their
    /// expressions.
    pub(super) fn expressions(&mut self, drafts: Vec<Draft<'_>>, lists: &[ChoiceList]) -> Vec<Element> {
        let mut scope = Scope::new(&drafts, lists);
        let calculations = self.calculations(&drafts, &mut scope);
        let mut elements = Vec::new();
        for (mut draft, calculation) in drafts.into_iter().zip(calculations) {
            if let Some(calculation) = &calculation {
                draft.element.kind = Kind::Calculate(*calculation.kind());
            }
            draft.element.calculation = calculation;
            let (json, element, spot) = (draft.json, &draft.element, Spot::of(&draft.element));
            scope.stands(element);
            let relevant = self.expression(spot, json, "relevant", &scope, Some(Type::Boolean));
            let required = match json.get("required") {
                None => Required::Constant(false),
                Some(Json::Bool(truth)) => Required::Constant(*truth),
                Some(_) => self
                    .expression(spot, json, "required", &scope, Some(Type::Boolean))
                    .map_or(Required::Constant(false), Required::When),
            };
            scope.this = element.kind.answer_type();
            let constraint = self.expression(spot, json, "constraint", &scope, Some(Type::Boolean));
            let warning = self.expression(spot, json, "warning", &scope, Some(Type::Boolean));
            scope.this = None;
            scope.list = element.kind.list();
            let choice_filter = self.expression(spot, json, "choice_filter", &scope, Some(Type::Boolean));
            elements.push(Element { required, relevant, constraint, warning, choice_filter, ..draft.element });
        }
        elements
    }

    /// Reads every calculation once, then types each after those it reads.
    fn calculations(&mut self, drafts: &[Draft<'_>], scope: &mut Scope<'_>) -> Vec<Option<Expression>> {
        let mut parsed: Vec<Option<Parsed>> = Vec::new();
        for Draft { element, json, .. } in drafts {
            let is_calculation = matches!(element.kind, Kind::Calculate(_));
            let text = if is_calculation { self.text(json, &element.place, "calculation") } else { None };
            if is_calculation && json.get("calculation").is_none() {
                let params = [("key", "calculation")];
                self.fault(&below(&element.place, "calculation"), "definition_missing_key", &params);
            }
            parsed.push(text.and_then(|text| {
                self.kept(Spot::of(element), "calculation", parse(&text).map_err(|fault| vec![fault]))
            }));
        }
        let reads = |parsed: &Option<Parsed>| -> Vec<usize> {
            let names = parsed.as_ref().map(Parsed::names).unwrap_or_default();
            names.into_iter().filter_map(|name| scope.find(name)).filter(|index| scope.is_untyped(*index)).collect()
        };
        let needs: Vec<Vec<usize>> = parsed.iter().map(reads).collect();
        let order = sorted(&needs).unwrap_or_else(|cycle| {
            self.cycle(drafts.iter().map(|draft| &draft.element), &cycle);
            Vec::new()
        });
        let mut compiled: Vec<Option<Expression>> = vec![None; drafts.len()];
        for index in order {
            let (Some(Some(parsed)), Some(draft)) = (parsed.get(index), drafts.get(index)) else { continue };
            scope.stands(&draft.element);
            scope.keeps = true;
            // What `once` keeps has the type of what it is given: it is `.` nowhere else.
            let expression = self.checked(Spot::of(&draft.element), "calculation", parsed, scope, None);
            if let (Some(expression), Some(known), Some(slot)) =
                (expression, scope.known.get_mut(index), compiled.get_mut(index))
            {
                *known = Known::Answer(*expression.kind());
                *slot = Some(expression);
            }
        }
        compiled
    }

    /// The expression at a key, typed.
    pub(super) fn expression(
        &mut self,
        spot: Spot<'_>,
        json: &Json,
        key: &str,
        scope: &Scope<'_>,
        wanted: Option<Type>,
    ) -> Option<Expression> {
        let text = self.text(json, spot.place, key)?;
        let parsed = self.kept(spot, key, parse(&text).map_err(|fault| vec![fault]))?;
        self.checked(spot, key, &parsed, scope, wanted)
    }

    /// Types an expression. One that reads a faulty calculation is passed over: the fault is told
    /// where it is.
    fn checked(
        &mut self,
        spot: Spot<'_>,
        key: &str,
        parsed: &Parsed,
        scope: &Scope<'_>,
        wanted: Option<Type>,
    ) -> Option<Expression> {
        let untyped = |name: &str| scope.find(name).is_some_and(|index| scope.is_untyped(index));
        if parsed.names().into_iter().any(untyped) {
            return None;
        }
        let result = parsed.check(scope, wanted);
        #[cfg(feature = "full")]
        let result = result.map_err(|faults| faults.into_iter().map(|fault| scope.guess(fault)).collect());
        self.kept(spot, key, result)
    }

    /// The value, or its faults reported at the key.
    fn kept<T>(&mut self, spot: Spot<'_>, key: &str, result: Result<T, Vec<Fault>>) -> Option<T> {
        let faults = match result {
            Ok(value) => return Some(value),
            Err(faults) => faults,
        };
        let room = MAX_FAULTS.saturating_sub(self.faults.len());
        for Fault { code, span, params } in faults.into_iter().take(room) {
            let (place, name) = (below(spot.place, key), Some(String::from(spot.name)));
            self.faults.push(Diagnostic { place, name, code, span: Some(span), params });
        }
        None
    }

    /// The answers that labels show: each must be one that an expression could read there.
    pub(super) fn labels(&mut self, elements: &[Element], lists: &[ChoiceList]) -> Vec<Vec<Reference>> {
        let mut scope = Scope::of(elements.iter(), lists);
        let mut shown = Vec::new();
        for element in elements {
            scope.stands(element);
            let mut found = Vec::new();
            let messages = [
                ("constraint_message", &element.constraint_message),
                ("required_message", &element.required_message),
                ("warning_message", &element.warning_message),
            ];
            let pipes = |(_, text): &(&str, &Localized)| text.iter().any(|(_, text)| !pipes(text).is_empty());
            if element.kind.is_check() {
                for (key, message) in messages.into_iter().filter(pipes) {
                    let mut figures = Vec::new();
                    self.piped(Spot::of(element), key, message, &scope, &mut figures);
                    // What is told of a rule may end in a log: figures that were computed, no answers.
                    let is_figure = |reference: &Reference| {
                        let kind = elements.get(reference.id).map(|element| element.kind);
                        matches!(kind, Some(Kind::Calculate(Type::Integer | Type::Decimal | Type::Date)))
                    };
                    let before = self.faults.len();
                    if !figures.iter().all(is_figure) {
                        self.fault(&below(&element.place, key), "definition_check_pipe", &[]);
                    }
                    for fault in self.faults.iter_mut().skip(before) {
                        fault.name = Some(element.name.clone());
                    }
                    found.append(&mut figures);
                }
            } else if messages.iter().any(pipes) {
                self.fault(&element.place, "definition_no_pipe", &[]);
            }
            for (key, text) in [("label", &element.label), ("hint", &element.hint)] {
                self.piped(Spot::of(element), key, text, &scope, &mut found);
            }
            shown.push(found);
        }
        shown
    }

    /// The answers that a text shows.
    pub(super) fn piped(
        &mut self,
        spot: Spot<'_>,
        key: &str,
        text: &Localized,
        scope: &Scope<'_>,
        found: &mut Vec<Reference>,
    ) {
        for (language, text) in text.iter() {
            for (name, span) in pipes(text) {
                // The fault of a calculation is told where it is.
                if scope.find(name).is_some_and(|index| scope.is_untyped(index)) {
                    continue;
                }
                let code = match scope.resolve(name) {
                    Some(Found { many: false, kind: Some(_), id }) => {
                        found.push(Reference { id, many: false });
                        continue;
                    }
                    Some(Found { many: true, .. }) => "expression_many",
                    _ if scope.find(name).is_some() => "expression_no_value",
                    _ => "expression_unknown_name",
                };
                let key = if language.is_empty() { String::from(key) } else { [key, "/", language].concat() };
                let place = [spot.place, "/", &key].concat();
                let params = vec![("name", String::from(name)), ("near", String::new())];
                if self.faults.len() < MAX_FAULTS {
                    let name = Some(String::from(spot.name));
                    self.faults.push(Diagnostic { place, name, code, span: Some(span), params });
                }
            }
        }
    }

    /// Every element after its group and after what its relevance or calculation reads.
    pub(super) fn order(&mut self, elements: &[Element]) -> Vec<usize> {
        let reads = |element: &Element| {
            let mut needs: Vec<usize> = element.parent.into_iter().collect();
            for expression in [&element.relevant, &element.calculation].into_iter().flatten() {
                needs.extend(expression.references().iter().map(|reference| reference.id));
            }
            needs
        };
        let needs: Vec<Vec<usize>> = elements.iter().map(reads).collect();
        sorted(&needs).unwrap_or_else(|cycle| {
            self.cycle(elements.iter(), &cycle);
            Vec::new()
        })
    }

    /// Reports a circle by the names on it.
    fn cycle<'a>(&mut self, elements: impl Iterator<Item = &'a Element>, cycle: &[usize]) {
        let elements: Vec<&Element> = elements.collect();
        let mut path = String::new();
        for element in cycle.iter().filter_map(|index| elements.get(*index)) {
            path.push_str(if path.is_empty() { "" } else { " → " });
            path.push_str(&element.name);
        }
        let place = cycle.first().and_then(|first| elements.get(*first)).map_or("", |element| element.place.as_str());
        self.fault(place, "definition_cycle", &[("path", &path)]);
    }
}

/// For each element, what must be decided again when it changes.
pub(super) fn links(elements: &[Element], labels: &[Vec<Reference>]) -> Vec<Vec<Link>> {
    let mut links: Vec<Vec<Link>> = vec![Vec::new(); elements.len()];
    let mut add = |from: usize, link: Link| {
        if let Some(known) = links.get_mut(from).filter(|known| !known.contains(&link)) {
            known.push(link);
        }
    };
    for (index, element) in elements.iter().enumerate() {
        if let Some(parent) = element.parent {
            add(parent, Link { element: index, many: false, part: Part::State });
        }
        for (part, expression) in element.expressions() {
            for Reference { id, many } in expression.references() {
                add(id, Link { element: index, many, part });
                // The rows of a repeat are read only while it is relevant, whatever is in them.
                if let Some(repeat) = elements.get(id).and_then(|read| read.repeat).filter(|_| many) {
                    add(repeat, Link { element: index, many, part });
                }
            }
        }
        for Reference { id, many } in labels.get(index).into_iter().flatten().copied() {
            add(id, Link { element: index, many, part: Part::Label });
        }
    }
    links
}

/// All indices, each after those it needs.
///
/// Depth first with a stack of its own: a chain of a thousand questions is no recursion.
///
/// # Errors
/// The first circle found, its first index again at the end.
fn sorted(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut order = Vec::new();
    let mut state = vec![State::Unseen; needs.len()];
    for start in 0..needs.len() {
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
                    // What is open and on the way: every element below on the stack is waited for.
                    let open = stack.iter().map(|(index, _)| *index).skip_while(|index| index != need);
                    let mut cycle: Vec<usize> = open.chain([index, *need]).collect();
                    cycle.dedup();
                    return Err(cycle);
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
    Ok(order)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    Open,
    Done,
}

/// What is known of a name while expressions are compiled.
#[derive(Clone, Copy)]
enum Known {
    /// It has an answer of this type.
    Answer(Type),
    /// It has no type (yet, or because of a fault).
    Untyped,
    /// It is a repeat, whose rows may be counted.
    Rows,
    /// It is a group or a note: no expression may read it.
    Nothing,
}

/// Where an expression stands: the place of the object that has it, and that object's name.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) place: &'a str,
    pub(super) name: &'a str,
}

impl<'a> Spot<'a> {
    pub(super) fn of(element: &'a Element) -> Self {
        Self { place: &element.place, name: &element.name }
    }
}

/// The names that expressions may use.
pub(super) struct Scope<'a> {
    /// What is known of each element, in their order.
    known: Vec<Known>,
    /// The repeat that each element is in.
    repeats: Vec<Option<usize>>,
    /// The names with the indices of their elements, sorted.
    names: Vec<(String, usize)>,
    lists: &'a [ChoiceList],
    this: Option<Type>,
    /// The repeat that the expression is in.
    repeat: Option<usize>,
    /// The list whose choices the expression looks through.
    list: Option<usize>,
    /// Whether it is a calculation, which may keep its value.
    keeps: bool,
}

impl<'a> Scope<'a> {
    fn new(drafts: &[Draft<'_>], lists: &'a [ChoiceList]) -> Self {
        let mut scope = Self::of(drafts.iter().map(|draft| &draft.element), lists);
        for (known, draft) in scope.known.iter_mut().zip(drafts) {
            // What its type is nobody can say: whatever reads it is told nothing more.
            if draft.is_faulty {
                *known = Known::Untyped;
            }
        }
        scope
    }

    /// The names as they are seen from outside every repeat.
    pub(super) fn of<'b>(elements: impl Iterator<Item = &'b Element>, lists: &'a [ChoiceList]) -> Self {
        let mut scope = Self {
            known: Vec::new(),
            repeats: Vec::new(),
            names: Vec::new(),
            lists,
            this: None,
            repeat: None,
            list: None,
            keeps: false,
        };
        let mut names = BinaryHeap::new();
        for (index, element) in elements.enumerate() {
            scope.known.push(match element.kind {
                Kind::Calculate(_) if element.calculation.is_none() => Known::Untyped,
                Kind::Repeat => Known::Rows,
                kind => kind.answer_type().map_or(Known::Nothing, Known::Answer),
            });
            scope.repeats.push(element.repeat);
            names.push((element.name.clone(), index));
        }
        scope.names = names.into_sorted_vec();
        scope
    }

    /// The expressions that follow are of this element.
    fn stands(&mut self, element: &Element) {
        self.this = None;
        self.list = None;
        self.keeps = false;
        self.repeat = element.repeat;
    }

    fn is_untyped(&self, index: usize) -> bool {
        matches!(self.known.get(index), Some(Known::Untyped))
    }

    /// The index of the element called `name`.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let place = self.names.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.names.get(place).map(|(_, index)| *index)
    }

    /// The fault with the name that was probably meant.
    #[cfg(feature = "full")]
    fn guess(&self, mut fault: Fault) -> Fault {
        let word = fault.params.first().map(|(_, word)| word.clone()).unwrap_or_default();
        let found = match fault.code {
            // It is there, but it is a note, a group or a check.
            "expression_unknown_name" if self.find(&word).is_some() => {
                fault.code = "expression_no_value";
                ""
            }
            "expression_unknown_name" => {
                near(&word.to_ascii_lowercase(), self.names.iter().map(|(name, _)| name.as_str()))
            }
            "expression_unknown_function" => near(&word.to_ascii_lowercase(), function_names()),
            _ => "",
        };
        if !found.is_empty() && found != word {
            fault.params.push(("near", String::from(found)));
        }
        fault
    }
}

impl Names for Scope<'_> {
    fn resolve(&self, name: &str) -> Option<Found> {
        let id = self.find(name)?;
        let mut around = self.repeat;
        let target = self.repeats.get(id).copied().flatten();
        // It has one answer here if its repeat is one that the expression is in.
        while target.is_some() && around.is_some() && around != target {
            around = around.and_then(|repeat| self.repeats.get(repeat).copied().flatten());
        }
        let many = target != around && target.is_some();
        match self.known.get(id) {
            Some(Known::Answer(kind)) => Some(Found { id, kind: Some(*kind), many }),
            // The rows of a repeat are many wherever it is seen from.
            Some(Known::Rows) => Some(Found { id, kind: None, many: true }),
            _ => None,
        }
    }

    fn this(&self) -> Option<Type> {
        self.this
    }

    fn in_row(&self) -> bool {
        self.repeat.is_some()
    }

    fn may_keep(&self) -> bool {
        self.keeps
    }

    fn has_choice(&self, list: usize, name: &str) -> bool {
        self.lists.get(list).is_none_or(|list| list.find(name).is_some())
    }

    fn is_numeric(&self, list: usize) -> bool {
        let numeric = |list: &ChoiceList| list.choices.iter().all(|choice| Ratio::parse(&choice.name).is_some());
        self.lists.get(list).is_some_and(numeric)
    }

    fn has_column(&self, name: &str) -> bool {
        self.list.is_some_and(|list| self.list_has_column(list, name))
    }

    fn is_list(&self, list: usize, name: &str) -> bool {
        self.lists.get(list).is_none_or(|list| list.name == name)
    }

    fn list_has_column(&self, list: usize, name: &str) -> bool {
        self.lists.get(list).is_some_and(|list| list.has_column(name))
    }
}
