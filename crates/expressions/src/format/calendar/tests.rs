use super::*;

fn day(year: i32, month: i32, day: i32) -> DateTime {
    DateTime::from_parts(Date { year, month, day }, [0, 0, 0], DateTimeKind::Unspecified).expect("a real date")
}

#[test]
fn every_day_of_the_calendar_goes_there_and_back() {
    for days in (0..MAX_TICKS / TICKS_PER_DAY).step_by(17) {
        assert_eq!(days_from_date(date_from_days(days)), Some(days));
    }
    assert_eq!(DateTime::MAX.date_parts(), Date { year: 9999, month: 12, day: 31 });
}

#[test]
fn weekdays_and_days_of_the_year_follow_the_calendar() {
    assert_eq!(day(2024, 2, 3).day_of_week(), 6);
    assert_eq!(day(1970, 1, 1), DateTime::UNIX_EPOCH);
    assert_eq!(day(2024, 12, 31).day_of_year(), 366);
}

#[test]
fn adding_months_clamps_to_the_end_of_the_month() {
    assert_eq!(day(2024, 1, 31).add_months(1), Some(day(2024, 2, 29)));
    assert_eq!(day(2024, 3, 31).add_months(-13), Some(day(2023, 2, 28)));
    assert_eq!(DateTime::MAX.add_months(1), None);
}

#[test]
fn adding_fractions_rounds_to_the_millisecond() {
    let start = day(2024, 2, 3);
    assert_eq!(start.add_scaled(0.0001, 1_000), Some(start));
    assert_eq!(start.add_scaled(1.5, 1).map(DateTime::millisecond), Some(2));
    assert_eq!(start.add_scaled(f64::NAN, 1), Some(start));
    assert_eq!(start.add_scaled(1e300, 1), None);
}

#[test]
fn dates_that_do_not_exist_are_refused() {
    for (year, month, day) in [(2023, 2, 29), (2024, 13, 1), (0, 1, 1), (10_000, 1, 1), (2024, 4, 31)] {
        assert_eq!(DateTime::from_parts(Date { year, month, day }, [0, 0, 0], DateTimeKind::Utc), None);
    }
}

#[test]
fn an_offset_moves_the_clock_but_not_the_moment() {
    let clock = day(2024, 2, 3);
    let there = DateTimeOffset::new(clock.ticks, TimeSpan::new(2 * TICKS_PER_HOUR)).expect("two hours are allowed");
    assert_eq!(there.utc(), clock.add_ticks(-2 * TICKS_PER_HOUR).expect("inside the calendar"));
    assert_eq!(there.to_offset(TimeSpan::new(0)).expect("zero is allowed"), there);
    assert!(!there.equals_exact(there.to_offset(TimeSpan::new(0)).expect("zero is allowed")));
    assert_eq!(DateTimeOffset::new(0, TimeSpan::new(15 * TICKS_PER_HOUR)), Err(OffsetError::TooFar));
    assert_eq!(DateTimeOffset::new(0, TimeSpan::new(1)), Err(OffsetError::NotWholeMinutes));
}
