//! What an answer changed: the elements, and the JSON text that a host is told.

use alloc::{collections::BinaryHeap, vec, vec::Vec};

use super::Entry;
use crate::{
    expression::Value,
    form::{At, Kind},
    value::{Json, object},
};

/// What changed with an answer, each in the order of the definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The answer that was given; `None` when it was more than one.
    pub answer: Option<At>,
    /// The elements that became relevant, or no longer are.
    pub relevance: Vec<At>,
    /// The elements whose answer, value, relevance, need of an answer, issue or warning changed.
    pub states: Vec<At>,
    /// The elements whose label shows something else now.
    pub labels: Vec<At>,
    /// The questions that may have other choices now.
    pub choices: Vec<At>,
}

impl Changes {
    /// As if everything had changed: what a host is told of an entry that it sees for the first time.
    #[must_use]
    pub fn everything(entry: &Entry) -> Self {
        let mut all = Vec::new();
        entry.walk(None, 0, &mut |at| all.push(at));
        Self { answer: None, relevance: all.clone(), states: all.clone(), labels: all.clone(), choices: all }.in_order()
    }

    /// They are those of an answer at `at`.
    pub(super) fn of(mut self, at: At) -> Self {
        self.answer = Some(at);
        self.states.push(at);
        self.choices.retain(|other| *other != at);
        self.in_order()
    }

