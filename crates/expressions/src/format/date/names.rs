//! English names of months and days.

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(super) const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Both short forms are the first three letters.
pub(super) fn short(name: &'static str) -> &'static str {
    name.get(..3).unwrap_or(name)
}

/// The name, or its short form, that `text` starts with, ignoring case: index and length. Long names go first.
pub(super) fn at_start(text: &str, names: &[&'static str]) -> Option<(i32, usize)> {
    let starts = |name: &str| text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    let long = names.iter().position(|name| starts(name)).map(|index| (index, names[index].len()));
    let found = long.or_else(|| names.iter().position(|name| starts(short(name))).map(|index| (index, 3)));
    found.map(|(index, length)| (index as i32, length))
}
