//! Random expressions, right by construction: each function here writes one of a type.

use sipas_forms::{expression::Type, form::Kind};

use crate::{
    draw::Draw,
    forms::{Plan, Style},
};

/// Texts of expressions, answers, labels and columns.
pub const TEXTS: [&str; 22] = [
    "Hệ",
    "Nguyễn Thị Hệ",
    "đ",
    "a",
    "b",
    "1",
    "12.5",
    "-3",
    "2024-02-29",
    "9999-12-31",
    "true",
    "aab",
    "037095001234",
    "08/KH-UBND",
    "l'eau",
    "nói \"vâng\"",
    // Decomposed: as some keyboards type it.
    "He\u{323}\u{302}",
    "e\u{301}\u{323}",
    // Beyond 16 bits: two units of JavaScript, one character here.
    "😀",
    "𝒳 = 𠀀",
    // Letters of other scripts whose marks compose or must not.
    "한글 \u{1112}\u{1161}\u{11ab} \u{958} \u{2126}",
    "a&b <i> ${q} {label} \\",
];

const PATTERNS: [&str; 12] = [
    "[0-9]{12}",
    "\\p{Lu}[\\p{L}\\d ]*",
    "a|bc|d",
    "(?:ab)+c?",
    ".*",
    "",
    "[^/]+/KH-UBND",
    "-?\\d+(\\.\\d{1,3})?",
    "a{2,3}b",
    "😀+",
    "\\s*\\S+.*",
    "^[a-zđ\\-]*$",
];

const INTEGERS: [&str; 14] = [
    "0",
    "1",
    "2",
    "3",
    "7",
    "10",
    "100",
    "-1",
    "-7",
    "65",
    "2147483648",
    "5000000000",
    "9007199254740991",
    "-9007199254740991",
];

const DECIMALS: [&str; 9] =
    ["0.5", "98.5", "0.1", "0.000001", "-0.25", "123456789.123456", "2.999999", "0.333333", "-12.5"];

const DATES: [&str; 6] = ["2024-02-29", "2025-07-30", "0001-01-01", "9999-12-31", "1900-03-01", "2025-02-30"];

/// Writes expressions for one place of a form.
pub struct Writer<'a> {
    pub draw: &'a mut Draw,
    pub plan: &'a Plan,
    /// The item that the expressions are of.
    pub at: usize,
    /// Only items before this one are read.
    pub before: usize,
    /// The type of `.`.
    pub this: Option<Type>,
    /// The columns of the choices that are looked at.
    pub columns: Vec<&'static str>,
}

fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{}\"", text.replace('"', "")) } else { format!("'{text}'") }
}