    /// Adds what changed besides.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.answer = None;
        self.relevance.append(&mut other.relevance);
        self.states.append(&mut other.states);
        self.labels.append(&mut other.labels);
        self.choices.append(&mut other.choices);
        *self = core::mem::take(self).in_order();
    }

    /// In the definition's order, not the order in which they were decided, and each once.
    fn in_order(mut self) -> Self {
        for list in [&mut self.relevance, &mut self.states, &mut self.labels, &mut self.choices] {
            *list = core::mem::take(list).into_iter().collect::<BinaryHeap<At>>().into_sorted_vec();
            list.dedup();
        }
        self
    }

    /// `{"relevance": [{"path", "relevant"}], "values": [{"path", "value"}], "issues": [{"path",
    /// "issue"}], "progress": {"answered", "asked"}}`: all that a host which shows a form itself
    /// must show anew. What is listed may be as it was; what is not, is. A value is `null` while it
    /// is empty or not relevant, an issue ([`super::Issue::to_json`]) while nothing is wrong.
    #[must_use]
    pub fn to_json(&self, entry: &Entry, language: &str) -> Json {
        let form = entry.form();
        let told = |at: &At, name: &str, told: Json| object(vec![("path", form.path(*at).into()), (name, told)]);
        let kind = |at: &At| form.element(at.element).map(|element| element.kind);
        let has_value = |at: &&At| match kind(at) {
            None | Some(Kind::Group | Kind::Note | Kind::Repeat | Kind::Check) => false,
            // It is here because its value changed, or its relevance.
            Some(Kind::Calculate(_)) => true,
            // An answer is what it was, unless it was given, or comes and goes with its question.
            Some(_) => self.answer.is_none_or(|answer| answer == **at || self.relevance.binary_search(at).is_ok()),
        };
        let has_issue = |at: &&At| !matches!(kind(at), None | Some(Kind::Group | Kind::Note | Kind::Calculate(_)));
        let relevance = self.relevance.iter().map(|at| told(at, "relevant", entry.is_relevant(*at).into()));
        let values = self.states.iter().filter(has_value);
        let values = values.map(|at| told(at, "value", entry.value(*at).map(Value::to_json).into()));
        let issues = self.states.iter().filter(has_issue);
        let issues = issues.map(|at| told(at, "issue", entry.issue(*at).map(|it| it.to_json(form, language)).into()));
        let (answered, asked) = entry.progress();
        object(vec![
            ("relevance", relevance.collect()),
            ("values", values.collect()),
            ("issues", issues.collect()),
            ("progress", object(vec![("answered", answered.into()), ("asked", asked.into())])),
        ])
    }
}

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use alloc::{
        collections::BTreeMap,
        string::{String, ToString},
        sync::Arc,
    };

    use super::*;
    use crate::form::{Form, load};

    const DEFINITION: &str = r#"{
      "schema_version": 1, "form_id": "changes", "version": "1", "title": "Changes",
      "settings": {"default_language": "en"}, "provenance": {"source": "a test"},
      "choices": {"yes_no": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]},
      "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
        {"type": "select_one", "name": "open", "label": "Open", "choices": "yes_no"},
        {"type": "group", "name": "inner", "label": "Inner", "relevant": "${open} = 'yes'", "children": [
          {"type": "integer", "name": "low", "label": "Low", "required": "${open} = 'yes'"},
          {"type": "integer", "name": "high", "label": "High", "constraint": ". > ${low}", "warning": ". < 9"}
        ]},
        {"type": "calculate", "name": "sum", "calculation": "${low} + ${high}"},
        {"type": "repeat", "name": "units", "label": "Units", "relevant": "${sum} > 3", "min_rows": 1, "children": [
          {"type": "integer", "name": "staff", "label": "Staff", "max": 5},
          {"type": "repeat", "name": "tasks", "label": "Tasks", "min_rows": 2, "children": [
            {"type": "integer", "name": "hours", "label": "Hours", "constraint": ". <= ${staff}"},
            {"type": "calculate", "name": "rest", "calculation": "${staff} - ${hours}"}
          ]},
          {"type": "text", "name": "name", "label": "Name", "relevant": "${staff} > 1"}
        ]},
        {"type": "calculate", "name": "all", "calculation": "sum(${hours})"},
        {"type": "text", "name": "last", "label": "Last"}
      ]}]
    }"#;

    fn form() -> Arc<Form> {
        let json = serde_json::from_str(DEFINITION).unwrap_or(Json::Null);
        Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
    }

    #[track_caller]
    fn at(form: &Form, path: &str) -> At {
        form.at(path.split('/').skip(1)).unwrap_or_else(|| panic!("no {path}"))
    }

    /// What a host keeps: everything that it was told, by member and path.
    type Kept = BTreeMap<String, Json>;

    fn keep(kept: &mut Kept, told: &Json) {
        for (list, told) in told.entries() {
            for change in told.elements() {
                let [(_, path), (_, value)] = change.entries() else { panic!("{change:?}") };
                kept.insert([list, path.as_text().unwrap_or_default()].concat(), value.clone());
            }
        }
        kept.insert("progress".to_string(), told.get("progress").cloned().unwrap_or(Json::Null));
    }

    #[test]
    fn what_is_told_is_what_changed() {
        let form = form();
        let mut entry = Entry::new(Arc::clone(&form), None);
        let changes = entry.set(at(&form, "/open"), &Json::from("yes"));
        let low = r#"{"path":"/low","code":"required","severity":"error","params":{},"message":"Answer “Low”."}"#;
        let expected = [
            r#"{"relevance":[{"path":"/inner","relevant":true},{"path":"/low","relevant":true},{"path":"/high","relevant":true}],"#,
            r#""values":[{"path":"/open","value":"yes"},{"path":"/low","value":null},{"path":"/high","value":null}],"#,
            r#""issues":[{"path":"/open","issue":null},{"path":"/low","issue":"#,
            low,
            r#"},{"path":"/high","issue":null}],"progress":{"answered":1,"asked":4}}"#,
        ];
        assert_eq!(changes.to_json(&entry, "en").to_text(), expected.concat());
        // An answer that is wrong now is still the same answer: only its issue is told.
        entry.set(at(&form, "/high"), &Json::from(1_u64));
        entry.set(at(&form, "/low"), &Json::from(0_u64));
        let told = entry.set(at(&form, "/low"), &Json::from(1_u64)).to_json(&entry, "en");
        let list = |name: &str| told.get(name).map(Json::to_text).unwrap_or_default();
        assert_eq!(list("values"), r#"[{"path":"/low","value":1},{"path":"/sum","value":2}]"#);
        assert!(list("issues").contains(r#"{"path":"/high","code":"constraint""#), "{}", list("issues"));
    }

    #[test]
    fn a_host_that_keeps_what_it_is_told_has_the_whole_state() {
        let form = form();
        let mut entry = Entry::new(Arc::clone(&form), None);
        let mut kept = Kept::new();
        keep(&mut kept, &Changes::everything(&entry).to_json(&entry, "en"));
        let paths = [
            "/open",
            "/low",
            "/high",
            "/units/0/staff",
            "/units/0/tasks/0/hours",
            "/units/0/tasks/1/hours",
            "/units/0/name",
            "/last",
        ];
        let values =
            [Json::Null, Json::from("yes"), Json::from("no"), 1_u64.into(), 4_u64.into(), 6_u64.into(), 12_u64.into()];
        let mut seed = 1_usize;
        for _ in 0..2000 {
            seed = seed.wrapping_mul(48271) % 2_147_483_647;
            let pick = |list: usize| (seed / 7).checked_rem(list).unwrap_or(0);
            let (path, value) =
                (paths.get(pick(paths.len())), values.get((seed / 77).checked_rem(values.len()).unwrap_or(0)));
            let (Some(path), Some(value)) = (path, value) else { continue };
            let changes = entry.set(at(&form, path), value);
            keep(&mut kept, &changes.to_json(&entry, "en"));
            let mut whole = Kept::new();
            keep(&mut whole, &Changes::everything(&entry).to_json(&entry, "en"));
            assert_eq!(kept, whole, "{path} {}", value.to_text());
        }
    }

    #[test]
    fn a_repeat_has_its_own_members() {
        let form = form();
        let names = |repeat: Option<&str>| {
            let members = form.members(repeat.map(|name| at(&form, name).element));
            members.map(|(_, element)| element.name.as_str()).collect::<Vec<&str>>().join(" ")
        };
        assert_eq!(names(None), "page open inner low high sum units all last");
        assert_eq!(names(Some("/units")), "staff tasks name");
        assert_eq!(names(Some("/units/0/tasks")), "hours rest");
    }
}
