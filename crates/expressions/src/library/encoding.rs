//! `System.Text.Encoding`: text to bytes and back.

mod forms;

use forms::Form;

use crate::{Array, Call, Declarations, Exception, Items, Object, Text, Type, TypeId, Value};

/// An encoding: its form, whether it announces itself, and whether bad input is an error.
struct Encoding {
    class: TypeId,
    form: Form,
    preamble: bool,
    throws: bool,
    is_shared: bool,
}

impl Object for Encoding {
    fn type_of(&self) -> Type {
        Type::Plain(self.class)
    }

    /// The encodings that static properties give are one object each.
    fn identity(&self) -> usize {
        if self.is_shared { self.form as usize + 1 } else { std::ptr::from_ref(self).addr() }
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.form == self.form && other.preamble == self.preamble)
    }

    fn hash_code(&self) -> i32 {
        self.form.code_page()
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Text.Encoding", "How characters are bytes.")
        .has("static Encoding UTF8", |_| Ok(plain(Form::Utf8)), "UTF-8.")
        .has("static Encoding ASCII", |_| Ok(plain(Form::Ascii)), "Seven bits; other characters become `?`.")
        .has("static Encoding Unicode", |_| Ok(plain(Form::Utf16)), "UTF-16, little-endian.")
        .has("static Encoding BigEndianUnicode", |_| Ok(plain(Form::Utf16BigEndian)), "UTF-16, big-endian.")
        .has("static Encoding UTF32", |_| Ok(plain(Form::Utf32)), "UTF-32, little-endian.")
        .has("static Encoding UTF7", |_| Ok(plain(Form::Utf7)), "UTF-7.")
        .has("static Encoding Default", |_| Ok(made("System.Text.Encoding", Form::Utf8, false, false)), "UTF-8.")
        .has("static Encoding GetEncoding(string name)", by_name, "By name; ArgumentException for unknown ones.")
        .has("static Encoding GetEncoding(int codepage)", by_code_page, "By code page.")
        .has(
            "static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes)",
            convert,
            "Other bytes for the same text.",
        )
        .has("byte[] GetBytes(string s)", get_bytes, "The bytes of text.")
        .has("byte[] GetBytes(char[] chars)", get_bytes, "The bytes of text.")
        .has("int GetByteCount(string s)", get_byte_count, "How many bytes text has.")
        .has("int GetByteCount(char[] chars)", get_byte_count, "How many bytes text has.")
        .has("string GetString(byte[] bytes)", get_string, "The text of bytes.")
        .has("string GetString(byte[] bytes, int index, int count)", get_string, "The text of some bytes.")
        .has("char[] GetChars(byte[] bytes)", get_chars, "The characters of bytes.")
        .has("int GetCharCount(byte[] bytes)", get_char_count, "How many characters bytes have.")
        .has(
            "int GetMaxByteCount(int charCount)",
            |call| Ok(Value::Int32((call.int(0).saturating_add(1)).saturating_mul(3))),
            "An upper bound.",
        )
        .has("int GetMaxCharCount(int byteCount)", max_char_count, "An upper bound.")
        .has("byte[] GetPreamble()", preamble, "The byte order mark.")
        .has("string WebName", |call| Ok(this(call)?.form.web_name().into()), "The IANA name.")
        .has("string BodyName", |call| Ok(this(call)?.form.web_name().into()), "The IANA name.")
        .has("string HeaderName", |call| Ok(this(call)?.form.web_name().into()), "The IANA name.")
        .has("string EncodingName", |call| Ok(this(call)?.form.display_name().into()), "A name for people.")
        .has("int CodePage", |call| Ok(Value::Int32(this(call)?.form.code_page())), "The number of Windows.")
        .has(
            "bool IsSingleByte",
            |call| Ok(matches!(this(call)?.form, Form::Ascii | Form::Latin1).into()),
            "Whether every character is one byte.",
        );
    declarations.class("System.Text.UTF8Encoding", "UTF-8.").is_a("Encoding").has(
        "UTF8Encoding(bool encoderShouldEmitUTF8Identifier = false, bool throwOnInvalidBytes = false)",
        |call| new(call, "System.Text.UTF8Encoding", Form::Utf8),
        "UTF-8.",
    );
    declarations.class("System.Text.UnicodeEncoding", "UTF-16.").is_a("Encoding").has(
        "UnicodeEncoding()",
        |_| Ok(plain(Form::Utf16)),
        "UTF-16, little-endian.",
    );
    declarations.class("System.Text.ASCIIEncoding", "Seven bits.").is_a("Encoding").has(
        "ASCIIEncoding()",
        |_| Ok(plain(Form::Ascii)),
        "Seven bits.",
    );
}

fn made(class: &'static str, form: Form, preamble: bool, throws: bool) -> Value {
    Value::object(Encoding { class: TypeId::of(class), form, preamble, throws, is_shared: false })
}

fn plain(form: Form) -> Value {
    let class = TypeId::of(form.class());
    Value::object(Encoding { class, form, preamble: true, throws: false, is_shared: true })
}

