//! `System.TimeSpan`: a signed number of ticks, its standard and custom formats, and how .NET reads one.

mod exact;
mod format;
mod parse;

pub use parse::SpanParseError;

use super::calendar::{TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE, TICKS_PER_SECOND};

/// `System.TimeSpan` in ticks of 100 ns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan {
    /// Ticks of 100 ns.
    pub ticks: i64,
}

/// Why a fractional number of units is no `TimeSpan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanError {
    /// "TimeSpan does not accept floating point Not-a-Number values."
    NotANumber,
    /// "TimeSpan overflowed because the duration is too long."
    TooLong,
}

impl TimeSpan {
    /// `TimeSpan.Zero`.
    pub const ZERO: TimeSpan = TimeSpan::new(0);
    /// `TimeSpan.MaxValue`.
    pub const MAX: TimeSpan = TimeSpan::new(i64::MAX);
    /// `TimeSpan.MinValue`.
    pub const MIN: TimeSpan = TimeSpan::new(i64::MIN);

    /// A span of so many ticks.
    pub const fn new(ticks: i64) -> TimeSpan {
        TimeSpan { ticks }
    }

    /// Days, hours, minutes, seconds and milliseconds, each of any sign; nothing when the sum does not fit.
    pub fn from_parts(days: i32, hours: i32, minutes: i32, seconds: i32, milliseconds: i32) -> Option<TimeSpan> {
        let total = ((i128::from(days) * 24 + i128::from(hours)) * 60 + i128::from(minutes)) * 60 + i128::from(seconds);
        let milliseconds = total * 1_000 + i128::from(milliseconds);
        i64::try_from(milliseconds * i128::from(TICKS_PER_MILLISECOND)).ok().map(TimeSpan::new)
    }

    /// `TimeSpan.FromSeconds` and its like: .NET Core 3.1 keeps ticks and cuts what is below one.
    pub fn from_units(value: f64, ticks_per_unit: i64) -> Result<TimeSpan, SpanError> {
        if value.is_nan() {
            return Err(SpanError::NotANumber);
        }
        TimeSpan::from_ticks_f64(value * ticks_per_unit as f64)
    }

    /// A fractional number of ticks, cut towards zero.
    pub fn from_ticks_f64(ticks: f64) -> Result<TimeSpan, SpanError> {
        // The bounds are the nearest doubles; i64::MAX itself is rounded up to 2^63 and is therefore too long.
        if !(ticks >= i64::MIN as f64 && ticks < i64::MAX as f64) {
            return Err(SpanError::TooLong);
        }
        Ok(TimeSpan::new(ticks as i64))
    }

    /// Whole days, of the span's sign.
    pub fn days(self) -> i32 {
        (self.ticks / TICKS_PER_DAY) as i32
    }

    /// -23 to 23.
    pub fn hours(self) -> i32 {
        (self.ticks / TICKS_PER_HOUR % 24) as i32
    }

    /// -59 to 59.
    pub fn minutes(self) -> i32 {
        (self.ticks / TICKS_PER_MINUTE % 60) as i32
    }

    /// -59 to 59.
    pub fn seconds(self) -> i32 {
        (self.ticks / TICKS_PER_SECOND % 60) as i32
    }

    /// -999 to 999.
    pub fn milliseconds(self) -> i32 {
        (self.ticks / TICKS_PER_MILLISECOND % 1_000) as i32
    }

    /// `TotalMilliseconds`, which .NET clamps to whole milliseconds at both ends.
    pub fn total_milliseconds(self) -> f64 {
        const LIMIT: f64 = (i64::MAX / TICKS_PER_MILLISECOND) as f64;
        (self.ticks as f64 / TICKS_PER_MILLISECOND as f64).clamp(-LIMIT, LIMIT)
    }

    /// The span as a number of units of `ticks_per_unit`.
    pub fn total(self, ticks_per_unit: i64) -> f64 {
        self.ticks as f64 / ticks_per_unit as f64
    }
}

#[cfg(test)]
mod tests;
