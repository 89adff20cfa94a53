//! The rule at the end of a TZif file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.

use crate::format::calendar::{Date, DateTime, DateTimeKind, TICKS_PER_SECOND, UNIX_EPOCH_TICKS, days_in_month};

/// Standard time and, perhaps, when another one holds.
#[derive(Debug)]
pub(super) struct Rule {
    standard: i32,
    daylight: Option<Daylight>,
}

#[derive(Debug)]
struct Daylight {
    seconds: i32,
    begin: Day,
    end: Day,
}

/// A day of any year and a time of it.
#[derive(Debug)]
struct Day {
    month: i32,
    /// 1 to 5; 5 is the last one.
    week: i32,
    weekday: i32,
    seconds: i64,
}

impl Rule {
    /// Reads a rule; days are only known in their `M` form, which all zones of today use.
    pub(super) fn parse(text: &str) -> Option<Rule> {
        let mut parts = text.split(',');
        let names = parts.next()?;
        let (standard, rest) = offset(skip_name(names)?)?;
        if rest.is_empty() {
            return Some(Rule { standard: -standard, daylight: None });
        }
        let rest = skip_name(rest)?;
        let seconds = if rest.is_empty() { 3600 - standard } else { -offset(rest)?.0 };
        let (begin, end) = (Day::parse(parts.next()?)?, Day::parse(parts.next()?)?);
        Some(Rule { standard: -standard, daylight: Some(Daylight { seconds, begin, end }) })
    }

    pub(super) fn standard_seconds(&self) -> i32 {
        self.standard
    }

    /// Offset at a Unix time, and whether it is daylight saving time.
    pub(super) fn at(&self, time: i64) -> (i32, bool) {
        let Some(daylight) = &self.daylight else {
            return (self.standard, false);
        };
        let ticks = UNIX_EPOCH_TICKS.saturating_add(time.saturating_mul(TICKS_PER_SECOND));
        let year = DateTime::from_ticks(ticks, DateTimeKind::Utc).map_or(1, |date| date.date_parts().year);
        let begin = daylight.begin.in_year(year) - i64::from(self.standard);
        let end = daylight.end.in_year(year) - i64::from(daylight.seconds);
        let holds = if begin < end { (begin..end).contains(&time) } else { !(end..begin).contains(&time) };
        if holds { (daylight.seconds, true) } else { (self.standard, false) }
    }
}

impl Day {
    fn parse(text: &str) -> Option<Day> {
        let (day, time) = text.split_once('/').unwrap_or((text, "2"));
        let mut numbers = day.strip_prefix('M')?.split('.').map(|number| number.parse::<i32>().ok());
        let (month, week, weekday) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let known = (1..=12).contains(&month) && (1..=5).contains(&week) && (0..=6).contains(&weekday);
        let seconds = offset(time)?.0;
        known.then_some(Day { month, week, weekday, seconds: seconds.into() })
    }

    /// Unix time of the day in a year, by the clock.
    fn in_year(&self, year: i32) -> i64 {
        let length = days_in_month(year, self.month).unwrap_or(28);
        let midnight =
            |day: i32| DateTime::from_parts(Date { year, month: self.month, day }, [0; 3], DateTimeKind::Utc);
        let first = midnight(1).map_or(0, DateTime::day_of_week);
        let mut day = 1 + (self.weekday - first).rem_euclid(7) + (self.week - 1) * 7;
        while day > length {
            day -= 7;
        }
        midnight(day).map_or(0, |date| (date.ticks - UNIX_EPOCH_TICKS) / TICKS_PER_SECOND) + self.seconds
    }
}

/// What follows a name: letters, or anything in angle brackets.
fn skip_name(text: &str) -> Option<&str> {
    if let Some(quoted) = text.strip_prefix('<') {
        return quoted.split_once('>').map(|(_, rest)| rest);
    }
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    (rest.len() < text.len()).then_some(rest)
}

/// `[+-]hh[:mm[:ss]]` in seconds, and what follows.
fn offset(text: &str) -> Option<(i32, &str)> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = unsigned.find(|letter: char| !letter.is_ascii_digit() && letter != ':').unwrap_or(unsigned.len());
    let (numbers, rest) = unsigned.split_at(end);
    let mut seconds = 0;
    for (number, unit) in numbers.split(':').zip([3600, 60, 1]) {
        seconds += number.parse::<i32>().ok().filter(|number| *number < 1000)? * unit;
    }
    Some((if negative { -seconds } else { seconds }, rest))
}
