//! uri stub
use crate::*;
pub(crate) fn new(_: &Text) -> Result<Value, Exception> {
    Ok(Value::Null)
}
