//! `BasicAuthCredentials`: the Authorization header of the Basic scheme, taken apart by `AsBasic`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use expressions::{Call, Declarations, Exception, Object, Type, TypeId, Value};

use super::Class;

static BASIC: Class = Class::new(|| TypeId::of("BasicAuthCredentials"));

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("BasicAuthCredentials", "User name and password of a Basic Authorization header.")
        .has("string UserId", |call| Ok(call.this_object::<Basic>()?.user.clone().into()), "User name.")
        .has("string Username", |call| Ok(call.this_object::<Basic>()?.user.clone().into()), "User name.")
        .has("string Password", |call| Ok(call.this_object::<Basic>()?.password.clone().into()), "Password.");
    declarations
        .static_class("Countersign.BasicExtensions", "APIM's extension methods on strings.")
        .has(
            "static BasicAuthCredentials AsBasic(this string input)",
            as_basic,
            "Credentials of a header; null if none.",
        )
        .has(
            "static bool TryParseBasic(this string input, out BasicAuthCredentials credentials)",
            try_parse_basic,
            "Whether the header holds Basic credentials.",
        );
}

struct Basic {
    user: String,
    password: String,
}

impl Object for Basic {
    fn type_of(&self) -> Type {
        Type::Plain(*BASIC)
    }
}

fn parse_basic(call: &Call) -> Value {
    let Some(text) = call.optional_text(0) else { return Value::Null };
    let text = text.to_str();
    let Some(scheme) = text.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("basic ")) else { return Value::Null };
    let encoded = text.get(scheme.len()..).unwrap_or_default().trim();
    let decoded = STANDARD.decode(encoded).unwrap_or_default();
    match String::from_utf8_lossy(&decoded).split_once(':') {
        Some((user, password)) => Value::object(Basic { user: user.to_owned(), password: password.to_owned() }),
        None => Value::Null,
    }
}

fn as_basic(call: &mut Call) -> Result<Value, Exception> {
    Ok(parse_basic(call))
}

fn try_parse_basic(call: &mut Call) -> Result<Value, Exception> {
    let credentials = parse_basic(call);
    let found = !credentials.is_null();
    call.set(1, credentials);
    Ok(found.into())
}
