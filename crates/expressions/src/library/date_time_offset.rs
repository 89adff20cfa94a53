//! `System.DateTimeOffset`.

use crate::format::calendar::{
    Date, DateTimeOffset, OffsetError, TICKS_PER_MILLISECOND, TICKS_PER_SECOND, UNIX_EPOCH_TICKS,
};
use crate::{Call, DateTime, DateTimeKind, Declarations, Exception, TimeSpan, TypeDeclaration, TypeId, Value};

const UNREPRESENTABLE: &str = "The added or subtracted value results in an un-representable DateTime.";
const DAY: i64 = 86_400_000;

pub(super) fn declare(declarations: &mut Declarations) {
    let date = declarations
        .structure("System.DateTimeOffset", "A clock reading with its distance from UTC.")
        .is_a("IComparable, IComparable<DateTimeOffset>, IEquatable<DateTimeOffset>, IFormattable");
    date.has("DateTimeOffset(DateTime dateTime)", |call| Ok(DateTimeOffset::from_date_time(date_time(call, 0)).into()), "The moment, in UTC.")
        .has("DateTimeOffset(DateTime dateTime, TimeSpan offset)", from_clock, "A clock reading with an offset.")
        .has("DateTimeOffset(long ticks, TimeSpan offset)", from_ticks, "A clock reading with an offset.")
        .has("DateTimeOffset(int year, int month, int day, int hour, int minute, int second, TimeSpan offset)", |call| from_parts(call, 0, 6), "A clock reading with an offset.")
        .has("DateTimeOffset(int year, int month, int day, int hour, int minute, int second, int millisecond, TimeSpan offset)", |call| from_parts(call, call.int(6), 7), "A clock reading with an offset.")
        .has("implicit operator DateTimeOffset(DateTime dateTime)", |call| Ok(DateTimeOffset::from_date_time(date_time(call, 0)).into()), "The moment, in UTC.")
        .has("static DateTimeOffset Now", |call| Ok(DateTimeOffset::from_date_time(super::clock::now(call, DateTimeKind::Utc)).into()), "The current moment.")
        .has("static DateTimeOffset UtcNow", |call| Ok(DateTimeOffset::from_date_time(super::clock::now(call, DateTimeKind::Utc)).into()), "The current moment.")
        .has("static DateTimeOffset MinValue", |_| Ok(DateTimeOffset::MIN.into()), "0001-01-01.")
        .has("static DateTimeOffset MaxValue", |_| Ok(DateTimeOffset::MAX.into()), "The last moment of 9999-12-31.")
        .has("static DateTimeOffset UnixEpoch", |_| Ok(DateTimeOffset::UNIX_EPOCH.into()), "1970-01-01.")
        .has("static DateTimeOffset FromUnixTimeSeconds(long seconds)", |call| from_unix(call, "seconds", TICKS_PER_SECOND, "-62135596800 and 253402300799"), "The moment of a Unix time.")
        .has("static DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)", |call| from_unix(call, "milliseconds", TICKS_PER_MILLISECOND, "-62135596800000 and 253402300799999"), "The moment of a Unix time.");
    parts(date);
    arithmetic(date);
    super::date_time::as_offset(date);
}

fn parts(date: &mut TypeDeclaration) {
    date.has("DateTime DateTime", |call| Ok(this(call).clock().into()), "What the clock shows.")
        .has("DateTime UtcDateTime", |call| Ok(this(call).utc().into()), "The moment in UTC.")
        .has(
            "DateTime LocalDateTime",
            |call| Ok(this(call).utc().with_kind(DateTimeKind::Local).into()),
            "The moment in local time, which is UTC.",
        )
        .has("DateTime Date", |call| Ok(this(call).clock().midnight().into()), "Midnight of the clock's day.")
        .has("TimeSpan Offset", |call| Ok(this(call).offset().into()), "Distance from UTC.")
        .has("TimeSpan TimeOfDay", |call| Ok(this(call).clock().time_of_day().into()), "Time since midnight.")
        .has("int Year", |call| Ok(this(call).clock().date_parts().year.into()), "1 to 9999.")
        .has("int Month", |call| Ok(this(call).clock().date_parts().month.into()), "1 to 12.")
        .has("int Day", |call| Ok(this(call).clock().date_parts().day.into()), "1 to 31.")
        .has("int Hour", |call| Ok(this(call).clock().hour().into()), "0 to 23.")
        .has("int Minute", |call| Ok(this(call).clock().minute().into()), "0 to 59.")
        .has("int Second", |call| Ok(this(call).clock().second().into()), "0 to 59.")
        .has("int Millisecond", |call| Ok(this(call).clock().millisecond().into()), "0 to 999.")
        .has("int DayOfYear", |call| Ok(this(call).clock().day_of_year().into()), "1 to 366.")
        .has(
            "DayOfWeek DayOfWeek",
            |call| Ok(Value::Enum(TypeId::DAY_OF_WEEK, this(call).clock().day_of_week().into())),
            "The day of the week.",
        )
        .has("long Ticks", |call| Ok(this(call).ticks.into()), "Ticks of the clock.")
        .has("long UtcTicks", |call| Ok(this(call).utc_ticks().into()), "Ticks of the moment in UTC.")
        .has(
            "long ToUnixTimeSeconds()",
            |call| {
                Ok((this(call).utc_ticks().div_euclid(TICKS_PER_SECOND) - UNIX_EPOCH_TICKS / TICKS_PER_SECOND).into())
            },
            "Seconds since 1970.",
        )
        .has(
            "long ToUnixTimeMilliseconds()",
            |call| {
                Ok((this(call).utc_ticks().div_euclid(TICKS_PER_MILLISECOND)
                    - UNIX_EPOCH_TICKS / TICKS_PER_MILLISECOND)
                    .into())
            },
            "Milliseconds since 1970.",
        )
        .has(
            "DateTimeOffset ToUniversalTime()",
            |call| to_offset(this(call), TimeSpan::ZERO),
            "The same moment with offset zero.",
        )
        .has(
            "DateTimeOffset ToLocalTime()",
            |call| to_offset(this(call), TimeSpan::ZERO),
            "The same moment with the local offset, which is zero.",
        )
        .has(
            "DateTimeOffset ToOffset(TimeSpan offset)",
            |call| to_offset(this(call), super::time_span::at(call, 0)),
            "The same moment with another offset.",
        )
        .has("string ToString()", super::formatting::to_string, "Date, time and offset.")
        .has("string ToString(string format)", super::formatting::to_string, "Under a format such as o or yyyy-MM-dd.")
        .has("string ToString(IFormatProvider formatProvider)", super::formatting::to_string, "Date, time and offset.")
        .has(
            "string ToString(string format, IFormatProvider formatProvider)",
            super::formatting::to_string,
            "Under a format.",
        );
}

