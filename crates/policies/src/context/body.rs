//! `IMessageBody`: reading the body of a message. Without `preserveContent` reading consumes it: later reads see
//! nothing, and unless set-body supplies another, none is sent on.

use bytes::Bytes;
use expressions::library::collections::{Dictionary, KeyValuePair, List};
use expressions::library::json::{self, Expected};
use expressions::library::xml;
use expressions::{Call, Declarations, Exception, Text, Type, TypeId, Value};

use super::{Class, exchange, number};
use crate::exchange::Exchange;
use crate::exchange::headers::Headers;
use crate::exchange::message::Body;
use crate::exchange::url::grouped_pairs;

pub(super) static BODY: Class = Class::new(|| TypeId::of("IMessageBody"));
pub(super) const OF_REQUEST: u64 = 0;
/// The response being made; those that variables hold follow.
pub(super) const OF_RESPONSE: u64 = 1;

static JTOKEN: Class = Class::new(|| TypeId::of("Newtonsoft.Json.Linq.JToken"));
static JOBJECT: Class = Class::new(|| TypeId::of("Newtonsoft.Json.Linq.JObject"));
static JARRAY: Class = Class::new(|| TypeId::of("Newtonsoft.Json.Linq.JArray"));
static XNODE: Class = Class::new(|| TypeId::of("System.Xml.Linq.XNode"));
static XELEMENT: Class = Class::new(|| TypeId::of("System.Xml.Linq.XElement"));
static XDOCUMENT: Class = Class::new(|| TypeId::of("System.Xml.Linq.XDocument"));

/// What a field of a form costs beside its text: a list, a text, their places in tables.
const FIELD_BYTES: usize = 256;

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("IMessageBody", "The body of a message.")
        .has(
            "T As<T>(bool preserveContent = false)",
            as_type,
            "The body as string, byte[], JObject, JToken, JArray, XNode, XElement or XDocument.",
        )
        .has(
            "IDictionary<string, IList<string>> AsFormUrlEncodedContent(bool preserveContent = false)",
            as_form,
            "The body as fields of an HTML form.",
        );
    declarations
        .static_class("Countersign.FormExtensions", "Form fields as text.")
        .has(
            "static string ToFormUrlEncodedContent(this IDictionary<string, IList<string>> form)",
            |call| Ok(Value::optional(encoded(call)?)),
            "The fields as a form body.",
        )
        .has(
            "static string ToQueryString(this IDictionary<string, IList<string>> form)",
            |call| {
                let encoded = encoded(call)?.filter(|encoded| !encoded.is_empty());
                Ok(Value::optional(encoded.map(|encoded| format!("?{encoded}"))))
            },
            "The fields as a query with its question mark; null without fields.",
        );
}

fn as_type(call: &mut Call) -> Result<Value, Exception> {
    let wanted = call.type_arg(0).clone();
    let preserves = call.bool(0);
    let which = number(call.this());
    let (bytes, charset) = take(exchange(call)?, which, preserves)?;
    call.runtime.allocate(bytes.len())?;
    if wanted == Type::array_of(Type::BYTE) {
        return Ok(Value::bytes(bytes.to_vec()));
    }
    let text = Text::from(decode(&bytes, &charset));
    let Type::Plain(class) = &wanted else { return Err(unsupported(&wanted)) };
    match *class {
        TypeId::STRING | TypeId::OBJECT => Ok(text.into()),
        class if class == *JTOKEN => json::parse(&text, Expected::Token, call.runtime),
        class if class == *JOBJECT => json::parse(&text, Expected::Object, call.runtime),
        class if class == *JARRAY => json::parse(&text, Expected::Array, call.runtime),
        class if class == *XELEMENT || class == *XNODE => xml::parse_root(&text, call.runtime),
        class if class == *XDOCUMENT => xml::parse_document(&text, call.runtime),
        _ => Err(unsupported(&wanted)),
    }
}

