//! APIs and version sets.

use diagnostics::Diagnostic;
use serde::Deserialize;

use crate::read::{Descriptive, Given, Kind, Review};

/// Longest path of an API (azure-rest-api-specs).
const MAX_PATH: usize = 400;

/// APIM's names of the subscription key where an API gives none.
pub const DEFAULT_KEY_HEADER: &str = "Ocp-Apim-Subscription-Key";
/// The query parameter of the same.
pub const DEFAULT_KEY_QUERY: &str = "subscription-key";

/// An API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// What people call it; `context.Api.Name`.
    pub display_name: String,
    /// Where it hangs below the hostname, without slashes at its ends; may be empty, may have several segments.
    pub path: String,
    /// What callers may speak.
    pub protocols: Vec<Protocol>,
    /// Where requests go unless a policy says otherwise, without a slash at its end.
    pub service_url: Option<String>,
    /// Whether callers need a subscription key.
    pub subscription_required: bool,
    /// The header that carries the key.
    pub key_header: String,
    /// The query parameter that carries the key.
    pub key_query: String,
    /// Its revision; `"1"` unless said otherwise.
    pub revision: String,
    /// Whether callers reach it without naming a revision: true unless its name ends in `;rev=N`.
    pub is_current: bool,
    /// Its version, if it is one of several.
    pub version: Option<String>,
    /// The version set it belongs to: a reference, or the set written inside the API.
    pub version_set: Option<VersionSetReference>,
    /// A document to import, written inside the API.
    pub import: Option<ApiImport>,
    /// Whether required query parameters of an imported document become part of the URL template, as APIM does
    /// unless told otherwise.
    pub required_query_in_template: bool,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            display_name: String::new(),
            path: String::new(),
            protocols: vec![Protocol::Https],
            service_url: None,
            subscription_required: true,
            key_header: DEFAULT_KEY_HEADER.into(),
            key_query: DEFAULT_KEY_QUERY.into(),
            revision: "1".into(),
            is_current: true,
            version: None,
            version_set: None,
            import: None,
            required_query_in_template: true,
        }
    }
}

/// What callers may speak to an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Without TLS.
    Http,
    /// With TLS.
    Https,
    /// WebSocket; refused.
    Ws,
    /// WebSocket over TLS; refused.
    Wss,
}

/// How an API names its version set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionSetReference {
    /// By the name of a version set.
    Named(String),
    /// Written inside the API.
    Inline(VersionSet),
}

/// A document inside `format` and `value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiImport {
    /// The OpenAPI document, JSON or YAML.
    pub document: String,
}

/// Several versions of one API and how callers choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSet {
    /// Where callers say which version they want.
    pub scheme: VersioningScheme,
}

/// Where callers say which version they want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersioningScheme {
    /// As a path segment after the API's path.
    Segment,
    /// In the header of this name.
    Header(String),
    /// In the query parameter of this name.
    Query(String),
}

/// The body of an API.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenApi {
    path: String,
    display_name: Option<String>,
    service_url: Option<String>,
    protocols: Option<Vec<Protocol>>,
    subscription_required: Option<bool>,
    subscription_key_parameter_names: Option<WrittenKeyNames>,
    api_revision: Option<String>,
    api_version: Option<String>,
    api_version_set_id: Option<String>,
    api_version_set: Option<WrittenVersionSet>,
    r#type: Option<String>,
    api_type: Option<String>,
    format: Option<String>,
    value: Option<String>,
    translate_required_query_parameters: Option<TranslateRequired>,
    wsdl_selector: Option<Given>,
    source_api_id: Option<Given>,
    // They configure the developer portal's console; the gateway enforces nothing from them (azure-docs,
    // api-management-howto-oauth2, "the settings … don't enforce").
    authentication_settings: Descriptive,
    // The resource name says the same.
    is_current: Descriptive,
    is_online: Descriptive,
    provisioning_state: Descriptive,
    description: Descriptive,
    api_revision_description: Descriptive,
    api_version_description: Descriptive,
    contact: Descriptive,
    license: Descriptive,
    terms_of_service_url: Descriptive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenKeyNames {
    header: Option<String>,
    query: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum TranslateRequired {
    Template,
    Query,
}

/// The body of a version set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenVersionSet {
    versioning_scheme: Option<Scheme>,
    version_header_name: Option<String>,
    version_query_name: Option<String>,
    id: Option<String>,
    name: Descriptive,
    display_name: Descriptive,
    description: Descriptive,
}

#[derive(Clone, Copy, Deserialize)]
enum Scheme {
    Segment,
    Header,
    Query,
}

impl Kind for Api {
    const TITLE: &'static str = "API";
    type Written = WrittenApi;

