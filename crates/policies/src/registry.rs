//! Every policy that runs here, one line each; and the names of those that APIM has and we do not run yet.

use diagnostics::{Diagnostic, nearest};

use crate::document::Element;
use crate::policy::*;
use crate::policy::{Definition, Form};

/// The policies.
pub const POLICIES: &[&Definition] = &[
    &authentication_basic::DEFINITION,
    &authentication_certificate::DEFINITION,
    &base::DEFINITION,
    &check_header::DEFINITION,
    &choose::DEFINITION,
    &cors::DEFINITION,
    &find_and_replace::DEFINITION,
    &forward_request::DEFINITION,
    &include_fragment::DEFINITION,
    &ip_filter::DEFINITION,
    &limit_concurrency::DEFINITION,
    &mock_response::DEFINITION,
    &retry::DEFINITION,
    &return_response::DEFINITION,
    &rewrite_uri::DEFINITION,
    &set_backend_service::DEFINITION,
    &set_body::DEFINITION,
    &set_header::DEFINITION,
    &set_method::DEFINITION,
    &set_query_parameter::DEFINITION,
    &set_status::DEFINITION,
    &set_variable::DEFINITION,
    &trace::DEFINITION,
    &validate_client_certificate::DEFINITION,
];

/// Policies of APIM that refuse the load until they run.
pub const NOT_YET: &[&str] = &[
    "authentication-managed-identity",
    "azure-openai-emit-token-metric",
    "azure-openai-semantic-cache-lookup",
    "azure-openai-semantic-cache-store",
    "azure-openai-token-limit",
    "cache-lookup",
    "cache-lookup-value",
    "cache-remove-value",
    "cache-store",
    "cache-store-value",
    "cache-value",
    "cosmosdb-data-source",
    "cross-domain",
    "emit-metric",
    "get-authorization-context",
    "http-data-source",
    "invoke-dapr-binding",
    "invoke-request",
    "json-to-xml",
    "jsonp",
    "llm-content-safety",
    "llm-emit-token-metric",
    "llm-semantic-cache-lookup",
    "llm-semantic-cache-store",
    "llm-token-limit",
    "log-to-eventhub",
    "proxy",
    "publish-event",
    "publish-to-dapr",
    "quota",
    "quota-by-key",
    "rate-limit",
    "rate-limit-by-key",
    "redirect-content-urls",
    "send-one-way-request",
    "send-request",
    "send-service-bus-message",
    "sql-data-source",
    "validate-azure-ad-token",
    "validate-content",
    "validate-graphql-request",
    "validate-headers",
    "validate-jwt",
    "validate-odata-request",
    "validate-parameters",
    "validate-status-code",
    "wait",
    "xml-to-json",
    "xsl-transform",
];

/// The definition of a policy by element name.
pub fn find(name: &str) -> Option<&'static Definition> {
    POLICIES.iter().copied().find(|definition| definition.name == name)
}

/// The reference of all policies as Markdown, derived from their definitions.
pub fn reference() -> String {
    let mut text = String::new();
    for definition in POLICIES {
        let sections: Vec<&str> = definition.sections.iter().map(|section| section.name()).collect();
        text += &format!("### {}\n\n{} Stands in {}.\n\n", definition.name, definition.doc, sections.join(", "));
        if definition.attributes.is_empty() {
            continue;
        }
        text += "| attribute | required | expression | meaning |\n|---|---|---|---|\n";
        for attribute in definition.attributes {
            let yes_no = |yes: bool| if yes { "yes" } else { "no" };
            let (required, expression) = (yes_no(attribute.required), yes_no(attribute.form == Form::Expression));
            text += &format!("| `{}` | {required} | {expression} | {} |\n", attribute.name, attribute.doc);
        }
        text.push('\n');
    }
    text
}

/// The finding for an element that is no policy here. A policy that cannot run refuses the load: skipped silently, it
/// might have been the one that keeps callers out.
pub fn refuse(element: &Element) -> Diagnostic {
    let name = element.name.as_str();
    if NOT_YET.contains(&name) {
        let message = format!("policy `{name}` is not supported yet");
        let help = "remove it or keep this document out of the configuration; it is not skipped, because it might \
                    be what keeps callers out";
        return element.error("unsupported-policy", message).help(help);
    }
    let known = POLICIES.iter().map(|definition| definition.name).chain(NOT_YET.iter().copied());
    let help = match (name, nearest(name, known)) {
        ("redirect", _) => {
            "APIM has no such policy: use return-response with set-status 302 and a Location header".to_owned()
        }
        ("when" | "otherwise", _) => format!("`{name}` stands inside `choose`"),
        (_, Some(near)) => format!("did you mean `{near}`?"),
        _ => "the names of policies are written in lower case with hyphens, as in APIM's reference".to_owned(),
    };
    element.error("unknown-policy", format!("`{name}` is not a policy")).help(help)
}

#[cfg(test)]
mod tests;
