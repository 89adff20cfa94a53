//! `System.UriBuilder`.

use std::cell::RefCell;

use super::{
    Uri,
    parse::{HostKind, Parts},
};
use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.UriBuilder", "A URI being put together.")
        .has("UriBuilder()", |_| made(&Text::literal("http://localhost/")), "`http://localhost/`.")
        .has("UriBuilder(string uri)", of_text, "Begins with a URI; without a scheme it is `http`.")
        .has("UriBuilder(Uri uri)", of_uri, "Begins with a URI.")
        .has("UriBuilder(string schemeName, string hostName)", of_pieces, "Begins with scheme and host.")
        .has("UriBuilder(string scheme, string host, int portNumber)", of_pieces, "Begins with scheme, host and port.")
        .has("UriBuilder(string scheme, string host, int port, string pathValue)", of_pieces, "Begins with these.")
        .has_settable(
            "string Scheme",
            |call| get(call, |parts| parts.scheme.clone()),
            |call| set(call, |parts, text| parts.scheme = text.to_lowercase()),
            "The scheme.",
        )
        .has_settable(
            "string Host",
            |call| get(call, |parts| parts.host.clone()),
            |call| set(call, |parts, text| parts.host = text.to_owned()),
            "The host.",
        )
        .has_settable("int Port", port, set_port, "The port; -1 for the scheme's.")
        .has_settable(
            "string Path",
            |call| get(call, |parts| parts.path.clone()),
            |call| set(call, set_path),
            "The path.",
        )
        .has_settable(
            "string Query",
            |call| get(call, |parts| parts.query.clone()),
            |call| set(call, |parts, text| parts.query = marked('?', text)),
            "The query; a missing `?` is added.",
        )
        .has_settable(
            "string Fragment",
            |call| get(call, |parts| parts.fragment.clone()),
            |call| set(call, |parts, text| parts.fragment = marked('#', text)),
            "The fragment; a missing `#` is added.",
        )
        .has_settable(
            "string UserName",
            |call| get(call, |parts| user(parts).0.to_owned()),
            |call| set(call, |parts, text| parts.user_info = joined(text, user(parts).1)),
            "The user.",
        )
        .has_settable(
            "string Password",
            |call| get(call, |parts| user(parts).1.to_owned()),
            |call| set(call, |parts, text| parts.user_info = joined(user(parts).0, text)),
            "The password.",
        )
        .has("Uri Uri", uri, "The URI.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The URI as text.");
}

struct Builder(RefCell<Parts>);

impl Object for Builder {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.UriBuilder"))
    }

    fn to_text(&self) -> Text {
        let parts = self.0.borrow();
        let user = if parts.user_info.is_empty() { String::new() } else { format!("{}@", parts.user_info) };
        let port = if parts.port < 0 || parts.is_default_port() && !parts.has_authority {
            String::new()
        } else {
            format!(":{}", parts.port)
        };
        Text::from(format!(
            "{}://{user}{}{port}{}{}{}",
            parts.scheme, parts.host, parts.path, parts.query, parts.fragment
        ))
    }
}

/// In a builder `has_authority` tells whether the port is to be written.
fn made(text: &Text) -> Result<Value, Exception> {
    let mut parts = Parts::parse(&text.to_str()).map_err(super::refused)?;
    // .NET writes the port of the URI it began with, default or not.
    parts.has_authority = true;
    Ok(Value::object(Builder(RefCell::new(parts))))
}

fn of_text(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "uri")?;
    match Parts::parse(&text.to_str()) {
        Ok(_) => made(&text),
        Err(super::Problem::NoScheme) => made(&Text::from(format!("http://{text}"))),
        Err(problem) => Err(super::refused(problem)),
    }
}

fn of_uri(call: &mut Call) -> Result<Value, Exception> {
    let uri = call.object::<Uri>(0, "uri")?;
    made(&Text::from(uri.parts()?.absolute()))
}

fn of_pieces(call: &mut Call) -> Result<Value, Exception> {
    let scheme = call.optional_text(0).unwrap_or_default().to_str().to_lowercase();
    let mut parts = Parts {
        user_info: String::new(),
        host: call.optional_text(1).unwrap_or_default().to_str().into_owned(),
        host_kind: HostKind::Dns,
        port: if call.len() > 2 { call.int(2) } else { -1 },
        path: "/".to_owned(),
        query: String::new(),
        fragment: String::new(),
        has_authority: true,
        scheme,
    };
    if let Some(path) = call.optional_text(3) {
        set_path(&mut parts, &path.to_str());
    }
    Ok(Value::object(Builder(RefCell::new(parts))))
}

fn get(call: &mut Call, part: impl Fn(&Parts) -> String) -> Result<Value, Exception> {
    Ok(Value::text(part(&call.this_object::<Builder>()?.0.borrow())))
}

fn set(call: &mut Call, store: impl Fn(&mut Parts, &str)) -> Result<Value, Exception> {
    let text = call.optional_text(0).unwrap_or_default();
    store(&mut call.this_object::<Builder>()?.0.borrow_mut(), &text.to_str());
    Ok(Value::Null)
}

fn port(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(call.this_object::<Builder>()?.0.borrow().port))
}

fn set_port(call: &mut Call) -> Result<Value, Exception> {
    let port = call.int(0);
    if !(-1..=65_535).contains(&port) {
        return Err(Exception::out_of_range("Specified argument was out of the range of valid values.", "value"));
    }
    call.this_object::<Builder>()?.0.borrow_mut().port = port;
    Ok(Value::Null)
}

fn set_path(parts: &mut Parts, text: &str) {
    let slash = if text.starts_with('/') { "" } else { "/" };
    parts.path = super::escape::canonical(&format!("{slash}{}", text.replace('\\', "/")));
}

fn marked(mark: char, text: &str) -> String {
    if text.is_empty() || text.starts_with(mark) { text.to_owned() } else { format!("{mark}{text}") }
}

fn user(parts: &Parts) -> (&str, &str) {
    parts.user_info.split_once(':').unwrap_or((&parts.user_info, ""))
}

fn joined(user: &str, password: &str) -> String {
    if password.is_empty() { user.to_owned() } else { format!("{user}:{password}") }
}

fn uri(call: &mut Call) -> Result<Value, Exception> {
    let text = call.this().to_text();
    super::new(&text)
}
