//! Texts typed with an encoding of the time before Unicode: TCVN3 (the fonts `.Vn…`, also called
//! ABC) and VNI, whose codes a browser shows as Western letters and signs.
//!
//! It tells that a text was typed so; it does not convert it.
//!
//! The evidence is a word that no Vietnamese writes in Unicode but that the old encoding reads as
//! a Vietnamese syllable: `Vieät`, `ViÖt`, `c¸i`. Looking for single letters would not do: both
//! encodings use letters that Vietnamese, French and German use too. Syllables are checked by their
//! build (initial, vowels, final, and which tones a final allows), which other languages
//! rarely meet: of the 1.3 million words of a French, an English, a Spanish, a Portuguese and a
//! German dictionary nine alone are taken for old ones (such as `rät`), none of them French or
//! English. What is both, as `Toát` (`Tốt` in VNI), is taken for Unicode.

use alloc::{string::String, vec::Vec};

use super::has;

/// The vowels, each of which has six tones: none, huyền, hỏi, ngã, sắc, nặng. đ follows.
const BASES: &str = "aăâeêioôơuưyđ";

/// More bytes than a syllable has in any encoding.
const LONG: usize = 24;
/// What can begin a syllable.
const INITIALS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x";
/// What can end a syllable; with a stop (c, ch, p, t) only sắc and nặng are spoken.
const FINALS: &str = "m n ng nh c ch p t";
/// The vowels before a final.
const CLOSED: &str = "a ă â e ê i o ô ơ u ư iê oa oă oe oo uâ uê uô uy uyê ươ yê";
/// The vowels of a syllable without a final.
const OPEN: &str = "a e ê i o ô ơ u ư y ia oa oe ua ưa uê uơ uy uya ai ao au ay âu ây eo êu iu iêu oi oai oay oao \
    oeo ôi ơi ui uây uôi uyu ưi ưu ươi ươu yêu";

/// How an encoding looks to a program that takes it for Western letters.
struct Encoding {
    /// What each vowel with each tone, and đ, looks like, in the order of [`BASES`].
    letters: &'static str,
    /// The first and last capital, and how far its small letter is from it.
    capitals: (char, char, u32),
    /// Letters that alone prove nothing, for they make such syllables in French too: Loïc, dû.
    doubtful: &'static str,
}

/// Unicode, as far as its letters are Western ones: a word with others is no old encoding.
static UNICODE: Encoding = Encoding {
    letters: "a à - ã á - - - - - - - â - - - - - e è - - é - ê - - - - - i ì - - í - o ò - õ ó - ô - - - - - \
        - - - - - - u ù - - ú - - - - - - - y - - - ý - ð",
    capitals: ('À', 'Þ', 0x20),
    doubtful: "",
};

static TCVN3: Encoding = Encoding {
    letters: "a µ ¶ · ¸ ¹ ¨ » ¼ ½ ¾ Æ © Ç È É Ê Ë e Ì Î Ï Ð Ñ ª Ò Ó Ô Õ Ö i × Ø Ü Ý Þ o ß á â ã ä « å æ ç è é \
        ¬ ê ë ì í î u ï ñ ò ó ô \u{ad} õ ö ÷ ø ù y ú û ü ý þ ®",
    capitals: ('¡', '§', 7),
    doubtful: "îûü",
};

static VNI: Encoding = Encoding {
    letters: "a aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä e eø eû eõ eù eï eâ eà eå eã eá eä i ì æ ó í ò \
        o oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï u uø uû uõ uù uï ö öø öû öõ öù öï y yø yû yõ yù î ñ",
    capitals: ('À', 'Þ', 0x20),
    doubtful: "ïî",
};

