//! A smaller case that still fails in the same way: whatever may go is taken out, piece by piece.

use std::time::{Duration, Instant};

use crate::{
    laws::{Case, Law, broken},
    tree::Tree,
    values::Edit,
};

/// How long one failure is made smaller.
const PATIENCE: Duration = Duration::from_secs(30);

/// The smallest case found that breaks the same law.
pub fn shrink(case: &Case, law: Law, name: &str) -> Case {
    let end = Instant::now() + PATIENCE;
    let fails = |case: &Case| Instant::now() < end && broken(law, case).is_some_and(|broken| broken.name == name);
    let mut case = case.clone();
    loop {
        let before = case.clone();
        keep_out(&mut case, &fails, |case| case.edits.len(), |case, index| _ = case.edits.remove(index));
        keep_out(&mut case, &fails, |case| case.answers.len(), |case, index| _ = case.answers.remove(index));
        for index in 0..case.edits.len() {
            let Edit::Set(place, json) = case.edits[index].clone() else { continue };
            let with = |case: &Case, json: &Tree| {
                let mut case = case.clone();
                case.edits[index] = Edit::Set(place.clone(), json.clone());
                case
            };
            let json = smaller(&json, &|json| fails(&with(&case, json)));
            case = with(&case, &json);
        }
        case.definition =
            smaller(&case.definition, &|definition| fails(&Case { definition: definition.clone(), ..case.clone() }));
        for index in 0..case.answers.len() {
            case.answers[index] = smaller(&case.answers[index].clone(), &|answers| {
                let mut case = case.clone();
                case.answers[index] = answers.clone();
                fails(&case)
            });
        }
        if case == before || Instant::now() > end {
            return case;
        }
    }
}

/// Takes out every part without which it still fails, from the last to the first.
fn keep_out(case: &mut Case, fails: &dyn Fn(&Case) -> bool, count: fn(&Case) -> usize, take_out: fn(&mut Case, usize)) {
    for index in (0..count(case)).rev() {
        let mut without = case.clone();
        take_out(&mut without, index);
        if fails(&without) {
            *case = without;
        }
    }
}

/// The tree with fewer entries, elements and calls.
fn smaller(tree: &Tree, fails: &dyn Fn(&Tree) -> bool) -> Tree {
    let mut tree = tree.clone();
    let mut index = 0;
    // The places of the tree as it is now: what is taken out takes its inside with it.
    while let Some(path) = paths(&tree).get(index) {
        let mut candidates = vec![changed(&tree, path, &|_| None)];
        if let Some(Tree::Object(_)) = find(&tree, path) {
            candidates.push(changed(&tree, path, &|_| Some(Tree::text("x"))));
        }
        if let Some(Tree::Text(text)) = find(&tree, path) {
            candidates.extend(parts(text).into_iter().map(|part| changed(&tree, path, &|_| Some(Tree::text(&part)))));
        }
        match candidates.into_iter().find(|candidate| fails(candidate)) {
            Some(candidate) => tree = candidate,
            None => index += 1,
        }
    }
    tree
}

/// The places of all that is in a tree, what is outside before what is in it.
pub fn paths(tree: &Tree) -> Vec<Vec<usize>> {
    let children: Vec<&Tree> = match tree {
        Tree::Array(elements) => elements.iter().collect(),
        Tree::Object(entries) => entries.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (index, child) in children.into_iter().enumerate() {
        found.push(vec![index]);
        found.extend(paths(child).into_iter().map(|path| [vec![index], path].concat()));
    }
    found
}

fn find<'a>(tree: &'a Tree, path: &[usize]) -> Option<&'a Tree> {
    path.iter().try_fold(tree, |tree, index| match tree {
        Tree::Array(elements) => elements.get(*index),
        Tree::Object(entries) => entries.get(*index).map(|(_, value)| value),
        _ => None,
    })
}

/// The tree with what is at `path` replaced, or taken out.
pub fn changed(tree: &Tree, path: &[usize], change: &dyn Fn(&Tree) -> Option<Tree>) -> Tree {
    let Some((first, rest)) = path.split_first() else { return tree.clone() };
    let inner = |child: &Tree| if rest.is_empty() { change(child) } else { Some(changed(child, rest, change)) };
    match tree {
        Tree::Array(elements) => elements
            .iter()
            .enumerate()
            .filter_map(|(index, child)| if index == *first { inner(child) } else { Some(child.clone()) })
            .collect(),
        Tree::Object(entries) => Tree::Object(
            entries
                .iter()
                .enumerate()
                .filter_map(|(index, (key, child))| {
                    let child = if index == *first { inner(child) } else { Some(child.clone()) };
                    Some((key.clone(), child?))
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The expression with one call or pair of parentheses replaced by one of its parts.
fn parts(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let name = text[..open].trim_end_matches(|letter: char| letter.is_ascii_alphabetic() || "-:".contains(letter));
        let Some(close) = closing(text, open) else { continue };
        for part in split(&text[open + 1..close]) {
            found.push([name, part, &text[close + 1..]].concat());
        }
    }
    found.retain(|part| part.len() < text.len());
    found
}

fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (index, letter) in text.char_indices().filter(|(index, _)| *index >= open) {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

/// What stands between commas and between operators.
fn split(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (index, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' | ',' if depth == 0 => {
                found.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found.retain(|part| !part.is_empty());
    found
}
