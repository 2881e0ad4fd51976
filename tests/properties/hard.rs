//! What is hardest to read the same way twice, written by hand.

use unicode_normalization::char::is_public_assigned;

use crate::tree::Tree;

/// A form with every type of answer; its calculations do with them what could differ.
const DEFINITION: &str = r#"{
  "schema_version": 1, "form_id": "hard", "version": "1", "title": "Khó",
  "settings": {"default_language": "vi", "languages": ["vi", "en"]},
  "provenance": {"source": "a test"},
  "choices": {
    "level": [
      {"name": "1", "label": {"vi": "Kém", "en": "Bad"}, "score": 1},
      {"name": "2", "label": {"vi": "Tốt", "en": "Good"}, "score": 4},
      {"name": "0.5", "label": {"vi": "Không rõ", "en": "Unknown"}, "not_applicable": true}
    ],
    "many": [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}, {"name": "khac", "label": "Khác"}]
  },
  "survey": [{"type": "group", "name": "page", "label": "Trang", "children": [
    {"type": "integer", "name": "i", "label": "I"},
    {"type": "decimal", "name": "d", "label": "D", "min": -9007199254740991},
    {"type": "date", "name": "day", "label": "Ngày", "min": "0001-01-01", "max": "9999-12-31"},
    {"type": "text", "name": "t", "label": "T"},
    {"type": "text", "name": "short", "label": "Ngắn", "max_length": 2},
    {"type": "hidden", "name": "h", "keep": true},
    {"type": "select_one", "name": "one", "label": "Một", "choices": "level"},
    {"type": "select_multiple", "name": "some", "label": "Nhiều", "choices": "many"},
    {"type": "rank", "name": "order", "label": "Thứ tự", "choices": "many"},
    {"type": "range", "name": "scale", "label": "Thang", "min": -1, "max": 1, "step": 0.1},
    {"type": "acknowledge", "name": "yes", "label": "Đồng ý"},
    {"type": "calculate", "name": "sum", "calculation": "${i} + ${d}"},
    {"type": "calculate", "name": "product", "calculation": "${d} * ${d} * ${d}"},
    {"type": "calculate", "name": "third", "calculation": "${d} div 3"},
    {"type": "calculate", "name": "rest", "calculation": "${d} mod 0.7"},
    {"type": "calculate", "name": "tens", "calculation": "round(${d}, -2)"},
    {"type": "calculate", "name": "places", "calculation": "round(${d}, 3)"},
    {"type": "calculate", "name": "power", "calculation": "pow(${d}, -3)"},
    {"type": "calculate", "name": "whole", "calculation": "int(${d})"},
    {"type": "calculate", "name": "before", "calculation": "${day} - 1"},
    {"type": "calculate", "name": "after", "calculation": "${day} + 1"},
    {"type": "calculate", "name": "days", "calculation": "${day} - date('2025-07-30')"},
    {"type": "calculate", "name": "shown", "calculation": "format-date(${day}, '%e.%n.%y %d/%m/%Y %%')"},
    {"type": "calculate", "name": "far", "calculation": "date('9999-12-31') + ${i}"},
    {"type": "calculate", "name": "length", "calculation": "string-length(${t})"},
    {"type": "calculate", "name": "first", "calculation": "substr(${t}, 0, 1)"},
    {"type": "calculate", "name": "all", "calculation": "substr(${t}, 0, 9007199254740991)"},
    {"type": "calculate", "name": "part", "calculation": "substr(${t}, ${i}, 4294967297)"},
    {"type": "calculate", "name": "none", "calculation": "substr(${t}, 4294967296)"},
    {"type": "calculate", "name": "chosen", "calculation": "selected-at(${order}, 4294967297)"},
    {"type": "calculate", "name": "second", "calculation": "selected-at(${order}, 1)"},
    {"type": "calculate", "name": "starts", "calculation": "starts-with(${t}, 'Hệ')"},
    {"type": "calculate", "name": "holds", "calculation": "contains(${t}, '\u0323')"},
    {"type": "calculate", "name": "letters", "calculation": "regex(${t}, '[\\p{L} ]+')"},
    {"type": "calculate", "name": "same", "calculation": "${t} = 'He\u0323\u0302 tho\u0302\u0301ng'"},
    {"type": "calculate", "name": "number", "calculation": "number(${t})"},
    {"type": "calculate", "name": "joined", "calculation": "concat('e', ${t}, '\u0301')"},
    {"type": "calculate", "name": "twice", "calculation": "concat(${t}, ${t}, ${t}, ${t})"},
    {"type": "calculate", "name": "label", "calculation": "jr:choice-name(${one}, '${one}')"},
    {"type": "calculate", "name": "now", "calculation": "now()"},
    {"type": "repeat", "name": "rows", "label": "Dòng", "max_rows": 1000, "children": [
      {"type": "integer", "name": "n", "label": "N", "required": true},
      {"type": "calculate", "name": "which", "calculation": "position(..)"},
      {"type": "repeat", "name": "inner", "label": "Trong", "children": [
        {"type": "text", "name": "word", "label": "Từ", "required": true},
        {"type": "calculate", "name": "share", "calculation": "${n} div count(${inner})"}
      ]}
    ]},
    {"type": "calculate", "name": "total", "calculation": "sum(${n})"},
    {"type": "calculate", "name": "words", "calculation": "join(', ', ${word})"}
  ]}],
  "scores": [{"name": "index", "label": "Chỉ số", "children": [
    {"name": "factor", "label": "Nhân tố", "top": [4, 5], "decimals": 6, "items": ["one"]}
  ]}]
}"#;

