//! `Match`, `Group`, `Capture` and their collections.

use std::rc::Rc;

use crate::library::lazy::iterator;
use crate::regex::{Captures, Regex, Replacement};
use crate::{Call, Declarations, Exception, Iterate, Object, Runtime, Text, TextBuilder, Type, TypeId, Value};

/// One match with what it was found in.
pub(super) struct Found {
    pub(super) regex: Rc<Regex>,
    pub(super) input: Text,
    /// None when nothing matched.
    pub(super) captures: Option<Captures>,
}

/// A match, a group of it, or one capture of a group.
pub(super) struct Part {
    found: Rc<Found>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Match,
    /// By place; none for a group that does not exist.
    Group(Option<usize>),
    Capture(usize, usize),
}

impl Object for Part {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(match self.kind {
            Kind::Match => "System.Text.RegularExpressions.Match",
            Kind::Group(_) => "System.Text.RegularExpressions.Group",
            Kind::Capture(..) => "System.Text.RegularExpressions.Capture",
        }))
    }

    fn to_text(&self) -> Text {
        let (start, length) = self.range().unwrap_or((0, 0));
        self.found.input.slice(start, start + length)
    }
}

impl Part {
    /// Start and length, when it matched.
    pub(super) fn range(&self) -> Option<(usize, usize)> {
        let captures = self.found.captures.as_ref();
        match self.kind {
            Kind::Match => captures.map(Captures::whole),
            Kind::Group(place) => captures?.group(place?),
            Kind::Capture(start, length) => Some((start, length)),
        }
    }
}

/// A match as a value.
pub(super) fn match_value(regex: &Rc<Regex>, input: &Text, captures: Option<Captures>) -> Value {
    let found = Rc::new(Found { regex: regex.clone(), input: input.clone(), captures });
    Value::object(Part { found, kind: Kind::Match })
}

/// The matches, groups or captures of something.
struct Parts {
    class: &'static str,
    items: Vec<Value>,
    /// For groups: the match they belong to.
    found: Option<Rc<Found>>,
}

impl Object for Parts {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(self.class))
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let parts = Value::Object(this.clone()).downcast_rc::<Parts>()?;
        let mut next = 0;
        Some(Ok(iterator(move |_| {
            next += 1;
            Ok(parts.items.get(next - 1).cloned())
        })))
    }
}

/// A `MatchCollection` as a value.
pub(super) fn matches_value(items: Vec<Value>) -> Value {
    Value::object(Parts { class: "System.Text.RegularExpressions.MatchCollection", items, found: None })
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Text.RegularExpressions.Capture", "A part of a text that matched.")
        .has("int Index", |call| Ok(Value::Int32(range(call)?.0 as i32)), "Where it starts.")
        .has("int Length", |call| Ok(Value::Int32(range(call)?.1 as i32)), "How long it is.")
        .has("string Value", |call| Ok(call.this().to_text().into()), "The text.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The text.");
    declarations
        .class("System.Text.RegularExpressions.Group", "What a group captured last.")
        .is_a("Capture")
        .has("bool Success", |call| Ok(part(call)?.range().is_some().into()), "Whether it captured.")
        .has("string Name", name, "The name or number of the group.")
        .has("CaptureCollection Captures", captures, "All it captured, oldest first.");
    declarations
        .class("System.Text.RegularExpressions.Match", "The result of a search.")
        .is_a("Group")
        .has("static Match Empty", empty, "A search without result.")
        .has("GroupCollection Groups", groups, "All groups; the first one is the whole match.")
        .has("Match NextMatch()", next_match, "The next match behind this one.")
        .has("string Result(string replacement)", result, "What a replacement pattern makes of it.");
    declarations
        .class("System.Text.RegularExpressions.MatchCollection", "All matches of a search.")
        .is_a("IList<Match>, IReadOnlyList<Match>, System.Collections.IList")
        .has("int Count", count, "Number of matches.")
        .has("Match this[int i]", item, "A match.")
        .has("System.Collections.IEnumerator GetEnumerator()", get_enumerator, "Begins an enumeration.");
    declarations
        .class("System.Text.RegularExpressions.CaptureCollection", "All captures of a group.")
        .is_a("IList<Capture>, IReadOnlyList<Capture>, System.Collections.IList")
        .has("int Count", count, "Number of captures.")
        .has("Capture this[int i]", item, "A capture.")
        .has("System.Collections.IEnumerator GetEnumerator()", get_enumerator, "Begins an enumeration.");
    declarations
        .class("System.Text.RegularExpressions.GroupCollection", "All groups of a match.")
        .is_a("IList<Group>, IReadOnlyList<Group>, System.Collections.IList, IReadOnlyDictionary<string, Group>")
        .has("int Count", count, "Number of groups.")
        .has("Group this[int groupnum]", group_by_number, "A group by number; one without success when there is none.")
        .has("Group this[string groupname]", group_by_name, "A group by name; one without success when there is none.")
        .has("bool ContainsKey(string key)", contains_key, "Whether there is a group of this name.")
        .has("bool TryGetValue(string key, out Group value)", try_get_value, "A group by name, if there is one.")
        .has("IEnumerable<string> Keys", keys, "Names of all groups.")
        .has("IEnumerable<Group> Values", values, "All groups.")
        .has("System.Collections.IEnumerator GetEnumerator()", get_enumerator, "Begins an enumeration.");
}

