//! `System.DateTime` and `System.DateTimeOffset` as numbers: ticks of 100 ns since 0001-01-01, proleptic Gregorian.
//!
//! Local time is UTC, as on an APIM gateway, so conversions between kinds never move the clock.

use super::duration::TimeSpan;

/// Ticks (100 ns) in a millisecond.
pub const TICKS_PER_MILLISECOND: i64 = 10_000;
/// Ticks in a second.
pub const TICKS_PER_SECOND: i64 = 1_000 * TICKS_PER_MILLISECOND;
/// Ticks in a minute.
pub const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;
/// Ticks in an hour.
pub const TICKS_PER_HOUR: i64 = 60 * TICKS_PER_MINUTE;
/// Ticks in a day.
pub const TICKS_PER_DAY: i64 = 24 * TICKS_PER_HOUR;
/// The last tick of 9999-12-31, `DateTime.MaxValue`.
pub const MAX_TICKS: i64 = 3_155_378_975_999_999_999;
/// Ticks from 0001-01-01 to the Unix epoch.
pub const UNIX_EPOCH_TICKS: i64 = 621_355_968_000_000_000;
/// Milliseconds that `DateTime.Add*` accepts in either direction: the length of the calendar.
const MAX_MILLISECONDS: i64 = MAX_TICKS / TICKS_PER_MILLISECOND + 1;

const DAYS_PER_400_YEARS: i64 = 146_097;
const DAYS_PER_100_YEARS: i64 = 36_524;
const DAYS_PER_4_YEARS: i64 = 1_461;
const DAYS_BEFORE_MONTH: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
const DAYS_BEFORE_MONTH_LEAP: [i64; 13] = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366];

/// `System.DateTimeKind`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum DateTimeKind {
    /// No zone is known; treated as local when one is needed.
    #[default]
    Unspecified,
    /// Coordinated universal time.
    Utc,
    /// The gateway's zone, which is UTC too.
    Local,
}

/// `System.DateTime`. Comparisons look at the ticks only, as .NET's do.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateTime {
    /// Ticks of 100 ns since 0001-01-01, from 0 to [`MAX_TICKS`].
    pub ticks: i64,
    /// What the value says about its zone.
    pub kind: DateTimeKind,
}

/// Year, month and day of one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// 1 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: i32,
    /// 1 to 31.
    pub day: i32,
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.ticks == other.ticks
    }
}

impl Eq for DateTime {}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.ticks.cmp(&other.ticks)
    }
}

impl std::hash::Hash for DateTime {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.ticks.hash(state);
    }
}

impl DateTime {
    /// `DateTime.MinValue`.
    pub const MIN: DateTime = DateTime { ticks: 0, kind: DateTimeKind::Unspecified };
    /// `DateTime.MaxValue`.
    pub const MAX: DateTime = DateTime { ticks: MAX_TICKS, kind: DateTimeKind::Unspecified };
    /// `DateTime.UnixEpoch`.
    pub const UNIX_EPOCH: DateTime = DateTime { ticks: UNIX_EPOCH_TICKS, kind: DateTimeKind::Utc };

    /// A value of the calendar, or nothing when the ticks lie outside it.
    pub fn from_ticks(ticks: i64, kind: DateTimeKind) -> Option<DateTime> {
        (0..=MAX_TICKS).contains(&ticks).then_some(DateTime { ticks, kind })
    }

