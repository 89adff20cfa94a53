//! `context.LastError`.

use expressions::{Call, Declarations, Exception, Value};

use super::{Class, exchange};
use crate::exchange::failure::LastError;

pub(super) static LAST_ERROR: Class = Class::new(|| expressions::TypeId::of("ILastError"));

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("ILastError", "The failure that on-error handles.")
        .has("string Source", |call| Ok(of(call)?.source.clone().into()), "Policy or stage that failed.")
        .has("string Reason", |call| Ok(Value::optional(of(call)?.reason.clone())), "Machine-readable reason.")
        .has("string Message", |call| Ok(of(call)?.message.clone().into()), "What a person may read.")
        .has(
            "string Scope",
            |call| Ok(Value::optional(of(call)?.scope.map(|scope| scope.name()))),
            "Scope of the policy that failed.",
        )
        .has(
            "string Section",
            |call| Ok(Value::optional(of(call)?.section.map(|section| section.name()))),
            "Section in which it ran.",
        )
        .has(
            "string Path",
            |call| Ok(Value::optional(of(call)?.path.clone())),
            "Place inside the section, such as choose[3]/when[2].",
        )
        .has("string PolicyId", |call| Ok(Value::optional(of(call)?.policy_id.clone())), "The policy's id attribute.")
        .has("int HttpErrorCode", http_error_code, "Status code of the pending answer.");
}

fn of<'c>(call: &'c mut Call) -> Result<&'c LastError, Exception> {
    exchange(call)?.last_error.as_ref().ok_or_else(Exception::null_reference)
}

fn http_error_code(call: &mut Call) -> Result<Value, Exception> {
    let status = exchange(call)?.response.as_ref().map_or(500, |response| response.status);
    Ok(Value::Int32(i32::from(status)))
}
