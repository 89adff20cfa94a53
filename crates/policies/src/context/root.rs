//! `context`.

use expressions::{Declarations, Value};

use super::{Class, deployment, exchange, facts, handle, handle_if, last_error, message, time, variables};
use crate::exchange::trace::TraceValue;
use crate::needs::Needs;
use crate::plan::Section;

static CONTEXT: Class = Class::new(|| expressions::TypeId::of("IContext"));

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.global("IContext context", |_| Ok(handle(&CONTEXT, 0)), "The request being served.");
    declarations
        .class("IContext", "The request being served.")
        .has("IContextApi Api", |_| Ok(handle(&facts::API, 0)), "The API called.")
        .has("IBackend Backend", |_| Ok(Value::Null), "The backend that answered; null here.")
        .has("IDeployment Deployment", |_| Ok(handle(&deployment::DEPLOYMENT, 0)), "The gateway.")
        .has("TimeSpan Elapsed", |call| Ok(time::span(exchange(call)?.elapsed())), "Time since Timestamp.")
        .has("IGraphQL GraphQL", |_| Ok(Value::Null), "Null: no resolver runs.")
        .has(
            "ILastError LastError",
            |call| Ok(handle_if(exchange(call)?.last_error.is_some(), &last_error::LAST_ERROR)),
            "The failure that on-error handles; null before one.",
        )
        .has(
            "IOperation Operation",
            |call| Ok(handle_if(exchange(call)?.route.operation.is_some(), &facts::OPERATION)),
            "The operation called.",
        )
        .has(
            "IProduct Product",
            |call| Ok(handle_if(exchange(call)?.route.product.is_some(), &facts::PRODUCT)),
            "The product called through; null without one.",
        )
        .has("IRequest Request", |_| Ok(handle(&message::REQUEST, 0)), "The request.")
        .has("Guid RequestId", |call| Ok(Value::Guid(exchange(call)?.request_id)), "Id of this request.")
        .has(
            "IResponse Response",
            |call| Ok(handle_if(exchange(call)?.response.is_some(), &message::RESPONSE)),
            "The response; null before there is one.",
        )
        .has(
            "ISubscription Subscription",
            |call| Ok(handle_if(exchange(call)?.route.subscription.is_some(), &facts::SUBSCRIPTION)),
            "The subscription whose key was given; null without one.",
        )
        .has("DateTime Timestamp", |call| Ok(time::utc(exchange(call)?.received)), "When the request was received.")
        .has("bool Tracing", |call| Ok(exchange(call)?.trace.is_some().into()), "Whether a trace is recorded.")
        .has(
            "IUser User",
            |call| Ok(handle_if(exchange(call)?.route.user.is_some(), &facts::USER)),
            "The caller's user.",
        )
        .has(
            "IReadOnlyDictionary<string, object> Variables",
            |_| Ok(handle(&variables::VARIABLES, 0)),
            "What set-variable kept.",
        )
        .requires(Needs::VARIABLES.bits())
        .has(
            "IWorkspace Workspace",
            |call| Ok(handle_if(exchange(call)?.route.workspace.is_some(), &facts::WORKSPACE)),
            "The API's workspace; null without one.",
        )
        .has("void Trace(string message)", trace, "Writes a message into the request trace.");

    declarations
        .class("IBackend", "The backend that answered.")
        .has("string Id", |_| Ok(Value::Null), "Entity id.")
        .has("string AzureRegion", |_| Ok(Value::Null), "Region.")
        .has("BackendType Type", |_| Ok(Value::Null), "Single backend or pool.");
    declarations.enumeration("BackendType", "Kind of a backend.", &[("Single", 0), ("Pool", 1)]);
    declarations
        .class("IGraphQL", "What a GraphQL resolver is called with.")
        .has("object Arguments", |_| Ok(Value::Null), "Arguments of the field.")
        .has("object Parent", |_| Ok(Value::Null), "Parent object.");
}

fn trace(call: &mut expressions::Call) -> Result<Value, expressions::Exception> {
    let message = call.optional_text(0).map(|text| text.to_str().into_owned());
    let exchange = exchange(call)?;
    let section = exchange.section.unwrap_or(Section::Inbound);
    exchange.trace(section, "context.Trace", || TraceValue::Object(vec![("message", message.into())]));
    Ok(Value::Null)
}
