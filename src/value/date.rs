//! Calendar dates of the Gregorian calendar, years 1 to 9999, without a time or a zone.

use alloc::string::String;

use super::number::padded;

/// A date, ordered by time. Stored and sent as ISO 8601 (`2025-12-31`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    /// The date, if it exists: `None` for 30/2 or the year 0.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let real =
            (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        real.then_some(Self { year, month, day })
    }

    /// Reads `YYYY-MM-DD`, exactly ten characters.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len(), text.len()) != (4, 2, 2, 10) {
            return None;
        }
        let digits = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        if digits { Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?) } else { None }
    }

    /// `2025-12-31`.
    #[must_use]
    pub fn to_iso(self) -> String {
        [padded(self.year.into(), 4), padded(self.month.into(), 2), padded(self.day.into(), 2)].join("-")
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_dates_exist() {
        assert_eq!(Date::parse_iso("2024-02-29").map(Date::to_iso).as_deref(), Some("2024-02-29"));
        for text in ["2025-02-29", "2025-13-01", "0000-01-01", "2025-1-01", "2025-01-01T", "+025-01-01", "2025-01-٠1"]
        {
            assert_eq!(Date::parse_iso(text), None, "{text}");
        }
    }
}
