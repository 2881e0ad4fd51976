//! The patterns of `regex()`: a small regular language, matched in time proportional to the
//! pattern times the text, with the same result wherever the engine runs.
//!
//! A pattern is matched against the whole text (ODK's `regex`). It knows characters, `.`,
//! `[a-z]`, `[^a-z]`, `\d \D \w \W \s \S`, `\p{L} \p{Lu} \p{Ll}` (of the Latin script), `\p{N}`, groups, `|`, `?`, `*`, `+`,
//! `{n}`, `{n,}`, `{n,m}`, `^` and `$`. What makes time explode elsewhere (back-references,
//! look-around) it does not know. Written here since the smallest library for it weighs 18 KiB of
//! brotli in the citizen's module.

use alloc::{vec, vec::Vec};

/// The most instructions of a compiled pattern: repetitions are written out.
const MAX_INSTRUCTIONS: usize = 2000;
/// How deep groups may nest.
const MAX_DEPTH: u8 = 16;

/// A set of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Set {
    Any,
    Range(char, char),
    Digit,
    Word,
    Space,
    Letter,
    Upper,
    Lower,
    Not(Vec<Set>),
    Either(Vec<Set>),
}

impl Set {
    fn has(&self, character: char) -> bool {
        match self {
            Self::Any => character != '\n',
            Self::Range(from, to) => (*from..=*to).contains(&character),
            Self::Digit => character.is_ascii_digit(),
            Self::Word => character.is_ascii_alphanumeric() || character == '_',
            Self::Space => matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'),
            Self::Letter => is_upper(character) || is_lower(character),
            Self::Upper => is_upper(character),
            Self::Lower => is_lower(character),
            Self::Not(sets) => !sets.iter().any(|set| set.has(character)),
            Self::Either(sets) => sets.iter().any(|set| set.has(character)),
        }
    }
}

/// The blocks of Latin letters in which capitals and small letters alternate, the capital first.
fn alternates(character: char) -> bool {
    matches!(character, '\u{100}'..='\u{137}' | '\u{14a}'..='\u{177}' | '\u{1ea0}'..='\u{1eff}')
}

/// A capital of the Latin script as Vietnamese and its neighbours write it (composed, NFC).
fn is_upper(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Ơ' | 'Ư')
        || alternates(character) && u32::from(character).is_multiple_of(2)
}

/// A small letter of the same.
fn is_lower(character: char) -> bool {
    matches!(character, 'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' | 'ơ' | 'ư')
        || alternates(character) && !u32::from(character).is_multiple_of(2)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Instruction {
    /// Takes one character of the set.
    Take(Set),
    /// Goes on in both places.
    Split(usize, usize),
    Jump(usize),
    /// Goes on only at the beginning of the text.
    Begin,
    /// Goes on only at its end.
    End,
    Match,
}

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    program: Vec<Instruction>,
}

crate::pack_enum!(Set {
    0 = Any, 1 = Range(from, to), 2 = Digit, 3 = Word, 4 = Space, 5 = Letter, 6 = Upper, 7 = Lower, 8 = Not(sets),
    9 = Either(sets),
});

crate::pack_enum!(Instruction { 0 = Take(set), 1 = Split(first, second), 2 = Jump(place), 3 = Begin, 4 = End, 5 = Match });

crate::pack_struct!(Pattern { program });

enum Node {
    Empty,
    Begin,
    End,
    Take(Set),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(alloc::boxed::Box<Node>, usize, Option<usize>),
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// The place of the first character that cannot be read, in characters; `None` for a pattern
    /// that is too large.
    pub fn compile(text: &str) -> Result<Self, Option<usize>> {
        let mut reader = Reader { characters: text.chars().collect(), next: 0 };
        let node = reader.either(0)?;
        if reader.peek().is_some() {
            return Err(Some(reader.next));
        }
        let mut program = Vec::new();
        emit(&node, &mut program)?;
        program.push(Instruction::Match);
        Ok(Self { program })
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut current = vec![false; self.program.len()];
        let mut characters = text.chars().peekable();
        self.follow(0, true, characters.peek().is_none(), &mut current);
        while let Some(character) = characters.next() {
            let ends = characters.peek().is_none();
            let mut next = vec![false; self.program.len()];
            for (index, instruction) in self.program.iter().enumerate() {
                let alive = current.get(index).copied().unwrap_or(false);
                if let (true, Instruction::Take(set)) = (alive, instruction)
                    && set.has(character)
                {
                    self.follow(index.saturating_add(1), false, ends, &mut next);
                }
            }
            current = next;
        }
        self.program.last().is_some() && current.last().copied().unwrap_or(false)
    }

