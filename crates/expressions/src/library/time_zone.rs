//! `System.TimeZoneInfo`: UTC and the local zone, which is UTC, and the zones of the system's database.

mod database;

use std::rc::Rc;

use database::Zone;

use crate::format::calendar::{DateTimeOffset, MAX_TICKS, TICKS_PER_SECOND};
use crate::{Call, DateTime, DateTimeKind, Declarations, Exception, Object, Text, TimeSpan, Type, TypeId, Value};

/// A zone as a value.
struct TimeZoneInfo(Rc<Zone>);

impl Object for TimeZoneInfo {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.TimeZoneInfo"))
    }

    fn to_text(&self) -> Text {
        Text::from(self.0.display_name())
    }

    /// .NET keeps one object for each zone.
    fn identity(&self) -> usize {
        if self.0.is_utc() { 1 } else { Rc::as_ptr(&self.0) as usize }
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.0.id.eq_ignore_ascii_case(&self.0.id))
    }

    fn hash_code(&self) -> i32 {
        Value::text(self.0.id.to_ascii_uppercase()).hash_code()
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.TimeZoneInfo", "A time zone with its rules.")
        .is_a("IEquatable<TimeZoneInfo>")
        .has("static TimeZoneInfo Utc", |_| Ok(value_of(Zone::utc())), "UTC.")
        .has("static TimeZoneInfo Local", |_| Ok(value_of(Zone::utc())), "The gateway's zone, which is UTC.")
        .has("static TimeZoneInfo FindSystemTimeZoneById(string id)", find, "A zone by its IANA or Windows name.")
        .has("static DateTime ConvertTimeToUtc(DateTime dateTime)", |call| Ok(super::date_time::at(call, 0).with_kind(DateTimeKind::Utc).into()), "The moment in UTC.")
        .has("static DateTime ConvertTimeToUtc(DateTime dateTime, TimeZoneInfo sourceTimeZone)", to_utc, "The moment of a zone's clock in UTC.")
        .has("static DateTime ConvertTimeFromUtc(DateTime dateTime, TimeZoneInfo destinationTimeZone)", from_utc, "What a zone's clock shows.")
        .has("static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo destinationTimeZone)", convert, "What a zone's clock shows.")
        .has("static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo sourceTimeZone, TimeZoneInfo destinationTimeZone)", convert_between, "From one zone's clock to another's.")
        .has("static DateTimeOffset ConvertTime(DateTimeOffset dateTimeOffset, TimeZoneInfo destinationTimeZone)", convert_offset, "The moment with a zone's offset.")
        .has("static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string destinationTimeZoneId)", convert_by_id, "What a zone's clock shows.")
        .has("string Id", |call| Ok(Value::text(this(call)?.id.as_str())), "The name it was asked for.")
        .has("string DisplayName", |call| Ok(Value::text(this(call)?.display_name())), "Offset and name.")
        .has("string StandardName", |call| Ok(Value::text(this(call)?.standard_name())), "The name of its standard time.")
        .has("string DaylightName", |call| Ok(Value::text(this(call)?.standard_name())), "The name of its summer time.")
        .has("TimeSpan BaseUtcOffset", |call| Ok(seconds(this(call)?.standard_offset()).into()), "Distance of its standard time from UTC.")
        .has("bool SupportsDaylightSavingTime", |call| Ok(this(call)?.has_daylight_saving().into()), "Whether it ever has summer time.")
        .has("TimeSpan GetUtcOffset(DateTime dateTime)", utc_offset, "Distance from UTC at a moment.")
        .has("TimeSpan GetUtcOffset(DateTimeOffset dateTimeOffset)", utc_offset, "Distance from UTC at a moment.")
        .has("bool IsDaylightSavingTime(DateTime dateTime)", is_daylight, "Whether it is summer time then.")
        .has("bool IsDaylightSavingTime(DateTimeOffset dateTimeOffset)", is_daylight, "Whether it is summer time then.")
        .has("bool Equals(TimeZoneInfo other)", super::formatting::equals, "The same zone.");
}

fn value_of(zone: Rc<Zone>) -> Value {
    Value::object(TimeZoneInfo(zone))
}

fn seconds(seconds: i32) -> TimeSpan {
    TimeSpan::new(i64::from(seconds) * TICKS_PER_SECOND)
}

fn this<'c>(call: &'c Call) -> Result<&'c Zone, Exception> {
    call.this_object::<TimeZoneInfo>().map(|zone| &*zone.0)
}

fn zone_at(call: &Call, index: usize, parameter: &str) -> Result<Rc<Zone>, Exception> {
    call.object::<TimeZoneInfo>(index, parameter).map(|zone| zone.0.clone())
}

fn zone_named(id: &str) -> Result<Rc<Zone>, Exception> {
    Zone::find(id).ok_or_else(|| {
        let message = format!("The time zone ID '{id}' was not found on the local computer.");
        Exception::new("System.TimeZoneNotFoundException", message)
    })
}

