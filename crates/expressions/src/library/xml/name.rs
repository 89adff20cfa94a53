//! Names of XML: which characters they may hold, and expanded names (`{namespace}local`).

use std::{fmt, rc::Rc};

use crate::{exception::Exception, text::Text};

/// The namespace of `xml:` names.
pub(crate) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of namespace declarations.
pub(crate) const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// An expanded name, `XName`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Name(Rc<Parts>);

#[derive(PartialEq, Eq, Hash, Debug)]
struct Parts {
    local: Text,
    namespace: Text,
}

impl Name {
    /// A name whose parts are known to be sound.
    pub(crate) fn new(local: Text, namespace: Text) -> Self {
        Self(Rc::new(Parts { local, namespace }))
    }

    /// `XName.Get(expandedName)`.
    pub(crate) fn expanded(text: &Text) -> Result<Self, Exception> {
        let invalid = || Exception::new("System.ArgumentException", format!("'{text}' is an invalid expanded name."));
        if text.unit(0) != Some(u16::from(b'{')) {
            return if text.is_empty() { Err(invalid()) } else { Self::checked(text.clone(), Text::EMPTY) };
        }
        let close = text.units().rposition(|unit| unit == u16::from(b'}'));
        match close {
            Some(close) if close > 1 && close + 1 < text.len() => {
                Self::checked(text.slice(close + 1, text.len()), text.slice(1, close))
            }
            _ => Err(invalid()),
        }
    }

    /// `XName.Get(localName, namespaceName)`.
    pub(crate) fn checked(local: Text, namespace: Text) -> Result<Self, Exception> {
        verify_nc_name(&local)?;
        Ok(Self::new(local, namespace))
    }

    pub(crate) fn local(&self) -> &Text {
        &self.0.local
    }

    pub(crate) fn namespace(&self) -> &Text {
        &self.0.namespace
    }

    /// Whether an attribute of this name declares a namespace.
    pub(crate) fn is_namespace_declaration(&self) -> bool {
        if self.0.namespace.is_empty() { self.0.local == "xmlns" } else { self.0.namespace == XMLNS_NAMESPACE }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.namespace.is_empty() {
            write!(formatter, "{}", self.0.local)
        } else {
            write!(formatter, "{{{}}}{}", self.0.namespace, self.0.local)
        }
    }
}

/// `NameStartChar` of XML 1.0 without the colon.
pub(crate) fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0 without the colon.
pub(crate) fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// `Char` of XML 1.0.
pub(crate) fn is_xml_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// `XmlConvert.VerifyNCName`.
pub(crate) fn verify_nc_name(name: &Text) -> Result<(), Exception> {
    let name = name.to_str();
    let Some(first) = name.chars().next() else {
        return Err(Exception::argument("The empty string '' is not a valid local name.", "localName"));
    };
    if !is_name_start(first) {
        return Err(name_error(first, true));
    }
    match name.chars().find(|character| !is_name_character(*character)) {
        Some(character) => Err(name_error(character, false)),
        None => Ok(()),
    }
}

/// What .NET says about a character that no name may hold there.
pub(crate) fn name_error_text(character: char, first: bool) -> String {
    let code = u32::from(character);
    match (first, is_name_character(character)) {
        (true, true) => format!("Name cannot begin with the '{character}' character, hexadecimal value 0x{code:02X}."),
        _ => format!("The '{character}' character, hexadecimal value 0x{code:02X}, cannot be included in a name."),
    }
}

fn name_error(character: char, first: bool) -> Exception {
    Exception::new("System.Xml.XmlException", name_error_text(character, first))
}
