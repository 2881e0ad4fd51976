//! The questions of a form, as whoever maps columns or keys paper forms needs them.

use alloc::{vec, vec::Vec};

use super::{columns::is_answered, groups::groups};
use crate::{
    form::{Choice, Element, Form, Required},
    value::{Json, object},
};

/// `[{"name", "label", "type", "choices": [{"name", "label"}], "groups", "required", "scored"}]`: every question that
/// a column can answer, in the order of the form. `type` is the definition's word; `choices` of those that have them.
/// `groups` tells whether results can be grouped by it, `required` whether it must always be answered, `scored` whether
/// a score reads it.
pub(super) fn questions(form: &Form, language: &str) -> Json {
    let scored: Vec<usize> = form.scores.iter().flat_map(crate::form::Score::all_items).collect();
    let question = |(index, element): (usize, &Element)| {
        let label = element.label.get(language);
        let label = if label.is_empty() { element.name.as_str() } else { label };
        let list = form.list_of(element.kind).map_or(&[][..], |list| &list.choices);
        let choice = |choice: &Choice| {
            object(vec![("name", choice.name.as_str().into()), ("label", choice.label.get(language).into())])
        };
        object(vec![
            ("name", element.name.as_str().into()),
            ("label", label.into()),
            ("type", element.kind.name().into()),
            ("choices", list.iter().map(choice).collect()),
            ("groups", groups(form, index).into()),
            ("required", matches!(element.required, Required::Constant(true)).into()),
            ("scored", scored.contains(&index).into()),
        ])
    };
    form.elements.iter().enumerate().filter(|(_, element)| is_answered(element)).map(question).collect()
}