fn as_form(call: &mut Call) -> Result<Value, Exception> {
    let preserves = call.bool(0);
    let which = number(call.this());
    let (bytes, charset) = take(exchange(call)?, which, preserves)?;
    let fields = bytes.iter().filter(|byte| **byte == b'&').count() + 1;
    call.runtime.allocate(bytes.len() * 4 + fields * FIELD_BYTES)?;
    let fields = grouped_pairs(&decode(&bytes, &charset), false);
    let list_type = Type::new(TypeId::ILIST_T, &[Type::STRING]);
    let texts = |values: Vec<String>| List::value(Type::STRING, values.into_iter().map(Value::from).collect());
    let entries = fields.into_iter().map(|(name, values)| (name.into(), texts(values)));
    Ok(Dictionary::value(Type::STRING, list_type, entries))
}

/// The fields of a form, encoded; `None` for null.
fn encoded(call: &mut Call) -> Result<Option<String>, Exception> {
    let form = call.arg(0).clone();
    if form.is_null() {
        return Ok(None);
    }
    let mut parts = Vec::new();
    for pair in call.runtime.collect(&form)? {
        let Some(pair) = pair.downcast::<KeyValuePair>() else { continue };
        for value in call.runtime.collect(&pair.value)? {
            let (name, value) = (form_encode(&pair.key), form_encode(&value));
            parts.push(format!("{name}={value}"));
        }
    }
    Ok(Some(parts.join("&")))
}

/// WebUtility.UrlEncode: a space is `+`, and `* ! ( ) - . _` stay.
fn form_encode(value: &Value) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b' ')
        .remove(b'*')
        .remove(b'!')
        .remove(b'(')
        .remove(b')')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_');
    percent_encoding::utf8_percent_encode(&value.to_text().to_str(), KEPT).to_string().replace(' ', "+")
}

/// The bytes of a body and the character set its Content-Type names.
fn take(exchange: &mut Exchange, which: u64, preserves: bool) -> Result<(Bytes, String), Exception> {
    let (body, headers) = match which {
        OF_REQUEST => (&mut exchange.request.body, &exchange.request.headers),
        number => {
            let response = exchange.response_at_mut(number - OF_RESPONSE).ok_or_else(Exception::null_reference)?;
            (&mut response.body, &response.headers)
        }
    };
    let bytes = match body {
        Body::Buffered(bytes) => bytes.clone(),
        Body::None | Body::Consumed => Bytes::new(),
        // The run loop reads bodies before expressions that declare the need; this one came by another way.
        Body::Unread => return Err(Exception::invalid_operation("The message body has not been read.")),
    };
    if !preserves && *body != Body::None {
        *body = Body::Consumed;
    }
    Ok((bytes, charset_of(headers)))
}

fn charset_of(headers: &Headers) -> String {
    let content_type = headers.first("content-type").unwrap_or_default().to_ascii_lowercase();
    let charset = content_type.split(';').find_map(|part| part.trim().strip_prefix("charset=").map(str::to_owned));
    charset.unwrap_or_default().trim_matches('"').to_owned()
}

/// Text of a body. UTF-8 unless the byte order mark or the Content-Type says otherwise; invalid bytes become U+FFFD.
fn decode(bytes: &[u8], charset: &str) -> String {
    let utf16 = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match (bytes, charset) {
        ([0xef, 0xbb, 0xbf, rest @ ..], _) => String::from_utf8_lossy(rest).into_owned(),
        ([0xff, 0xfe, rest @ ..], _) => utf16(rest, u16::from_le_bytes),
        ([0xfe, 0xff, rest @ ..], _) => utf16(rest, u16::from_be_bytes),
        (_, "utf-16" | "utf-16le") => utf16(bytes, u16::from_le_bytes),
        (_, "utf-16be") => utf16(bytes, u16::from_be_bytes),
        (_, "iso-8859-1" | "latin1") => bytes.iter().copied().map(char::from).collect(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn unsupported(wanted: &Type) -> Exception {
    Exception::new("System.NotSupportedException", format!("The message body cannot be read as {wanted}."))
}
