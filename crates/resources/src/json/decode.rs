//! From nodes to Rust values, through serde, with complaints that point at the right member.

use std::fmt;

use diagnostics::{Diagnostic, Source, Span, nearest};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::{JsonValue, Member, Node};

/// Decodes a node. `null` members of a structure count as absent, as ARM has it.
pub fn decode<T: DeserializeOwned>(node: &Node) -> Result<T, Misfit> {
    T::deserialize(Reader(node))
}

/// A value that does not fit the shape it was meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    code: &'static str,
    message: String,
    help: Option<String>,
    span: Option<Span>,
}

impl Misfit {
    /// As a diagnostic at the place in `source`.
    pub fn diagnostic(&self, source: &std::sync::Arc<Source>) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, self.message.clone()).at(source, self.span.unwrap_or_default());
        match &self.help {
            Some(help) => diagnostic.help(help.clone()),
            None => diagnostic,
        }
    }

    fn new(code: &'static str, message: String) -> Self {
        Self { code, message, help: None, span: None }
    }

    /// The innermost place wins: outer layers call this too, later.
    fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("invalid-value", message.to_string())
    }

    /// Names what was found by kind only: the value itself may be a secret in the wrong place.
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match unexpected {
            Unexpected::Bool(value) => format!("`{value}`"),
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number".into(),
            Unexpected::Str(_) => "a text in quotes".into(),
            Unexpected::Unit => "null".into(),
            Unexpected::Seq => "a list".into(),
            Unexpected::Map => "an object".into(),
            other => other.to_string(),
        };
        let expected = match expected.to_string().as_str() {
            "a boolean" => "true or false without quotes".to_owned(),
            "a string" => "a text in quotes".to_owned(),
            "a sequence" => "a list".to_owned(),
            named if named.starts_with("struct ") => "an object".to_owned(),
            other => other.to_owned(),
        };
        Self::new("wrong-type", format!("expected {expected}, found {found}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self {
            help: nearest(variant, expected.iter().copied()).map(|name| format!("did you mean `{name}`?")),
            ..Self::new("unknown-value", format!("`{variant}` is none of {}", listed(expected)))
        }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self {
            help: Some(match nearest(field, expected.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("known here: {}", listed(expected)),
            }),
            ..Self::new("unknown-member", format!("there is no member `{field}` here"))
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("missing-member", format!("the member `{field}` is missing"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("malformed-json", format!("`{field}` is given twice"))
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

struct Reader<'a>(&'a Node);

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0.value {
            JsonValue::Null => visitor.visit_unit(),
            JsonValue::Bool(value) => visitor.visit_bool(*value),
            JsonValue::Number(digits) => visit_number(digits, visitor),
            JsonValue::Text(text) => visitor.visit_str(text),
            JsonValue::List(items) => visitor.visit_seq(Items(items.iter())),
            JsonValue::Object(members) => visitor.visit_map(Members::all(members)),
        }
        .map_err(|misfit| misfit.at(self.0.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0.value {
            JsonValue::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match &self.0.value {
            JsonValue::Object(members) => {
                visitor.visit_map(Members::given(members)).map_err(|misfit| misfit.at(self.0.span))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match &self.0.value {
            JsonValue::Text(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            _ => Err(Misfit::new("wrong-type", format!("expected a text in quotes, found {}", self.0.description()))),
        }
        .map_err(|misfit: Misfit| misfit.at(self.0.span))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

fn visit_number<'de, V: Visitor<'de>>(digits: &str, visitor: V) -> Result<V::Value, Misfit> {
    if let Ok(value) = digits.parse::<u64>() {
        return visitor.visit_u64(value);
    }
    if let Ok(value) = digits.parse::<i64>() {
        return visitor.visit_i64(value);
    }
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() => visitor.visit_f64(value),
        _ => Err(Misfit::new("invalid-value", "the number is too large".into())),
    }
}

struct Items<'a>(std::slice::Iter<'a, Node>);

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        self.0.next().map(|item| seed.deserialize(Reader(item)).map_err(|misfit| misfit.at(item.span))).transpose()
    }
}

struct Members<'a> {
    members: std::slice::Iter<'a, Member>,
    skip_nulls: bool,
    value: Option<&'a Node>,
}

impl<'a> Members<'a> {
    fn all(members: &'a [Member]) -> Self {
        Self { members: members.iter(), skip_nulls: false, value: None }
    }

    fn given(members: &'a [Member]) -> Self {
        Self { skip_nulls: true, ..Self::all(members) }
    }
}

impl<'de> de::MapAccess<'de> for Members<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let skip_nulls = self.skip_nulls;
        let Some(member) = self.members.find(|member| !skip_nulls || member.value.value != JsonValue::Null) else {
            return Ok(None);
        };
        self.value = Some(&member.value);
        let key: de::value::StrDeserializer<'_, Misfit> = member.name.as_str().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|misfit| misfit.at(member.name_span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        match self.value.take() {
            Some(node) => seed.deserialize(Reader(node)).map_err(|misfit| misfit.at(node.span)),
            None => Err(de::Error::custom("a value was asked for before its name")),
        }
    }
}
