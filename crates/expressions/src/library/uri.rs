//! `System.Uri`, `UriBuilder` and their enumerations.

mod builder;
pub(crate) mod escape;
pub(crate) mod parse;

use parse::{HostKind, Parts, Problem};

use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

/// A URI: absolute, or a relative reference kept as it was written.
pub(crate) struct Uri {
    original: Text,
    parts: Option<Parts>,
}

impl Object for Uri {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Uri"))
    }

    fn to_text(&self) -> Text {
        match &self.parts {
            Some(parts) => Text::from(parts.display()),
            None => self.original.clone(),
        }
    }

    fn equals(&self, other: &Value) -> bool {
        // .NET compares a string as the URI it spells.
        if let Value::Text(text) = other {
            return of_kind(text, 0).is_ok_and(|other| self.equals(&other));
        }
        let Some(other) = other.downcast::<Self>() else { return false };
        match (&self.parts, &other.parts) {
            (Some(one), Some(two)) => one.identity() == two.identity(),
            (None, None) => self.original == other.original,
            _ => false,
        }
    }

    fn hash_code(&self) -> i32 {
        let key = self.parts.as_ref().map(|parts| format!("{:?}", parts.identity()));
        Value::Text(key.map_or_else(|| self.original.clone(), Text::from)).hash_code()
    }
}

impl Uri {
    /// The text it was made from.
    pub(crate) fn original(&self) -> &Text {
        &self.original
    }

    fn of_parts(parts: Parts) -> Value {
        Value::object(Self { original: Text::from(parts.absolute()), parts: Some(parts) })
    }

    fn parts(&self) -> Result<&Parts, Exception> {
        self.parts
            .as_ref()
            .ok_or_else(|| Exception::invalid_operation("This operation is not supported for a relative URI."))
    }
}

/// An absolute `Uri` as a value, as `new Uri(text)` makes it.
pub fn new(text: &Text) -> Result<Value, Exception> {
    absolute(text).map_err(refused)
}

fn absolute(text: &Text) -> Result<Value, Problem> {
    let parts = Parts::parse(&text.to_str())?;
    Ok(Value::object(Uri { original: text.clone(), parts: Some(parts) }))
}

fn relative(text: &Text) -> Value {
    Value::object(Uri { original: text.clone(), parts: None })
}

fn refused(problem: Problem) -> Exception {
    Exception::new("System.UriFormatException", Text::literal(problem.message()))
}