fn find(call: &mut Call) -> Result<Value, Exception> {
    zone_named(&call.text(0, "id")?.to_str()).map(value_of)
}

/// What a zone's clock shows at a moment in UTC.
fn clock_at(zone: &Zone, utc_ticks: i64) -> DateTime {
    let ticks = (utc_ticks + seconds(zone.offset_at(utc_ticks)).ticks).clamp(0, MAX_TICKS);
    let kind = if zone.is_utc() { DateTimeKind::Utc } else { DateTimeKind::Unspecified };
    DateTime { ticks, kind }
}

/// The moment in UTC of a clock reading.
fn utc_of(clock: DateTime, zone: &Zone) -> Result<DateTime, Exception> {
    let ticks = match clock.kind {
        DateTimeKind::Unspecified => {
            if zone.skips(clock.ticks) {
                let message = "The supplied DateTime represents an invalid time.  For example, when the clock is adjusted forward, any time in the period that is skipped is invalid.";
                return Err(Exception::argument(message, "dateTime"));
            }
            clock.ticks - seconds(zone.offset_of_clock(clock.ticks)).ticks
        }
        DateTimeKind::Utc | DateTimeKind::Local => clock.ticks,
    };
    Ok(DateTime { ticks: ticks.clamp(0, MAX_TICKS), kind: DateTimeKind::Utc })
}

/// A clock reading must not claim to be of another zone.
fn check_kind(clock: DateTime, zone: &Zone) -> Result<(), Exception> {
    if clock.kind == DateTimeKind::Unspecified || zone.is_utc() {
        return Ok(());
    }
    let message = "The conversion could not be completed because the supplied DateTime did not have the Kind property set correctly.  For example, when the Kind property is DateTimeKind.Local, the source time zone must be TimeZoneInfo.Local.";
    Err(Exception::argument(message, "sourceTimeZone"))
}

fn to_utc(call: &mut Call) -> Result<Value, Exception> {
    let (clock, zone) = (super::date_time::at(call, 0), zone_at(call, 1, "sourceTimeZone")?);
    check_kind(clock, &zone)?;
    utc_of(clock, &zone).map(Value::DateTime)
}

fn from_utc(call: &mut Call) -> Result<Value, Exception> {
    let (moment, zone) = (super::date_time::at(call, 0), zone_at(call, 1, "destinationTimeZone")?);
    Ok(clock_at(&zone, moment.ticks).into())
}

fn convert(call: &mut Call) -> Result<Value, Exception> {
    from_utc(call)
}

fn convert_between(call: &mut Call) -> Result<Value, Exception> {
    let clock = super::date_time::at(call, 0);
    let (source, destination) = (zone_at(call, 1, "sourceTimeZone")?, zone_at(call, 2, "destinationTimeZone")?);
    check_kind(clock, &source)?;
    Ok(clock_at(&destination, utc_of(clock, &source)?.ticks).into())
}

fn convert_offset(call: &mut Call) -> Result<Value, Exception> {
    let zone = zone_at(call, 1, "destinationTimeZone")?;
    let Value::DateTimeOffset(moment) = *call.arg(0) else {
        return Err(Exception::null_reference());
    };
    let offset = seconds(zone.offset_at(moment.utc_ticks()));
    Ok(moment.to_offset(offset).unwrap_or(DateTimeOffset::from_date_time(moment.utc())).into())
}

fn convert_by_id(call: &mut Call) -> Result<Value, Exception> {
    let zone = zone_named(&call.text(1, "destinationTimeZoneId")?.to_str())?;
    Ok(clock_at(&zone, super::date_time::at(call, 0).ticks).into())
}

fn utc_offset(call: &mut Call) -> Result<Value, Exception> {
    let zone = this(call)?;
    let offset = match *call.arg(0) {
        Value::DateTimeOffset(moment) => zone.offset_at(moment.utc_ticks()),
        Value::DateTime(clock) if clock.kind == DateTimeKind::Unspecified => zone.offset_of_clock(clock.ticks),
        Value::DateTime(moment) => zone.offset_at(moment.ticks),
        _ => 0,
    };
    Ok(seconds(offset).into())
}

fn is_daylight(call: &mut Call) -> Result<Value, Exception> {
    let zone = this(call)?;
    let offset = match *call.arg(0) {
        Value::DateTimeOffset(moment) => zone.is_daylight_at(moment.utc_ticks()),
        Value::DateTime(clock) if clock.kind == DateTimeKind::Unspecified => {
            zone.is_daylight_at(clock.ticks - seconds(zone.offset_of_clock(clock.ticks)).ticks)
        }
        Value::DateTime(moment) => zone.is_daylight_at(moment.ticks),
        _ => false,
    };
    Ok(offset.into())
}