    /// A date with a time of day, or nothing when a part lies outside its range.
    pub fn from_parts(date: Date, time: [i32; 3], kind: DateTimeKind) -> Option<DateTime> {
        let [hour, minute, second] = time;
        if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..60).contains(&second) {
            return None;
        }
        let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        Some(DateTime { ticks: days_from_date(date)? * TICKS_PER_DAY + seconds * TICKS_PER_SECOND, kind })
    }

    /// The moment of a Unix time in seconds, clamped into the calendar.
    pub fn from_unix_seconds(seconds: i64, kind: DateTimeKind) -> DateTime {
        DateTime::from_unix_nanoseconds(i128::from(seconds) * 1_000_000_000, kind)
    }

    /// The current moment of a Unix clock given in nanoseconds, clamped into the calendar.
    pub fn from_unix_nanoseconds(nanoseconds: i128, kind: DateTimeKind) -> DateTime {
        let ticks = (nanoseconds / 100 + i128::from(UNIX_EPOCH_TICKS)).clamp(0, i128::from(MAX_TICKS));
        DateTime { ticks: ticks as i64, kind }
    }

    /// The same moment with another kind.
    pub fn with_kind(self, kind: DateTimeKind) -> DateTime {
        DateTime { kind, ..self }
    }

    /// Year, month and day.
    pub fn date_parts(self) -> Date {
        date_from_days(self.ticks / TICKS_PER_DAY)
    }

    /// Midnight of the same day, `DateTime.Date`.
    pub fn midnight(self) -> DateTime {
        DateTime { ticks: self.ticks - self.ticks % TICKS_PER_DAY, kind: self.kind }
    }

    /// `DateTime.TimeOfDay`.
    pub fn time_of_day(self) -> TimeSpan {
        TimeSpan::new(self.ticks % TICKS_PER_DAY)
    }

    /// 0 to 23.
    pub fn hour(self) -> i32 {
        (self.ticks / TICKS_PER_HOUR % 24) as i32
    }

    /// 0 to 59.
    pub fn minute(self) -> i32 {
        (self.ticks / TICKS_PER_MINUTE % 60) as i32
    }

    /// 0 to 59.
    pub fn second(self) -> i32 {
        (self.ticks / TICKS_PER_SECOND % 60) as i32
    }

    /// 0 to 999.
    pub fn millisecond(self) -> i32 {
        (self.ticks / TICKS_PER_MILLISECOND % 1_000) as i32
    }

    /// The part below a second, in ticks.
    pub fn fraction_ticks(self) -> i64 {
        self.ticks % TICKS_PER_SECOND
    }

    /// 0 = Sunday to 6 = Saturday, `System.DayOfWeek`.
    pub fn day_of_week(self) -> i32 {
        ((self.ticks / TICKS_PER_DAY + 1) % 7) as i32
    }

    /// 1 to 366.
    pub fn day_of_year(self) -> i32 {
        let first = Date { month: 1, day: 1, ..self.date_parts() };
        (self.ticks / TICKS_PER_DAY - days_from_date(first).unwrap_or(0) + 1) as i32
    }

    /// Moves by ticks; nothing when the result leaves the calendar.
    pub fn add_ticks(self, ticks: i64) -> Option<DateTime> {
        DateTime::from_ticks(self.ticks.checked_add(ticks)?, self.kind)
    }

    /// `DateTime.Add` of a fractional number of units: rounds to the millisecond, as .NET Core 3.1 does.
    pub fn add_scaled(self, value: f64, milliseconds_per_unit: i64) -> Option<DateTime> {
        // The cast of NaN to a number gives a multiple of 2^64 milliseconds' worth of ticks: nothing is added.
        if value.is_nan() {
            return Some(self);
        }
        let milliseconds = value * milliseconds_per_unit as f64 + if value >= 0.0 { 0.5 } else { -0.5 };
        if !(milliseconds > -(MAX_MILLISECONDS as f64) && milliseconds < MAX_MILLISECONDS as f64) {
            return None;
        }
        self.add_ticks(milliseconds as i64 * TICKS_PER_MILLISECOND)
    }

    /// Moves by months and clamps the day to the length of the month.
    pub fn add_months(self, months: i32) -> Option<DateTime> {
        let Date { year, month, day } = self.date_parts();
        let index = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let (year, month) = (i32::try_from(index.div_euclid(12)).ok()?, index.rem_euclid(12) as i32 + 1);
        let day = day.min(days_in_month(year, month)?);
        let days = days_from_date(Date { year, month, day })?;
        Some(DateTime { ticks: days * TICKS_PER_DAY + self.ticks % TICKS_PER_DAY, kind: self.kind })
    }

    /// The distance from `other` to this moment.
    pub fn since(self, other: DateTime) -> TimeSpan {
        TimeSpan::new(self.ticks - other.ticks)
    }
}

/// `System.DateTimeOffset`: a clock reading and its distance from UTC. Comparisons look at the moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateTimeOffset {
    /// What the clock shows, in ticks since 0001-01-01.
    pub ticks: i64,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

/// Why a clock reading and an offset do not make a `DateTimeOffset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetError {
    /// "Offset must be specified in whole minutes."
    NotWholeMinutes,
    /// "Offset must be within plus or minus 14 hours."
    TooFar,
    /// The moment lies outside the calendar.
    Unrepresentable,
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.utc_ticks() == other.utc_ticks()
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.utc_ticks().cmp(&other.utc_ticks())
    }
}

impl std::hash::Hash for DateTimeOffset {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.utc_ticks().hash(state);
    }
}

impl DateTimeOffset {
    /// `DateTimeOffset.MinValue`.
    pub const MIN: DateTimeOffset = DateTimeOffset { ticks: 0, offset_minutes: 0 };
    /// `DateTimeOffset.MaxValue`.
    pub const MAX: DateTimeOffset = DateTimeOffset { ticks: MAX_TICKS, offset_minutes: 0 };
    /// `DateTimeOffset.UnixEpoch`.
    pub const UNIX_EPOCH: DateTimeOffset = DateTimeOffset { ticks: UNIX_EPOCH_TICKS, offset_minutes: 0 };
    /// The farthest offset from UTC that .NET accepts, in minutes.
    pub const MAX_OFFSET_MINUTES: i64 = 14 * 60;

