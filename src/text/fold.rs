//! Texts as they are searched for: `Phường Hoa Lư` is found by `phuong hoa lu`.

use alloc::{string::String, vec::Vec};

/// The letters with marks that Vietnamese and its neighbours write, in lower case and composed, by the
/// letter below the marks.
const MARKED: [(char, &str); 20] = [
    ('a', "àáảãạăằắẳẵặâầấẩẫậāäåąǎ"),
    ('b', "ƀɃ"),
    ('c', "çćĉċč"),
    ('d', "đďð"),
    ('e', "èéẻẽẹêềếểễệëēĕėęě"),
    ('g', "ĝğġģǧ"),
    ('h', "ĥħ"),
    ('i', "ìíỉĩịîïīĭįıǐ"),
    ('j', "ĵǰ"),
    ('k', "ķ"),
    ('l', "ĺļľŀł"),
    ('n', "ñńņň"),
    ('o', "òóỏõọôồốổỗộơờớởỡợöøōŏőǒ"),
    ('r', "ŕŗř"),
    ('s', "śŝşš"),
    ('t', "ţťŧ"),
    ('u', "ùúủũụưừứửữựûüūŭůűųǔ"),
    ('w', "ŵẁẃẅ"),
    ('y', "ỳýỷỹỵŷÿŸ"),
    ('z', "źżž"),
];

/// A composed text (NFC) in lower case and without marks, `đ` as `d`; other letters than Latin ones as they
/// are, since the tables of all capitals weigh more than everything else here.
#[must_use]
pub fn fold(text: &str) -> String {
    // Marks that found no letter to be composed with stand on their own.
    let is_mark = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    text.chars().filter(|letter| !is_mark(letter)).map(plain).collect()
}

fn plain(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let find = |letter: char| MARKED.iter().find(|(_, marked)| marked.contains(letter)).map(|(plain, _)| *plain);
    // A capital is 32 places before its small letter in Latin-1, and one place in the blocks behind it.
    let distance = match letter {
        'À'..='Þ' => 32,
        '\u{100}'.. => 1,
        _ => 0,
    };
    let small = || char::from_u32(u32::from(letter).saturating_add(distance));
    find(letter).or_else(|| find(small()?)).unwrap_or(letter)
}

/// The words of a folded text: what is no letter and no digit stands between them.
#[must_use]
pub fn words(folded: &str) -> Vec<&str> {
    let is_sign = |letter: char| match letter {
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}' => true,
        _ => letter.is_ascii() && !letter.is_ascii_alphanumeric(),
    };
    folded.split(is_sign).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    use super::*;

    /// The same by Unicode's own tables.
    fn stripped(text: &str) -> String {
        text.nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().to_lowercase()
    }

    #[test]
    fn every_vietnamese_letter_is_the_one_below_its_marks() {
        let letters = ('\u{c0}'..='\u{17f}').chain('\u{1a0}'..='\u{1b0}').chain('\u{1ea0}'..='\u{1ef9}');
        for letter in letters {
            let expected = stripped(&letter.to_string());
            if expected.is_ascii() {
                assert_eq!(fold(&letter.to_string()), expected, "{letter}");
            }
        }
        for (typed, folded) in [
            ("Phường Hoa Lư", "phuong hoa lu"),
            ("ĐỒNG ĐĂNG", "dong dang"),
            ("Thủy Thuỷ", "thuy thuy"),
            ("Hòa Hoà", "hoa hoa"),
            ("Buôn Čư M'gar", "buon cu m'gar"),
            ("q\u{309}", "q"),
            ("× ÷ Ελλάδα 1", "× ÷ Ελλάδα 1"),
        ] {
            assert_eq!(fold(typed), folded);
        }
    }

    #[test]
    fn folding_twice_is_folding_once_and_however_a_text_is_composed() {
        for (_, marked) in MARKED {
            for letter in marked.chars() {
                let folded = fold(&letter.to_string());
                assert_eq!(fold(&folded), folded);
                assert_eq!(fold(&letter.to_uppercase().to_string()), folded, "{letter}");
                let apart: String = letter.to_string().nfd().collect();
                assert_eq!(fold(&apart), folded, "{letter}");
            }
        }
    }

    #[test]
    fn words_are_what_stands_between_other_signs() {
        assert_eq!(words("ubnd tp. hoa lu (cu) – 2/9"), ["ubnd", "tp", "hoa", "lu", "cu", "2", "9"]);
        assert_eq!(words(" – "), Vec::<&str>::new());
    }
}
