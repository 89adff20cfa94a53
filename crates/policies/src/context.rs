//! The APIM surface of expressions: `context` and everything behind it, beside the standard library. One file a
//! subject; each declares its types in C# syntax with the text that documentation and completion show.
//!
//! Most of `context` are handles without data: a property looks into the [`Exchange`] when it is asked, so an
//! expression pays for what it touches.

use std::any::Any;
use std::sync::{LazyLock, OnceLock};
use std::time::SystemTime;

use expressions::surface::Machine;
use expressions::{Call, Declarations, Exception, HostValue, Surface, TypeId, Value};

use crate::exchange::Exchange;

pub mod authorization;
mod basic;
mod body;
pub mod certificate;
mod deployment;
mod facts;
mod headers;
mod jwt;
mod last_error;
pub mod lookup;
pub mod message;
mod root;
mod time;
mod url;
mod variables;

/// The one surface that every expression is compiled against.
pub fn surface() -> &'static Surface {
    static SURFACE: OnceLock<Surface> = OnceLock::new();
    SURFACE.get_or_init(|| {
        let mut declarations = Declarations::new();
        expressions::library::declare(&mut declarations);
        declare(&mut declarations);
        declarations.machine(Machine { now, random });
        declarations.build()
    })
}

/// `DateTime.Now` follows the clock of the exchange, so that a case or an explanation of a past moment is consistent.
fn now(state: &mut dyn Any) -> SystemTime {
    state.downcast_ref::<Exchange>().map_or_else(SystemTime::now, |exchange| exchange.environment.now())
}

fn random(state: &mut dyn Any, bytes: &mut [u8]) -> bool {
    let exchange = state.downcast_ref::<Exchange>();
    exchange.inspect(|exchange| exchange.environment.random(bytes)).is_some()
}

/// Declares APIM's types.
pub fn declare(declarations: &mut Declarations) {
    root::declare(declarations);
    message::declare(declarations);
    body::declare(declarations);
    headers::declare(declarations);
    lookup::declare(declarations);
    url::declare(declarations);
    facts::declare(declarations);
    deployment::declare(declarations);
    last_error::declare(declarations);
    variables::declare(declarations);
    certificate::declare(declarations);
    basic::declare(declarations);
    jwt::declare(declarations);
    authorization::declare(declarations);
}

/// A type of this surface by its full name.
type Class = LazyLock<TypeId>;

/// A handle: a value of a declared type without data of its own.
fn handle(class: &Class, handle: u64) -> Value {
    Value::Host(HostValue { class: **class, handle })
}

/// The handle's number, to tell the two URLs or the two bodies apart.
fn number(value: &Value) -> u64 {
    match value {
        Value::Host(host) => host.handle,
        _ => 0,
    }
}

/// A handle if the thing is there, otherwise null.
fn handle_if(there: bool, class: &Class) -> Value {
    if there { handle(class, 0) } else { Value::Null }
}

/// The exchange that the expression runs in.
fn exchange<'c>(call: &'c mut Call<'_, '_>) -> Result<&'c mut Exchange, Exception> {
    call.host()
}

#[cfg(test)]
mod tests;
