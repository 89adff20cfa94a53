//! `System.DateTime`, `System.DayOfWeek` and `System.DateTimeKind`.

mod reading;

pub(super) use reading::{as_offset, read};

use crate::format::calendar::{self, Date, TICKS_PER_MILLISECOND};
use crate::{Call, DateTime, DateTimeKind, Declarations, Exception, TimeSpan, TypeDeclaration, TypeId, Value};

const DAY: i64 = 86_400_000;
/// The length of the calendar in milliseconds.
const ADDABLE_MILLISECONDS: f64 = 315_537_897_600_000.0;
const UNREPRESENTABLE: &str = "The added or subtracted value results in an un-representable DateTime.";

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.enumeration(
        "System.DayOfWeek",
        "Days of the week.",
        &[
            ("Sunday", 0),
            ("Monday", 1),
            ("Tuesday", 2),
            ("Wednesday", 3),
            ("Thursday", 4),
            ("Friday", 5),
            ("Saturday", 6),
        ],
    );
    declarations.enumeration(
        "System.DateTimeKind",
        "What a DateTime is relative to.",
        &[("Unspecified", 0), ("Utc", 1), ("Local", 2)],
    );
    let date = declarations
        .structure("System.DateTime", "A date and a time of day, to 100 nanoseconds.")
        .is_a("IComparable, IComparable<DateTime>, IEquatable<DateTime>, IFormattable, IConvertible");
    constructors(date);
    parts(date);
    arithmetic(date);
    texts(date);
    reading::declare(date);
}

fn constructors(date: &mut TypeDeclaration) {
    date.has("DateTime(long ticks)", from_ticks, "From ticks of 100 ns since 0001-01-01.")
        .has("DateTime(long ticks, DateTimeKind kind)", from_ticks, "From ticks of 100 ns since 0001-01-01.")
        .has("DateTime(int year, int month, int day)", from_parts, "A date at midnight.")
        .has("DateTime(int year, int month, int day, int hour, int minute, int second)", from_parts, "A date and time.")
        .has("DateTime(int year, int month, int day, int hour, int minute, int second, DateTimeKind kind)", from_parts_of_kind, "A date and time.")
        .has("DateTime(int year, int month, int day, int hour, int minute, int second, int millisecond)", from_parts, "A date and time.")
        .has("DateTime(int year, int month, int day, int hour, int minute, int second, int millisecond, DateTimeKind kind)", from_parts, "A date and time.")
        .has("static DateTime Now", |call| Ok(super::clock::now(call, DateTimeKind::Local).into()), "The current local time; the gateway's zone is UTC.")
        .has("static DateTime UtcNow", |call| Ok(super::clock::now(call, DateTimeKind::Utc).into()), "The current time in UTC.")
        .has("static DateTime Today", |call| Ok(super::clock::now(call, DateTimeKind::Local).midnight().into()), "Midnight of today.")
        .has("static DateTime MinValue", |_| Ok(DateTime::MIN.into()), "0001-01-01.")
        .has("static DateTime MaxValue", |_| Ok(DateTime::MAX.into()), "The last moment of 9999-12-31.")
        .has("static DateTime UnixEpoch", |_| Ok(DateTime::UNIX_EPOCH.into()), "1970-01-01 in UTC.")
        .has("static DateTime SpecifyKind(DateTime value, DateTimeKind kind)", |call| Ok(at(call, 0).with_kind(kind_of(call.int(1))).into()), "The same clock reading of another kind.")
        .has("static int DaysInMonth(int year, int month)", days_in_month, "Length of a month.")
        .has("static bool IsLeapYear(int year)", is_leap_year, "Whether a year has 366 days.");
}

