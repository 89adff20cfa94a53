//! `System.Text.RegularExpressions`.

mod found;
mod operations;

use std::cell::RefCell;
use std::rc::Rc;

use hashbrown::HashMap;

use crate::regex::{Captures, Failure, Options, Regex};
use crate::{Call, Declarations, Exception, Object, Runtime, Text, TimeSpan, Type, TypeId, Value};

/// Compiled patterns that a thread keeps.
const MAX_CACHED: usize = 256;
/// Fuel that compiling costs for each unit of a pattern.
const COMPILE_STEPS: u64 = 20;

/// `Regex.InfiniteMatchTimeout`: minus one millisecond.
const INFINITE_TIMEOUT: TimeSpan = TimeSpan::new(-10_000);

thread_local! {
    static CACHE: RefCell<HashMap<(Text, i64), Rc<Regex>>> = RefCell::default();
}

/// A `Regex` as a value.
struct RegexObject {
    pattern: Text,
    options: i64,
    timeout: TimeSpan,
    regex: Rc<Regex>,
}

impl Object for RegexObject {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Text.RegularExpressions.Regex"))
    }

    fn to_text(&self) -> Text {
        self.pattern.clone()
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .enumeration(
            "System.Text.RegularExpressions.RegexOptions",
            "How a pattern is read and searched.",
            &[
                ("None", 0),
                ("IgnoreCase", 1),
                ("Multiline", 2),
                ("ExplicitCapture", 4),
                ("Compiled", 8),
                ("Singleline", 16),
                ("IgnorePatternWhitespace", 32),
                ("RightToLeft", 64),
                ("ECMAScript", 256),
                ("CultureInvariant", 512),
            ],
        )
        .flags();
    declarations.delegate(
        "System.Text.RegularExpressions.MatchEvaluator",
        "string (Match match)",
        "Makes a replacement.",
    );
    let regex = declarations
        .class("System.Text.RegularExpressions.Regex", "A regular expression.")
        .has("Regex(string pattern)", new, "Compiles a pattern.")
        .has("Regex(string pattern, RegexOptions options)", new, "Compiles a pattern.")
        .has(
            "Regex(string pattern, RegexOptions options, TimeSpan matchTimeout)",
            new,
            "Compiles a pattern; the budget of the expression bounds its time.",
        )
        .has(
            "RegexOptions Options",
            |call| Ok(Value::Enum(options_type(), call.this_object::<RegexObject>()?.options)),
            "The options.",
        )
        .has(
            "TimeSpan MatchTimeout",
            |call| Ok(call.this_object::<RegexObject>()?.timeout.into()),
            "The time given to it; the budget of the expression is what bounds it.",
        )
        .has("static TimeSpan InfiniteMatchTimeout", |_| Ok(INFINITE_TIMEOUT.into()), "No bound.")
        .has(
            "bool RightToLeft",
            |call| Ok(call.this_object::<RegexObject>()?.regex.right_to_left().into()),
            "Whether it searches from the end.",
        )
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The pattern.")
        .has("static string Escape(string str)", escape, "The text as a pattern that matches it.")
        .has("static string Unescape(string str)", unescape, "The text with escapes replaced.")
        .has("string[] GetGroupNames()", group_names, "Names of all groups.")
        .has("int[] GetGroupNumbers()", group_numbers, "Numbers of all groups.")
        .has("string GroupNameFromNumber(int i)", name_from_number, "The name of a group, or \"\".")
        .has("int GroupNumberFromName(string name)", number_from_name, "The number of a group, or -1.");
    operations::declare(regex);
    found::declare(declarations);
}

fn options_type() -> TypeId {
    TypeId::of("System.Text.RegularExpressions.RegexOptions")
}

/// The compiled pattern, from the cache when it was met before.
fn compiled(runtime: &mut Runtime, pattern: &Text, options: i64) -> Result<Rc<Regex>, Exception> {
    runtime.charge(1)?;
    cached(pattern, options, || runtime.charge(pattern.len() as u64 * COMPILE_STEPS))
}

/// `charge` pays for a pattern that is not in the cache.
fn cached(
    pattern: &Text,
    options: i64,
    charge: impl FnOnce() -> Result<(), Exception>,
) -> Result<Rc<Regex>, Exception> {
    if options & !Options::ALL != 0 {
        return Err(Exception::out_of_range("Specified argument was out of the range of valid values.", "options"));
    }
    let key = (pattern.clone(), options);
    if let Some(regex) = CACHE.with_borrow(|cache| cache.get(&key).cloned()) {
        return Ok(regex);
    }
    charge()?;
    let regex = Regex::new(&pattern.to_units(), Options(options)).map_err(|error| {
        let message = format!("Invalid pattern '{pattern}' at offset {}. {}", error.offset, error.reason);
        Exception::argument(&message, "")
    })?;
    let regex = Rc::new(regex);
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        cache.insert(key, regex.clone());
    });
    Ok(regex)
}

