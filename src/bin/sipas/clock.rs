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

/// The date of a time that [`timestamp`] gave.
pub fn date_of(timestamp: &str) -> Option<Date> {
    Date::parse_iso(timestamp.get(..10)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_vietnams_and_to_the_second() {
        let text = timestamp();
        assert_eq!(text.len(), "2026-01-31T08:15:00+07:00".len(), "{text}");
        assert!(text.ends_with("+07:00"), "{text}");
        assert_eq!(today().map(Date::to_iso).as_deref(), text.get(..10));
    }
}
