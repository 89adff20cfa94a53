//! `System.Enum`: names and numbers of the declared enumerations, and the members all of them share.

use std::sync::{LazyLock, RwLock};

use hashbrown::HashMap;

use crate::format::{InvalidFormat, number};
use crate::{Call, Declarations, Exception, Text, Type, TypeId, Value};

/// What is known of one enumeration.
#[derive(Clone)]
struct Enumeration {
    /// In order of the numbers as unsigned, which is the order .NET prints flags in.
    values: Vec<(&'static str, i64)>,
    flags: bool,
}

/// By identity, for the whole process: an enumeration has the same names on every surface, and a value must be able to
/// print itself without one.
static ENUMERATIONS: LazyLock<RwLock<HashMap<TypeId, Enumeration>>> = LazyLock::new(RwLock::default);

/// Makes the names of an enumeration known.
pub(crate) fn register(class: TypeId, values: &[(&'static str, i64)], flags: bool) {
    let mut values = values.to_vec();
    values.sort_by_key(|(_, number)| *number as u64);
    let mut all = ENUMERATIONS.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    all.insert(class, Enumeration { values, flags });
}

fn known(class: TypeId) -> Option<Enumeration> {
    ENUMERATIONS.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&class).cloned()
}

/// The text of a value: its name, several names for flags, or the number.
pub(super) fn format(class: TypeId, value: i64, format: &str) -> Result<String, InvalidFormat> {
    let declared = known(class);
    match format {
        "" | "G" | "g" => Ok(declared.and_then(|declared| declared.name(value, false)).unwrap_or(value.to_string())),
        "F" | "f" => Ok(declared.and_then(|declared| declared.name(value, true)).unwrap_or(value.to_string())),
        "D" | "d" => Ok(value.to_string()),
        "X" | "x" => number::format_integer(value.into(), 32, "X8"),
        _ => Err(InvalidFormat::Enumeration),
    }
}

impl Enumeration {
    fn name(&self, value: i64, as_flags: bool) -> Option<String> {
        let exact = self.values.iter().find(|(_, number)| *number == value);
        if let Some((name, _)) = exact {
            return Some((*name).to_owned());
        }
        if !(self.flags || as_flags) || value == 0 {
            return None;
        }
        let mut left = value;
        let mut names = Vec::new();
        for (name, number) in self.values.iter().rev() {
            if *number != 0 && left & number == *number {
                left -= number;
                names.push(*name);
            }
        }
        names.reverse();
        (left == 0).then(|| names.join(", "))
    }

    /// A comma-separated list of names, or a number.
    fn parse(&self, text: &str, ignore_case: bool) -> Option<i64> {
        let text = text.trim();
        if text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-')) {
            return text.parse().ok();
        }
        text.split(',').map(str::trim).try_fold(0, |sum, part| {
            let same = |name: &str| if ignore_case { name.eq_ignore_ascii_case(part) } else { name == part };
            self.values.iter().find(|(name, _)| same(name)).map(|(_, number)| sum | number)
        })
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Enum", "The base of all enumerations.")
        .is_a("ValueType, IComparable, IFormattable, IConvertible")
        .has("static object Parse(Type enumType, string value)", parse, "The value with this name or number.")
        .has(
            "static object Parse(Type enumType, string value, bool ignoreCase)",
            parse,
            "The value with this name or number.",
        )
        .has("static T Parse<T>(string value)", parse_typed, "The value with this name or number.")
        .has("static T Parse<T>(string value, bool ignoreCase)", parse_typed, "The value with this name or number.")
        .has(
            "static bool TryParse<T>(string value, out T result)",
            try_parse,
            "The value with this name or number, if any.",
        )
        .has(
            "static bool TryParse<T>(string value, bool ignoreCase, out T result)",
            try_parse,
            "The value with this name or number, if any.",
        )
        .has("static bool IsDefined(Type enumType, object value)", is_defined, "Whether a name or number is declared.")
        .has(
            "static string GetName(Type enumType, object value)",
            get_name,
            "The name of a number; null when it has none.",
        )
        .has("static string[] GetNames(Type enumType)", get_names, "All names in the order of their numbers.")
        .has("static Array GetValues(Type enumType)", get_values, "All values in the order of their numbers.")
        .has(
            "static Type GetUnderlyingType(Type enumType)",
            |call| class_argument(call).map(|_| super::contracts::underlying_number()),
            "The type of the numbers.",
        )
        .has("static object ToObject(Type enumType, object value)", to_object, "The value of a number.")
        .has(
            "static string Format(Type enumType, object value, string format)",
            format_value,
            "The name or number of a value.",
        )
        .has("bool HasFlag(Enum flag)", has_flag, "Whether all bits of `flag` are set.")
        .has("int CompareTo(object target)", compare_to, "Order of the numbers.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The name, or the number without one.")
        .has("string ToString(string format)", to_string, "The name (G, F) or the number (D, X).");
}

fn class_argument(call: &Call) -> Result<TypeId, Exception> {
    match call.arg(0).as_type() {
        Some(class) if known(class.id()).is_some() => Ok(class.id()),
        Some(_) => Err(Exception::argument("Type provided must be an Enum.", "enumType")),
        None => Err(Exception::argument_null("enumType")),
    }
}

fn parse_text(class: TypeId, text: &Text, ignore_case: bool) -> Result<Value, Exception> {
    let declared = known(class).ok_or_else(|| Exception::argument("Type provided must be an Enum.", "enumType"))?;
    let text = text.to_str();
    if text.trim().is_empty() {
        return Err(Exception::argument("Must specify valid information for parsing in the string.", "value"));
    }
    match declared.parse(&text, ignore_case) {
        Some(number) => Ok(Value::Enum(class, number)),
        None => Err(Exception::argument(&format!("Requested value '{text}' was not found."), "")),
    }
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    parse_text(class_argument(call)?, &call.text(1, "value")?, call.bool(2))
}

fn parse_typed(call: &mut Call) -> Result<Value, Exception> {
    parse_text(call.type_arg(0).id(), &call.text(0, "value")?, call.bool(1))
}

fn try_parse(call: &mut Call) -> Result<Value, Exception> {
    let class = call.type_arg(0).id();
    let ignore_case = call.len() > 2 && call.bool(1);
    let found = call.optional_text(0).and_then(|text| parse_text(class, &text, ignore_case).ok());
    let is_found = found.is_some();
    call.set(call.len() - 1, found.unwrap_or(Value::Enum(class, 0)));
    Ok(is_found.into())
}

/// The number in an enumeration value or integer.
pub(super) fn number_of(value: &Value) -> Option<i64> {
    Some(match value {
        Value::Enum(_, number) | Value::Int64(number) => *number,
        Value::Int32(number) => (*number).into(),
        Value::SByte(number) => (*number).into(),
        Value::Byte(number) => (*number).into(),
        Value::Int16(number) => (*number).into(),
        Value::UInt16(number) => (*number).into(),
        Value::UInt32(number) => (*number).into(),
        Value::UInt64(number) => *number as i64,
        _ => return None,
    })
}

fn is_defined(call: &mut Call) -> Result<Value, Exception> {
    let declared = known(class_argument(call)?).map(|declared| declared.values).unwrap_or_default();
    let value = call.not_null(1, "value")?;
    let defined = match (value, number_of(value)) {
        (Value::Text(text), _) => declared.iter().any(|(name, _)| text == name),
        (_, Some(wanted)) => declared.iter().any(|(_, number)| *number == wanted),
        _ => return Err(Exception::invalid_operation("Unknown enum type.")),
    };
    Ok(defined.into())
}

fn get_name(call: &mut Call) -> Result<Value, Exception> {
    let declared = known(class_argument(call)?).map(|declared| declared.values).unwrap_or_default();
    let wanted = number_of(call.not_null(1, "value")?);
    let name = declared.iter().find(|(_, number)| Some(*number) == wanted).map(|(name, _)| Text::literal(name));
    Ok(Value::optional(name))
}

fn get_names(call: &mut Call) -> Result<Value, Exception> {
    let declared = known(class_argument(call)?).map(|declared| declared.values).unwrap_or_default();
    Ok(Value::array(Type::STRING, declared.iter().map(|(name, _)| Value::from(*name)).collect()))
}

fn get_values(call: &mut Call) -> Result<Value, Exception> {
    let class = class_argument(call)?;
    let declared = known(class).map(|declared| declared.values).unwrap_or_default();
    Ok(Value::array(Type::Plain(class), declared.iter().map(|(_, number)| Value::Enum(class, *number)).collect()))
}

fn to_object(call: &mut Call) -> Result<Value, Exception> {
    let class = class_argument(call)?;
    let number = number_of(call.not_null(1, "value")?);
    let message = "The value passed in must be an enum base or an underlying type for an enum, such as an Int32.";
    number.map(|number| Value::Enum(class, number)).ok_or_else(|| Exception::argument(message, "value"))
}

fn format_value(call: &mut Call) -> Result<Value, Exception> {
    let class = class_argument(call)?;
    let number = number_of(call.not_null(1, "value")?).unwrap_or(0);
    let text = format(class, number, &call.text(2, "format")?.to_str());
    text.map(Value::from).map_err(|invalid| Exception::format(invalid.message()))
}

fn has_flag(call: &mut Call) -> Result<Value, Exception> {
    let flag = number_of(call.not_null(0, "flag")?).unwrap_or(0);
    Ok((number_of(call.this()).unwrap_or(0) & flag == flag).into())
}

fn compare_to(call: &mut Call) -> Result<Value, Exception> {
    super::ordering::compare_same_type(call.this(), call.arg(0)).map(|order| Value::Int32(order as i32))
}

fn to_string(call: &mut Call) -> Result<Value, Exception> {
    let format = call.optional_text(0).unwrap_or_default();
    super::display::formatted_text(call.this(), &format.to_str()).map(Value::Text)
}