/// By `UriKind`: 0 either, 1 absolute, 2 relative.
fn of_kind(text: &Text, kind: i32) -> Result<Value, Problem> {
    match (absolute(text), kind) {
        (Ok(_), 2) => Err(Problem::NotRelative),
        (Ok(uri), _) => Ok(uri),
        (Err(problem), 1) => Err(problem),
        (Err(Problem::NoScheme | Problem::Empty), _) => Ok(relative(text)),
        (Err(problem), _) => Err(problem),
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.enumeration(
        "System.UriKind",
        "Whether a URI is absolute.",
        &[("RelativeOrAbsolute", 0), ("Absolute", 1), ("Relative", 2)],
    );
    declarations.enumeration(
        "System.UriPartial",
        "How much of a URI.",
        &[("Scheme", 0), ("Authority", 1), ("Path", 2), ("Query", 3)],
    );
    declarations.enumeration(
        "System.UriHostNameType",
        "Kinds of hosts.",
        &[("Unknown", 0), ("Basic", 1), ("Dns", 2), ("IPv4", 3), ("IPv6", 4)],
    );
    let uri = declarations.class("System.Uri", "A URI taken apart.");
    uri.has("Uri(string uriString)", new_absolute, "An absolute URI; UriFormatException otherwise.")
        .has("Uri(string uriString, UriKind uriKind)", new_of_kind, "A URI.")
        .has("Uri(Uri baseUri, string relativeUri)", new_resolved, "A reference seen from a base.")
        .has("Uri(Uri baseUri, Uri relativeUri)", new_resolved, "A reference seen from a base.")
        .has("string AbsolutePath", |call| text_of(call, |parts| parts.path.clone()), "The escaped path.")
        .has("string AbsoluteUri", |call| text_of(call, Parts::absolute), "All of it, escaped.")
        .has("string Authority", |call| text_of(call, Parts::authority), "Host, and port where it is not the default.")
        .has(
            "string DnsSafeHost",
            |call| text_of(call, |parts| bare_host(parts).to_owned()),
            "The host without brackets.",
        )
        .has("string Fragment", |call| text_of(call, |parts| parts.fragment.clone()), "The fragment with `#`.")
        .has("string Host", |call| text_of(call, |parts| parts.host.clone()), "The host.")
        .has("UriHostNameType HostNameType", host_name_type, "The kind of host.")
        .has("string IdnHost", |call| text_of(call, |parts| parse::idn_host(bare_host(parts))), "The host in Punycode.")
        .has(
            "bool IsAbsoluteUri",
            |call| Ok(call.this_object::<Uri>()?.parts.is_some().into()),
            "Whether it is absolute.",
        )
        .has("bool IsDefaultPort", |call| flag_of(call, Parts::is_default_port), "Whether the port is the scheme's.")
        .has("bool IsFile", |call| flag_of(call, |parts| parts.scheme == "file"), "Whether the scheme is `file`.")
        .has("bool IsLoopback", |call| flag_of(call, is_loopback), "Whether the host is this machine.")
        .has(
            "bool IsUnc",
            |call| flag_of(call, |parts| parts.scheme == "file" && !parts.host.is_empty()),
            "Whether it is a UNC path.",
        )
        .has("string LocalPath", |call| text_of(call, local_path), "The path without escapes.")
        .has(
            "string OriginalString",
            |call| Ok(call.this_object::<Uri>()?.original.clone().into()),
            "The text it was made from.",
        )
        .has(
            "string PathAndQuery",
            |call| text_of(call, |parts| format!("{}{}", parts.path, parts.query)),
            "Path and query, escaped.",
        )
        .has("int Port", |call| Ok(Value::Int32(call.this_object::<Uri>()?.parts()?.port)), "The port, or -1.")
        .has("string Query", |call| text_of(call, |parts| parts.query.clone()), "The query with `?`.")
        .has("string Scheme", |call| text_of(call, |parts| parts.scheme.clone()), "The scheme.")
        .has("string[] Segments", segments, "The path in pieces that end with `/`.")
        .has("bool UserEscaped", |_| Ok(Value::Bool(false)), "False.")
        .has("string UserInfo", |call| text_of(call, |parts| parts.user_info.clone()), "What stands before `@`.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "All of it, readable.")
        .has("string GetLeftPart(UriPartial part)", left_part, "The beginning up to a part.")
        .has("bool IsBaseOf(Uri uri)", is_base_of, "Whether another URI lies below it.")
        .has("bool IsWellFormedOriginalString()", is_well_formed, "Whether it was written with all escapes.")
        .has("Uri MakeRelativeUri(Uri uri)", make_relative, "Another URI as seen from this one.");
    uri.has(
        "bool operator ==(Uri uri1, Uri uri2)",
        |call| Ok(call.arg(0).equals(call.arg(1)).into()),
        "Whether both mean the same.",
    )
    .has(
        "bool operator !=(Uri uri1, Uri uri2)",
        |call| Ok((!call.arg(0).equals(call.arg(1))).into()),
        "Whether they differ.",
    )
    .has(
        "static string EscapeDataString(string stringToEscape)",
        |call| escaped(call, escape::data),
        "Escapes all but unreserved characters.",
    )
    .has(
        "static string EscapeUriString(string stringToEscape)",
        |call| escaped(call, escape::uri_string),
        "Escapes what no URI may hold.",
    )
    .has("static string UnescapeDataString(string stringToUnescape)", unescaped, "Undoes escapes.")
    .has("static string HexEscape(char character)", hex_escape, "`%XX` of a character.")
    .has(
        "static bool IsHexDigit(char character)",
        |call| Ok(digit(call.char(0)).is_some().into()),
        "Whether it is a hexadecimal digit.",
    )
    .has("static int FromHex(char digit)", from_hex, "The value of a hexadecimal digit.")
    .has("static bool CheckSchemeName(string schemeName)", check_scheme, "Whether it is a possible scheme.")
    .has("static UriHostNameType CheckHostName(string name)", check_host, "The kind of a host name.")
    .has(
        "static bool IsWellFormedUriString(string uriString, UriKind uriKind)",
        is_well_formed_text,
        "Whether it is a URI with all escapes.",
    )
    .has(
        "static bool TryCreate(string uriString, UriKind uriKind, out Uri result)",
        try_create,
        "A URI, without exception.",
    )
    .has(
        "static bool TryCreate(Uri baseUri, string relativeUri, out Uri result)",
        try_resolve,
        "A reference seen from a base.",
    )
    .has(
        "static bool TryCreate(Uri baseUri, Uri relativeUri, out Uri result)",
        try_resolve,
        "A reference seen from a base.",
    )
    .has("const string UriSchemeHttp", |_| Ok("http".into()), "`http`.")
    .has("const string UriSchemeHttps", |_| Ok("https".into()), "`https`.")
    .has("const string UriSchemeFtp", |_| Ok("ftp".into()), "`ftp`.")
    .has("const string UriSchemeFile", |_| Ok("file".into()), "`file`.")
    .has("const string UriSchemeMailto", |_| Ok("mailto".into()), "`mailto`.")
    .has("const string SchemeDelimiter", |_| Ok("://".into()), "`://`.");
    builder::declare(declarations);
}

fn text_of(call: &mut Call, part: impl Fn(&Parts) -> String) -> Result<Value, Exception> {
    let text = part(call.this_object::<Uri>()?.parts()?);
    call.runtime.allocate(text.len())?;
    Ok(Value::text(text))
}

fn flag_of(call: &mut Call, part: impl Fn(&Parts) -> bool) -> Result<Value, Exception> {
    Ok(part(call.this_object::<Uri>()?.parts()?).into())
}

/// The path without escapes; a path with a drive as Windows writes it.
fn local_path(parts: &Parts) -> String {
    let path = escape::unescape(&parts.path);
    match path.as_bytes() {
        [b'/', drive, b':', ..] if parts.scheme == "file" && drive.is_ascii_alphabetic() => {
            path.trim_start_matches('/').replace('/', "\\")
        }
        _ => path,
    }
}

fn bare_host(parts: &Parts) -> &str {
    parts.host.trim_start_matches('[').trim_end_matches(']')
}

fn is_loopback(parts: &Parts) -> bool {
    match parts.host_kind {
        HostKind::Ipv4 => parts.host.starts_with("127."),
        HostKind::Ipv6 => parts.host == "[::1]",
        _ => parts.host == "localhost" || parts.host == "loopback" || parts.scheme == "file" && parts.host.is_empty(),
    }
}

fn host_kind(kind: HostKind) -> Value {
    Value::Enum(TypeId::of("System.UriHostNameType"), kind as i64)
}

fn host_name_type(call: &mut Call) -> Result<Value, Exception> {
    Ok(host_kind(call.this_object::<Uri>()?.parts()?.host_kind))
}

fn new_absolute(call: &mut Call) -> Result<Value, Exception> {
    new(&call.text(0, "uriString")?)
}

fn new_of_kind(call: &mut Call) -> Result<Value, Exception> {
    of_kind(&call.text(0, "uriString")?, call.int(1)).map_err(refused)
}

fn resolved(call: &Call) -> Result<Result<Value, Problem>, Exception> {
    let base = call.object::<Uri>(0, "baseUri")?.parts.as_ref();
    let Some(base) = base else {
        return Err(Exception::argument("This operation is not supported for a relative URI.", "baseUri"));
    };
    let reference = match call.arg(1) {
        Value::Text(text) => text.clone(),
        Value::Object(_) => call.object::<Uri>(1, "relativeUri")?.original.clone(),
        _ => Text::EMPTY,
    };
    Ok(base.resolve(&reference.to_str()).map(Uri::of_parts))
}

fn new_resolved(call: &mut Call) -> Result<Value, Exception> {
    resolved(call)?.map_err(refused)
}

fn try_create(call: &mut Call) -> Result<Value, Exception> {
    let uri = call.optional_text(0).and_then(|text| of_kind(&text, call.int(1)).ok());
    let made = uri.is_some();
    call.set(2, uri.unwrap_or(Value::Null));
    Ok(Value::Bool(made))
}

fn try_resolve(call: &mut Call) -> Result<Value, Exception> {
    let uri = resolved(call).ok().and_then(Result::ok);
    let made = uri.is_some();
    call.set(2, uri.unwrap_or(Value::Null));
    Ok(Value::Bool(made))
}

fn segments(call: &mut Call) -> Result<Value, Exception> {
    let path = &call.this_object::<Uri>()?.parts()?.path;
    let pieces: Vec<Value> = path.split_inclusive('/').map(|piece| Value::text(piece.to_owned())).collect();
    Ok(Value::array(Type::STRING, pieces))
}

fn left_part(call: &mut Call) -> Result<Value, Exception> {
    let parts = call.this_object::<Uri>()?.parts()?;
    Ok(Value::text(match call.int(0) {
        0 => format!("{}:{}", parts.scheme, if parts.has_authority { "//" } else { "" }),
        1 if parts.has_authority => parts.origin(),
        1 => String::new(),
        2 => format!("{}{}", parts.origin(), parts.path),
        _ => format!("{}{}{}", parts.origin(), parts.path, parts.query),
    }))
}

fn is_base_of(call: &mut Call) -> Result<Value, Exception> {
    let base = call.this_object::<Uri>()?.parts()?;
    let other = call.object::<Uri>(0, "uri")?;
    let Some(other) = &other.parts else { return Ok(Value::Bool(true)) };
    let folder = base.path.rfind('/').map_or("", |slash| base.path.get(..=slash).unwrap_or(""));
    let same = (&base.scheme, &base.host, base.port) == (&other.scheme, &other.host, other.port);
    Ok(Value::Bool(same && other.path.starts_with(folder)))
}

fn well_formed(text: &Text, kind: i32) -> bool {
    let sound = of_kind(text, kind).is_ok();
    let shown = text.to_str();
    let mut escapes = shown.match_indices('%').map(|(at, _)| shown.as_bytes().get(at..).unwrap_or_default());
    sound
        && escapes.all(|rest| escape::escaped_byte(rest).is_some())
        && !shown.contains([' ', '\\', '<', '>', '"', '{', '}', '|', '^', '`'])
}

fn is_well_formed(call: &mut Call) -> Result<Value, Exception> {
    let original = call.this_object::<Uri>()?.original.clone();
    Ok(well_formed(&original, 0).into())
}

fn is_well_formed_text(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.optional_text(0).is_some_and(|text| well_formed(&text, call.int(1))).into())
}

fn make_relative(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this_object::<Uri>()?.parts()?;
    let other = call.object::<Uri>(0, "uri")?;
    match this.relative_to(other.parts()?) {
        Some(reference) => Ok(relative(&Text::from(reference))),
        None => Ok(call.arg(0).clone()),
    }
}

fn escaped(call: &mut Call, escape: fn(&str) -> String) -> Result<Value, Exception> {
    let text = call.text(0, "stringToEscape")?;
    call.runtime.allocate(text.len() * 3)?;
    Ok(Value::text(escape(&text.to_str())))
}

fn unescaped(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "stringToUnescape")?;
    call.runtime.allocate(text.len())?;
    Ok(Value::text(escape::unescape(&text.to_str())))
}

