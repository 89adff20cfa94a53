//! Cultures as arguments: the invariant culture and en-US, which format alike here.

use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

struct CultureInfo(&'static str);

impl Object for CultureInfo {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Globalization.CultureInfo"))
    }

    fn to_text(&self) -> Text {
        Text::literal(self.0)
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.0 == self.0)
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Globalization.CultureInfo", "A culture.")
        .is_a("IFormatProvider")
        .has("CultureInfo(string name)", named, "The culture of a name.")
        .has(
            "static CultureInfo InvariantCulture",
            |_| Ok(Value::object(CultureInfo(""))),
            "The culture of no country.",
        )
        .has("static CultureInfo CurrentCulture", |_| Ok(Value::object(CultureInfo("en-US"))), "en-US.")
        .has("static CultureInfo CurrentUICulture", |_| Ok(Value::object(CultureInfo("en-US"))), "en-US.")
        .has("static CultureInfo GetCultureInfo(string name)", named, "The culture of a name.")
        .has("string Name", |call| Ok(call.this().to_text().into()), "en-US, or nothing for the invariant culture.");
    declarations
        .enumeration(
            "System.Globalization.CompareOptions",
            "How strings are compared.",
            &[
                ("None", 0),
                ("IgnoreCase", 1),
                ("IgnoreNonSpace", 2),
                ("IgnoreSymbols", 4),
                ("IgnoreKanaType", 8),
                ("IgnoreWidth", 16),
                ("StringSort", 0x2000_0000),
                ("OrdinalIgnoreCase", 0x1000_0000),
                ("Ordinal", 0x4000_0000),
            ],
        )
        .flags();
}

/// Whether a provider argument is the invariant culture.
pub(super) fn is_invariant(provider: &Value) -> bool {
    provider.downcast::<CultureInfo>().is_some_and(|culture| culture.0.is_empty())
}

fn named(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "name")?;
    match &*name.to_str().to_ascii_lowercase() {
        "" => Ok(Value::object(CultureInfo(""))),
        "en-us" | "en" => Ok(Value::object(CultureInfo("en-US"))),
        _ => Err(Exception::new(
            "System.Globalization.CultureNotFoundException",
            format!("Culture is not supported. (Parameter 'name')\n{name} is an invalid culture identifier."),
        )),
    }
}
