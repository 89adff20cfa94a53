//! `context.Request` and `context.Response`.

use expressions::{Call, Declarations, Exception, Type, Value};

use super::{Class, body, certificate, exchange, handle, headers, lookup, number, url};
use crate::exchange::Exchange;
use crate::exchange::message::{Body, Response};
use crate::needs::Needs;

pub(super) static REQUEST: Class = Class::new(|| expressions::TypeId::of("IRequest"));
pub(super) static RESPONSE: Class = Class::new(|| expressions::TypeId::of("IResponse"));

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("IRequest", "The request.")
        .has("IMessageBody Body", request_body, "The body; null if there is none.")
        .requires(Needs::REQUEST_BODY.bits())
        .has(
            "X509Certificate2 Certificate",
            certificate::presented,
            "The certificate that the caller showed in the handshake; null without one.",
        )
        .requires(Needs::CERTIFICATE.bits())
        .has(
            "IReadOnlyDictionary<string, string[]> Headers",
            |_| Ok(handle(&headers::HEADERS, headers::OF_REQUEST)),
            "The header fields.",
        )
        .has("string IpAddress", |call| Ok(exchange(call)?.caller.address.to_string().into()), "Address of the caller.")
        .has(
            "IReadOnlyDictionary<string, string> MatchedParameters",
            matched_parameters,
            "Values of the placeholders of the operation's URL template.",
        )
        .has("string Method", |call| Ok(exchange(call)?.request.method.to_string().into()), "HTTP method.")
        .has("IUrl OriginalUrl", |_| Ok(handle(&url::URL, url::ORIGINAL)), "URL as the caller sent it.")
        .has("IUrl Url", |_| Ok(handle(&url::URL, url::CURRENT)), "URL that goes to the backend.")
        .has(
            "IPrivateEndpointConnection PrivateEndpointConnection",
            |_| Ok(Value::Null),
            "Null: calls do not come through Azure's private endpoints here.",
        );
    declarations
        .class("IResponse", "A response.")
        .has("IMessageBody Body", response_body, "The body; null if there is none.")
        .requires(Needs::RESPONSE_BODY.bits())
        .has(
            "IReadOnlyDictionary<string, string[]> Headers",
            |call| Ok(handle(&headers::HEADERS, headers::OF_RESPONSE + number(call.this()))),
            "The header fields.",
        )
        .has("int StatusCode", status_code, "Status code.")
        .has("string StatusReason", status_reason, "Reason phrase.");
    declarations
        .class("IPrivateEndpointConnection", "An Azure private endpoint.")
        .has("string Name", |_| Ok(Value::Null), "Name.")
        .has("string GroupId", |_| Ok(Value::Null), "Group.")
        .has("string MemberName", |_| Ok(Value::Null), "Member.");
}

fn request_body(call: &mut Call) -> Result<Value, Exception> {
    let is_there = exchange(call)?.request.body != Body::None;
    Ok(if is_there { handle(&body::BODY, body::OF_REQUEST) } else { Value::Null })
}

/// Keeps a response for a variable; the value to set the variable to.
pub fn keep(exchange: &mut Exchange, response: Response) -> Value {
    exchange.kept_responses.push(response);
    handle(&RESPONSE, exchange.kept_responses.len() as u64)
}

fn response<'c>(call: &'c mut Call) -> Result<&'c Response, Exception> {
    let which = number(call.this());
    exchange(call)?.response_at(which).ok_or_else(Exception::null_reference)
}

fn response_body(call: &mut Call) -> Result<Value, Exception> {
    let which = number(call.this());
    let is_there = exchange(call)?.response_at(which).is_some_and(|response| response.body != Body::None);
    Ok(if is_there { handle(&body::BODY, body::OF_RESPONSE + which) } else { Value::Null })
}

fn status_code(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(i32::from(response(call)?.status)))
}

fn status_reason(call: &mut Call) -> Result<Value, Exception> {
    Ok(response(call)?.reason.clone().into())
}

fn matched_parameters(call: &mut Call) -> Result<Value, Exception> {
    let parameters = &exchange(call)?.request.matched_parameters;
    let entries = parameters.iter().map(|(name, value)| (name.as_str().into(), value.clone().into())).collect();
    Ok(lookup::Lookup::ignoring_case(Type::STRING, entries))
}