    fn review(written: WrittenApi, review: &mut Review<'_>) -> Option<Self> {
        review_type(written.r#type.or(written.api_type).as_deref(), review);
        review.refuse_if_given("/wsdlSelector", written.wsdl_selector.unwrap_or_default(), "only HTTP APIs run here");
        let help = "copy the operations of that API into this one";
        review.refuse_if_given("/sourceApiId", written.source_api_id.unwrap_or_default(), help);
        let mut api = Api {
            path: review_path(written.path, review),
            display_name: written.display_name.unwrap_or_default(),
            service_url: written.service_url.and_then(|url| review_url("/serviceUrl", url, review)),
            subscription_required: written.subscription_required.unwrap_or(true),
            revision: written.api_revision.unwrap_or_else(|| "1".into()),
            version: written.api_version.filter(|version| !version.is_empty()),
            import: review_import(written.format, written.value, review),
            required_query_in_template: !matches!(
                written.translate_required_query_parameters,
                Some(TranslateRequired::Query)
            ),
            ..Api::default()
        };
        if let Some(protocols) = written.protocols.filter(|protocols| !protocols.is_empty()) {
            if protocols.iter().any(|protocol| matches!(protocol, Protocol::Ws | Protocol::Wss)) {
                review.refuse_if_given("/protocols", Given(true), "WebSocket APIs cannot be served yet; use `https`");
            }
            api.protocols = protocols;
        }
        if let Some(names) = written.subscription_key_parameter_names {
            api.key_header = names.header.unwrap_or(api.key_header);
            api.key_query = names.query.unwrap_or(api.key_query);
        }
        api.version_set = match (written.api_version_set_id, written.api_version_set) {
            (Some(id), _) => Some(VersionSetReference::Named(id)),
            (None, Some(WrittenVersionSet { id: Some(id), .. })) => Some(VersionSetReference::Named(id)),
            (None, Some(set)) => Some(VersionSetReference::Inline(review_version_set("/apiVersionSet", set, review)?)),
            (None, None) => None,
        };
        Some(api)
    }
}

fn review_type(kind: Option<&str>, review: &mut Review<'_>) {
    if let Some(kind) = kind.filter(|kind| !kind.eq_ignore_ascii_case("http")) {
        let fact = format!("an API of type `{kind}` cannot be served yet");
        review.report("/type", Diagnostic::error("not-supported", fact).help("APIs of type `http` can"));
    }
}

/// The path without slashes at its ends, which APIM ignores too.
fn review_path(path: String, review: &mut Review<'_>) -> String {
    let trimmed = path.trim_matches('/');
    let length = trimmed.chars().count();
    if length > MAX_PATH {
        let fact = format!("the path of an API has at most {MAX_PATH} characters, this one has {length}");
        review.report("/path", Diagnostic::error("invalid-value", fact));
    }
    let strange =
        |segment: &str| segment == "." || segment == ".." || segment.contains(['?', '#', '\\', '{', '*', ' ']);
    if let Some(segment) = trimmed.split('/').find(|segment| strange(segment)) {
        let fact = format!("`{segment}` cannot be a segment of an API's path: no request could reach it");
        review.report("/path", Diagnostic::error("invalid-value", fact));
    }
    if trimmed.contains("//") {
        review.report("/path", Diagnostic::error("invalid-value", "the path has an empty segment"));
    }
    trimmed.to_owned()
}

/// An absolute http or https URL without query and fragment; named values may stand anywhere in it.
pub(crate) fn review_url(pointer: &str, url: String, review: &mut Review<'_>) -> Option<String> {
    let url = url.trim().trim_end_matches('/').to_owned();
    if url.is_empty() {
        return None;
    }
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    if rest.is_none_or(str::is_empty) && !url.starts_with("{{") {
        let fact = format!("`{url}` is not an absolute URL");
        review.report(pointer, Diagnostic::error("invalid-value", fact).help("write `https://host/path`"));
    }
    if let Some(mark) = url.chars().find(|c| matches!(c, '?' | '#')) {
        let fact = format!("`{mark}` cannot stand in this URL: requests bring their own path and query");
        review.report(pointer, Diagnostic::error("invalid-value", fact));
    }
    Some(url)
}

fn review_import(format: Option<String>, value: Option<String>, review: &mut Review<'_>) -> Option<ApiImport> {
    let (format, document) = (format?, value?);
    if !matches!(format.as_str(), "openapi" | "openapi+json" | "swagger-json") {
        let fact = format!("a document of format `{format}` cannot be imported");
        let help = "put the OpenAPI document beside as `specification.yaml` or `specification.json`";
        review.report("/format", Diagnostic::error("not-supported", fact).help(help));
    }
    Some(ApiImport { document })
}

fn review_version_set(at: &str, set: WrittenVersionSet, review: &mut Review<'_>) -> Option<VersionSet> {
    let named = |name: Option<String>| name.filter(|name| !name.trim().is_empty());
    let (member, scheme) = match set.versioning_scheme {
        Some(Scheme::Segment) => ("", Some(VersioningScheme::Segment)),
        Some(Scheme::Header) => ("versionHeaderName", named(set.version_header_name).map(VersioningScheme::Header)),
        Some(Scheme::Query) => ("versionQueryName", named(set.version_query_name).map(VersioningScheme::Query)),
        None => ("versioningScheme", None),
    };
    if scheme.is_none() {
        review.report(at, Diagnostic::error("missing-member", format!("the member `{member}` is missing")));
    }
    scheme.map(|scheme| VersionSet { scheme })
}

impl Kind for VersionSet {
    const TITLE: &'static str = "version set";
    type Written = WrittenVersionSet;

    fn review(written: WrittenVersionSet, review: &mut Review<'_>) -> Option<Self> {
        review_version_set("", written, review)
    }
}
