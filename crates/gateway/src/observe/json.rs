//! Small helpers of JSON shape shared by the three writers: times, trace values, certificate facts.
//!
//! serde_json escapes control characters, so neither a header nor a subject name can break out of its line (attack
//! I11). Names out of certificates are shortened besides: a caller may write sixty thousand letters into each of the
//! certificates that it sends, and thousands of entries wait in the queue.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use certificates::{Certificate, Timestamp, printable};
use policies::exchange::trace::TraceValue;
use serde_json::{Value, json};

/// `2026-11-20T19:30:00.1234567Z`.
pub(crate) fn time_text(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)).to_string();
    let seconds = seconds.trim_end_matches('Z');
    format!("{seconds}.{:07}Z", since.subsec_nanos() / 100)
}

/// `00:00:00.0216474`, as .NET prints a TimeSpan.
pub(crate) fn elapsed_text(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:07}", elapsed.subsec_nanos() / 100)
}

/// A trace value as JSON.
pub(crate) fn trace_value(value: &TraceValue) -> Value {
    match value {
        TraceValue::Null => Value::Null,
        TraceValue::Bool(flag) => Value::from(*flag),
        // Status codes and ports are whole numbers; `421.0` would be right and strange.
        TraceValue::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(*number as i64),
        TraceValue::Number(number) => Value::from(*number),
        TraceValue::Text(text) => Value::from(text.as_str()),
        TraceValue::List(items) => items.iter().map(trace_value).collect(),
        TraceValue::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| ((*name).to_owned(), trace_value(value))).collect())
        }
    }
}

/// What is worth knowing about a certificate.
pub(crate) fn certificate(certificate: &Certificate) -> Value {
    json!({
        "subject": printable(&certificate.subject_text()),
        "issuer": printable(&certificate.issuer_text()),
        "thumbprint": certificate.thumbprint_text(),
        "serialNumber": printable(&certificate.serial_number_text()),
        "notBefore": certificate.not_before().to_string(),
        "notAfter": certificate.not_after().to_string(),
    })
}
