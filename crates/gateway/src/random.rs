//! Random bytes for request and activity ids, taken from the system's generator in bulk: one call serves 64 ids.

use std::fmt::Write;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

const POOL_BYTES: usize = 1024;

/// A buffer of random bytes, used up from its end.
pub(crate) struct Random {
    source: SystemRandom,
    pool: [u8; POOL_BYTES],
    left: usize,
}

impl Random {
    /// An empty buffer; it fills itself.
    pub(crate) fn new() -> Self {
        Self { source: SystemRandom::new(), pool: [0; POOL_BYTES], left: 0 }
    }

    /// Fills `target`.
    pub(crate) fn fill(&mut self, target: &mut [u8]) {
        for byte in target {
            if self.left == 0 {
                self.source.fill(&mut self.pool).expect("the system's random generator does not fail once seeded");
                self.left = POOL_BYTES;
            }
            self.left -= 1;
            *byte = std::mem::take(&mut self.pool[self.left]);
        }
    }

    /// Sixteen bytes of a version 4 UUID.
    pub(crate) fn uuid(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        bytes
    }
}

/// `xxxxxxxx-xxxx-4xxx-…`, as .NET's "D" format prints it.
pub(crate) fn uuid_text(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