impl Writer<'_> {
    /// The names whose kind is wanted: those with one answer here, or with one in each of many rows.
    fn names(&self, many: bool, wanted: &dyn Fn(Kind) -> bool) -> Vec<String> {
        let here = &self.plan.items[self.at].repeats;
        let fits = |index: usize| {
            let item = &self.plan.items[index];
            wanted(item.kind) && many != (item.kind != Kind::Repeat && here.starts_with(&item.repeats))
        };
        let found = (0..self.before.min(self.plan.items.len())).filter(|index| fits(*index));
        found.map(|index| format!("${{{}}}", self.plan.items[index].name)).collect()
    }

    fn name(&mut self, wanted: &dyn Fn(Kind) -> bool) -> Option<String> {
        let mut names = self.names(false, wanted);
        if self.this.is_some_and(|this| wanted(of_type(this))) {
            names.extend([String::from("."), String::from(".")]);
        }
        self.draw.any(&names)
    }

    fn many(&mut self, wanted: &dyn Fn(Kind) -> bool) -> Option<String> {
        let names = self.names(true, wanted);
        self.draw.any(&names)
    }

    fn times(&mut self, least: usize, most: usize, write: &mut dyn FnMut(&mut Self) -> String) -> String {
        let count = self.draw.between(least, most);
        (0..count).map(|_| write(self)).collect::<Vec<_>>().join(", ")
    }

    /// An expression of exactly this type.
    pub fn exactly(&mut self, kind: Type, depth: usize) -> String {
        match kind {
            Type::Boolean => self.boolean(depth),
            Type::Integer => self.integer(depth),
            Type::Decimal => format!("number({})", self.number(depth)),
            // A choice may stand for a text, and then gives a calculation its own type.
            Type::Text => format!("concat({})", self.text(depth)),
            Type::Date => self.date(depth),
            Type::Choice(list) => self.choice(list, depth).unwrap_or_else(|| format!("concat({})", self.text(depth))),
            Type::Choices(_) => self.some(depth).unwrap_or_else(|| self.boolean(depth)),
        }
    }

    pub fn boolean(&mut self, depth: usize) -> String {
        if depth == 0 {
            let known = self.name(&|kind| kind.answer_type() == Some(Type::Boolean));
            return match known {
                Some(name) if self.draw.chance(70) => name,
                _ if self.draw.chance(50) => self.filled(),
                _ => String::from(self.draw.word(&["true()", "false()"])),
            };
        }
        let depth = depth - 1;
        match self.draw.below(26) {
            0 => format!("not({})", self.boolean(depth)),
            1 => format!("({} and {})", self.boolean(depth), self.boolean(depth)),
            2 => format!("({} or {})", self.boolean(depth), self.boolean(depth)),
            3..=6 => {
                let sign = self.draw.word(&["<", "<=", ">", ">=", "=", "!="]);
                // A choice may stand for a number only beside one.
                let right = if sign.ends_with('=') && sign.len() < 3 { self.number(depth) } else { self.loose(depth) };
                format!("({} {sign} {right})", self.number(depth))
            }
            7 | 8 => {
                let sign = self.draw.word(&["<", "<=", ">", ">=", "=", "!="]);
                format!("({} {sign} {})", self.date(depth), self.date(depth))
            }
            9 => format!("(concat({}) = {})", self.text(depth), self.text(depth)),
            10 => format!("({} != {})", self.boolean(depth), self.boolean(depth)),
            11 | 12 => self.filled(),
            13 | 14 => self.chosen(depth),
            15 => format!("contains({}, {})", self.text(depth), self.text(depth)),
            16 => format!("starts-with({}, {})", self.text(depth), self.text(depth)),
            17 => format!("ends-with({}, {})", self.text(depth), self.text(depth)),
            18 => format!("regex({}, {})", self.text(depth), quoted(self.draw.word(&PATTERNS))),
            19 => format!("boolean-from-string({})", self.text(depth)),
            20 => {
                let ticks = self.times(1, 3, &mut |writer| writer.boolean(depth.min(1)));
                format!("checklist({}, {}, {ticks})", self.limit(), self.limit())
            }
            21 => {
                let ticks = self.times(1, 2, &mut |writer| {
                    format!("{}, {}", writer.boolean(depth.min(1)), writer.loose(depth.min(1)))
                });
                format!("weighted-checklist({}, {}, {ticks})", self.limit(), self.limit())
            }
            22 => format!("if({}, {}, {})", self.boolean(depth), self.boolean(depth), self.boolean(depth)),
            23 => format!("coalesce({}, {})", self.boolean(depth), self.boolean(depth)),
            _ => self.boolean(0),
        }
    }

    fn limit(&mut self) -> String {
        if self.draw.chance(50) { String::from(self.draw.word(&["-1", "0", "1", "2"])) } else { self.integer(1) }
    }

    /// Whether something is answered at all.
    pub fn filled(&mut self) -> String {
        let many = self.many(&|kind| kind.answer_type().is_some());
        if let Some(many) = many.filter(|_| self.draw.chance(30)) {
            return format!("(count-non-empty({many}) {} 1)", self.draw.word(&[">", "=", "!="]));
        }
        let name = self.name(&|kind| kind.answer_type().is_some());
        match (name, self.draw.below(3)) {
            (None, _) => String::from("(1 = 1)"),
            (Some(name), 0) => format!("({name} = '')"),
            (Some(name), 1) => format!("('' != {name})"),
            (Some(name), _) => format!("({name} != '')"),
        }
    }

    /// A question about a choice.
    fn chosen(&mut self, depth: usize) -> String {
        let lists: Vec<usize> = (0..self.plan.lists.len()).collect();
        let list = self.draw.any(&lists).unwrap_or_default();
        let name = quoted(self.draw.pick::<String>(&self.plan.lists[list].choices));
        if let Some(choice) = self.choice(list, depth) {
            let other = self.choice(list, depth).unwrap_or_default();
            return match self.draw.below(6) {
                0 => format!("({choice} = {other})"),
                1 => format!("({choice} != concat({}))", self.text(depth)),
                2 if self.plan.lists[list].numeric => format!("({choice} >= {})", self.number(depth)),
                3 => format!("selected({choice}, {name})"),
                _ => format!("({choice} = {name})"),
            };
        }
        match self.some(depth) {
            Some(some) if self.draw.chance(50) => format!("selected({some}, concat({}))", self.text(depth)),
            Some(some) => format!("(count-selected({some}) > {})", self.integer(0)),
            None => self.boolean(0),
        }
    }

    /// One choice of this list.
    fn choice(&mut self, list: usize, depth: usize) -> Option<String> {
        let name = self.name(&|kind| kind.answer_type() == Some(Type::Choice(list)))?;
        if depth == 0 || self.draw.chance(70) {
            return Some(name);
        }
        let other = self.choice(list, 0)?;
        Some(match self.draw.below(2) {
            0 => format!("if({}, {name}, {other})", self.boolean(depth - 1)),
            _ => format!("coalesce({name}, {other})"),
        })
    }

    /// Any number of choices of any list.
    fn some(&mut self, depth: usize) -> Option<String> {
        let name = self.name(&|kind| matches!(kind.answer_type(), Some(Type::Choices(_))))?;
        Some(match self.draw.below(4) {
            0 if depth > 0 => format!("if({}, {name}, {name})", self.boolean(depth - 1)),
            _ => name,
        })
    }

    pub fn integer(&mut self, depth: usize) -> String {
        // What reads many rows is rare where there is no repeat, and most easily wrong.
        let many = self.many(&|kind| kind.answer_type().is_some() || kind == Kind::Repeat);
        if let Some(many) =
            many.filter(|_| self.draw.chance(if self.plan.wanted.style == Style::Rows { 60 } else { 25 }))
        {
            return format!("{}({many})", self.draw.word(&["count", "count-non-empty"]));
        }
        if depth == 0 {
            let known = self.name(&|kind| kind.answer_type() == Some(Type::Integer));
            return match known {
                Some(name) if self.draw.chance(75) => name,
                _ => String::from(self.draw.word(&INTEGERS)),
            };
        }
        let depth = depth - 1;
        match self.draw.below(22) {
            0..=3 => {
                let sign = self.draw.word(&["+", "-", "*", "mod"]);
                format!("({} {sign} {})", self.integer(depth), self.integer(depth))
            }
            4 => format!("-({})", self.integer(depth)),
            5 => format!("string-length({})", self.text(depth)),
            6 => match self.some(depth) {
                Some(some) => format!("count-selected({some})"),
                None => self.integer(0),
            },
            7 | 8 => {
                let values = self.times(1, 3, &mut |writer| {
                    let many = writer.many(&|kind| kind.answer_type().is_some() || kind == Kind::Repeat);
                    let one = writer.name(&|kind| kind.answer_type().is_some());
                    let found: Vec<String> = [many, one].into_iter().flatten().collect();
                    writer.draw.any(&found).unwrap_or_else(|| writer.text(depth))
                });
                format!("count-non-empty({values})")
            }
            11 => format!("int({})", self.numeral(depth)),
            12 => {
                let name = self.draw.word(&["min", "max", "sum"]);
                let values = self.times(1, 3, &mut |writer| {
                    let many = writer.many(&|kind| kind.answer_type() == Some(Type::Integer));
                    many.unwrap_or_else(|| writer.integer(depth))
                });
                format!("{name}({values})")
            }
            13 => format!("abs({})", self.integer(depth)),
            14 => format!("({} - {})", self.date(depth), self.date(depth)),
            15 if !self.plan.items[self.at].repeats.is_empty() => String::from("position(..)"),
            16 => format!("if({}, {}, {})", self.boolean(depth), self.integer(depth), self.integer(depth)),
            17 => {
                let values = self.times(2, 3, &mut |writer| writer.integer(depth));
                format!("coalesce({values})")
            }
            _ => self.integer(0),
        }
    }

    /// A whole or a decimal number.
    pub fn number(&mut self, depth: usize) -> String {
        if self.draw.chance(30) {
            return self.integer(depth);
        }
        if depth == 0 {
            let known = self.name(&|kind| kind.answer_type() == Some(Type::Decimal));
            return match known {
                Some(name) if self.draw.chance(75) => name,
                _ => String::from(self.draw.word(&DECIMALS)),
            };
        }
        let depth = depth - 1;
        match self.draw.below(16) {
            0..=3 => {
                let sign = self.draw.word(&["+", "-", "*", "div", "mod"]);
                format!("({} {sign} {})", self.loose(depth), self.loose(depth))
            }
            4 => format!("-({})", self.number(depth)),
            5 => format!("number({})", self.numeral(depth)),
            6 => format!("round({})", self.loose(depth)),
            7 => format!("round({}, {})", self.number(depth), self.integer(depth.min(1))),
            8 => format!("abs({})", self.loose(depth)),
            9 | 10 => {
                let name = self.draw.word(&["min", "max", "sum"]);
                let values = self.times(1, 3, &mut |writer| {
                    let many = writer.many(&|kind| matches!(kind.answer_type(), Some(Type::Integer | Type::Decimal)));
                    many.unwrap_or_else(|| writer.loose(depth))
                });
                format!("{name}({values})")
            }
            11 => format!("pow({}, {})", self.number(depth), self.integer(depth.min(1))),
            12 => format!("if({}, {}, {})", self.boolean(depth), self.number(depth), self.number(depth)),
            13 => format!("coalesce({}, {})", self.number(depth), self.number(depth)),
            _ => self.number(0),
        }
    }

    /// A number, or a choice of a list whose names are all numbers.
    fn loose(&mut self, depth: usize) -> String {
        let lists: Vec<usize> = (0..self.plan.lists.len()).filter(|list| self.plan.lists[*list].numeric).collect();
        let list = self.draw.any(&lists).filter(|_| self.draw.chance(25));
        list.and_then(|list| self.choice(list, depth)).unwrap_or_else(|| self.number(depth))
    }

    /// What a number can be read from.
    fn numeral(&mut self, depth: usize) -> String {
        match self.draw.below(3) {
            0 => self.text(depth),
            1 => self.boolean(depth),
            _ => self.loose(depth),
        }
    }

    /// A text, or a choice, which stands for its name.
    pub fn text(&mut self, depth: usize) -> String {
        if depth == 0 {
            let mut known = self.names(false, &|kind| matches!(kind.answer_type(), Some(Type::Text | Type::Choice(_))));
            known.extend(self.this.filter(|this| matches!(this, Type::Text | Type::Choice(_))).map(|_| ".".into()));
            if !self.columns.is_empty() && self.draw.chance(60) {
                return String::from(*self.draw.pick(&self.columns));
            }
            return match self.draw.any(&known) {
                Some(name) if self.draw.chance(75) => name,
                _ => quoted(self.draw.word(&TEXTS)),
            };
        }
        let depth = depth - 1;
        match self.draw.below(16) {
            0 | 1 => format!("concat({})", self.texts(depth)),
            2 | 3 => format!("join({}, {})", self.text(0), self.texts(depth)),
            4 => format!("substr({}, {})", self.text(depth), self.integer(depth.min(1))),
            5 => {
                let (from, to) = (self.integer(depth.min(1)), self.integer(depth.min(1)));
                format!("substr({}, {from}, {to})", self.text(depth))
            }
            6 => match self.some(depth) {
                Some(some) => format!("selected-at({some}, {})", self.integer(depth.min(1))),
                None => self.text(0),
            },
            7 | 8 => self.label(depth),
            9 => String::from("now()"),
            10 => {
                let format = self.draw.word(&["%d/%m/%Y", "%e.%n.%y", "%Y%%", "", "ngày %d"]);
                format!("format-date({}, {})", self.date(depth), quoted(format))
            }
            11 => format!("if({}, {}, {})", self.boolean(depth), self.text(depth), self.text(depth)),
            12 => format!("coalesce({}, {})", self.text(depth), self.text(depth)),
            13 => self.lookup(depth).unwrap_or_else(|| self.text(0)),
            _ => self.text(0),
        }
    }

    /// A column of the choice that a question has.
    fn lookup(&mut self, depth: usize) -> Option<String> {
        let lists: Vec<usize> =
            (0..self.plan.lists.len()).filter(|list| !self.plan.lists[*list].columns.is_empty()).collect();
        let list = self.draw.any(&lists)?;
        let choice = self.choice(list, depth)?;
        let column = self.draw.word(&self.plan.lists[list].columns);
        Some(format!("pulldata('{}', '{column}', 'name', {choice})", self.plan.lists[list].name))
    }

    fn texts(&mut self, depth: usize) -> String {
        self.times(1, 3, &mut |writer| {
            let wanted =
                |kind: Kind| kind == Kind::Repeat || matches!(kind.answer_type(), Some(Type::Text | Type::Choice(_)));
            let many = writer.many(&wanted).filter(|_| writer.draw.chance(60));
            many.unwrap_or_else(|| writer.text(depth))
        })
    }

    /// The label of a choice: of any question's list, also of one that no expression here could read.
    fn label(&mut self, depth: usize) -> String {
        let has_list = |kind: Kind| matches!(kind.answer_type(), Some(Type::Choice(_) | Type::Choices(_)));
        let of = self.plan.items.iter().filter(|item| has_list(item.kind)).map(|item| item.name.clone());
        let of: Vec<String> = of.collect();
        let Some(of) = self.draw.any(&of) else { return self.text(0) };
        let name = match self.draw.below(3) {
            0 => self.name(&|kind| matches!(kind.answer_type(), Some(Type::Choice(_)))),
            1 => self.some(0).map(|some| format!("selected-at({some}, {})", self.draw.below(3))),
            _ => None,
        };
        let name = name.unwrap_or_else(|| self.text(depth));
        format!("jr:choice-name({name}, '${{{of}}}')")
    }

    pub fn date(&mut self, depth: usize) -> String {
        if depth == 0 {
            let known = self.name(&|kind| kind.answer_type() == Some(Type::Date));
            return match known {
                Some(name) if self.draw.chance(70) => name,
                _ if self.draw.chance(50) => String::from("today()"),
                _ => format!("date({})", quoted(self.draw.word(&DATES))),
            };
        }
        let depth = depth - 1;
        match self.draw.below(8) {
            0 | 1 => format!("({} + {})", self.date(depth), self.integer(depth)),
            2 => format!("({} - {})", self.date(depth), self.integer(depth)),
            3 => format!("date({})", self.text(depth)),
            4 => format!("if({}, {}, {})", self.boolean(depth), self.date(depth), self.date(depth)),
            5 => format!("coalesce({}, {})", self.date(depth), self.date(depth)),
            _ => self.date(0),
        }
    }
}

/// A kind whose answers are of this type.
fn of_type(kind: Type) -> Kind {
    Kind::Calculate(kind)
}