    /// A clock reading with its offset.
    pub fn new(clock_ticks: i64, offset: TimeSpan) -> Result<DateTimeOffset, OffsetError> {
        if offset.ticks % TICKS_PER_MINUTE != 0 {
            return Err(OffsetError::NotWholeMinutes);
        }
        let minutes = offset.ticks / TICKS_PER_MINUTE;
        if minutes.abs() > Self::MAX_OFFSET_MINUTES {
            return Err(OffsetError::TooFar);
        }
        let utc = clock_ticks.checked_sub(offset.ticks).ok_or(OffsetError::Unrepresentable)?;
        if !(0..=MAX_TICKS).contains(&utc) || !(0..=MAX_TICKS).contains(&clock_ticks) {
            return Err(OffsetError::Unrepresentable);
        }
        Ok(DateTimeOffset { ticks: clock_ticks, offset_minutes: minutes as i16 })
    }

    /// The moment of a `DateTime`; the offset is zero because local time is UTC.
    pub fn from_date_time(value: DateTime) -> DateTimeOffset {
        DateTimeOffset { ticks: value.ticks, offset_minutes: 0 }
    }

    /// What the clock shows, with no kind.
    pub fn clock(self) -> DateTime {
        DateTime { ticks: self.ticks, kind: DateTimeKind::Unspecified }
    }

    /// Distance from UTC.
    pub fn offset(self) -> TimeSpan {
        TimeSpan::new(i64::from(self.offset_minutes) * TICKS_PER_MINUTE)
    }

    /// The moment in UTC.
    pub fn utc(self) -> DateTime {
        DateTime { ticks: self.utc_ticks(), kind: DateTimeKind::Utc }
    }

    /// Ticks of the moment in UTC.
    pub fn utc_ticks(self) -> i64 {
        self.ticks - self.offset().ticks
    }

    /// The same moment seen with another offset.
    pub fn to_offset(self, offset: TimeSpan) -> Result<DateTimeOffset, OffsetError> {
        let clock = self.utc_ticks().checked_add(offset.ticks).ok_or(OffsetError::Unrepresentable)?;
        DateTimeOffset::new(clock, offset)
    }

    /// Keeps the offset and changes what the clock shows.
    pub fn with_clock(self, clock: DateTime) -> Option<DateTimeOffset> {
        DateTimeOffset::new(clock.ticks, self.offset()).ok()
    }

    /// `EqualsExact`: moment and offset.
    pub fn equals_exact(self, other: DateTimeOffset) -> bool {
        self.ticks == other.ticks && self.offset_minutes == other.offset_minutes
    }
}

/// Whether a year has 366 days.
pub fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The length of a month; nothing for a month or year outside the calendar.
pub fn days_in_month(year: i32, month: i32) -> Option<i32> {
    let table = month_table(year)?;
    let index = usize::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    Some((table[index] - table[index - 1]) as i32)
}

/// Days from 0001-01-01 to a date; nothing when the date does not exist.
fn days_from_date(date: Date) -> Option<i64> {
    if date.day < 1 || date.day > days_in_month(date.year, date.month)? {
        return None;
    }
    let years = i64::from(date.year) - 1;
    let before = month_table(date.year)?[date.month as usize - 1];
    Some(years * 365 + years / 4 - years / 100 + years / 400 + before + i64::from(date.day) - 1)
}

fn month_table(year: i32) -> Option<&'static [i64; 13]> {
    if !(1..=9999).contains(&year) {
        return None;
    }
    Some(if is_leap_year(year) { &DAYS_BEFORE_MONTH_LEAP } else { &DAYS_BEFORE_MONTH })
}

fn date_from_days(days: i64) -> Date {
    let (cycles, rest) = (days / DAYS_PER_400_YEARS, days % DAYS_PER_400_YEARS);
    // The last day of a cycle would otherwise start a fifth century, or a fifth year.
    let centuries = (rest / DAYS_PER_100_YEARS).min(3);
    let rest = rest - centuries * DAYS_PER_100_YEARS;
    let (leaps, rest) = (rest / DAYS_PER_4_YEARS, rest % DAYS_PER_4_YEARS);
    let years = (rest / 365).min(3);
    let day_of_year = rest - years * 365;
    let year = (cycles * 400 + centuries * 100 + leaps * 4 + years + 1) as i32;
    let table = if is_leap_year(year) { &DAYS_BEFORE_MONTH_LEAP } else { &DAYS_BEFORE_MONTH };
    let month = (1..12).find(|month| day_of_year < table[*month]).unwrap_or(12);
    Date { year, month: month as i32, day: (day_of_year - table[month - 1] + 1) as i32 }
}

#[cfg(test)]
mod tests;
