//! Points in time and durations as .NET counts them: ticks of 100 ns since 0001-01-01.

/// `System.DateTime`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DateTime {
    /// Ticks since 0001-01-01T00:00:00.
    pub ticks: i64,
    /// What the ticks are relative to.
    pub kind: DateTimeKind,
}

/// `System.DateTimeKind`. The local zone is UTC (see `oracle/expressions/README.md`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum DateTimeKind {
    /// Not stated.
    Unspecified = 0,
    /// UTC.
    Utc = 1,
    /// The gateway's zone.
    Local = 2,
}

/// `System.DateTimeOffset`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DateTimeOffset {
    /// Clock ticks at the offset.
    pub ticks: i64,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

/// `System.TimeSpan`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TimeSpan {
    /// Ticks of 100 ns.
    pub ticks: i64,
}

impl DateTime {
    /// Ticks of 1970-01-01.
    pub const UNIX_EPOCH_TICKS: i64 = 621_355_968_000_000_000;
    /// Ticks of the last representable moment.
    pub const MAX_TICKS: i64 = 3_155_378_975_999_999_999;

    /// A UTC time from Unix seconds.
    pub const fn from_unix_seconds(seconds: i64, kind: DateTimeKind) -> Self {
        Self { ticks: Self::UNIX_EPOCH_TICKS + seconds * 10_000_000, kind }
    }
}

impl DateTimeOffset {
    /// Ticks of the same moment in UTC.
    pub const fn utc_ticks(&self) -> i64 {
        self.ticks - self.offset_minutes as i64 * 600_000_000
    }
}
