//! When a form was begun or completed, as tables write it: `31/12/2025 8:15`, `2025-12-31T08:15:00+07:00`,
//! `2025/12/31 8:15:30 SA GMT+7`. Nothing is allocated: every row has two of them, and each is another.

use super::columns::DateOrder;
use crate::value::{Date, padded};

/// What a moment without a zone is taken to be in: Vietnam's, in minutes before UTC.
const VIETNAM: i64 = 7 * 60;

/// A day, and the time of it where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) date: Date,
    /// Seconds of the day; `None` of a day without a time.
    seconds: Option<u32>,
    /// How many minutes the zone is before UTC.
    zone: i64,
}

/// Reads a text from its left.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn peek(&self) -> u8 {
        self.0.first().copied().unwrap_or(0)
    }

    fn advance(&mut self, count: usize) {
        self.0 = self.0.get(count..).unwrap_or_default();
    }

    /// Takes one of some signs.
    fn take(&mut self, signs: &[u8]) -> Option<u8> {
        let sign = self.0.first().copied().filter(|sign| signs.contains(sign))?;
        self.advance(1);
        Some(sign)
    }

    fn spaces(&mut self) {
        while self.take(b" ,").is_some() {}
    }

    /// A number of at most `most` digits, and of how many it is.
    fn number(&mut self, most: usize) -> Option<(u32, usize)> {
        let (mut number, mut count) = (0_u32, 0_usize);
        while count < most && self.peek().is_ascii_digit() {
            number = number.saturating_mul(10).saturating_add(u32::from(self.peek().wrapping_sub(b'0')));
            count = count.saturating_add(1);
            self.advance(1);
        }
        (count > 0).then_some((number, count))
    }

    /// A word, whatever its letters' case.
    fn word(&mut self, word: &str) -> bool {
        let is_it = self.0.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
        if is_it {
            self.advance(word.len());
        }
        is_it
    }

    fn date(&mut self, order: DateOrder) -> Option<Date> {
        let (first, digits) = self.number(4)?;
        let sign = self.take(b"-/.")?;
        let (second, _) = self.number(2)?;
        self.take(&[sign])?;
        let (last, last_digits) = self.number(4)?;
        let (year, month, day) = match (digits, last_digits, order) {
            (4, 1 | 2, _) => (first, second, last),
            (1 | 2, 4, DateOrder::DayFirst) => (last, second, first),
            (1 | 2, 4, DateOrder::MonthFirst) => (last, first, second),
            _ => return None,
        };
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// `8:15`, `08:15:00.250`, with `SA`, `CH`, `AM` or `PM` behind it.
    fn time(&mut self) -> Option<u32> {
        let (mut hour, _) = self.number(2)?;
        self.take(b":")?;
        let (minute, 2) = self.number(2)? else { return None };
        let mut second = 0;
        if self.take(b":").is_some() {
            let (whole, 2) = self.number(2)? else { return None };
            second = whole;
            if self.take(b".").is_some() {
                self.number(9)?;
            }
        }
        self.spaces();
        let afternoon = self.word("CH") || self.word("PM");
        if afternoon || self.word("SA") || self.word("AM") {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour.checked_rem(12)?.checked_add(if afternoon { 12 } else { 0 })?;
        }
        let real = hour < 24 && minute < 60 && second < 60;
        real.then(|| hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60)).saturating_add(second))
    }

    /// `Z`, `+07:00`, `+0700`, `GMT+7`; minutes before UTC.
    fn zone(&mut self) -> Option<i64> {
        self.spaces();
        if self.0.is_empty() {
            return Some(VIETNAM);
        }
        if self.word("Z") {
            return Some(0);
        }
        let _ = self.word("GMT") || self.word("UTC");
        if self.0.is_empty() {
            return Some(0);
        }
        let sign = self.take(b"+-")?;
        let (hours, _) = self.number(2)?;
        self.take(b":");
        let minutes = self.number(2).map_or(0, |(minutes, _)| minutes);
        let all = i64::from(hours).saturating_mul(60).saturating_add(i64::from(minutes));
        (hours < 15 && minutes < 60).then(|| if sign == b'-' { all.saturating_neg() } else { all })
    }
}

