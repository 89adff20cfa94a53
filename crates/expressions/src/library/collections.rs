//! `System.Collections.Generic`: lists, dictionaries, sets and the interfaces they share.

pub(crate) mod comparer;
pub(crate) mod dictionary;
pub(crate) mod enumerator;
pub(crate) mod hash_set;
mod interfaces;
pub(crate) mod key_value_pair;
pub(crate) mod list;
mod queue;
pub(crate) mod table;

pub use self::{dictionary::Dictionary, key_value_pair::KeyValuePair, list::List};
use crate::{Declarations, Exception};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.delegate("System.Converter<A, B>", "B (A input)", "A conversion.");
    interfaces::declare(declarations);
    enumerator::declare(declarations);
    comparer::declare(declarations);
    key_value_pair::declare(declarations);
    list::declare(declarations);
    dictionary::declare(declarations);
    hash_set::declare(declarations);
    queue::declare(declarations);
}

/// The exception of an enumeration whose collection was changed meanwhile.
fn modified() -> Exception {
    Exception::invalid_operation("Collection was modified; enumeration operation may not execute.")
}
