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
    /// 1 January of the year 1.
    pub const FIRST: Self = Self { year: 1, month: 1, day: 1 };

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

    /// Days since 1 January of the year 1, which is day 1.
    #[must_use]
    pub fn days(self) -> i32 {
        let before = i32::from(self.year).saturating_sub(1);
        let part = |years: i32| before.checked_div(years).unwrap_or(0);
        let leap_days = part(4).saturating_sub(part(100)).saturating_add(part(400));
        let months =
            (1..self.month).fold(0_i32, |days, month| days.saturating_add(i32::from(days_in_month(self.year, month))));
        before.saturating_mul(365).saturating_add(leap_days).saturating_add(months).saturating_add(i32::from(self.day))
    }

    /// The date of a count of days as [`Self::days`] gives it; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_days(days: i32) -> Option<Self> {
        // 400 years are 146,097 days: the estimate is at most one year off, either way.
        let estimate = i64::from(days).checked_mul(400)?.checked_div(146_097)?;
        let first = |year: i64| Some(Self::new(u16::try_from(year).ok()?, 1, 1)?.days());
        let year = [estimate.saturating_add(2), estimate.saturating_add(1), estimate]
            .into_iter()
            .find(|year| first(*year).is_some_and(|first| first <= days))?;
        let year = u16::try_from(year).ok()?;
        let mut rest = days.checked_sub(first(i64::from(year))?)?;
        for month in 1..=12 {
            let length = i32::from(days_in_month(year, month));
            if rest < length {
                return Self::new(year, month, u8::try_from(rest).ok()?.saturating_add(1));
            }
            rest = rest.saturating_sub(length);
        }
        None
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
    fn days_count_every_date_once() {
        let mut day = Date::new(1, 1, 1).map_or(0, Date::days);
        assert_eq!(day, 1);
        for year in 1..=9999 {
            for month in 1..=12 {
                for number in 1..=days_in_month(year, month) {
                    let date = Date::new(year, month, number);
                    assert_eq!(date.map(Date::days), Some(day));
                    assert_eq!(Date::from_days(day), date);
                    day += 1;
                }
            }
        }
        assert_eq!((Date::from_days(day), Date::from_days(0), Date::from_days(i32::MIN)), (None, None, None));
    }

    #[test]
    fn only_real_dates_exist() {
        assert_eq!(Date::parse_iso("2024-02-29").map(Date::to_iso).as_deref(), Some("2024-02-29"));
        for text in ["2025-02-29", "2025-13-01", "0000-01-01", "2025-1-01", "2025-01-01T", "+025-01-01", "2025-01-٠1"]
        {
            assert_eq!(Date::parse_iso(text), None, "{text}");
        }
    }
}
