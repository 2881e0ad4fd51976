//! Named formats of text answers: e-mail addresses, phone numbers and the numbers and codes that
//! Vietnamese administration gives to people, taxpayers, procedures, dossiers, documents and
//! agencies; and texts typed with an old Vietnamese encoding.
//!
//! It decides whether a text is written as such a number is written, never whether the number
//! exists. Where the written rules leave a part open, that part is accepted: refusing a citizen's
//! true number is worse than letting a wrong one through. Each format says which parts those are.

mod contact;
mod legacy;
mod official;
mod personal;

pub use legacy::is_legacy_encoded;

use core::ops::Range;

use crate::{FULL, value::Date};

/// A format that a question may demand of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An e-mail address: one `@`, a domain with a dot, ASCII, the lengths of RFC 5321 (64 octets
    /// before the `@`, 254 in all). Quoted local parts, addresses of hosts and internationalised
    /// addresses are refused: nobody has one for public services.
    Email,
    /// A Vietnamese phone number: `0` or `+84` and nine digits, or the eleven digits of a
    /// landline (`02…`); spaces, dots, dashes and brackets may stand anywhere between. Which
    /// prefixes are in use changes, so none is refused.
    Phone,
    /// The personal identification number of a citizen, also on the identity card: twelve digits
    /// (Law on Identification 2023, article 12). Three say where the birth was registered
    /// (annex 1 of Circular 07/2016/TT-BCA: the 63 provinces before the mergers of 2025), one the
    /// century and the sex, two the year of birth; the rest is a serial number, with no check
    /// digit. A code from 100 up is taken to be the country of a birth registered abroad: their
    /// list was not available, so every one is accepted.
    CitizenNumber,
    /// A tax code (Circular 105/2020/TT-BTC): ten digits, the last of them a check digit, and for
    /// a dependent unit three more (001 to 999), with or without a dash. A citizen number is
    /// accepted too: since 1 July 2025 it serves people and households as tax code (Circular
    /// 86/2024/TT-BTC, not confirmed here).
    TaxCode,
    /// The code of an administrative procedure as the national database prints it, `2.000815`. The
    /// tail that provincial portals add (`2.000815.000.00.00.H15`, `2.000815.H15`) is seen in
    /// practice and accepted.
    ProcedureCode,
    /// The code of a dossier at a one-stop shop: the agency, the day of receipt, a serial number
    /// (`H15.50.05.13-251008-0975`; article 19 of Circular 01/2018/TT-VPCP). The circular gives the
    /// parts; how long each may be was learnt from codes in use.
    DossierCode,
    /// The number and sign of a document (Decree 30/2020/NĐ-CP): `08/KH-UBND`, `4625/BNV-CCHC`,
    /// with the year `163/2025/QĐ-UBND` and `202/2025/QH15`. Numbers of the Party (`18-NQ/TW`)
    /// follow other rules, of which only this form is known; they need no leading zero. `&` and
    /// `.` in a sign are not foreseen, but offices write them.
    DocumentNumber,
    /// The electronic code of an agency (Decision 20/2020/QĐ-TTg): `H15.50`, or in the older order
    /// `000.00.01.H15`. Which codes are given out, and whether the whole may be longer than 35
    /// characters, is not checked.
    AgencyCode,
}

crate::pack_enum!(Format {
    0 = Email,
    1 = Phone,
    2 = CitizenNumber,
    3 = TaxCode,
    4 = ProcedureCode,
    5 = DossierCode,
    6 = DocumentNumber,
    7 = AgencyCode,
});

/// The formats by the name that a definition gives them.
pub const FORMATS: [(&str, Format); 8] = [
    (Format::Email.name(), Format::Email),
    (Format::Phone.name(), Format::Phone),
    (Format::CitizenNumber.name(), Format::CitizenNumber),
    (Format::TaxCode.name(), Format::TaxCode),
    (Format::ProcedureCode.name(), Format::ProcedureCode),
    (Format::DossierCode.name(), Format::DossierCode),
    (Format::DocumentNumber.name(), Format::DocumentNumber),
    (Format::AgencyCode.name(), Format::AgencyCode),
];

/// What a check answers: nothing, or the code of what is wrong.
type Checked = Result<(), &'static str>;

