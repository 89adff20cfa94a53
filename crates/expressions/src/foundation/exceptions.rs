//! Exception types: what can be thrown and caught by name.

use crate::{Call, Declarations, Exception, Text, TypeId, Value};

/// Types whose constructors are `()`, `(message)` and `(message, inner)`: name, base, default message.
const PLAIN: &[(&str, &str, &str)] = &[
    ("System.SystemException", "Exception", "System error."),
    ("System.ApplicationException", "Exception", "Error in the application."),
    ("System.ArithmeticException", "SystemException", "Overflow or underflow in the arithmetic operation."),
    ("System.DivideByZeroException", "ArithmeticException", "Attempted to divide by zero."),
    ("System.OverflowException", "ArithmeticException", "Arithmetic operation resulted in an overflow."),
    (
        "System.ArrayTypeMismatchException",
        "SystemException",
        "Attempted to access an element as a type incompatible with the array.",
    ),
    ("System.FormatException", "SystemException", "One of the identified items was in an invalid format."),
    ("System.UriFormatException", "FormatException", "One of the identified items was in an invalid format."),
    ("System.IndexOutOfRangeException", "SystemException", "Index was outside the bounds of the array."),
    ("System.InvalidCastException", "SystemException", "Specified cast is not valid."),
    (
        "System.InvalidOperationException",
        "SystemException",
        "Operation is not valid due to the current state of the object.",
    ),
    ("System.ObjectDisposedException", "InvalidOperationException", "Cannot access a disposed object."),
    ("System.NotImplementedException", "SystemException", "The method or operation is not implemented."),
    ("System.NotSupportedException", "SystemException", "Specified method is not supported."),
    ("System.PlatformNotSupportedException", "NotSupportedException", "Operation is not supported on this platform."),
    ("System.NullReferenceException", "SystemException", "Object reference not set to an instance of an object."),
    ("System.OutOfMemoryException", "SystemException", "Insufficient memory to continue the execution of the program."),
    (
        "System.RankException",
        "SystemException",
        "Attempted to operate on an array with the incorrect number of dimensions.",
    ),
    ("System.StackOverflowException", "SystemException", "Operation caused a stack overflow."),
    ("System.TimeoutException", "SystemException", "The operation has timed out."),
    ("System.UnauthorizedAccessException", "SystemException", "Attempted to perform an unauthorized operation."),
    ("System.OperationCanceledException", "SystemException", "The operation was canceled."),
    ("System.TimeZoneNotFoundException", "Exception", "The time zone was not found."),
    ("System.InvalidTimeZoneException", "Exception", "The time zone is not valid."),
    ("System.MemberAccessException", "SystemException", "Cannot access member."),
    ("System.MissingMethodException", "MemberAccessException", "Attempted to access a missing method."),
    ("System.TypeLoadException", "SystemException", "Failure has occurred while loading a type."),
    ("System.IO.IOException", "SystemException", "I/O error occurred."),
    ("System.IO.EndOfStreamException", "System.IO.IOException", "Attempted to read past the end of the stream."),
    ("System.IO.InvalidDataException", "SystemException", "Found invalid data while decoding."),
    (
        "System.Collections.Generic.KeyNotFoundException",
        "SystemException",
        "The given key was not present in the dictionary.",
    ),
    ("System.Net.CookieException", "FormatException", "Cookie format error."),
    ("System.Net.Sockets.SocketException", "Exception", "Success"),
    ("System.Xml.XmlException", "SystemException", "An XML error has occurred."),
    ("System.Xml.XPath.XPathException", "SystemException", "XPath error."),
    ("System.Xml.Xsl.XsltException", "SystemException", "XSLT transformation error."),
    ("System.Security.SecurityException", "SystemException", "Security error."),
    (
        "System.Security.Cryptography.CryptographicException",
        "SystemException",
        "Error occurred during a cryptographic operation.",
    ),
    ("Newtonsoft.Json.JsonException", "Exception", "Exception of type 'Newtonsoft.Json.JsonException' was thrown."),
    (
        "Newtonsoft.Json.JsonSerializationException",
        "JsonException",
        "Exception of type 'Newtonsoft.Json.JsonSerializationException' was thrown.",
    ),
    (
        "Newtonsoft.Json.JsonWriterException",
        "JsonException",
        "Exception of type 'Newtonsoft.Json.JsonWriterException' was thrown.",
    ),
    ("Microsoft.CSharp.RuntimeBinder.RuntimeBinderException", "Exception", "A runtime binder error occurred."),
];

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Exception", "The base of all exceptions.")
        .has("Exception()", |call| construct(call, "System.Exception"), "An exception without message.")
        .has("Exception(string message)", |call| construct(call, "System.Exception"), "An exception with a message.")
        .has(
            "Exception(string message, Exception innerException)",
            |call| construct(call, "System.Exception"),
            "An exception with a message and its cause.",
        )
        .has("string Message", |call| Ok(call.this_object::<Exception>()?.message().clone().into()), "What happened.")
        .has("Exception InnerException", inner, "The exception that caused this one, or null.")
        .has("Exception GetBaseException()", base, "The innermost exception.")
        .has("string StackTrace", |_| Ok(Value::Null), "Always null: expressions have no frames to show.")
        .has("string Source", |_| Ok(Value::Null), "Always null.")
        .has("string HelpLink", |_| Ok(Value::Null), "Always null.")
        .has("int HResult", |_| Ok(Value::Int32(-2_146_233_088)), "A Windows error number.");
    for (name, base, _) in PLAIN {
        declare_plain(declarations, name, base);
    }
    declarations
        .class("Newtonsoft.Json.JsonReaderException", "JSON text that cannot be read.")
        .is_a("JsonException")
        .has(
            "JsonReaderException(string message)",
            |call| construct(call, "Newtonsoft.Json.JsonReaderException"),
            "Text.",
        )
        .has("int LineNumber", |call| place(call, "line "), "The line, from 1.")
        .has("int LinePosition", |call| place(call, "position "), "The column.")
        .has("string Path", path, "The path of the token.");
    for name in ["System.ArgumentException", "System.ArgumentNullException", "System.ArgumentOutOfRangeException"] {
        declare_argument(declarations, name);
    }
}

