//! A value that must never be seen: it does not print, does not compare in variable time by accident, and is wiped
//! when dropped.
//!
//! Everything secret (private keys, PFX passwords, secret named values, backend credentials) travels in [`Secret`]
//! from the door where it was read to the one place that needs it, so that no log, trace, error or debug dump can
//! show it. [`Secret::expose`] is the only way in; search for it to audit every use.

use std::fmt;

use zeroize::Zeroize;

/// What is shown in place of a secret wherever something tries to print one.
pub const REDACTED: &str = "[secret]";

/// A secret value. `Debug` and `Display` print [`REDACTED`]; the memory is wiped on drop.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes custody of a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Lends the value to the code that needs it. Every call site is a place to audit.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REDACTED)
    }
}

impl<T: Zeroize> fmt::Display for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests;
