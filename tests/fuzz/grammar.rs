//! Expressions made up over the sample's names: bytes changed at random seldom have a type, and a
//! fraction too large for 64 bits takes several operators in a row.

use crate::mutate::Dice;

/// What a piece of an expression is.
#[derive(Clone, Copy)]
enum Piece {
    Number,
    Truth,
    Text,
    Date,
}

/// For each piece, what it can be: `N`, `B`, `T` and `D` stand for another piece. The first ones
/// hold no other, so that every expression ends. `once` is left out: it belongs in a calculation.
const NUMBERS: (usize, &[&str]) = (
    10,
    &[
        "${n}",
        "${d}",
        "${none}",
        ".",
        "0",
        "1",
        "3",
        "0.000001",
        "9007199254740991",
        "3037000507",
        "(N + N)",
        "(N - N)",
        "N * N",
        "N div N",
        "N mod N",
        "-N",
        "abs(N)",
        "int(N)",
        "round(N, N)",
        "min(N, N, N)",
        "max(N, N)",
        "sum(N, N)",
        "if(B, N, N)",
        "coalesce(N, N)",
        "number(T)",
        "string-length(T)",
        "count-selected(${some})",
        "pow(N, int(N))",
        "round(N, int(N))",
        "sum(${row_n}, N)",
        "max(${row_n}, ${row_none})",
        "count(${row})",
        "count-non-empty(${row_t}, T)",
        "position(..)",
        "(D - D)",
    ],
);
const TRUTHS: (usize, &[&str]) = (
    4,
    &[
        "${yes}",
        "true()",
        "false()",
        "selected(${some}, 'a')",
        "N < N",
        "N <= N",
        "N > N",
        "N >= N",
        "N = N",
        "N != N",
        "D < D",
        "D >= D",
        "T = T",
        "T != ''",
        "N = ''",
        "${one} = 'khac'",
        "(B and B)",
        "(B or B)",
        "not(B)",
        "if(B, B, B)",
        "contains(T, T)",
        "starts-with(T, T)",
        "ends-with(T, T)",
        "selected(${one}, T)",
        "regex(T, '^[a-zệ]+(0|1)?$')",
        "boolean-from-string(T)",
        "checklist(int(N), -1, B, B, B)",
        "weighted-checklist(N, N, B, N, B, N)",
    ],
);
const TEXTS: (usize, &[&str]) = (
    8,
    &[
        "${t}",
        "${long}",
        "${blank}",
        "${one}",
        "${level}",
        "'hệ'",
        "'-12.5'",
        "'2024-02-29'",
        "concat(T, T)",
        "if(B, T, T)",
        "coalesce(T, T)",
        "substr(T, int(N), int(N))",
        "substr(T, int(N))",
        "join(T, ${row_t}, T)",
        "concat(${row_t})",
        "selected-at(${some}, int(N))",
        "jr:choice-name(${one}, '${one}')",
        "pulldata('abc', 'due', 'name', ${one})",
        "format-date(D, '%Y-%m-%d %e/%n/%y')",
        "now()",
    ],
);
const DATES: (usize, &[&str]) = (
    4,
    &[
        "${day}",
        "${no_day}",
        "today()",
        "date('0001-01-01')",
        "date(T)",
        "if(B, D, D)",
        "coalesce(D, D)",
        "(D + int(N))",
        "(D - int(N))",
    ],
);

/// A made-up expression.
#[must_use]
pub fn expression(dice: &mut Dice) -> String {
    let mut text = String::new();
    let pieces = [Piece::Number, Piece::Number, Piece::Truth, Piece::Text, Piece::Date];
    grow(pieces[dice.below(pieces.len())], 5, dice, &mut text);
    text
}

fn grow(piece: Piece, depth: usize, dice: &mut Dice, text: &mut String) {
    let (last, all) = match piece {
        Piece::Number => NUMBERS,
        Piece::Truth => TRUTHS,
        Piece::Text => TEXTS,
        Piece::Date => DATES,
    };
    let shape = all[dice.below(if depth == 0 { last } else { all.len() })];
    for letter in shape.chars() {
        let inner = match letter {
            'N' => Piece::Number,
            'B' => Piece::Truth,
            'T' => Piece::Text,
            'D' => Piece::Date,
            other => {
                text.push(other);
                continue;
            }
        };
        grow(inner, depth.saturating_sub(1), dice, text);
    }
}