/// One constructor function serves all plain types: it finds its type in [`Call::type_arg`]'s place, the name, which
/// [`Declarations`] keeps beside the function.
macro_rules! plain_constructors {
    ($($index:literal),*) => {
        const CONSTRUCTORS: &[crate::Native] = &[$(|call| construct(call, PLAIN[$index].0)),*];
    };
}

plain_constructors!(
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41
);

fn declare_plain(declarations: &mut Declarations, name: &'static str, base: &'static str) {
    let index = PLAIN.iter().position(|(known, ..)| *known == name).unwrap_or(0);
    let Some(constructor) = CONSTRUCTORS.get(index).copied() else { return };
    let short = TypeId::of(name).short_name();
    let [none, message, both]: [&'static str; 3] = [
        leaked(format!("{short}()")),
        leaked(format!("{short}(string message)")),
        leaked(format!("{short}(string message, Exception innerException)")),
    ];
    declarations
        .class(name, "An exception.")
        .is_a(base)
        .has(none, constructor, "With .NET's default message.")
        .has(message, constructor, "With a message.")
        .has(both, constructor, "With a message and its cause.");
}

fn declare_argument(declarations: &mut Declarations, name: &'static str) {
    let base = if name == "System.ArgumentException" { "SystemException" } else { "ArgumentException" };
    let declaration = declarations.class(name, "An exception about an argument.").is_a(base);
    match name {
        "System.ArgumentException" => declaration
            .has("ArgumentException()", |call| argument(call, "System.ArgumentException"), "With the default message.")
            .has(
                "ArgumentException(string message)",
                |call| argument(call, "System.ArgumentException"),
                "With a message.",
            )
            .has(
                "ArgumentException(string message, string paramName)",
                |call| argument(call, "System.ArgumentException"),
                "With a message and the argument's name.",
            )
            .has(
                "ArgumentException(string message, Exception innerException)",
                |call| construct(call, "System.ArgumentException"),
                "With a message and its cause.",
            )
            .has("string ParamName", parameter_name, "The argument's name, or null."),
        "System.ArgumentNullException" => declaration
            .has("ArgumentNullException()", |call| argument(call, "System.ArgumentNullException"), "Default message.")
            .has(
                "ArgumentNullException(string paramName)",
                |call| argument(call, "System.ArgumentNullException"),
                "With the argument's name.",
            )
            .has(
                "ArgumentNullException(string paramName, string message)",
                |call| argument(call, "System.ArgumentNullException"),
                "With the argument's name and a message.",
            ),
        _ => declaration
            .has(
                "ArgumentOutOfRangeException()",
                |call| argument(call, "System.ArgumentOutOfRangeException"),
                "Default.",
            )
            .has(
                "ArgumentOutOfRangeException(string paramName)",
                |call| argument(call, "System.ArgumentOutOfRangeException"),
                "With the argument's name.",
            )
            .has(
                "ArgumentOutOfRangeException(string paramName, string message)",
                |call| argument(call, "System.ArgumentOutOfRangeException"),
                "With the argument's name and a message.",
            ),
    };
}

