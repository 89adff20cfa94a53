//! The header dictionaries: handles that look into the message when asked.

use expressions::{Call, Declarations, Exception, Type, Value};

use super::{Class, exchange, lookup, number};
use crate::exchange::Exchange;
use crate::exchange::headers::Headers;

pub(super) static HEADERS: Class = Class::new(|| expressions::TypeId::of("Countersign.Headers"));
pub(super) const OF_REQUEST: u64 = 0;
/// The response being made; those that variables hold follow.
pub(super) const OF_RESPONSE: u64 = 1;

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Countersign.Headers", "Header fields by name, without case.")
        .is_a("IReadOnlyDictionary<string, string[]>")
        .has("string[] this[string key]", item, "The values of a header; KeyNotFoundException if it is not there.")
        .has("bool ContainsKey(string key)", contains_key, "Whether the header is there.")
        .has("bool TryGetValue(string key, out string[] value)", try_get_value, "The values, if the header is there.")
        .has("int Count", count, "Number of header names.")
        .has("IEnumerable<string> Keys", keys, "The header names.")
        .has("IEnumerable<string[]> Values", values, "The values by header.")
        .enumerates(all);
}

/// The headers that a handle stands for.
pub(super) fn of<'e>(exchange: &'e Exchange, handle: &Value) -> Result<&'e Headers, Exception> {
    match number(handle) {
        OF_REQUEST => Ok(&exchange.request.headers),
        number => {
            let response = exchange.response_at(number - OF_RESPONSE);
            response.map(|response| &response.headers).ok_or_else(Exception::null_reference)
        }
    }
}

/// The values of a header as `string[]`.
fn get(call: &mut Call, key: &str) -> Result<Option<Value>, Exception> {
    let this = call.this().clone();
    let headers = of(exchange(call)?, &this)?;
    if !headers.contains(key) {
        return Ok(None);
    }
    Ok(Some(Value::array(Type::STRING, headers.get_all(key).map(Value::from).collect())))
}

fn item(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    get(call, &key.to_str())?.ok_or_else(|| lookup::key_not_found(&key))
}

fn contains_key(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    let this = call.this().clone();
    Ok(of(exchange(call)?, &this)?.contains(&key.to_str()).into())
}

fn try_get_value(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    let value = get(call, &key.to_str())?;
    let found = value.is_some();
    call.set(1, value.unwrap_or(Value::Null));
    Ok(found.into())
}

fn count(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this().clone();
    let count = of(exchange(call)?, &this)?.as_map().keys_len();
    Ok(Value::Int32(i32::try_from(count).unwrap_or(i32::MAX)))
}

fn keys(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this().clone();
    let headers = of(exchange(call)?, &this)?;
    Ok(Value::array(Type::STRING, headers.entries().map(|(name, _)| usual_case(name).into()).collect()))
}

fn values(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this().clone();
    let headers = of(exchange(call)?, &this)?;
    let lists = headers.entries().map(|(_, values)| string_array(values)).collect();
    Ok(Value::array(Type::array_of(Type::STRING), lists))
}

/// The whole dictionary as a list of pairs, for LINQ and foreach.
fn all(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this().clone();
    let headers = of(exchange(call)?, &this)?;
    let entries = headers.entries().map(|(name, values)| (usual_case(name).into(), string_array(values))).collect();
    Ok(lookup::Lookup::ignoring_case(Type::array_of(Type::STRING), entries))
}

fn string_array(values: Vec<String>) -> Value {
    Value::array(Type::STRING, values.into_iter().map(Value::from).collect())
}

/// A header's name as .NET and most senders write it: HTTP/2 has lower case only, and reading HTTP/1.1 loses the case,
/// but expressions compare `Key` with the usual spelling.
fn usual_case(name: &str) -> String {
    const UNUSUAL: [&str; 9] = [
        "ETag",
        "WWW-Authenticate",
        "TE",
        "DNT",
        "Content-MD5",
        "SOAPAction",
        "X-XSS-Protection",
        "X-UA-Compatible",
        "X-ARR-ClientCert",
    ];
    if let Some(known) = UNUSUAL.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return (*known).to_owned();
    }
    let mut begins = true;
    let cased = name.chars().map(|letter| {
        let cased = if begins { letter.to_ascii_uppercase() } else { letter };
        begins = letter == '-';
        cased
    });
    cased.collect()
}