fn part<'c>(call: &'c Call) -> Result<&'c Part, Exception> {
    call.this_object::<Part>()
}

fn parts<'c>(call: &'c Call) -> Result<&'c Parts, Exception> {
    call.this_object::<Parts>()
}

fn range(call: &Call) -> Result<(usize, usize), Exception> {
    Ok(part(call)?.range().unwrap_or((0, 0)))
}

fn name(call: &mut Call) -> Result<Value, Exception> {
    let part = part(call)?;
    let place = match part.kind {
        Kind::Match => Some(0),
        Kind::Group(place) => place,
        Kind::Capture(..) => None,
    };
    let name = place.and_then(|place| part.found.regex.names().get(place));
    Ok(Value::text(name.map_or("", String::as_str)))
}

fn captures(call: &mut Call) -> Result<Value, Exception> {
    let part = part(call)?;
    let place = match part.kind {
        Kind::Group(place) => place,
        _ => Some(0),
    };
    let all = part.found.captures.as_ref().zip(place).and_then(|(captures, place)| captures.groups.get(place));
    let items = all
        .into_iter()
        .flatten()
        .map(|(start, length)| Value::object(Part { found: part.found.clone(), kind: Kind::Capture(*start, *length) }));
    let items = items.collect();
    Ok(Value::object(Parts { class: "System.Text.RegularExpressions.CaptureCollection", items, found: None }))
}

fn empty(_: &mut Call) -> Result<Value, Exception> {
    let regex = Regex::new(&[], crate::regex::Options::default());
    let regex = regex.map_err(|error| Exception::argument(&error.reason, ""))?;
    Ok(match_value(&Rc::new(regex), &Text::EMPTY, None))
}

fn groups(call: &mut Call) -> Result<Value, Exception> {
    let found = part(call)?.found.clone();
    let count = if found.captures.is_some() { found.regex.numbers().len() } else { 1 };
    call.runtime.allocate(count * size_of::<Value>())?;
    let items = (0..count).map(|place| group(&found, Some(place))).collect();
    Ok(Value::object(Parts { class: "System.Text.RegularExpressions.GroupCollection", items, found: Some(found) }))
}

fn group(found: &Rc<Found>, place: Option<usize>) -> Value {
    let kind = if place == Some(0) { Kind::Match } else { Kind::Group(place) };
    Value::object(Part { found: found.clone(), kind })
}

fn next_match(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this().downcast_rc::<Part>().ok_or_else(Exception::null_reference)?;
    let found = &this.found;
    let Some((start, length)) = this.range() else {
        return Ok(call.this().clone());
    };
    let from = if found.regex.right_to_left() { start } else { start + length };
    let captures = super::search(call.runtime, &found.regex, &found.input, from, length == 0)?;
    Ok(match_value(&found.regex, &found.input, captures))
}

fn result(call: &mut Call) -> Result<Value, Exception> {
    let replacement = call.text(0, "replacement")?;
    let found = part(call)?.found.clone();
    let Some(captures) = &found.captures else {
        return Err(Exception::new("System.NotSupportedException", "Result cannot be called on a failed Match."));
    };
    let mut builder = TextBuilder::new();
    Replacement::new(&replacement, &found.regex).push(&mut builder, &found.input, captures);
    call.runtime.allocate(builder.len())?;
    Ok(builder.finish().into())
}

fn count(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(parts(call)?.items.len() as i32))
}

fn item(call: &mut Call) -> Result<Value, Exception> {
    let found = usize::try_from(call.int(0)).ok().and_then(|index| parts(call).ok()?.items.get(index).cloned());
    let message = "Specified argument was out of the range of valid values.";
    found.ok_or_else(|| Exception::out_of_range(message, "i"))
}

fn get_enumerator(call: &mut Call) -> Result<Value, Exception> {
    crate::library::collections::enumerator::get_enumerator(call)
}

/// The match behind a `GroupCollection`.
fn found(call: &Call) -> Result<Rc<Found>, Exception> {
    parts(call)?.found.clone().ok_or_else(Exception::null_reference)
}

fn group_by_number(call: &mut Call) -> Result<Value, Exception> {
    let found = found(call)?;
    Ok(group(&found, found.regex.place_of_number(call.int(0))))
}

fn place_by_name(call: &Call) -> Result<Option<usize>, Exception> {
    Ok(found(call)?.regex.place_of_name(&call.text(0, "groupname")?.to_str()))
}

fn group_by_name(call: &mut Call) -> Result<Value, Exception> {
    Ok(group(&found(call)?, place_by_name(call)?))
}

fn contains_key(call: &mut Call) -> Result<Value, Exception> {
    Ok(place_by_name(call)?.is_some().into())
}

fn try_get_value(call: &mut Call) -> Result<Value, Exception> {
    let place = place_by_name(call)?;
    let value = place.map_or(Value::Null, |place| found(call).map_or(Value::Null, |found| group(&found, Some(place))));
    call.set(1, value);
    Ok(place.is_some().into())
}

fn keys(call: &mut Call) -> Result<Value, Exception> {
    let names = found(call)?.regex.names().iter().map(|name| Value::text(name.as_str())).collect();
    Ok(Value::array(Type::STRING, names))
}

fn values(call: &mut Call) -> Result<Value, Exception> {
    let class = Type::Plain(TypeId::of("System.Text.RegularExpressions.Group"));
    Ok(Value::array(class, parts(call)?.items.clone()))
}