fn parts(date: &mut TypeDeclaration) {
    date.has("int Year", |call| Ok(this(call).date_parts().year.into()), "1 to 9999.")
        .has("int Month", |call| Ok(this(call).date_parts().month.into()), "1 to 12.")
        .has("int Day", |call| Ok(this(call).date_parts().day.into()), "1 to 31.")
        .has("int Hour", |call| Ok(this(call).hour().into()), "0 to 23.")
        .has("int Minute", |call| Ok(this(call).minute().into()), "0 to 59.")
        .has("int Second", |call| Ok(this(call).second().into()), "0 to 59.")
        .has("int Millisecond", |call| Ok(this(call).millisecond().into()), "0 to 999.")
        .has("int DayOfYear", |call| Ok(this(call).day_of_year().into()), "1 to 366.")
        .has(
            "DayOfWeek DayOfWeek",
            |call| Ok(Value::Enum(TypeId::DAY_OF_WEEK, this(call).day_of_week().into())),
            "The day of the week.",
        )
        .has(
            "DateTimeKind Kind",
            |call| Ok(Value::Enum(TypeId::DATE_TIME_KIND, this(call).kind as i64)),
            "What it is relative to.",
        )
        .has("long Ticks", |call| Ok(this(call).ticks.into()), "Ticks of 100 ns since 0001-01-01.")
        .has("DateTime Date", |call| Ok(this(call).midnight().into()), "Midnight of the same day.")
        .has("TimeSpan TimeOfDay", |call| Ok(this(call).time_of_day().into()), "Time since midnight.")
        .has("bool IsDaylightSavingTime()", |_| Ok(false.into()), "Always false: UTC has none.")
        .has(
            "DateTime ToUniversalTime()",
            |call| Ok(this(call).with_kind(DateTimeKind::Utc).into()),
            "The same moment in UTC.",
        )
        .has(
            "DateTime ToLocalTime()",
            |call| Ok(this(call).with_kind(DateTimeKind::Local).into()),
            "The same moment in local time, which is UTC.",
        )
        .has(
            "long ToBinary()",
            |call| Ok((this(call).ticks | (this(call).kind as i64) << 62).into()),
            "Ticks and kind in one number.",
        )
        .has("long ToFileTimeUtc()", |call| Ok((this(call).ticks - FILE_TIME_EPOCH).into()), "Ticks since 1601-01-01.")
        .has(
            "static DateTime FromFileTime(long fileTime)",
            |call| from_file_time(call, DateTimeKind::Local),
            "From ticks since 1601-01-01.",
        )
        .has(
            "static DateTime FromFileTimeUtc(long fileTime)",
            |call| from_file_time(call, DateTimeKind::Utc),
            "From ticks since 1601-01-01.",
        )
        .has("static DateTime FromBinary(long dateData)", from_binary, "From ticks and kind in one number.")
        .has("static DateTime FromOADate(double d)", from_oa_date, "From days since 1899-12-30.")
        .has("long ToFileTime()", |call| Ok((this(call).ticks - FILE_TIME_EPOCH).into()), "Ticks since 1601-01-01.")
        .has("double ToOADate()", to_oa_date, "Days since 1899-12-30.");
}

/// Ticks of 1601-01-01.
const FILE_TIME_EPOCH: i64 = 504_911_232_000_000_000;
/// Ticks of 1899-12-30.
const OA_EPOCH: i64 = 599_264_352_000_000_000;

fn from_file_time(call: &mut Call, kind: DateTimeKind) -> Result<Value, Exception> {
    let value = call.long(0).checked_add(FILE_TIME_EPOCH).filter(|_| call.long(0) >= 0);
    let value = value.and_then(|ticks| DateTime::from_ticks(ticks, kind));
    value.map(Value::DateTime).ok_or_else(|| Exception::out_of_range("Not a valid Win32 FileTime.", "fileTime"))
}

fn from_binary(call: &mut Call) -> Result<Value, Exception> {
    let data = call.long(0);
    let kind = kind_of((data >> 62 & 3) as i32);
    let value = DateTime::from_ticks(data & 0x3FFF_FFFF_FFFF_FFFF, kind);
    let message = "The binary data must result in a DateTime with ticks between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.";
    value.map(Value::DateTime).ok_or_else(|| Exception::argument(message, "dateData"))
}

fn from_oa_date(call: &mut Call) -> Result<Value, Exception> {
    let days = call.double(0);
    let invalid = || Exception::argument("Not a legal OleAut date.", "");
    if !(days > -657_435.0 && days < 2_958_466.0) {
        return Err(invalid());
    }
    let milliseconds = (days * DAY as f64 + if days >= 0.0 { 0.5 } else { -0.5 }) as i64;
    // Before the epoch the fraction counts up from the day.
    let milliseconds = if milliseconds < 0 { milliseconds - milliseconds % DAY * 2 } else { milliseconds };
    let ticks = OA_EPOCH + milliseconds * TICKS_PER_MILLISECOND;
    DateTime::from_ticks(ticks, DateTimeKind::Unspecified).map(Value::DateTime).ok_or_else(invalid)
}

fn to_oa_date(call: &mut Call) -> Result<Value, Exception> {
    let milliseconds = (this(call).ticks - OA_EPOCH) / TICKS_PER_MILLISECOND;
    // Before the epoch the day counts down while its fraction counts up.
    let fraction = milliseconds.rem_euclid(DAY);
    let days = milliseconds.div_euclid(DAY) * DAY;
    let value = if milliseconds < 0 && fraction != 0 { days - fraction } else { milliseconds };
    Ok((value as f64 / DAY as f64).into())
}