fn lists(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

impl Encoding {
    /// The word in small letters.
    fn small(&self, word: &str) -> String {
        let (first, last, distance) = self.capitals;
        word.chars()
            .map(|letter| {
                if (first..=last).contains(&letter) {
                    char::from_u32(u32::from(letter).saturating_add(distance)).unwrap_or(letter)
                } else {
                    letter.to_ascii_lowercase()
                }
            })
            .collect()
    }

    /// How many bytes the plain letters of a word in small letters have, if it reads as a syllable. `toneless`: a stop
    /// may also stand without a tone, which people leave out.
    fn syllable(&self, word: &str, toneless: bool) -> Option<usize> {
        if word.len() > LONG {
            return None;
        }
        let (mut letters, mut spoken) = (String::new(), 0);
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let coded = self.letters.split(' ').enumerate().filter(|(_, code)| rest.starts_with(code));
            let length = if let Some((index, code)) = coded.max_by_key(|(_, code)| code.len()) {
                let tone = index % 6;
                // One tone a syllable; and after a plain a or e it never stands on the next vowel.
                if tone > 0 && (spoken > 0 || letters.ends_with(['a', 'e'])) {
                    return None;
                }
                spoken = spoken.max(tone);
                letters.extend(BASES.chars().nth(index / 6));
                code.len()
            } else if first.is_ascii() {
                letters.push(first);
                1
            } else {
                return None;
            };
            rest = rest.get(length..)?;
        }
        let is_rhyme = |rhyme: &str| {
            lists(OPEN, rhyme)
                || FINALS.split(' ').any(|end| {
                    let stop = !end.starts_with(['m', 'n']);
                    rhyme.strip_suffix(end).is_some_and(|vowels| lists(CLOSED, vowels))
                        && (!stop || spoken > 3 || (toneless && spoken == 0))
                })
        };
        let is_syllable = is_rhyme(&letters)
            || INITIALS.split(' ').any(|initial| letters.strip_prefix(initial).is_some_and(is_rhyme));
        is_syllable.then_some(letters.len())
    }

    /// What a word says for this encoding (1), against it (-1) or neither (0).
    fn weigh(&self, word: &str) -> i32 {
        let word = self.small(word);
        let Some(length) = self.syllable(&word, false) else { return -1 };
        // N·m and x×y are signs between two letters.
        let signs = if word.len() <= 4 { "·×÷" } else { "" };
        let is_doubtful = |letter: char| letter.is_ascii() || has(self.doubtful, letter) || has(signs, letter);
        // `où` is a single letter in VNI, and Seán is an Irish name.
        let foreign = length == 1 || word.split('e').skip(1).any(|rest| rest.starts_with('á'));
        i32::from(!foreign && !word.chars().all(is_doubtful))
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '¡'..='ɏ' | 'Ạ'..='ỹ')
}

/// Whether a text looks typed with a legacy Vietnamese encoding (TCVN3/ABC or VNI) instead of
/// Unicode: more of its words speak for one of the old encodings than against it. A text that is
/// mostly in Unicode, with a few such words, does not.
#[must_use]
pub fn is_legacy_encoded(text: &str) -> bool {
    let (mut against, mut open) = (0_usize, Vec::new());
    for word in text.split(|letter| !is_letter(letter)) {
        // Signs without a letter say nothing, nor do micrometres.
        let mixed = !word.is_ascii() && word.bytes().any(|byte| byte.is_ascii()) && !word.starts_with('µ');
        match mixed {
            // A letter that neither of them has speaks against both.
            true if word.chars().any(|letter| letter > 'ÿ') => against = against.saturating_add(1),
            true => open.push(word),
            false => {}
        }
    }
    // This is asked at every key. In Unicode most words speak against both: then no other is looked at.
    if open.len() <= against {
        return false;
    }
    let mut weights = [0_i32.saturating_sub_unsigned(u32::try_from(against).unwrap_or(u32::MAX)); 2];
    for word in open {
        if UNICODE.syllable(&UNICODE.small(word), true).is_none() {
            for (weight, encoding) in weights.iter_mut().zip([&TCVN3, &VNI]) {
                *weight = weight.saturating_add(encoding.weigh(word));
            }
        }
    }
    weights.iter().any(|weight| *weight > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_encoding_has_a_letter_beyond_the_western_ones() {
        for encoding in [&UNICODE, &TCVN3, &VNI] {
            assert!(encoding.letters.chars().all(|letter| letter <= 'ÿ'));
            let (_, last, distance) = encoding.capitals;
            assert!(u32::from(last).saturating_add(distance) <= u32::from('ÿ'));
        }
    }
}
