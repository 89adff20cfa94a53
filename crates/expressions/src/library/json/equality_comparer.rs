//! `JTokenEqualityComparer`: tokens are the same when they hold the same JSON.

use super::{
    compare::deep_equals,
    object::{class, node_of},
    write::{self, Formatting},
};
use crate::{Call, Declarations, Exception, Object, Type, Value};

const COMPARER: &str = "Newtonsoft.Json.Linq.JTokenEqualityComparer";

/// The comparer as an object; collections ask [`is_token_comparer`].
struct TokenComparer;

impl Object for TokenComparer {
    fn type_of(&self) -> Type {
        class(COMPARER)
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class(COMPARER, "Compares tokens by the JSON they hold.")
        .is_a("IEqualityComparer<JToken>")
        .has("JTokenEqualityComparer()", shared, "The comparer.")
        .has("bool Equals(JToken x, JToken y)", |call| Ok(equals(call.arg(0), call.arg(1)).into()), "Same JSON.")
        .has("int GetHashCode(JToken obj)", |call| Ok(hash(call.arg(0)).into()), "Equal for the same JSON.");
}

/// `JToken.EqualityComparer`.
pub(super) fn shared(_: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(TokenComparer))
}

/// Whether an argument is this comparer.
pub(crate) fn is_token_comparer(value: &Value) -> bool {
    value.downcast::<TokenComparer>().is_some()
}

/// Whether two tokens hold the same JSON; other values compare naturally.
pub(crate) fn equals(one: &Value, two: &Value) -> bool {
    match (node_of(one), node_of(two)) {
        (Some(one), Some(two)) => deep_equals(&one.token, &two.token),
        _ => one.equals(two),
    }
}

/// A hash equal for the same JSON. Objects may hold their properties in any order, so only their number counts.
pub(crate) fn hash(value: &Value) -> i32 {
    match node_of(value) {
        Some(node) if node.token.is_container() => node.token.child_count() as i32,
        Some(node) => Value::Text(write::to_json(&node.token, Formatting::None)).hash_code(),
        None => value.hash_code(),
    }
}