    /// Marks every instruction that is reached from `start` without taking a character.
    fn follow(&self, start: usize, begins: bool, ends: bool, alive: &mut [bool]) {
        let mut waiting = vec![start];
        while let Some(index) = waiting.pop() {
            let Some(seen) = alive.get_mut(index).filter(|seen| !**seen) else { continue };
            *seen = true;
            match self.program.get(index) {
                Some(Instruction::Split(left, right)) => waiting.extend([*left, *right]),
                Some(Instruction::Jump(to)) => waiting.push(*to),
                Some(Instruction::Begin) if begins => waiting.push(index.saturating_add(1)),
                Some(Instruction::End) if ends => waiting.push(index.saturating_add(1)),
                _ => {}
            }
        }
    }
}

fn emit(node: &Node, program: &mut Vec<Instruction>) -> Result<(), Option<usize>> {
    if program.len() > MAX_INSTRUCTIONS {
        return Err(None);
    }
    match node {
        Node::Empty => {}
        Node::Begin => program.push(Instruction::Begin),
        Node::End => program.push(Instruction::End),
        Node::Take(set) => program.push(Instruction::Take(set.clone())),
        Node::Sequence(nodes) => nodes.iter().try_for_each(|node| emit(node, program))?,
        Node::Either(nodes) => {
            let mut jumps = Vec::new();
            for (index, node) in nodes.iter().enumerate() {
                let last = index.saturating_add(1) == nodes.len();
                let split = program.len();
                if !last {
                    program.push(Instruction::Split(split.saturating_add(1), 0));
                }
                emit(node, program)?;
                if !last {
                    jumps.push(program.len());
                    program.push(Instruction::Jump(0));
                    let after = program.len();
                    patch(program, split, Instruction::Split(split.saturating_add(1), after));
                }
            }
            let end = program.len();
            for jump in jumps {
                patch(program, jump, Instruction::Jump(end));
            }
        }
        Node::Repeat(node, least, most) => {
            (0..*least).try_for_each(|_| emit(node, program))?;
            match most {
                None => {
                    let split = program.len();
                    program.push(Instruction::Split(split.saturating_add(1), 0));
                    emit(node, program)?;
                    program.push(Instruction::Jump(split));
                    let after = program.len();
                    patch(program, split, Instruction::Split(split.saturating_add(1), after));
                }
                Some(most) => {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(program.len());
                        program.push(Instruction::Split(0, 0));
                        emit(node, program)?;
                    }
                    let after = program.len();
                    for split in splits {
                        patch(program, split, Instruction::Split(split.saturating_add(1), after));
                    }
                }
            }
        }
    }
    Ok(())
}

fn patch(program: &mut [Instruction], index: usize, instruction: Instruction) {
    if let Some(slot) = program.get_mut(index) {
        *slot = instruction;
    }
}

