//! `IUrl`: a URL taken apart.

use expressions::{Call, Declarations, Exception, Text, Type, Value};

use super::{Class, exchange, lookup, number};
use crate::exchange::Exchange;
use crate::exchange::url::{Url, grouped_pairs};

pub(super) static URL: Class = Class::new(|| expressions::TypeId::of("IUrl"));
pub(super) const ORIGINAL: u64 = 0;
pub(super) const CURRENT: u64 = 1;
pub(super) const SERVICE: u64 = 2;

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("IUrl", "A URL taken apart.")
        .has("string Scheme", |call| Ok(of(call)?.scheme.into()), "http or https.")
        .has("string Host", |call| Ok(of(call)?.host.into()), "Host name.")
        .has("int Port", |call| Ok(Value::Int32(i32::from(of(call)?.port))), "Port.")
        .has("string Path", |call| Ok(of(call)?.path.into()), "Path, beginning with a slash.")
        .has(
            "string QueryString",
            |call| Ok(of(call)?.query_string().into()),
            "Query with its question mark, or empty.",
        )
        .has("IReadOnlyDictionary<string, string[]> Query", query, "Query parameters, decoded; names without case.")
        .has("string ToString()", |call| Ok(of(call)?.to_string().into()), "The absolute URL.");
}

/// The URL that the handle stands for.
fn of(call: &mut Call) -> Result<Url, Exception> {
    let which = number(call.this());
    let exchange: &Exchange = exchange(call)?;
    match which {
        ORIGINAL => Ok(exchange.request.original_url.clone()),
        SERVICE => exchange.route.api.service_url.clone().ok_or_else(Exception::null_reference),
        _ => Ok(exchange.url()),
    }
}

fn query(call: &mut Call) -> Result<Value, Exception> {
    let grouped = grouped_pairs(&of(call)?.query, true);
    let texts = |values: Vec<String>| Value::array(Type::STRING, values.into_iter().map(Value::from).collect());
    let entries = grouped.into_iter().map(|(name, values)| (Text::from(name), texts(values)));
    Ok(lookup::Lookup::ignoring_case(Type::array_of(Type::STRING), entries.collect()))
}
