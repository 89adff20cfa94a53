//! What an instruction must have prepared before it runs. Expressions report it member by member, as bits.

use expressions::Requirements;

/// A set of needs. What a plan does not need is not done: no body is read, no chain is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs(u64);

impl Needs {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The request body, read.
    pub const REQUEST_BODY: Self = Self(1);
    /// The response body, read.
    pub const RESPONSE_BODY: Self = Self(1 << 1);
    /// The caller's certificate.
    pub const CERTIFICATE: Self = Self(1 << 2);
    /// A verdict on the caller's certificate.
    pub const VERIFICATION: Self = Self(1 << 3);
    /// Variables.
    pub const VARIABLES: Self = Self(1 << 4);
    /// The body of a response that lies in a variable or of the exchange; nobody can tell beforehand which.
    pub const BODY: Self = Self(Self::REQUEST_BODY.0 | Self::RESPONSE_BODY.0);

    /// Both sets together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in it, in words.
    pub fn names(self) -> Vec<&'static str> {
        let all = [
            (Self::REQUEST_BODY, "request body"),
            (Self::RESPONSE_BODY, "response body"),
            (Self::CERTIFICATE, "certificate"),
            (Self::VERIFICATION, "chain verdict"),
            (Self::VARIABLES, "variables"),
        ];
        all.into_iter().filter(|(need, _)| self.has(*need)).map(|(_, name)| name).collect()
    }

    /// As the expression surface declares them.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl From<Requirements> for Needs {
    fn from(requirements: Requirements) -> Self {
        Self(requirements.0)
    }
}