/// Numbers as JSON writes them: at the edge of what every reader holds, and in odd notations.
const NUMBERS: [&str; 40] = [
    "0",
    "-0",
    "-0.0",
    "0e0",
    "1E2",
    "1e+2",
    "12e-1",
    "100e-2",
    "1.0",
    "1.50",
    "0.1",
    "0.3",
    "0.30000000000000004",
    "2.675",
    "1.005",
    "0.000001",
    "-0.000001",
    "0.0000001",
    "1e-7",
    "0.0000015",
    "98.5",
    "123456789.123456",
    "999999999.999999",
    "9999999999.99999",
    "99999999999999.9",
    "999999999999999.9",
    "4503599627370495.5",
    "4503599627370496.5",
    "9007199254740990",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740991",
    "-9007199254740992",
    "9223372036854775807",
    "18446744073709551616",
    "123456789012345678901234567890",
    "1e21",
    "5e-324",
    "1.7976931348623157e308",
];

const DATES: [&str; 18] = [
    "0001-01-01",
    "0001-01-02",
    "0000-12-31",
    "0004-02-29",
    "0100-02-29",
    "0400-02-29",
    "1582-10-10",
    "1900-02-28",
    "1900-02-29",
    "2000-02-29",
    "2024-02-29",
    "2025-07-30",
    "9999-12-30",
    "9999-12-31",
    "10000-01-01",
    "-001-01-01",
    "２０２５-07-30",
    "2025-07-30T00:00:00Z",
];

/// Texts that are composed, reordered, counted or refused.
const TEXTS: [&str; 40] = [
    "Hệ thống",
    "He\u{323}\u{302} tho\u{302}\u{301}ng",
    "He\u{302}\u{323} tho\u{301}\u{302}ng",
    "\u{1ec7}\u{1eb9}\u{302}e\u{323}\u{302}",
    "Nguyễn Thị Ánh Tuyết – Đắk Lắk",
    "đ\u{335}Đ",
    "\u{1b0}\u{31b}\u{323}u\u{323}\u{31b}",
    "a\u{301}\u{300}\u{323}\u{31b}\u{302}",
    "\u{300}\u{301}",
    "e\u{34f}\u{301}",
    "\u{344}\u{385}\u{1fed}",
    "\u{212b}\u{2126}\u{212a}",
    "\u{958}\u{915}\u{93c}\u{fb1d}",
    "\u{1112}\u{1161}\u{11ab}\u{ac00}\u{11a8}",
    "\u{1d15e}\u{1d157}\u{1d165}",
    "\u{110a5}\u{11099}\u{110ba}",
    "\u{f73}\u{f71}\u{f72}",
    "\u{fa0e}\u{f900}\u{2f800}",
    "ﬁ①Ⅷ㍿",
    "İıſẞ",
    "😀",
    "👩\u{200d}👩\u{200d}👧",
    "🇻🇳",
    "𠀀𝒳",
    "a😀b",
    "\u{fffd}\u{fffe}\u{ffff}",
    "\u{e000}\u{10ffff}",
    "\u{0}",
    "a\u{0}b",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}abc",
    "\u{feff}",
    "\u{200b}",
    " \t\r\n\u{a0}\u{3000}",
    " 12 ",
    "１２",
    "\"\\/\u{8}\u{c}\u{1f}",
    "</script><!--",
];

