//! The expressions of a definition: each compiled against the names of the form, and what they
//! depend on put in an order.

use alloc::{string::String, vec, vec::Vec};

use super::{Reader, below, survey::Draft};
use crate::{
    expression::{Expression, Names, Type, compile},
    form::{ChoiceList, Diagnostic, Element, Kind, Required},
    value::Json,
};

impl Reader {
    /// Compiles every expression. A calculation has the type of its expression, which may read
    /// other calculations: they are typed in as many rounds as it takes.
    pub(super) fn expressions(&mut self, drafts: Vec<Draft<'_>>, lists: &[ChoiceList]) -> Vec<Element> {
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
                    attempt.fault(
                        &below(&draft.element.place, "calculation"),
                        "definition_missing_key",
                        &[("key", "calculation")],
                    );
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
            elements.push(Element { required, relevant, constraint, ..draft.element });
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
                    place: below(&element.place, key),
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
    pub(super) fn order(&mut self, elements: &[Element]) -> Vec<usize> {
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
        let mut path = String::new();
        for name in names {
            path.push_str(if path.is_empty() { "" } else { " → " });
            path.push_str(name);
        }
        let place = elements.get(first).map_or("", |element| element.place.as_str());
        self.fault(place, "definition_cycle", &[("path", &path)]);
    }
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
