//! APIs, operations and products as requests need them, with the plans that their policy documents make.

use std::collections::HashMap;
use std::sync::Arc;

use diagnostics::Diagnostic;
use http::{HeaderName, Method};
use policies::compile::{CompiledDocument, NamedValue};
use policies::exchange::facts::{ApiFacts, OperationFacts, ProductFacts, ResponseExample};
use policies::exchange::url::Url;
use policies::plan::{Plan, Scope};
use resources::{ApiVersion, Configuration, ConfiguredApi, ConfiguredOperation, Protocol, VersioningScheme};

use super::backends::TargetTls;
use super::compile::DocumentCompiler;
use super::{Target, named_values, subscriptions};
use crate::router::template::{self, Piece, QueryValue, Segment};
use crate::router::{Router, Version};
use crate::subscription::{KeyRules, Keys};

/// An API.
pub(crate) struct Api {
    pub(crate) facts: Arc<ApiFacts>,
    pub(crate) keys: KeyRules,
    /// Where forward-request goes unless a policy says otherwise.
    pub(crate) service: Option<Target>,
    /// Its own and the global documents: whose on-error sections see a request that no operation matches.
    pub(crate) plan: Plan,
}

/// An operation.
pub(crate) struct Operation {
    /// Index of its API.
    pub(crate) api: u32,
    pub(crate) facts: Arc<OperationFacts>,
    /// Names of the template's path parameters, in the order of the router's captures.
    pub(crate) path_names: Box<[String]>,
    /// Query parameters that the template captures: name on the wire, name in the template.
    pub(crate) query_names: Box<[(String, String)]>,
    plan: Plan,
    /// Plans with a product's policies, by product.
    product_plans: Box<[(u32, Plan)]>,
}

/// A product.
pub(crate) struct Product {
    pub(crate) facts: Arc<ProductFacts>,
}

impl Operation {
    /// The effective policy: product policies run only in a product's context.
    pub(crate) fn plan(&self, product: Option<u32>) -> &Plan {
        let of_product = product.and_then(|product| self.product_plans.iter().find(|(known, _)| *known == product));
        of_product.map_or(&self.plan, |(_, plan)| plan)
    }
}

/// Everything that routing needs.
#[derive(Default)]
pub(super) struct Routes {
    pub(super) router: Router,
    pub(super) apis: Vec<Api>,
    pub(super) operations: Vec<Operation>,
    pub(super) products: Vec<Product>,
    pub(super) keys: Keys,
}

/// Compiles APIs, products and subscriptions.
pub(super) fn compile(
    configuration: &Configuration,
    values: &HashMap<String, NamedValue>,
    strict: &TargetTls,
    documents: &mut DocumentCompiler<'_>,
) -> Routes {
    let mut routes = Routes { router: Router::new(), ..Routes::default() };
    let global = match &configuration.policy {
        Some(document) => documents.compile(Some(document), Scope::Global),
        None => Some(policies::compile::default_global_document()),
    };
    let families = Families::new(configuration);
    let products = compile_products(configuration, &families, documents, &mut routes.products);
    for api in &configuration.apis {
        let compiler = ApiCompiler { api, values, strict, global: &global, products: &products, families: &families };
        compiler.compile(&mut routes, documents);
    }
    subscriptions::compile(configuration, &families, &mut routes.keys, documents.findings);
    routes
}

/// Numbers for API names without revisions: what products and subscriptions refer to.
pub(super) struct Families(HashMap<String, u32>);

impl Families {
    fn new(configuration: &Configuration) -> Self {
        let mut numbers = HashMap::new();
        for api in &configuration.apis {
            let next = numbers.len() as u32;
            numbers.entry(family_name(&api.resource.name)).or_insert(next);
        }
        Self(numbers)
    }

    /// The number of an API, whichever of its revisions is named.
    pub(super) fn of(&self, api: &str) -> Option<u32> {
        self.0.get(&family_name(api)).copied()
    }
}

/// `customers;rev=2` is a revision of `customers`; resource names compare without regard to case.
fn family_name(api: &str) -> String {
    api.split(";rev=").next().unwrap_or(api).to_ascii_lowercase()
}

struct ProductEntry {
    index: u32,
    families: Vec<u32>,
    is_open: bool,
    document: Option<Arc<CompiledDocument>>,
}