/// The form with what it is answered.
pub fn pairs() -> (Tree, Vec<Tree>) {
    let mut answers = Vec::new();
    let mut give = |entries: Vec<(&str, Tree)>| {
        answers.push(Tree::Object(entries.into_iter().map(|(name, value)| (name.to_string(), value)).collect()));
    };
    for number in NUMBERS {
        let number = || Tree::raw(number);
        give(vec![("i", number()), ("d", number()), ("scale", number()), ("t", number()), ("one", number())]);
    }
    for date in DATES {
        give(vec![("day", Tree::text(date)), ("t", Tree::text(date)), ("i", Tree::raw("1"))]);
    }
    for text in TEXTS {
        let text = || Tree::text(text);
        give(vec![("t", text()), ("short", text()), ("h", text()), ("i", text()), ("day", text())]);
        give(vec![("rows", Tree::Array(vec![row(vec![("inner", Tree::Array(vec![row(vec![("word", text())])]))])]))]);
    }
    // Lengths at their limits, in characters that take one to four bytes.
    for letter in ["x", "ệ", "ế\u{323}", "\u{ac00}", "😀"] {
        for count in [1, 2, 3, 3999, 4000, 4001, 5000, 16384, 65536] {
            let text = letter.repeat(count);
            give(vec![("t", Tree::text(&text)), ("short", Tree::text(&text))]);
        }
    }
    for order in [&["khac", "a", "b"][..], &["b"], &["a", "a"], &["a", "b", "khac", "a"], &["x"], &[]] {
        let order: Tree = order.iter().map(|name| Tree::text(name)).collect();
        give(vec![("some", order.clone()), ("order", order.clone()), ("one", order)]);
    }
    // Rows: many, too many, within one another until the entry is full.
    let rows = |count: usize, inner: usize| {
        let word = |index: usize| if index.is_multiple_of(2) { vec![("word", Tree::text("x"))] } else { Vec::new() };
        let words = || (0..inner).map(|index| row(word(index))).collect();
        (0..count).map(|index| row(vec![("n", Tree::number(index)), ("inner", words())])).collect::<Tree>()
    };
    for (count, inner) in [(0, 0), (1, 3), (1000, 0), (1001, 0), (30, 1000)] {
        give(vec![("rows", rows(count, inner)), ("i", Tree::raw("1"))]);
    }
    // More unknown keys than are told; a reader may move those that look like numbers to the front.
    let unknown = (0..150).map(|index| (format!("{}{index}", if index % 3 == 0 { "k" } else { "" }), Tree::raw("1")));
    answers.push(Tree::Object(unknown.collect()));
    // As deep as a document may be.
    let deep = |depth: usize| Tree::raw(&["[".repeat(depth), "]".repeat(depth)].concat());
    answers.push(Tree::Object(vec![(String::from("t"), deep(31)), (String::from("x"), deep(31))]));
    answers.extend(["null", "[]", "1", "\"x\"", "true", "[{\"i\": 1}]"].map(Tree::raw));
    (Tree::raw(DEFINITION.replace('\n', " ").as_str()), answers)
}

fn row(entries: Vec<(&str, Tree)>) -> Tree {
    Tree::Object(entries.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
}

/// A text with every character that an answer may hold and this build knows: alone, before and after
/// marks of three classes. No reader composes differently what both know; newer marks they reorder
/// only if they know them.
pub fn letters() -> Vec<String> {
    let all = ('\u{a0}'..=char::MAX)
        .filter(|letter| !matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        // What is for private use composes with nothing.
        .filter(|letter| !matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..))
        .filter(|letter| !letter.is_whitespace() && is_public_assigned(*letter));
    let all: Vec<char> = all.collect();
    let text = |letter: &char| format!("{letter}\u{301}x\u{323}{letter}\u{302}\u{31b}");
    all.chunks(1 << 14).map(|letters| letters.iter().map(text).collect::<Vec<_>>().join(" ")).collect()
}