fn hex_escape(call: &mut Call) -> Result<Value, Exception> {
    let Ok(byte) = u8::try_from(call.char(0)) else {
        return Err(Exception::out_of_range("Specified argument was out of the range of valid values.", "character"));
    };
    let mut out = String::new();
    escape::push_escaped(&mut out, byte);
    Ok(Value::text(out))
}

fn digit(unit: u16) -> Option<u32> {
    char::from_u32(u32::from(unit))?.to_digit(16)
}

fn from_hex(call: &mut Call) -> Result<Value, Exception> {
    let value = digit(call.char(0)).map(|value| Value::Int32(value as i32));
    value.ok_or_else(|| Exception::argument("Value does not fall within the expected range.", "digit"))
}

fn check_scheme(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.optional_text(0).is_some_and(|text| parse::is_scheme(&text.to_str())).into())
}

fn check_host(call: &mut Call) -> Result<Value, Exception> {
    let text = call.optional_text(0).unwrap_or_default();
    let parts = Parts::parse(&format!("http://{text}/")).or_else(|_| Parts::parse(&format!("http://[{text}]/")));
    let kind = parts.ok().filter(|parts| parts.port == 80 && parts.path == "/" && parts.user_info.is_empty());
    Ok(host_kind(kind.map_or(HostKind::Unknown, |parts| parts.host_kind)))
}
