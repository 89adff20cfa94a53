//! xml stub
use crate::*;
pub(crate) fn to_json(_: &Value, _: &mut Runtime<'_>) -> Result<Option<crate::library::json::node::Node>, Exception> {
    Ok(None)
}
