//! From text to a tree: tokens, then precedence climbing. Every node keeps its place.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{Fault, MAX_DEPTH, MAX_LENGTH, MAX_OPERATORS};
use crate::value::Ratio;

/// A node and its place in the text, in characters.
#[derive(Clone, Debug)]
pub struct Tree {
    pub kind: TreeKind,
    pub span: (usize, usize),
}

#[derive(Clone, Debug)]
pub enum TreeKind {
    Number(Ratio),
    Text(String),
    /// `.`: the answer the expression belongs to.
    This,
    /// `..`: the row around it; only `position(..)` reads it.
    Parent,
    /// A bare word: a column of the choices that a `choice_filter` looks through.
    Column(String),
    /// `${name}`.
    Reference(String),
    Call(String, Vec<Tree>),
    Negate(Box<Tree>),
    Binary(Operator, Box<Tree>, Box<Tree>),
}

impl Tree {
    /// The names of `${…}` in it, in the order of the text.
    pub fn collect_names<'a>(&'a self, found: &mut Vec<&'a str>) {
        match &self.kind {
            TreeKind::Reference(name) => found.push(name),
            TreeKind::Call(function, arguments) => {
                for argument in arguments {
                    argument.collect_names(found);
                }
                // The question whose labels are meant must have its type, too.
                if let ("jr:choice-name", Some(Self { kind: TreeKind::Text(text), .. })) =
                    (function.as_str(), arguments.get(1))
                {
                    found.push(quoted_name(text));
                }
            }
            TreeKind::Negate(inner) => inner.collect_names(found),
            TreeKind::Binary(_, left, right) => {
                left.collect_names(found);
                right.collect_names(found);
            }
            _ => {}
        }
    }
}

/// The name in the `'${name}'` of a `jr:choice-name`.
pub fn quoted_name(text: &str) -> &str {
    text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(text)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

crate::pack_enum!(Operator { 0 = Or, 1 = And, 2 = Equal, 3 = NotEqual, 4 = Less, 5 = LessOrEqual, 6 = Greater, 7 = GreaterOrEqual, 8 = Add, 9 = Subtract, 10 = Multiply, 11 = Divide, 12 = Remainder });

impl Operator {
    /// How tightly it binds, 1 to 6, as in `XPath` 1.0 section 3.
    const fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual => 3,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide | Self::Remainder => 6,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Ratio),
    Text(String),
    This,
    Parent,
    Reference(String),
    Word(String),
    Symbol(char),
    /// `!=`, `<=`, `>=`.
    Pair(char),
    End,
}

type Spanned = (Token, (usize, usize));

fn fault(expected: &str, span: (usize, usize)) -> Fault {
    super::check::fault("expression_syntax", span, &[("expected", expected)])
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | ':')
}

struct Characters {
    all: Vec<char>,
    next: usize,
}

impl Characters {
    fn peek(&self) -> Option<char> {
        self.all.get(self.next).copied()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.next = self.next.saturating_add(1);
        Some(character)
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(character) = self.peek().filter(|character| wanted(*character)) {
            text.push(character);
            self.take();
        }
        text
    }
}

/// What is meant by a character that other languages have.
fn instead_of(character: char) -> &'static str {
    match character {
        '&' => "and",
        '|' => "or",
        '/' | '÷' | ':' => "div",
        '%' => "mod",
        '×' => "*",
        '−' | '–' => "-",
        '!' => "not(…)",
        '≥' => ">=",
        '≤' => "<=",
        '≠' => "!=",
        '“' | '”' | '‘' | '’' | '`' | '´' => "'…'",
        _ => "${…}, 1, 'a', (…)",
    }
}

fn tokens(text: &str) -> Result<Vec<Spanned>, Fault> {
    let mut characters = Characters { all: text.chars().collect(), next: 0 };
    let mut found = Vec::new();
    loop {
        characters.take_while(char::is_whitespace);
        let start = characters.next;
        let Some(first) = characters.take() else {
            found.push((Token::End, (start, start)));
            return Ok(found);
        };
        let follows = characters.peek();
        let token = match first {
            '\'' | '"' => {
                let quoted = characters.take_while(|character| character != first);
                if characters.take().is_none() {
                    return Err(fault(if first == '"' { "\"" } else { "'" }, (start, characters.next)));
                }
                Token::Text(quoted)
            }
            '$' => {
                let opened = characters.take() == Some('{');
                let name = characters.take_while(|character| character != '}');
                let name = String::from(name.trim());
                if !opened || characters.take().is_none() {
                    return Err(fault("${…}", (start, characters.next)));
                }
                Token::Reference(name)
            }
            '0'..='9' => {
                let mut number = String::from(first);
                number.push_str(&characters.take_while(|character| character.is_ascii_digit() || character == '.'));
                let value = Ratio::parse(&number).ok_or_else(|| fault("123.45", (start, characters.next)))?;
                Token::Number(value)
            }
            '.' if follows == Some('.') => {
                characters.take();
                Token::Parent
            }
            '.' => Token::This,
            '=' | '<' if matches!((first, follows), ('=', Some('=' | '>')) | ('<', Some('>'))) => {
                let meant = match (first, follows) {
                    ('<', _) => "!=",
                    (_, Some('>')) => ">=",
                    _ => "=",
                };
                return Err(fault(meant, (start, characters.next.saturating_add(1))));
            }
            '!' | '<' | '>' if follows == Some('=') => {
                characters.take();
                Token::Pair(first)
            }
            '(' | ')' | ',' | '=' | '<' | '>' | '+' | '-' | '*' => Token::Symbol(first),
            letter if letter.is_ascii_alphabetic() => {
                let mut word = String::from(letter);
                word.push_str(&characters.take_while(is_word));
                Token::Word(word)
            }
            other => return Err(fault(instead_of(other), (start, characters.next))),
        };
        found.push((token, (start, characters.next)));
    }
}