fn arithmetic(date: &mut TypeDeclaration) {
    date.has(
        "DateTimeOffset Add(TimeSpan timeSpan)",
        |call| moved(this(call), super::time_span::at(call, 0).ticks),
        "Later by a span.",
    )
    .has("DateTimeOffset AddDays(double days)", |call| scaled(call, DAY), "Later by days.")
    .has("DateTimeOffset AddHours(double hours)", |call| scaled(call, 3_600_000), "Later by hours.")
    .has("DateTimeOffset AddMinutes(double minutes)", |call| scaled(call, 60_000), "Later by minutes.")
    .has("DateTimeOffset AddSeconds(double seconds)", |call| scaled(call, 1_000), "Later by seconds.")
    .has("DateTimeOffset AddMilliseconds(double milliseconds)", |call| scaled(call, 1), "Later by milliseconds.")
    .has("DateTimeOffset AddTicks(long ticks)", |call| moved(this(call), call.long(0)), "Later by ticks.")
    .has(
        "DateTimeOffset AddMonths(int months)",
        |call| with_clock(this(call), this(call).clock().add_months(call.int(0))),
        "Later by months.",
    )
    .has(
        "DateTimeOffset AddYears(int years)",
        |call| {
            with_clock(this(call), call.int(0).checked_mul(12).and_then(|months| this(call).clock().add_months(months)))
        },
        "Later by years.",
    )
    .has(
        "TimeSpan Subtract(DateTimeOffset value)",
        |call| Ok(between(this(call), at(call, 0)).into()),
        "The span since another moment.",
    )
    .has(
        "DateTimeOffset Subtract(TimeSpan value)",
        |call| moved(this(call), super::time_span::at(call, 0).ticks.saturating_neg()),
        "Earlier by a span.",
    )
    .has(
        "DateTimeOffset operator +(DateTimeOffset dateTimeOffset, TimeSpan timeSpan)",
        |call| moved(at(call, 0), super::time_span::at(call, 1).ticks),
        "Later by a span.",
    )
    .has(
        "DateTimeOffset operator -(DateTimeOffset dateTimeOffset, TimeSpan timeSpan)",
        |call| moved(at(call, 0), super::time_span::at(call, 1).ticks.saturating_neg()),
        "Earlier by a span.",
    )
    .has(
        "TimeSpan operator -(DateTimeOffset left, DateTimeOffset right)",
        |call| Ok(between(at(call, 0), at(call, 1)).into()),
        "The span between two moments.",
    )
    .has(
        "bool operator ==(DateTimeOffset left, DateTimeOffset right)",
        |call| Ok((at(call, 0) == at(call, 1)).into()),
        "The same moment.",
    )
    .has(
        "bool operator !=(DateTimeOffset left, DateTimeOffset right)",
        |call| Ok((at(call, 0) != at(call, 1)).into()),
        "Another moment.",
    )
    .has(
        "bool operator <(DateTimeOffset left, DateTimeOffset right)",
        |call| Ok((at(call, 0) < at(call, 1)).into()),
        "Earlier.",
    )
    .has(
        "bool operator <=(DateTimeOffset left, DateTimeOffset right)",
        |call| Ok((at(call, 0) <= at(call, 1)).into()),
        "Not later.",
    )
    .has(
        "bool operator >(DateTimeOffset left, DateTimeOffset right)",
        |call| Ok((at(call, 0) > at(call, 1)).into()),
        "Later.",
    )
    .has(
        "bool operator >=(DateTimeOffset left, DateTimeOffset right)",
        |call| Ok((at(call, 0) >= at(call, 1)).into()),
        "Not earlier.",
    )
    .has(
        "static int Compare(DateTimeOffset first, DateTimeOffset second)",
        |call| Ok(Value::Int32(at(call, 0).cmp(&at(call, 1)) as i32)),
        "Order of the moments.",
    )
    .has(
        "static bool Equals(DateTimeOffset first, DateTimeOffset second)",
        |call| Ok((at(call, 0) == at(call, 1)).into()),
        "The same moment.",
    )
    .has("int CompareTo(DateTimeOffset other)", super::formatting::compare_to, "Order of the moments.")
    .has("bool Equals(DateTimeOffset other)", super::formatting::equals, "The same moment.")
    .has(
        "bool EqualsExact(DateTimeOffset other)",
        |call| Ok(this(call).equals_exact(at(call, 0)).into()),
        "The same moment and offset.",
    );
}

