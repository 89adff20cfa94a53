//! The only place where commands ask what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use certificates::Timestamp;

use crate::failure::Failure;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// A moment given on the command line, or now.
pub(crate) fn at(text: Option<&str>) -> Result<Timestamp, Failure> {
    match text {
        None => Ok(now()),
        Some(text) => Timestamp::parse_iso(text).ok_or_else(|| {
            Failure::new(format!("`{text}` is not a time"))
                .help("write it like 2026-01-31T12:00:00Z, or 2026-01-31 for midnight UTC")
        }),
    }
}

/// How far a moment is from now, for people: "in 34 days", "3 days ago", "today".
pub(crate) fn distance(moment: Timestamp, now: Timestamp) -> String {
    let days = moment.unix().saturating_sub(now.unix()).div_euclid(DAY);
    let counted = |days: i64| match days {
        1 => "1 day".to_owned(),
        days if days < 1000 => format!("{days} days"),
        days => format!("{} years", days / 365),
    };
    match days {
        0 | -1 => "today".to_owned(),
        days if days > 0 => format!("in {}", counted(days)),
        days => format!("{} ago", counted(-days)),
    }
}
