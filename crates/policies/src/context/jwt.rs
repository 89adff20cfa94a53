//! `Jwt`: a token taken apart by `AsJwt`. It is only read here, never trusted: validate-jwt is what checks signatures.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use expressions::library::json::{self, Shape};
use expressions::{Call, Declarations, Exception, Object, Runtime, Text, Type, TypeId, Value};

use super::{Class, lookup, time};

static JWT: Class = Class::new(|| TypeId::of("Jwt"));

/// Base64 as tokens have it, padded or not.
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Jwt", "A JSON Web Token, taken apart but not verified.")
        .has("string Id", |call| Ok(of(call)?.claim("jti")), "Claim jti.")
        .has("string Type", |call| Ok(Value::optional(of(call)?.kind.clone())), "Header typ.")
        .has("string Algorithm", |call| Ok(Value::optional(of(call)?.algorithm.clone())), "Header alg.")
        .has("IEnumerable<string> Audiences", |call| Ok(strings(of(call)?.values("aud"))), "Claim aud.")
        .has("IReadOnlyDictionary<string, string[]> Claims", claims, "All claims as text.")
        .has("DateTime? ExpirationTime", |call| Ok(of(call)?.moment("exp")), "Claim exp.")
        .has("DateTime? IssuedAt", |call| Ok(of(call)?.moment("iat")), "Claim iat.")
        .has("DateTime? NotBefore", |call| Ok(of(call)?.moment("nbf")), "Claim nbf.")
        .has("string Issuer", |call| Ok(of(call)?.claim("iss")), "Claim iss.")
        .has("string Subject", |call| Ok(of(call)?.claim("sub")), "Claim sub.");
    declarations
        .static_class("Countersign.JwtExtensions", "APIM's extension methods on strings.")
        .has("static Jwt AsJwt(this string input)", as_jwt, "The token, Bearer in front or not; null if it is none.")
        .has(
            "static bool TryParseJwt(this string input, out Jwt token)",
            try_parse_jwt,
            "Whether the text is a token.",
        );
}

struct Jwt {
    algorithm: Option<Text>,
    kind: Option<Text>,
    claims: Vec<(Text, Vec<Text>)>,
}

impl Object for Jwt {
    fn type_of(&self) -> Type {
        Type::Plain(*JWT)
    }
}

impl Jwt {
    fn values(&self, name: &str) -> &[Text] {
        self.claims.iter().find(|(known, _)| known.to_str() == name).map_or(&[], |(_, values)| values)
    }

    fn claim(&self, name: &str) -> Value {
        Value::optional(self.values(name).first().cloned())
    }

    /// A claim that counts seconds since 1970.
    fn moment(&self, name: &str) -> Value {
        let seconds = self.values(name).first().and_then(|text| text.to_str().parse::<f64>().ok());
        seconds.map_or(Value::Null, |seconds| time::from_unix_seconds(seconds as i64))
    }

    fn parse(text: &str, runtime: &mut Runtime<'_>) -> Option<Self> {
        let bearer = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("bearer ")).map_or(0, str::len);
        let parts: Vec<&str> = text.get(bearer..)?.trim().split('.').collect();
        let [header, payload, _] = parts.as_slice() else { return None };
        let header = members(header, runtime)?;
        let texts = |value: &Value, runtime: &mut Runtime<'_>| match json::shape(value) {
            Some(Shape::Array(items)) => items.iter().filter_map(|item| text_of(item, runtime)).collect(),
            _ => text_of(value, runtime).into_iter().collect(),
        };
        let claims = members(payload, runtime)?;
        let claims = claims.into_iter().map(|(name, value)| {
            let values = texts(&value, runtime);
            (name, values)
        });
        let claims = claims.collect();
        let of_header = |name: &str, runtime: &mut Runtime<'_>| {
            let found = header.iter().find(|(known, _)| known.to_str() == name);
            found.and_then(|(_, value)| text_of(value, runtime))
        };
        Some(Self { algorithm: of_header("alg", runtime), kind: of_header("typ", runtime), claims })
    }
}

/// Members of the JSON object that a part of a token encodes.
fn members(part: &str, runtime: &mut Runtime<'_>) -> Option<Vec<(Text, Value)>> {
    let bytes = URL_SAFE.decode(part).ok()?;
    let text = Text::from(String::from_utf8_lossy(&bytes).into_owned());
    match json::shape(&json::parse_without_dates(&text, runtime).ok()??)? {
        Shape::Object(members) => Some(members),
        _ => None,
    }
}

/// A claim's value as text: plain values as .NET prints them (booleans in lower case), others as compact JSON.
fn text_of(value: &Value, runtime: &mut Runtime<'_>) -> Option<Text> {
    match json::shape(value)? {
        Shape::Value(Value::Null) => None,
        Shape::Value(Value::Bool(value)) => Some(Text::from(value.to_string())),
        Shape::Value(value) => Some(value.to_text()),
        _ => json::serialize(value, runtime).ok(),
    }
}

fn of<'c>(call: &'c Call) -> Result<&'c Jwt, Exception> {
    call.this_object::<Jwt>()
}

fn strings(texts: &[Text]) -> Value {
    Value::array(Type::STRING, texts.iter().cloned().map(Value::Text).collect())
}

fn claims(call: &mut Call) -> Result<Value, Exception> {
    let entries = of(call)?.claims.iter().map(|(name, values)| (name.clone(), strings(values))).collect();
    Ok(lookup::Lookup::exact(Type::array_of(Type::STRING), entries))
}

fn parsed(call: &mut Call) -> Value {
    let text = call.optional_text(0);
    let token = text.and_then(|text| Jwt::parse(&text.to_str(), call.runtime));
    token.map_or(Value::Null, Value::object)
}

fn as_jwt(call: &mut Call) -> Result<Value, Exception> {
    Ok(parsed(call))
}

fn try_parse_jwt(call: &mut Call) -> Result<Value, Exception> {
    let token = parsed(call);
    let found = !token.is_null();
    call.set(1, token);
    Ok(found.into())
}
