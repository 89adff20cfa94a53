//! `<authentication-basic>` shows a user name and password to the backend in the Authorization header.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, INBOUND, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::value::TextValue;

/// `authentication-basic`
pub static DEFINITION: Definition = Definition {
    name: "authentication-basic",
    doc: "Shows a user name and password to the backend.",
    sections: INBOUND,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("username", "user name"),
        AttributeRule::required("password", "password; a secret named value keeps it out of the document"),
    ],
    compile,
};

struct AuthenticationBasic {
    username: TextValue,
    password: TextValue,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let username = compiler.text(element, "username");
    let password = compiler.text(element, "password");
    if let (Some(username), Some(password)) = (username, password) {
        compiler.emit(element, AuthenticationBasic { username, password });
    }
}

impl Policy for AuthenticationBasic {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let username = self.username.get_or_empty(exchange)?;
        // RFC 7617 §2: the first colon ends the user name, so one inside it would move part of it into the password.
        if username.contains(':') {
            return Err(Failure::internal("the user name of authentication-basic contains a colon"));
        }
        let password = self.password.get_or_empty(exchange)?;
        let credentials = STANDARD.encode(format!("{username}:{password}"));
        let value = [format!("Basic {credentials}")];
        let written = exchange.request.headers.set("Authorization", &value);
        written.map_err(|refused| Failure::internal(refused.to_string()))?;
        Ok(Flow::Next)
    }
}

/// The password is not shown.
impl std::fmt::Debug for AuthenticationBasic {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("AuthenticationBasic")
    }
}
