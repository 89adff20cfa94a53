//! What the library asks the machine for: the time and random bytes. An embedding with a clock of its own (tests,
//! explaining a past moment) puts it in the machine's place.

use std::any::Any;
use std::time::SystemTime;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

/// Clock and random source. Both get the embedding's state of the evaluation.
#[derive(Clone, Copy)]
pub struct Machine {
    /// The current moment.
    pub now: fn(&mut dyn Any) -> SystemTime,
    /// Fills a buffer with random bytes fit for secrets; false when there are none.
    pub random: fn(&mut dyn Any, &mut [u8]) -> bool,
}

impl Default for Machine {
    fn default() -> Self {
        Self { now: |_| SystemTime::now(), random: |_, bytes| SystemRandom::new().fill(bytes).is_ok() }
    }
}