/// Whether a pattern matches within so many steps, where there is no budget to pay them from.
pub(crate) fn is_match_within(pattern: &Text, options: i64, input: &Text, steps: u64) -> Result<bool, Exception> {
    let regex = cached(pattern, options, || Ok(()))?;
    let mut left = steps;
    let mut charge = |spent| match left.checked_sub(spent) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let start = if regex.right_to_left() { input.len() } else { 0 };
    let found = regex.find(&&*input.to_units(), start, false, &mut charge);
    let limit = |_| Exception::limit("the regular expression took more steps than it may (limit: regex steps)");
    found.map(|captures| captures.is_some()).map_err(limit)
}

/// The next match, paid from the budget of the expression.
fn search(
    runtime: &mut Runtime,
    regex: &Regex,
    input: &Text,
    start: usize,
    after_empty: bool,
) -> Result<Option<Captures>, Exception> {
    let mut refused = None;
    let mut charge = |steps| match runtime.charge(steps) {
        Ok(()) => true,
        Err(limit) => {
            refused = Some(limit);
            false
        }
    };
    let found = match input.as_ascii() {
        Some(ascii) => regex.find(&ascii, start, after_empty, &mut charge),
        None => regex.find(&&*input.to_units(), start, after_empty, &mut charge),
    };
    found.map_err(|failure| match (failure, refused) {
        (Failure::Budget, Some(limit)) => limit,
        _ => Exception::limit("the regular expression kept more choices open than it may (limit: regex memory)"),
    })
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    let (pattern, options) = (call.text(0, "pattern")?, call.long(1));
    let regex = compiled(call.runtime, &pattern, options)?;
    let timeout = match call.arg(2) {
        Value::TimeSpan(timeout) => *timeout,
        _ => INFINITE_TIMEOUT,
    };
    Ok(Value::object(RegexObject { pattern, options, timeout, regex }))
}

fn escape(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "str")?;
    call.runtime.allocate(text.len() * 2)?;
    let mut builder = crate::TextBuilder::with_capacity(text.len());
    for unit in text.units() {
        let escaped = match u8::try_from(unit) {
            Ok(b'\n') => Some(b'n'),
            Ok(b'\r') => Some(b'r'),
            Ok(b'\t') => Some(b't'),
            Ok(0xC) => Some(b'f'),
            Ok(
                special @ (b'\\' | b'*' | b'+' | b'?' | b'|' | b'{' | b'[' | b'(' | b')' | b'^' | b'$' | b'.' | b'#'
                | b' '),
            ) => Some(special),
            _ => None,
        };
        if escaped.is_some() {
            builder.push_unit(u16::from(b'\\'));
        }
        builder.push_unit(escaped.map_or(unit, u16::from));
    }
    Ok(builder.finish().into())
}

fn unescape(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "str")?;
    call.runtime.allocate(text.len())?;
    let units = crate::regex::unescape(&text.to_units()).map_err(|error| {
        let message = format!("Invalid pattern '{text}' at offset {}. {}", error.offset, error.reason);
        Exception::argument(&message, "")
    })?;
    Ok(Text::from_units(&units).into())
}

fn this(call: &Call) -> Result<Rc<Regex>, Exception> {
    call.this_object::<RegexObject>().map(|object| object.regex.clone())
}

fn group_names(call: &mut Call) -> Result<Value, Exception> {
    let names = this(call)?.names().iter().map(|name| Value::text(name.as_str())).collect();
    Ok(Value::array(Type::STRING, names))
}

fn group_numbers(call: &mut Call) -> Result<Value, Exception> {
    let numbers = this(call)?.numbers().iter().map(|number| Value::Int32(*number)).collect();
    Ok(Value::array(Type::INT32, numbers))
}

fn name_from_number(call: &mut Call) -> Result<Value, Exception> {
    let regex = this(call)?;
    let place = regex.place_of_number(call.int(0));
    Ok(Value::text(place.and_then(|place| regex.names().get(place)).map_or("", String::as_str)))
}

fn number_from_name(call: &mut Call) -> Result<Value, Exception> {
    let regex = this(call)?;
    let place = regex.place_of_name(&call.text(0, "name")?.to_str());
    Ok(Value::Int32(place.and_then(|place| regex.numbers().get(place).copied()).unwrap_or(-1)))
}