fn offset_of(value: &Value) -> DateTimeOffset {
    match value {
        Value::DateTimeOffset(value) => *value,
        _ => DateTimeOffset::MIN,
    }
}

fn this(call: &Call) -> DateTimeOffset {
    offset_of(call.this())
}

fn at(call: &Call, index: usize) -> DateTimeOffset {
    offset_of(call.arg(index))
}

fn date_time(call: &Call, index: usize) -> DateTime {
    super::date_time::at(call, index)
}

fn made(value: Result<DateTimeOffset, OffsetError>) -> Result<Value, Exception> {
    value.map(Value::DateTimeOffset).map_err(|error| match error {
        OffsetError::NotWholeMinutes => Exception::argument("Offset must be specified in whole minutes.", "offset"),
        OffsetError::TooFar => Exception::out_of_range("Offset must be within plus or minus 14 hours.", "offset"),
        OffsetError::Unrepresentable => Exception::out_of_range(
            "The UTC time represented when the offset is applied must be between year 0 and 10,000.",
            "offset",
        ),
    })
}

fn from_clock(call: &mut Call) -> Result<Value, Exception> {
    let (clock, offset) = (date_time(call, 0), super::time_span::at(call, 1));
    if clock.kind != DateTimeKind::Unspecified && offset != TimeSpan::ZERO {
        let message = match clock.kind {
            DateTimeKind::Utc => "The UTC Offset for Utc DateTime instances must be 0.",
            _ => "The UTC Offset of the local dateTime parameter does not match the offset argument.",
        };
        return Err(Exception::argument(message, "offset"));
    }
    made(DateTimeOffset::new(clock.ticks, offset))
}

fn from_ticks(call: &mut Call) -> Result<Value, Exception> {
    made(DateTimeOffset::new(call.long(0), super::time_span::at(call, 1)))
}

fn from_parts(call: &Call, milliseconds: i32, offset: usize) -> Result<Value, Exception> {
    let date = Date { year: call.int(0), month: call.int(1), day: call.int(2) };
    let clock = DateTime::from_parts(date, [call.int(3), call.int(4), call.int(5)], DateTimeKind::Unspecified);
    let clock =
        clock.and_then(|clock| clock.add_ticks(i64::from(milliseconds) * TICKS_PER_MILLISECOND)).ok_or_else(|| {
            Exception::out_of_range("Year, Month, and Day parameters describe an un-representable DateTime.", "")
        })?;
    made(DateTimeOffset::new(clock.ticks, super::time_span::at(call, offset)))
}

fn from_unix(call: &Call, parameter: &str, ticks_per_unit: i64, range: &str) -> Result<Value, Exception> {
    let ticks = call.long(0).checked_mul(ticks_per_unit).and_then(|ticks| ticks.checked_add(UNIX_EPOCH_TICKS));
    match ticks.map(|ticks| DateTimeOffset::new(ticks, TimeSpan::ZERO)) {
        Some(Ok(value)) => Ok(value.into()),
        _ => Err(Exception::out_of_range(&format!("Valid values are between {range}, inclusive."), parameter)),
    }
}

fn to_offset(value: DateTimeOffset, offset: TimeSpan) -> Result<Value, Exception> {
    made(value.to_offset(offset))
}

fn with_clock(value: DateTimeOffset, clock: Option<DateTime>) -> Result<Value, Exception> {
    let moved = clock.and_then(|clock| value.with_clock(clock));
    moved.map(Value::DateTimeOffset).ok_or_else(|| Exception::out_of_range(UNREPRESENTABLE, "value"))
}

fn moved(value: DateTimeOffset, ticks: i64) -> Result<Value, Exception> {
    with_clock(value, value.clock().add_ticks(ticks))
}

fn scaled(call: &mut Call, milliseconds_per_unit: i64) -> Result<Value, Exception> {
    let value = this(call);
    with_clock(value, value.clock().add_scaled(call.double(0), milliseconds_per_unit))
}

fn between(later: DateTimeOffset, earlier: DateTimeOffset) -> TimeSpan {
    TimeSpan::new(later.utc_ticks() - earlier.utc_ticks())
}
