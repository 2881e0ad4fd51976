//! The server's time, in the one zone that the program knows: Vietnam's (UTC+7, no summer time).

use sipas_forms::value::Date;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

fn now() -> OffsetDateTime {
    let vietnam = UtcOffset::from_hms(7, 0, 0).unwrap_or(UtcOffset::UTC);
    OffsetDateTime::now_utc().to_offset(vietnam)
}

/// Now, in RFC 3339 to the second: `2026-01-31T08:15:00+07:00`.
pub fn timestamp() -> String {
    let now = now();
    now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).unwrap_or_default()
}

/// Today's date, as `today()` in a form sees it.
pub fn today() -> Option<Date> {
    date_of(&timestamp())
}

/// The day in Vietnam of a moment of anybody's (RFC 3339).
pub fn day_of(moment: &str) -> Option<Date> {
    let vietnam = UtcOffset::from_hms(7, 0, 0).unwrap_or(UtcOffset::UTC);
    let local = OffsetDateTime::parse(moment, &Rfc3339).ok()?.checked_to_offset(vietnam)?;
    Date::parse_iso(local.format(&Rfc3339).ok()?.get(..10)?)
}

/// The date of a time that [`timestamp`] gave.
pub fn date_of(timestamp: &str) -> Option<Date> {
    Date::parse_iso(timestamp.get(..10)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_moment_is_vietnams() {
        let day = |moment: &str| day_of(moment).map(Date::to_iso);
        assert_eq!(day("2025-09-20T16:59:59Z").as_deref(), Some("2025-09-20"));
        assert_eq!(day("2025-09-20T17:00:00.000Z").as_deref(), Some("2025-09-21"));
        assert_eq!(day("2025-09-20T23:59:59+07:00").as_deref(), Some("2025-09-20"));
        assert_eq!(day("2025-09-20"), None);
    }

    #[test]
    fn a_timestamp_is_vietnams_and_to_the_second() {
        let text = timestamp();
        assert_eq!(text.len(), "2026-01-31T08:15:00+07:00".len(), "{text}");
        assert!(text.ends_with("+07:00"), "{text}");
        assert_eq!(today().map(Date::to_iso).as_deref(), text.get(..10));
    }
}
