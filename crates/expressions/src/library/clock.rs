//! The two things the library asks the machine for: the time and random bytes.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::{Call, DateTime, DateTimeKind, Exception};

/// The current moment by the embedding's clock. Local time is UTC.
pub(super) fn now(call: &mut Call, kind: DateTimeKind) -> DateTime {
    at(call.runtime.now(), kind)
}

/// The current moment by the machine's clock, for conversions that have no evaluation at hand: it only completes a
/// time of day without date.
pub(super) fn machine_now() -> DateTime {
    at(SystemTime::now(), DateTimeKind::Local)
}

fn at(time: SystemTime, kind: DateTimeKind) -> DateTime {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    DateTime::from_unix_nanoseconds(since_epoch.as_nanos() as i128, kind)
}

/// Random bytes fit for secrets.
pub(super) fn random_bytes<const N: usize>(call: &mut Call) -> Result<[u8; N], Exception> {
    let mut bytes = [0; N];
    match call.runtime.random(&mut bytes) {
        true => Ok(bytes),
        false => Err(Exception::invalid_operation("the system has no random numbers")),
    }
}