impl Format {
    /// The format of that name in a definition.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// Its name in a definition.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::CitizenNumber => "citizen_number",
            Self::TaxCode => "tax_code",
            Self::ProcedureCode => "procedure_code",
            Self::DossierCode => "dossier_code",
            Self::DocumentNumber => "document_number",
            Self::AgencyCode => "agency_code",
        }
    }

    /// Whether only a build with [`FULL`] checks it: all but those of a citizen's survey.
    #[must_use]
    pub const fn needs_full(self) -> bool {
        !matches!(self, Self::Email | Self::Phone)
    }

    /// Whether a text (NFC, trimmed) has this format. `today` is for dates that must not lie in
    /// the future; without it they may.
    ///
    /// # Errors
    /// The code of the issue: `format_` and the name of the format, or a more telling one
    /// (`format_tax_code_check_digit`); `legacy_encoding` for a document number with a letter
    /// of an old encoding. The catalogue has a sentence for each.
    pub fn check(self, text: &str, today: Option<Date>) -> Checked {
        match self {
            Self::Email => contact::email(text),
            Self::Phone => contact::phone(text),
            _ if !FULL => Ok(()),
            Self::CitizenNumber => personal::citizen_number(text, today),
            Self::TaxCode => personal::tax_code(text, today),
            Self::ProcedureCode => official::procedure_code(text),
            Self::DossierCode => official::dossier_code(text, today),
            Self::DocumentNumber => official::document_number(text),
            Self::AgencyCode => official::agency_code(text),
        }
    }

    /// The keyboard a phone should show: the value of HTML's `inputmode`. `None` where letters or
    /// dots are needed (the decimal keyboards of Vietnamese phones have a comma).
    #[must_use]
    pub const fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Phone => Some("tel"),
            Self::CitizenNumber | Self::TaxCode => Some("numeric"),
            _ => None,
        }
    }

    /// What a browser may fill in: the value of HTML's `autocomplete`.
    #[must_use]
    pub const fn autocomplete(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Phone => Some("tel"),
            _ => None,
        }
    }
}

/// `Ok` if the text is right, else the code.
fn require(right: bool, code: &'static str) -> Checked {
    if right { Ok(()) } else { Err(code) }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number written at these places.
fn number(text: &str, places: Range<usize>) -> u16 {
    text.get(places).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// Whether a short list has the letter. (`str::contains` brings 2 KiB of searching into the module.)
fn has(letters: &str, letter: char) -> bool {
    letters.chars().any(|listed| listed == letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::has_message;
    use alloc::{string::String, vec::Vec};

    #[test]
    fn a_format_is_found_by_its_name() {
        for (name, format) in FORMATS {
            assert_eq!((Format::from_name(name), format.name()), (Some(format), name));
        }
        assert_eq!(Format::from_name("Email"), None);
    }

    /// A linear congruential generator: the same texts in every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap_or_default().checked_rem(end).unwrap_or_default()
        }
    }

    #[test]
    fn no_text_breaks_a_check_and_every_code_has_a_sentence() {
        let pieces: Vec<char> = "0123456789012345678901234567890123456789//--..@@+ ()HKQĐNUBTaeiougnhcđăâêôơưạếộữ\
            µ·¸¹¨©«»×÷§®ÐÑñßøùûõïâäåÖÕæ\u{ad}–“₫Σ文\u{301}😀\0\n"
            .chars()
            .collect();
        // Right values, so that the checks get beyond the first thing they look at.
        let right = [
            "a@b.vn",
            "+84912345678",
            "037190000123",
            "0123456787-001",
            "2.000815",
            "H15.50-250815-0975",
            "08/KH-UBND",
        ];
        let mut random = Random(1);
        for round in 0..8000 {
            let mut text: Vec<char> = if round % 2 == 0 {
                Vec::new()
            } else {
                right.get(random.below(right.len())).map(|text| text.chars().collect()).unwrap_or_default()
            };
            for _ in 0..random.below(16) {
                let piece = pieces.get(random.below(pieces.len())).copied().unwrap_or_default();
                let place = random.below(text.len().saturating_add(1));
                if place < text.len() && random.below(2) == 0 {
                    text.remove(place);
                }
                text.insert(place.min(text.len()), piece);
            }
            let text: String = text.into_iter().collect();
            for (_, format) in FORMATS {
                for today in [None, Date::new(2025, 8, 15)] {
                    if let Err(code) = format.check(&text, today) {
                        assert!(has_message(code), "{code} for {text:?}");
                    }
                }
            }
            let _ = is_legacy_encoded(&text);
        }
    }
}