struct Parser {
    tokens: Vec<Spanned>,
    next: usize,
    /// How many operators may still follow: each may nest the tree one deeper.
    operators: u16,
}

impl Parser {
    fn peek(&self) -> Spanned {
        // The last token is `End` and is never taken, so there is always one to look at.
        self.tokens.get(self.next).or(self.tokens.last()).cloned().unwrap_or((Token::End, (0, 0)))
    }

    fn take(&mut self) -> Spanned {
        let token = self.peek();
        if token.0 != Token::End {
            self.next = self.next.saturating_add(1);
        }
        token
    }

    fn take_symbol(&mut self, symbol: char, shown: &str) -> Result<(usize, usize), Fault> {
        let (token, span) = self.take();
        if token == Token::Symbol(symbol) { Ok(span) } else { Err(fault(shown, span)) }
    }

    fn operator(&self) -> Option<Operator> {
        Some(match self.peek().0 {
            Token::Symbol('=') => Operator::Equal,
            Token::Symbol('<') => Operator::Less,
            Token::Symbol('>') => Operator::Greater,
            Token::Symbol('+') => Operator::Add,
            Token::Symbol('-') => Operator::Subtract,
            Token::Symbol('*') => Operator::Multiply,
            Token::Pair('!') => Operator::NotEqual,
            Token::Pair('<') => Operator::LessOrEqual,
            Token::Pair('>') => Operator::GreaterOrEqual,
            Token::Word(word) => match word.as_str() {
                "or" => Operator::Or,
                "and" => Operator::And,
                "div" => Operator::Divide,
                "mod" => Operator::Remainder,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn expression(&mut self, weakest: u8, depth: u8) -> Result<Tree, Fault> {
        let mut left = self.unary(depth)?;
        while let Some(operator) = self.operator().filter(|operator| operator.strength() >= weakest) {
            let (_, span) = self.take();
            self.operators =
                self.operators.checked_sub(1).ok_or(Fault { code: "expression_limit", span, params: Vec::new() })?;
            let right = self.expression(operator.strength().saturating_add(1), depth)?;
            let span = (left.span.0, right.span.1);
            left = Tree { kind: TreeKind::Binary(operator, Box::new(left), Box::new(right)), span };
        }
        Ok(left)
    }

    fn unary(&mut self, depth: u8) -> Result<Tree, Fault> {
        let (token, span) = self.take();
        let depth = depth.saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(Fault { code: "expression_limit", span, params: Vec::new() });
        }
        let kind = match token {
            Token::Number(value) => TreeKind::Number(value),
            Token::Text(text) => TreeKind::Text(text),
            Token::This => TreeKind::This,
            Token::Parent => TreeKind::Parent,
            Token::Reference(name) => TreeKind::Reference(name),
            Token::Symbol('-') => {
                let inner = self.unary(depth)?;
                let span = (span.0, inner.span.1);
                return Ok(Tree { kind: TreeKind::Negate(Box::new(inner)), span });
            }
            Token::Symbol('(') => {
                let inner = self.expression(1, depth)?;
                self.take_symbol(')', ")")?;
                return Ok(inner);
            }
            Token::Word(name) if self.peek().0 != Token::Symbol('(') => TreeKind::Column(name),
            Token::Word(name) => {
                self.take();
                let mut arguments = Vec::new();
                while self.peek().0 != Token::Symbol(')') {
                    if !arguments.is_empty() {
                        self.take_symbol(',', ", )")?;
                    }
                    arguments.push(self.expression(1, depth)?);
                }
                let (_, end) = self.take();
                return Ok(Tree { kind: TreeKind::Call(name, arguments), span: (span.0, end.1) });
            }
            _ => return Err(fault("${…}, 1, 'a', (…)", span)),
        };
        Ok(Tree { kind, span })
    }
}

/// Parses a whole text.
pub fn parse(text: &str) -> Result<Tree, Fault> {
    if text.len() > MAX_LENGTH {
        return Err(Fault { code: "expression_limit", span: (0, text.chars().count()), params: Vec::new() });
    }
    let mut parser = Parser { tokens: tokens(text)?, next: 0, operators: MAX_OPERATORS };
    let tree = parser.expression(1, 0)?;
    match parser.take() {
        (Token::End, _) => Ok(tree),
        // Operators are written small, and decimals with a point.
        (Token::Word(word), span) => {
            let small = ["and", "or", "div", "mod"].into_iter().find(|known| known.eq_ignore_ascii_case(&word));
            Err(fault(small.unwrap_or("and, or, +, …"), span))
        }
        (Token::Symbol(','), span) if matches!(tree.kind, TreeKind::Number(_)) => Err(fault("1.5", span)),
        (_, span) => Err(fault("and, or, +, …", span)),
    }
}