fn new(call: &mut Call, class: &'static str, form: Form) -> Result<Value, Exception> {
    Ok(made(class, form, call.bool(0), call.bool(1)))
}

fn this<'c>(call: &'c Call<'_, '_>) -> Result<&'c Encoding, Exception> {
    call.this_object::<Encoding>()
}

fn by_name(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "name")?;
    Form::named(&name.to_str()).map(plain).ok_or_else(|| {
        Exception::argument(
            &format!(
                "'{name}' is not a supported encoding name. For information on defining a custom encoding, see the \
                 documentation for the Encoding.RegisterProvider method."
            ),
            "name",
        )
    })
}

fn by_code_page(call: &mut Call) -> Result<Value, Exception> {
    let number = call.int(0);
    Form::of_code_page(number).map(plain).ok_or_else(|| {
        Exception::new(
            "System.NotSupportedException",
            format!(
                "No data is available for encoding {number}. For information on defining a custom encoding, see the \
                 documentation for the Encoding.RegisterProvider method."
            ),
        )
    })
}

/// The text argument: a string, or characters.
fn text(call: &mut Call, parameter: &str) -> Result<Text, Exception> {
    match call.not_null(0, parameter)? {
        Value::Text(text) => Ok(text.clone()),
        other => {
            let units: Vec<u16> = match other.downcast::<Array>() {
                Some(array) => match &*array.items().borrow() {
                    Items::Values(values) => {
                        values.iter().map(|value| if let Value::Char(unit) = value { *unit } else { 0 }).collect()
                    }
                    Items::Bytes(_) => Vec::new(),
                },
                None => Vec::new(),
            };
            Ok(Text::from_units(&units))
        }
    }
}

fn encoded(call: &mut Call) -> Result<Vec<u8>, Exception> {
    let text = text(call, "s")?;
    call.runtime.allocate(text.len() * 4)?;
    let encoding = this(call)?;
    if encoding.throws
        && let Some((index, unit)) = forms::first_lone_surrogate(&text)
    {
        return Err(Exception::new(
            "System.Text.EncoderFallbackException",
            format!("Unable to translate Unicode character \\\\u{unit:04X} at index {index} to specified code page."),
        ));
    }
    Ok(encoding.form.encode(&text))
}

fn max_char_count(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.int(0);
    Ok(Value::Int32(match this(call)?.form {
        Form::Ascii | Form::Latin1 => bytes,
        Form::Utf16 | Form::Utf16BigEndian => (bytes >> 1).saturating_add(bytes & 1).saturating_add(1),
        Form::Utf32 => bytes / 2 + 2,
        Form::Utf8 | Form::Utf7 => bytes.saturating_add(1),
    }))
}

fn get_bytes(call: &mut Call) -> Result<Value, Exception> {
    encoded(call).map(Value::bytes)
}

fn get_byte_count(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(encoded(call)?.len() as i32))
}

fn decoded(call: &mut Call) -> Result<Text, Exception> {
    let bytes = call.bytes(0, "bytes")?;
    let part = if call.len() > 1 {
        let (index, count) = (call.int(1), call.int(2));
        let (Ok(index), Ok(count)) = (usize::try_from(index), usize::try_from(count)) else {
            let name = if index < 0 { "index" } else { "count" };
            return Err(Exception::out_of_range("Non-negative number required.", name));
        };
        bytes.get(index..index.saturating_add(count)).ok_or_else(|| {
            Exception::out_of_range("Index and count must refer to a location within the buffer.", "bytes")
        })?
    } else {
        &bytes[..]
    };
    call.runtime.allocate(part.len())?;
    let encoding = this(call)?;
    if encoding.throws
        && let Some((index, bad)) = forms::first_bad_utf8(part)
    {
        let shown: String = bad.iter().map(|byte| format!("[{byte:02X}]")).collect();
        return Err(Exception::new(
            "System.Text.DecoderFallbackException",
            format!("Unable to translate bytes {shown} at index {index} from specified code page to Unicode."),
        ));
    }
    Ok(encoding.form.decode(part))
}

fn get_string(call: &mut Call) -> Result<Value, Exception> {
    decoded(call).map(Value::Text)
}

fn get_chars(call: &mut Call) -> Result<Value, Exception> {
    let text = decoded(call)?;
    Ok(Value::array(Type::CHAR, text.units().map(Value::Char).collect()))
}

fn get_char_count(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(decoded(call)?.len() as i32))
}

fn preamble(call: &mut Call) -> Result<Value, Exception> {
    let encoding = this(call)?;
    Ok(Value::bytes(if encoding.preamble { encoding.form.preamble().to_vec() } else { Vec::new() }))
}

fn convert(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(2, "bytes")?;
    call.runtime.allocate(bytes.len() * 4)?;
    let text = call.object::<Encoding>(0, "srcEncoding")?.form.decode(&bytes);
    Ok(Value::bytes(call.object::<Encoding>(1, "dstEncoding")?.form.encode(&text)))
}
