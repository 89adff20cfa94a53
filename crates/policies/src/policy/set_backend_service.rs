//! `<set-backend-service>` chooses where the request goes: another base URL, or a backend entity with its credentials,
//! TLS rules and circuit breaker. Only the base changes; path and query behind it stay. A backend entity that a
//! broader scope chose is not replaced by a base URL, only by another entity.

use std::sync::Arc;

use diagnostics::nearest;

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::BackendTarget;
use crate::exchange::failure::Failure;
use crate::exchange::url::Url;
use crate::plan::Section;
use crate::value::TextValue;

/// `set-backend-service`
pub static DEFINITION: Definition = Definition {
    name: "set-backend-service",
    doc: "Chooses where the request goes: a base URL or a backend entity.",
    sections: &[Section::Inbound, Section::Backend],
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("base-url", "base URL of the backend, http or https"),
        AttributeRule::optional("backend-id", "id of a backend entity"),
    ],
    compile,
};

#[derive(Debug)]
enum SetBackendService {
    BaseUrl(TextValue),
    Entity(TextValue),
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let base_url = compiler.text(element, "base-url");
    let entity = compiler.text(element, "backend-id");
    let policy = match (base_url, entity) {
        (Some(base_url), None) => {
            check_url(element, &base_url, compiler);
            SetBackendService::BaseUrl(base_url)
        }
        (None, Some(entity)) => {
            check_entity(element, &entity, compiler);
            SetBackendService::Entity(entity)
        }
        (Some(_), Some(_)) => {
            let message = "`set-backend-service` has both `base-url` and `backend-id`";
            compiler.report(element.error("exclusive-attributes", message).help("keep one of them"));
            return;
        }
        (None, None) => {
            if element.attribute("base-url").or(element.attribute("backend-id")).is_none() {
                let message = "`set-backend-service` has neither `base-url` nor `backend-id`";
                compiler.report(element.error("missing-attribute", message).help("add one of them"));
            }
            return;
        }
    };
    compiler.emit(element, policy);
}

fn check_url(element: &Element, value: &TextValue, compiler: &mut SectionCompiler<'_>) {
    if let Some(literal) = value.literal()
        && let Some(attribute) = element.attribute("base-url")
        && let Err(refused) = Url::parse(literal.trim())
    {
        let shown = compiler.shown(element, &attribute.value);
        let message = format!("`base-url` is `{shown}`: {}", refused.reason);
        let help = "expected an absolute URL such as https://api.example.com/v1";
        compiler.report(element.error_at(attribute.value_span, "wrong-value", message).help(help));
    }
}

fn check_entity(element: &Element, value: &TextValue, compiler: &mut SectionCompiler<'_>) {
    if let Some(literal) = value.literal()
        && let Some(attribute) = element.attribute("backend-id")
        && !compiler.catalogue.backends.contains(literal.trim())
    {
        let message = format!("backend `{}` does not exist", compiler.shown(element, &attribute.value));
        let help = match nearest(literal.trim(), compiler.catalogue.backends.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add a backend entity with this id".to_owned(),
        };
        compiler.report(element.error_at(attribute.value_span, "unknown-backend", message).help(help));
    }
}

impl Policy for SetBackendService {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let target = match self {
            Self::BaseUrl(value) => {
                let inherited = exchange.backend.chosen_by.is_some_and(|scope| scope != running.scope);
                if inherited && matches!(exchange.backend.target, BackendTarget::Entity(_)) {
                    running.trace_message(|| "A broader scope chose a backend entity; base-url is ignored.".to_owned());
                    return Ok(Flow::Next);
                }
                let text = value.get_or_empty(exchange)?;
                BackendTarget::BaseUrl(
                    Url::parse(text.trim()).map_err(|refused| Failure::internal(refused.to_string()))?,
                )
            }
            Self::Entity(value) => {
                let id = value.get_or_empty(exchange)?;
                if !exchange.environment.has_backend(id.trim()) {
                    return Err(Failure::internal(format!("Backend with id '{}' could not be found.", id.trim())));
                }
                BackendTarget::Entity(Arc::from(id.trim()))
            }
        };
        exchange.backend.target = target;
        exchange.backend.chosen_by = Some(running.scope);
        Ok(Flow::Next)
    }
}
