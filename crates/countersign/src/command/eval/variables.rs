//! The variables of a fixture: each is made by the expression with which a policy would have set it.

use std::sync::Arc;

use expressions::{Form, Limits, Target};
use policies::context;
use policies::exchange::Exchange;
use serde_json::Value;

/// Sets all variables that a fixture gives; says which could not be made.
pub(super) fn set(exchange: &mut Exchange, json: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, variable) in json.as_object().into_iter().flatten() {
        let made = match variable["type"].as_str() {
            Some("response") => kept_response(exchange, &variable["value"]),
            Some("authorization") => Ok(authorization(&variable["value"])),
            _ => made(exchange, variable),
        };
        match made {
            Ok(value) => exchange.variables.set(&Arc::from(name.as_str()), value),
            Err(problem) => problems.push(format!("variable `{name}` is left out: {problem}")),
        }
    }
    problems
}

fn made(exchange: &mut Exchange, variable: &Value) -> Result<expressions::Value, String> {
    if variable["type"] == "response" {
        let response = super::fixture::response(&variable["value"]).map_err(|failure| failure.to_string())?;
        return Ok(response.map_or(expressions::Value::Null, |response| context::message::keep(exchange, response)));
    }
    let source = source_of(variable).ok_or_else(|| format!("nothing makes a value of type {}", variable["type"]))?;
    let program = expressions::compile(&source, Form::Single, context::surface(), Target::Any)
        .map_err(|errors| errors.first().map_or_else(String::new, |error| error.message.clone()))?;
    program.evaluate(exchange, &Limits::default()).map_err(|exception| exception.message().to_str().into_owned())
}

/// What send-request leaves in a variable.
fn kept_response(exchange: &mut Exchange, json: &Value) -> Result<expressions::Value, String> {
    let response = super::fixture::response(json).map_err(|failure| failure.to_string())?;
    let response = response.ok_or("a response variable needs a value")?;
    Ok(context::message::keep(exchange, response))
}

/// What get-authorization-context leaves in a variable.
fn authorization(json: &Value) -> expressions::Value {
    let claims = json["claims"].as_object().into_iter().flatten();
    let claims = claims.map(|(name, value)| (name.as_str().into(), plain(value).into())).collect();
    context::authorization::value(&plain(&json["accessToken"]), claims)
}

/// The C# that makes the value; none for types that only other policies can make.
fn source_of(variable: &Value) -> Option<String> {
    let value = &variable["value"];
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let quoted = literal(&text);
    Some(match variable["type"].as_str()? {
        "null" => "null".to_owned(),
        "string" => quoted,
        "int" => text,
        "long" => format!("{text}L"),
        "short" => format!("(short)({text})"),
        "byte" => format!("(byte)({text})"),
        "uint" => format!("{text}U"),
        "double" => format!("{text}D"),
        "float" => format!("{text}F"),
        "decimal" => format!("{text}M"),
        "bool" => text,
        "char" => format!("{quoted}[0]"),
        "guid" => format!("Guid.Parse({quoted})"),
        "datetime" => format!(
            "DateTime.Parse({quoted}, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind)"
        ),
        "datetimeoffset" => format!("DateTimeOffset.Parse({quoted})"),
        "timespan" => format!("TimeSpan.Parse({quoted})"),
        "bytes" => format!("Convert.FromBase64String({quoted})"),
        "uri" => format!("new Uri({quoted})"),
        "string[]" => format!("new string[] {{ {} }}", items(value, literal)),
        "int[]" => format!("new int[] {{ {} }}", items(value, str::to_owned)),
        "list<string>" => format!("new List<string> {{ {} }}", items(value, literal)),
        "list<int>" => format!("new List<int> {{ {} }}", items(value, str::to_owned)),
        "dictionary<string,string>" => format!("new Dictionary<string, string> {{ {} }}", entries(value, literal)),
        "dictionary<string,int>" => format!("new Dictionary<string, int> {{ {} }}", entries(value, str::to_owned)),
        "jobject" => format!("JObject.Parse({quoted})"),
        "jarray" => format!("JArray.Parse({quoted})"),
        "jtoken" => format!("JToken.Parse({quoted})"),
        "xelement" => format!("XElement.Parse({quoted})"),
        "xdocument" => format!("XDocument.Parse({quoted})"),
        "jwt" => format!("{quoted}.AsJwt()"),
        _ => return None,
    })
}

fn items(value: &Value, write: impl Fn(&str) -> String) -> String {
    let written = value.as_array().into_iter().flatten().map(|item| write(&plain(item)));
    written.collect::<Vec<_>>().join(", ")
}

fn entries(value: &Value, write: impl Fn(&str) -> String) -> String {
    let written = value.as_object().into_iter().flatten();
    let written = written.map(|(key, item)| format!("{{ {}, {} }}", literal(key), write(&plain(item))));
    written.collect::<Vec<_>>().join(", ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A C# string literal.
fn literal(text: &str) -> String {
    let mut quoted = String::from("\"");
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b" -_.,:;/=+".contains(&byte) => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\u{unit:04X}")),
        }
    }
    quoted.push('"');
    quoted
}