struct Reader {
    characters: Vec<char>,
    next: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.next).copied()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.next = self.next.saturating_add(1);
        Some(character)
    }

    fn take_if(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.take();
        }
        found
    }

    const fn fault<T>(&self) -> Result<T, Option<usize>> {
        Err(Some(self.next))
    }

    fn either(&mut self, depth: u8) -> Result<Node, Option<usize>> {
        if depth > MAX_DEPTH {
            return self.fault();
        }
        let mut branches = vec![self.sequence(depth)?];
        while self.take_if('|') {
            branches.push(self.sequence(depth)?);
        }
        Ok(if branches.len() == 1 { branches.pop().unwrap_or(Node::Empty) } else { Node::Either(branches) })
    }

    fn sequence(&mut self, depth: u8) -> Result<Node, Option<usize>> {
        let mut nodes = Vec::new();
        while let Some(first) = self.peek().filter(|first| !matches!(first, '|' | ')')) {
            let atom = self.atom(first, depth)?;
            nodes.push(self.repeated(atom)?);
        }
        Ok(Node::Sequence(nodes))
    }

    fn atom(&mut self, first: char, depth: u8) -> Result<Node, Option<usize>> {
        if matches!(first, '*' | '+' | '?' | '{' | '}' | ']') {
            return self.fault();
        }
        self.take();
        Ok(match first {
            '^' => Node::Begin,
            '$' => Node::End,
            '.' => Node::Take(Set::Any),
            '[' => Node::Take(self.set()?),
            '\\' => Node::Take(self.escape()?),
            '(' => {
                if self.take_if('?') && !self.take_if(':') {
                    return self.fault();
                }
                let inner = self.either(depth.saturating_add(1))?;
                if !self.take_if(')') {
                    return self.fault();
                }
                inner
            }
            other => Node::Take(Set::Range(other, other)),
        })
    }

    fn repeated(&mut self, atom: Node) -> Result<Node, Option<usize>> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.take();
                let least = self.count()?;
                let most = if self.take_if(',') {
                    if self.peek() == Some('}') { None } else { Some(self.count()?) }
                } else {
                    Some(least)
                };
                if self.peek() != Some('}') || most.is_some_and(|most| most < least) {
                    return self.fault();
                }
                (least, most)
            }
            _ => return Ok(atom),
        };
        self.take();
        // A second sign of repetition (`a**`, `a+?`) means different things elsewhere: refused.
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) || matches!(atom, Node::Begin | Node::End) {
            return self.fault();
        }
        Ok(Node::Repeat(alloc::boxed::Box::new(atom), least, most))
    }

    fn count(&mut self) -> Result<usize, Option<usize>> {
        let mut count: usize = 0;
        let start = self.next;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            count = count.saturating_mul(10).saturating_add(usize::try_from(digit).unwrap_or_default());
            self.take();
        }
        if self.next == start || count > 1000 { self.fault() } else { Ok(count) }
    }

    fn escape(&mut self) -> Result<Set, Option<usize>> {
        let not = |set| Set::Not(vec![set]);
        Ok(match self.take() {
            Some('d') => Set::Digit,
            Some('D') => not(Set::Digit),
            Some('w') => Set::Word,
            Some('W') => not(Set::Word),
            Some('s') => Set::Space,
            Some('S') => not(Set::Space),
            Some('n') => Set::Range('\n', '\n'),
            Some('t') => Set::Range('\t', '\t'),
            Some('p') => {
                let mut name = alloc::string::String::new();
                if self.take_if('{') {
                    while let Some(character) = self.take().filter(|character| *character != '}') {
                        name.push(character);
                    }
                }
                match name.as_str() {
                    "L" => Set::Letter,
                    "Lu" => Set::Upper,
                    "Ll" => Set::Lower,
                    "N" => Set::Digit,
                    _ => return self.fault(),
                }
            }
            Some(sign) if sign.is_ascii_punctuation() => Set::Range(sign, sign),
            _ => return self.fault(),
        })
    }

    fn set(&mut self) -> Result<Set, Option<usize>> {
        let negated = self.take_if('^');
        let mut sets = Vec::new();
        loop {
            let first = match self.take() {
                None | Some('[') => return self.fault(),
                Some(']') if sets.is_empty() => return self.fault(),
                Some(']') => break,
                Some('\\') => self.escape()?,
                Some(other) => Set::Range(other, other),
            };
            let range = self.peek() == Some('-') && self.characters.get(self.next.saturating_add(1)) != Some(&']');
            if range {
                self.take();
                let last = match self.take() {
                    Some('\\') => self.escape()?,
                    Some(other) if other != '[' => Set::Range(other, other),
                    _ => return self.fault(),
                };
                match (first, last) {
                    (Set::Range(from, _), Set::Range(to, _)) if from <= to => sets.push(Set::Range(from, to)),
                    _ => return self.fault(),
                }
            } else {
                sets.push(first);
            }
        }
        Ok(if negated { Set::Not(sets) } else { Set::Either(sets) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: bool) {
        assert_eq!(Pattern::compile(pattern).map(|pattern| pattern.matches(text)), Ok(expected), "{pattern} {text}");
    }

    #[test]
    fn the_whole_text_must_match() {
        for (pattern, yes, no) in [
            ("[0-9]{12}", "037095001234", "0370950012345"),
            ("^\\d\\.\\d{6}$", "2.000815", "2x000815"),
            ("a|bc|d", "bc", "ab"),
            ("(?:ab)+c?", "abab", "aba"),
            ("\\p{Lu}[\\p{L}\\d]*", "QyĐ2", "qĐ"),
            ("[^/]+/KH-UBND", "08/KH-UBND", "08//KH-UBND"),
            ("a{2,3}", "aaa", "aaaa"),
            ("a{2,}", "aaaa", "a"),
            ("", "", "a"),
            ("x*", "", "y"),
            ("[a\\-z]-[.]", "--.", "b-."),
            (".+", "ệ", "\n"),
        ] {
            check(pattern, yes, true);
            check(pattern, no, false);
        }
    }

    #[test]
    fn what_explodes_elsewhere_takes_linear_time_or_is_refused() {
        let text = ["a".repeat(4000), "b".into()].concat();
        check("(a*)*", &text, false);
        check("(a|a)*(a|aa)+", &text, false);
        check("(a?){30}a{30}", &"a".repeat(30), true);
        assert_eq!(Pattern::compile("((a{1000}){1000}){1000}"), Err(None));
        for (pattern, place) in [
            ("a**", 2),
            ("a+?", 2),
            ("(", 1),
            ("[", 1),
            ("[]", 2),
            ("\\q", 2),
            ("(?=a)", 2),
            ("\\1", 2),
            ("*", 0),
            ("a{2,1}", 5),
            ("[z-a]", 4),
            ("a)", 1),
            ("a{9999}", 6),
        ] {
            assert_eq!(Pattern::compile(pattern).err(), Some(Some(place)), "{pattern}");
        }
        assert!(Pattern::compile(&"(".repeat(5000)).is_err());
    }
}
