//! Stand-ins for types of `certificates` and `expressions` until those rooms have them.
#![allow(missing_docs)]

#[derive(Debug, Clone, PartialEq)]
pub struct Certificate;
#[derive(Debug)]
pub struct Credential;
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);
#[derive(Debug)]
pub struct Verdict {
    pub valid_until: Timestamp,
}
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
}