fn compile_products(
    configuration: &Configuration,
    families: &Families,
    documents: &mut DocumentCompiler<'_>,
    products: &mut Vec<Product>,
) -> Vec<ProductEntry> {
    let mut entries = Vec::new();
    for (index, product) in configuration.products.iter().enumerate() {
        let resource = &product.resource;
        let unknown = product.apis.iter().filter(|api| families.of(api).is_none());
        for api in unknown {
            let (source, span) = resource.place("");
            let message = format!("product `{}` contains the API `{api}`, which does not exist", resource.name);
            documents.findings.push(Diagnostic::error("unknown-api", message).at(&source, span));
        }
        let facts = ProductFacts {
            id: resource.name.clone(),
            name: resource.display_name.clone(),
            approval_required: resource.approval_required,
            subscription_required: resource.subscription_required,
            subscriptions_limit: resource.subscriptions_limit.and_then(|limit| i32::try_from(limit).ok()),
            is_published: resource.published,
            groups: Vec::new(),
        };
        products.push(Product { facts: Arc::new(facts) });
        entries.push(ProductEntry {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            families: product.apis.iter().filter_map(|api| families.of(api)).collect(),
            is_open: !resource.subscription_required,
            document: documents.compile(product.policy.as_ref(), Scope::Product),
        });
    }
    entries
}

struct ApiCompiler<'c> {
    api: &'c ConfiguredApi,
    values: &'c HashMap<String, NamedValue>,
    strict: &'c TargetTls,
    global: &'c Option<Arc<CompiledDocument>>,
    products: &'c [ProductEntry],
    families: &'c Families,
}

