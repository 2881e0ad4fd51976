//! The expressions of a definition: each compiled against the names of the form, and what they
//! depend on put in an order.

use alloc::{collections::BinaryHeap, string::String, vec, vec::Vec};

use super::{Reader, below, survey::Draft};
use crate::{
    expression::{Expression, Fault, Names, Parsed, Type, parse},
    form::{ChoiceList, Diagnostic, Element, Kind, MAX_FAULTS, Required},
    value::Json,
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
            scope.this = None;
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
            elements.push(Element { required, relevant, constraint, ..draft.element });
        }
        elements
    }

    /// Reads every calculation once, then types each after those it reads.
    fn calculations(&mut self, drafts: &[Draft<'_>], scope: &mut Scope<'_>) -> Vec<Option<Expression>> {
        let mut parsed: Vec<Option<Parsed>> = Vec::new();
        for Draft { element, json } in drafts {
            let is_calculation = matches!(element.kind, Kind::Calculate(_));
            let text = if is_calculation { self.text(json, &element.place, "calculation") } else { None };
            if is_calculation && json.get("calculation").is_none() {
                let params = [("key", "calculation")];
                self.fault(&below(&element.place, "calculation"), "definition_missing_key", &params);
            }
            parsed.push(text.and_then(|text| self.kept(element, "calculation", parse(&text))));
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
            let expression = self.checked(&draft.element, "calculation", parsed, scope, None);
            if let (Some(expression), Some(known), Some(slot)) =
                (expression, scope.known.get_mut(index), compiled.get_mut(index))
            {
                *known = Known::Answer(*expression.kind());
                *slot = Some(expression);
            }
        }
        compiled
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
        let parsed = self.kept(element, key, parse(&text))?;
        self.checked(element, key, &parsed, scope, wanted)
    }

    /// Types an expression. One that reads a faulty calculation is passed over: the fault is told
    /// where it is.
    fn checked(
        &mut self,
        element: &Element,
        key: &str,
        parsed: &Parsed,
        scope: &Scope<'_>,
        wanted: Option<Type>,
    ) -> Option<Expression> {
        let untyped = |name: &str| scope.find(name).is_some_and(|index| scope.is_untyped(index));
        if parsed.names().into_iter().any(untyped) {
            return None;
        }
        self.kept(element, key, parsed.check(scope, wanted.as_ref()))
    }

    /// The value, or its fault reported at the key of the element.
    fn kept<T>(&mut self, element: &Element, key: &str, result: Result<T, Fault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(Fault { code, span, params }) => {
                if self.faults.len() < MAX_FAULTS {
                    let place = below(&element.place, key);
                    self.faults.push(Diagnostic {
                        place,
                        name: Some(element.name.clone()),
                        code,
                        span: Some(span),
                        params,
                    });
                }
                None
            }
        }
    }

    /// Every element after its group and after what its relevance or calculation reads.
    pub(super) fn order(&mut self, elements: &[Element]) -> Vec<usize> {
        let reads = |element: &Element| {
            let mut needs: Vec<usize> = element.parent.into_iter().collect();
            for expression in [&element.relevant, &element.calculation].into_iter().flatten() {
                needs.extend(expression.references());
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
    /// It is a calculation that has no type (yet, or because of a fault).
    Untyped,
    /// It is a group or a note: no expression may read it.
    Nothing,
}

struct Scope<'a> {
    /// What is known of each element, in their order.
    known: Vec<Known>,
    /// The names with the indices of their elements, sorted.
    names: Vec<(String, usize)>,
    lists: &'a [ChoiceList],
    this: Option<Type>,
}

impl<'a> Scope<'a> {
    fn new(drafts: &[Draft<'_>], lists: &'a [ChoiceList]) -> Self {
        let known = drafts.iter().map(|draft| match draft.element.kind {
            Kind::Calculate(_) => Known::Untyped,
            kind => kind.answer_type().map_or(Known::Nothing, Known::Answer),
        });
        let names = drafts.iter().enumerate().map(|(index, draft)| (draft.element.name.clone(), index));
        let names = names.collect::<BinaryHeap<_>>().into_sorted_vec();
        Self { known: known.collect(), names, lists, this: None }
    }

    fn is_untyped(&self, index: usize) -> bool {
        matches!(self.known.get(index), Some(Known::Untyped))
    }

    /// The index of the element called `name`.
    fn find(&self, name: &str) -> Option<usize> {
        let place = self.names.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.names.get(place).map(|(_, index)| *index)
    }
}

impl Names for Scope<'_> {
    fn resolve(&self, name: &str) -> Option<(usize, Type)> {
        let index = self.find(name)?;
        match self.known.get(index) {
            Some(Known::Answer(kind)) => Some((index, *kind)),
            _ => None,
        }
    }

    fn this(&self) -> Option<Type> {
        self.this
    }

    fn has_choice(&self, list: usize, name: &str) -> bool {
        self.lists.get(list).is_none_or(|list| list.find(name).is_some())
    }
}
