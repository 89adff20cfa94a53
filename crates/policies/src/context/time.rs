//! Times of this crate as .NET's.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use certificates::Timestamp;
use expressions::{DateTime, DateTimeKind, TimeSpan, Value};

/// .NET counts 100-nanosecond ticks from the year 1; this is 1970.
const UNIX_EPOCH_TICKS: i64 = 621_355_968_000_000_000;
const TICKS_PER_SECOND: i64 = 10_000_000;
/// The last tick of the year 9999.
const TICKS_MAX: i64 = 3_155_378_975_999_999_999;

/// A duration.
pub(super) fn span(duration: Duration) -> Value {
    Value::TimeSpan(TimeSpan { ticks: ticks(duration) })
}

/// A time of kind UTC.
pub(super) fn utc(time: SystemTime) -> Value {
    let since = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => ticks(since),
        Err(before) => -ticks(before.duration()),
    };
    date_time(UNIX_EPOCH_TICKS.saturating_add(since), DateTimeKind::Utc)
}

/// A time that may be absent.
pub(super) fn optional_utc(time: Option<SystemTime>) -> Value {
    time.map_or(Value::Null, utc)
}

/// A certificate's time: .NET gives local time, and local is UTC here.
pub(super) fn local(timestamp: Timestamp) -> Value {
    let ticks = timestamp.unix().saturating_mul(TICKS_PER_SECOND).saturating_add(UNIX_EPOCH_TICKS);
    date_time(ticks, DateTimeKind::Local)
}

/// Seconds since 1970 as tokens count them.
pub(super) fn from_unix_seconds(seconds: i64) -> Value {
    date_time(seconds.saturating_mul(TICKS_PER_SECOND).saturating_add(UNIX_EPOCH_TICKS), DateTimeKind::Utc)
}

fn date_time(ticks: i64, kind: DateTimeKind) -> Value {
    Value::DateTime(DateTime { ticks: ticks.clamp(0, TICKS_MAX), kind })
}

fn ticks(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos() / 100).unwrap_or(i64::MAX)
}