fn arithmetic(date: &mut TypeDeclaration) {
    date.has("DateTime Add(TimeSpan value)", |call| moved(this(call), span(call, 0).ticks), "Later by a span.")
        .has("DateTime AddDays(double value)", |call| scaled(call, DAY), "Later by days.")
        .has("DateTime AddHours(double value)", |call| scaled(call, 3_600_000), "Later by hours.")
        .has("DateTime AddMinutes(double value)", |call| scaled(call, 60_000), "Later by minutes.")
        .has("DateTime AddSeconds(double value)", |call| scaled(call, 1_000), "Later by seconds.")
        .has("DateTime AddMilliseconds(double value)", |call| scaled(call, 1), "Later by milliseconds.")
        .has("DateTime AddTicks(long value)", |call| moved(this(call), call.long(0)), "Later by ticks of 100 ns.")
        .has("DateTime AddMonths(int months)", add_months, "Later by months; the day is clamped to the month.")
        .has("DateTime AddYears(int value)", add_years, "Later by years; 29 February becomes the 28th.")
        .has(
            "TimeSpan Subtract(DateTime value)",
            |call| Ok(this(call).since(at(call, 0)).into()),
            "The span since another moment.",
        )
        .has("DateTime Subtract(TimeSpan value)", |call| moved_back(this(call), span(call, 0)), "Earlier by a span.")
        .has(
            "DateTime operator +(DateTime d, TimeSpan t)",
            |call| moved(at(call, 0), span(call, 1).ticks),
            "Later by a span.",
        )
        .has(
            "DateTime operator -(DateTime d, TimeSpan t)",
            |call| moved_back(at(call, 0), span(call, 1)),
            "Earlier by a span.",
        )
        .has(
            "TimeSpan operator -(DateTime d1, DateTime d2)",
            |call| Ok(at(call, 0).since(at(call, 1)).into()),
            "The span between two moments.",
        )
        .has(
            "bool operator ==(DateTime d1, DateTime d2)",
            |call| Ok((at(call, 0) == at(call, 1)).into()),
            "The same ticks, whatever the kind.",
        )
        .has(
            "bool operator !=(DateTime d1, DateTime d2)",
            |call| Ok((at(call, 0) != at(call, 1)).into()),
            "Other ticks.",
        )
        .has("bool operator <(DateTime t1, DateTime t2)", |call| Ok((at(call, 0) < at(call, 1)).into()), "Earlier.")
        .has("bool operator <=(DateTime t1, DateTime t2)", |call| Ok((at(call, 0) <= at(call, 1)).into()), "Not later.")
        .has("bool operator >(DateTime t1, DateTime t2)", |call| Ok((at(call, 0) > at(call, 1)).into()), "Later.")
        .has(
            "bool operator >=(DateTime t1, DateTime t2)",
            |call| Ok((at(call, 0) >= at(call, 1)).into()),
            "Not earlier.",
        )
        .has(
            "static int Compare(DateTime t1, DateTime t2)",
            |call| Ok(Value::Int32(at(call, 0).cmp(&at(call, 1)) as i32)),
            "Negative, zero or positive.",
        )
        .has(
            "static bool Equals(DateTime t1, DateTime t2)",
            |call| Ok((at(call, 0) == at(call, 1)).into()),
            "The same ticks.",
        )
        .has("int CompareTo(object value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("int CompareTo(DateTime value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("bool Equals(DateTime value)", super::formatting::equals, "The same ticks.");
}

fn texts(date: &mut TypeDeclaration) {
    date.has("string ToString()", super::formatting::to_string, "Date and time, such as 2/3/2024 4:05:06 AM.")
        .has(
            "string ToString(string format)",
            super::formatting::to_string,
            "Under a format such as o, r, s or yyyy-MM-dd.",
        )
        .has("string ToString(IFormatProvider provider)", super::formatting::to_string, "Date and time.")
        .has(
            "string ToString(string format, IFormatProvider provider)",
            super::formatting::to_string,
            "Under a format.",
        )
        .has("string ToShortDateString()", |call| text(call, "d"), "2/3/2024.")
        .has("string ToLongDateString()", |call| text(call, "D"), "Saturday, February 3, 2024.")
        .has("string ToShortTimeString()", |call| text(call, "t"), "4:05 AM.")
        .has("string ToLongTimeString()", |call| text(call, "T"), "4:05:06 AM.");
}

fn text(call: &mut Call, format: &str) -> Result<Value, Exception> {
    super::display::formatted_text(call.this(), format).map(Value::Text)
}

fn date_of(value: &Value) -> DateTime {
    match value {
        Value::DateTime(value) => *value,
        _ => DateTime::MIN,
    }
}

fn this(call: &Call) -> DateTime {
    date_of(call.this())
}

/// A date argument.
pub(super) fn at(call: &Call, index: usize) -> DateTime {
    date_of(call.arg(index))
}

fn span(call: &Call, index: usize) -> TimeSpan {
    super::time_span::at(call, index)
}

fn kind_of(number: i32) -> DateTimeKind {
    match number {
        1 => DateTimeKind::Utc,
        2 => DateTimeKind::Local,
        _ => DateTimeKind::Unspecified,
    }
}

fn from_ticks(call: &mut Call) -> Result<Value, Exception> {
    let message = "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.";
    let value = DateTime::from_ticks(call.long(0), kind_of(call.int(1)));
    value.map(Value::DateTime).ok_or_else(|| Exception::out_of_range(message, "ticks"))
}

fn build(call: &Call, milliseconds: i32, kind: DateTimeKind) -> Result<Value, Exception> {
    let date = Date { year: call.int(0), month: call.int(1), day: call.int(2) };
    if DateTime::from_parts(date, [0; 3], kind).is_none() {
        return Err(Exception::out_of_range(
            "Year, Month, and Day parameters describe an un-representable DateTime.",
            "",
        ));
    }
    let time = [call.int(3), call.int(4), call.int(5)];
    let value = DateTime::from_parts(date, time, kind).ok_or_else(|| {
        Exception::out_of_range("Hour, Minute, and Second parameters describe an un-representable DateTime.", "")
    })?;
    if !(0..1000).contains(&milliseconds) {
        return Err(Exception::out_of_range("Valid values are between 0 and 999, inclusive.", "millisecond"));
    }
    moved(value, i64::from(milliseconds) * TICKS_PER_MILLISECOND)
}

fn from_parts(call: &mut Call) -> Result<Value, Exception> {
    build(call, call.int(6), kind_of(call.int(7)))
}

fn from_parts_of_kind(call: &mut Call) -> Result<Value, Exception> {
    build(call, 0, kind_of(call.int(6)))
}

fn days_in_month(call: &mut Call) -> Result<Value, Exception> {
    if !(1..=12).contains(&call.int(1)) {
        return Err(Exception::out_of_range("Month must be between one and twelve.", "month"));
    }
    let days = calendar::days_in_month(call.int(0), call.int(1));
    days.map(Value::Int32).ok_or_else(|| Exception::out_of_range("Year must be between 1 and 9999.", "year"))
}

fn is_leap_year(call: &mut Call) -> Result<Value, Exception> {
    if !(1..=9999).contains(&call.int(0)) {
        return Err(Exception::out_of_range("Year must be between 1 and 9999.", "year"));
    }
    Ok(calendar::is_leap_year(call.int(0)).into())
}

fn moved(value: DateTime, ticks: i64) -> Result<Value, Exception> {
    value.add_ticks(ticks).map(Value::DateTime).ok_or_else(|| Exception::out_of_range(UNREPRESENTABLE, "value"))
}

fn moved_back(value: DateTime, span: TimeSpan) -> Result<Value, Exception> {
    let moved = span.ticks.checked_neg().and_then(|ticks| value.add_ticks(ticks));
    moved.map(Value::DateTime).ok_or_else(|| Exception::out_of_range(UNREPRESENTABLE, "value"))
}

fn scaled(call: &mut Call, milliseconds_per_unit: i64) -> Result<Value, Exception> {
    if (call.double(0) * milliseconds_per_unit as f64).abs() >= ADDABLE_MILLISECONDS {
        return Err(Exception::out_of_range("Value to add was out of range.", "value"));
    }
    let value = this(call).add_scaled(call.double(0), milliseconds_per_unit);
    value.map(Value::DateTime).ok_or_else(|| Exception::out_of_range(UNREPRESENTABLE, "value"))
}

fn add_months(call: &mut Call) -> Result<Value, Exception> {
    if !(-120_000..=120_000).contains(&call.int(0)) {
        return Err(Exception::out_of_range("Months value must be between +/-120000.", "months"));
    }
    let value = this(call).add_months(call.int(0));
    value.map(Value::DateTime).ok_or_else(|| Exception::out_of_range(UNREPRESENTABLE, "months"))
}

fn add_years(call: &mut Call) -> Result<Value, Exception> {
    if !(-10_000..=10_000).contains(&call.int(0)) {
        return Err(Exception::out_of_range("Years value must be between +/-10000.", "years"));
    }
    let value = this(call).add_months(call.int(0) * 12);
    value.map(Value::DateTime).ok_or_else(|| Exception::out_of_range(UNREPRESENTABLE, "value"))
}