impl ApiCompiler<'_> {
    fn compile(&self, routes: &mut Routes, documents: &mut DocumentCompiler<'_>) {
        let resource = &self.api.resource;
        let service_url = self.service_url(documents.findings);
        let Some(header) = self.key_header(documents.findings) else { return };
        let family = self.families.of(&resource.name).unwrap_or(u32::MAX);
        let products: Vec<&ProductEntry> =
            self.products.iter().filter(|product| product.families.contains(&family)).collect();
        let facts = ApiFacts {
            id: resource.name.clone(),
            name: resource.display_name.clone(),
            path: self.path(),
            protocols: resource.protocols.iter().map(|protocol| format!("{protocol:?}").to_ascii_lowercase()).collect(),
            service_url: service_url.clone(),
            key_header: resource.key_header.clone(),
            key_query: resource.key_query.clone(),
            revision: resource.revision.clone(),
            is_current_revision: resource.is_current,
            version: self.api.version.as_ref().map(|version| version.identifier.clone()),
        };
        let keys = KeyRules {
            header,
            query: resource.key_query.clone(),
            required: resource.subscription_required,
            family,
            products: products.iter().map(|product| product.index).collect(),
            open_product: products.iter().find(|product| product.is_open).map(|product| product.index),
        };
        let document = documents.compile(self.api.policy.as_ref(), Scope::Api);
        let index = u32::try_from(routes.apis.len()).unwrap_or(u32::MAX);
        // The gateway speaks TLS only: an API without https is there for policies to see and for nobody to call.
        let root = resource
            .protocols
            .contains(&Protocol::Https)
            .then(|| self.add_to_router(&mut routes.router, &facts, index));
        if root.is_none() {
            let (source, span) = resource.place("/protocols");
            let message =
                format!("API `{}` does not allow https: every call to it is answered with 404", resource.name);
            documents.findings.push(Diagnostic::warning("unreachable-api", message).at(&source, span));
        }
        let service = service_url.map(|url| Target::plain(url, self.strict));
        let plan = Plan::new([document.as_ref(), self.global.as_ref()].into_iter().flatten().cloned().collect());
        routes.apis.push(Api { facts: Arc::new(facts), keys, service, plan });
        for operation in &self.api.operations {
            self.compile_operation(operation, document.as_ref(), &products, root, routes, documents);
        }
    }

    fn path(&self) -> String {
        let path = &self.api.resource.path;
        match &self.api.version {
            Some(ApiVersion { identifier, scheme: VersioningScheme::Segment }) if path.is_empty() => identifier.clone(),
            Some(ApiVersion { identifier, scheme: VersioningScheme::Segment }) => format!("{path}/{identifier}"),
            _ => path.clone(),
        }
    }

    fn add_to_router(&self, router: &mut Router, facts: &ApiFacts, index: u32) -> u32 {
        let version = match &self.api.version {
            Some(ApiVersion { identifier, scheme: VersioningScheme::Header(name) }) => {
                HeaderName::from_bytes(name.as_bytes())
                    .map_or(Version::Original, |name| Version::Header(name, identifier.clone()))
            }
            Some(ApiVersion { identifier, scheme: VersioningScheme::Query(name) }) => {
                Version::Query(name.clone(), identifier.clone())
            }
            _ => Version::Original,
        };
        router.add_api(&facts.path, index, version, &facts.revision, facts.is_current_revision)
    }

    fn service_url(&self, findings: &mut Vec<Diagnostic>) -> Option<Url> {
        let resource = &self.api.resource;
        let text = resource.service_url.as_ref()?;
        let replaced =
            named_values::substitute(text, self.values).map_err(|name| format!("there is no named value `{name}`"));
        let parsed = replaced.and_then(|text| Url::parse(&text).map_err(|error| error.to_string()));
        parsed
            .map_err(|fact| {
                let (source, span) = resource.place("/serviceUrl");
                let message = format!("API `{}`: {fact}", resource.name);
                findings.push(Diagnostic::error("invalid-value", message).at(&source, span));
            })
            .ok()
    }

    fn key_header(&self, findings: &mut Vec<Diagnostic>) -> Option<HeaderName> {
        let resource = &self.api.resource;
        let parsed = HeaderName::from_bytes(resource.key_header.as_bytes());
        if parsed.is_err() {
            let (source, span) = resource.place("/subscriptionKeyParameterNames/header");
            let message = format!("`{}` is not a header name", resource.key_header);
            findings.push(Diagnostic::error("invalid-value", message).at(&source, span));
        }
        parsed.ok()
    }

    fn compile_operation(
        &self,
        operation: &ConfiguredOperation,
        api_document: Option<&Arc<CompiledDocument>>,
        products: &[&ProductEntry],
        root: Option<u32>,
        routes: &mut Routes,
        documents: &mut DocumentCompiler<'_>,
    ) {
        let resource = &operation.resource;
        let template = match template::parse(&resource.url_template) {
            Ok(template) => template,
            Err(fact) => {
                let (source, span) = resource.place("/urlTemplate");
                documents.findings.push(Diagnostic::error("invalid-value", fact).at(&source, span));
                return;
            }
        };
        let document = documents.compile(operation.policy.as_ref(), Scope::Operation);
        let plan = |product: Option<&Arc<CompiledDocument>>| {
            let narrow_to_broad = [document.as_ref(), api_document, product, self.global.as_ref()];
            Plan::new(narrow_to_broad.into_iter().flatten().cloned().collect())
        };
        let with_policy = products.iter().filter(|product| product.document.is_some());
        let product_plans = with_policy.map(|product| (product.index, plan(product.document.as_ref()))).collect();
        let index = u32::try_from(routes.operations.len()).unwrap_or(u32::MAX);
        if let Some(root) = root {
            let method = match resource.method.as_str() {
                "*" | "" => Ok(None),
                method => Method::from_bytes(method.as_bytes()).map(Some),
            };
            match method {
                Ok(method) => routes.router.add_operation(root, method, &template, index),
                Err(_) => {
                    let (source, span) = resource.place("/method");
                    let message = format!("`{}` is not an HTTP method", resource.method);
                    documents.findings.push(Diagnostic::error("invalid-value", message).at(&source, span));
                }
            }
        }
        let examples = resource.responses.iter().flat_map(|response| {
            response.representations.iter().map(|representation| ResponseExample {
                status: response.status_code,
                content_type: representation.content_type.clone(),
                body: representation.sample.clone().unwrap_or_default(),
            })
        });
        let facts = OperationFacts {
            id: resource.name.clone(),
            name: resource.display_name.clone(),
            method: resource.method.clone(),
            url_template: resource.url_template.clone(),
            examples: examples.collect(),
        };
        let captured = template.query.iter().filter_map(|rule| match &rule.value {
            QueryValue::Captured(name) => Some((rule.name.clone(), name.clone())),
            QueryValue::Exactly(_) => None,
        });
        // The API has been added just before its operations.
        let api = u32::try_from(routes.apis.len().saturating_sub(1)).unwrap_or(u32::MAX);
        routes.operations.push(Operation {
            api,
            facts: Arc::new(facts),
            query_names: captured.collect(),
            path_names: path_names(&template),
            plan: plan(None),
            product_plans,
        });
    }
}

/// Names of the captures, in the router's order; an unnamed wildcard is called `*`.
fn path_names(template: &template::Template) -> Box<[String]> {
    let mut names = Vec::new();
    for segment in &template.segments {
        match segment {
            Segment::Literal(_) => {}
            Segment::Parameter(name) => names.push(name.clone()),
            Segment::Mixed(pieces) => names.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Parameter(name) => Some(name.clone()),
                Piece::Literal(_) => None,
            })),
        }
    }
    names.extend(template.wildcard.iter().map(|wildcard| wildcard.name.clone().unwrap_or_else(|| "*".to_owned())));
    names.into()
}