impl Moment {
    /// Reads one, with the day before the month where the year is last; `None` for what is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::read(text, DateOrder::DayFirst)
    }

    /// The order in which a text has day and month, where only one of them makes it a moment.
    pub(super) fn order(text: &str) -> Option<DateOrder> {
        // Most of what stands in a table is none.
        if !text.contains(['/', '-', '.']) {
            return None;
        }
        match [DateOrder::DayFirst, DateOrder::MonthFirst].map(|order| Self::read(text, order).is_some()) {
            [true, false] => Some(DateOrder::DayFirst),
            [false, true] => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Reads one with day and month in an order; `None` for what is none.
    pub(super) fn read(text: &str, order: DateOrder) -> Option<Self> {
        let mut scan = Scan(text.trim().as_bytes());
        let date = scan.date(order)?;
        if scan.0.is_empty() {
            return Some(Self { date, seconds: None, zone: VIETNAM });
        }
        scan.take(b"Tt ,")?;
        scan.spaces();
        let seconds = scan.time()?;
        let zone = scan.zone()?;
        scan.0.is_empty().then_some(Self { date, seconds: Some(seconds), zone })
    }

    fn begin(self) -> i64 {
        let days = i64::from(self.date.days()).saturating_mul(86_400);
        days.saturating_sub(self.zone.saturating_mul(60))
    }

    /// Seconds since a beginning that all moments share: the first that it can be.
    pub(super) fn first(self) -> i64 {
        self.begin().saturating_add(i64::from(self.seconds.unwrap_or(0)))
    }

    /// The last that it can be: of a day without a time its end.
    pub(super) fn last(self) -> i64 {
        self.begin().saturating_add(i64::from(self.seconds.unwrap_or(86_399)))
    }

    /// As an envelope says it (RFC 3339): the first moment that it can be.
    pub(super) fn first_text(self) -> alloc::string::String {
        self.text_at(self.seconds.unwrap_or(0))
    }

    /// The same of the last that it can be.
    pub(super) fn last_text(self) -> alloc::string::String {
        self.text_at(self.seconds.unwrap_or(86_399))
    }

    fn text_at(self, seconds: u32) -> alloc::string::String {
        let part = |divisor: u32, rest: u32| {
            let all = seconds.checked_div(divisor).unwrap_or(0);
            padded(all.checked_rem(rest).unwrap_or(0).into(), 2)
        };
        let zone = |part: Option<u64>| padded(part.unwrap_or(0).into(), 2);
        let minutes = self.zone.unsigned_abs();
        let sign = if self.zone < 0 { "-" } else { "+" };
        let (hours, minutes) = (zone(minutes.checked_div(60)), zone(minutes.checked_rem(60)));
        let (hour, minute, second) = (part(3600, 24), part(60, 60), part(1, 60));
        [&self.date.to_iso(), "T", &hour, ":", &minute, ":", &second, sign, &hours, ":", &minutes].concat()
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_tables_write_them() {
        let text = |text: &str| Moment::parse(text).map(Moment::first_text);
        for (written, read) in [
            ("2025-12-31T08:15:00+07:00", "2025-12-31T08:15:00+07:00"),
            ("2025-12-31 08:15", "2025-12-31T08:15:00+07:00"),
            ("2025-12-31T08:15:00.250Z", "2025-12-31T08:15:00+00:00"),
            ("31/12/2025 8:15", "2025-12-31T08:15:00+07:00"),
            (" 31-12-2025, 8:15:09 ", "2025-12-31T08:15:09+07:00"),
            ("2025/12/31 8:15:30 SA GMT+7", "2025-12-31T08:15:30+07:00"),
            ("2025/12/31 12:15:30 CH GMT+7", "2025-12-31T12:15:30+07:00"),
            ("2025/12/31 12:15:30 AM GMT-3", "2025-12-31T00:15:30-03:00"),
            ("31/12/2025", "2025-12-31T00:00:00+07:00"),
        ] {
            assert_eq!(text(written).as_deref(), Some(read), "{written}");
        }
        for written in [
            "",
            "31/2/2025",
            "8:15",
            "31/12/25",
            "31/12/2025 25:00",
            "31/12/2025 23:59:60",
            "31/12/2025 8:5",
            "31/12/2025 8:15 x",
        ] {
            assert_eq!(text(written), None, "{written}");
        }
    }

    #[test]
    fn the_month_stands_first_where_the_table_has_it_so() {
        let text = |text: &str| Moment::read(text, DateOrder::MonthFirst).map(Moment::first_text);
        assert_eq!(text("11/5/2025 8:15:30").as_deref(), Some("2025-11-05T08:15:30+07:00"));
        assert_eq!(text("2025-11-05").as_deref(), Some("2025-11-05T00:00:00+07:00"));
        assert_eq!(text("29/11/2025"), None);
        for (written, order) in [
            ("11/29/2025 8:15:30", Some(DateOrder::MonthFirst)),
            ("29/11/2025", Some(DateOrder::DayFirst)),
            ("11/5/2025", None),
            ("5/5/2025", None),
            ("2025-11-29", None),
            ("29/11", None),
            ("", None),
        ] {
            assert_eq!(Moment::order(written), order, "{written}");
        }
    }

    #[test]
    fn a_day_without_a_time_is_from_its_first_to_its_last_second() {
        let day = Moment::parse("31/12/2025").map(|day| (day.first(), day.last()));
        let noon = Moment::parse("2025-12-31T05:00:00Z").map(Moment::first);
        assert_eq!(day.map(|(first, last)| last - first), Some(86_399));
        let written = Moment::parse("31/12/2025").map(Moment::last_text);
        assert_eq!(written.as_deref(), Some("2025-12-31T23:59:59+07:00"));
        assert_eq!(day.zip(noon).map(|((first, _), noon)| noon - first), Some(12 * 3600));
    }
}