/// Signatures of the exception types, put together once for the life of the process.
fn leaked(signature: String) -> &'static str {
    Box::leak(signature.into_boxed_str())
}

fn default_message(class: &str) -> Text {
    let known = PLAIN.iter().find(|(name, ..)| *name == class).map(|(.., message)| Text::literal(message));
    known.unwrap_or_else(|| Text::from(format!("Exception of type '{class}' was thrown.")))
}

fn construct(call: &mut Call, class: &'static str) -> Result<Value, Exception> {
    let message = call.optional_text(0).unwrap_or_else(|| default_message(class));
    let inner = call.arg(1).downcast::<Exception>().cloned();
    Ok(Exception::of(TypeId::of(class), message, inner).to_value())
}

fn argument(call: &mut Call, class: &'static str) -> Result<Value, Exception> {
    let (message, parameter) = match (class, call.len()) {
        ("System.ArgumentException", _) => (call.optional_text(0), call.optional_text(1)),
        _ => (call.optional_text(1), call.optional_text(0)),
    };
    let default = match class {
        "System.ArgumentNullException" => "Value cannot be null.",
        "System.ArgumentOutOfRangeException" => "Specified argument was out of the range of valid values.",
        _ => "Value does not fall within the expected range.",
    };
    let message = message.unwrap_or_else(|| Text::literal(default));
    let message = match parameter.filter(|parameter| !parameter.is_empty()) {
        Some(parameter) => Text::from(format!("{message} (Parameter '{parameter}')")),
        None => message,
    };
    Ok(Exception::of(TypeId::of(class), message, None).to_value())
}

/// .NET puts the name into the message; that is where it is found again.
fn parameter_name(call: &mut Call) -> Result<Value, Exception> {
    let message = call.this_object::<Exception>()?.message().to_str().into_owned();
    let name = message.strip_suffix("')").and_then(|message| message.rsplit_once(" (Parameter '"));
    Ok(Value::optional(name.map(|(_, name)| Text::from(name))))
}

/// Newtonsoft puts the place into the message, "Path 'a.b', line 1, position 7."; that is where it is found again.
fn place(call: &mut Call, what: &str) -> Result<Value, Exception> {
    let message = call.this_object::<Exception>()?.message().to_str().into_owned();
    let behind = message.rsplit_once(what).map_or("", |(_, behind)| behind);
    let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
    Ok(Value::Int32(digits.parse().unwrap_or(0)))
}

fn path(call: &mut Call) -> Result<Value, Exception> {
    let message = call.this_object::<Exception>()?.message().to_str().into_owned();
    let behind = message.rsplit_once("Path '").map_or("", |(_, behind)| behind);
    Ok(Text::from(behind.split('\'').next().unwrap_or("")).into())
}

fn inner(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.this_object::<Exception>()?.inner().map_or(Value::Null, Exception::to_value))
}

fn base(call: &mut Call) -> Result<Value, Exception> {
    let mut exception = call.this_object::<Exception>()?.clone();
    while let Some(inner) = exception.inner().cloned() {
        exception = inner;
    }
    Ok(exception.to_value())
}
