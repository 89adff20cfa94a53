//! The two things the library asks the machine for: the time and random bytes.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::{DateTime, DateTimeKind, Exception};

/// The current moment. Local time is UTC.
pub(super) fn now(kind: DateTimeKind) -> DateTime {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    DateTime::from_unix_nanoseconds(since_epoch.as_nanos() as i128, kind)
}

/// Random bytes fit for secrets.
pub(super) fn random_bytes<const N: usize>() -> Result<[u8; N], Exception> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Exception::invalid_operation("the system has no random numbers"))?;
    Ok(bytes)
}
