//! System.Net: form and HTML encoding, IP addresses.

mod entities;
mod ip_address;
mod web_utility;

pub(super) fn declare(declarations: &mut crate::Declarations) {
    web_utility::declare(declarations);
    ip_address::declare(declarations);
}
