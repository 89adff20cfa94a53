//! A fixture: one request as JSON, from which `eval` makes the `context` that an expression sees.
//!
//! Every member is optional. `variables` are given as `{ "type", "value" }` and made by the engine itself, from the
//! expression that a policy would have set them with.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use certificates::{Certificate, Timestamp, cer};
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use policies::exchange::caller::{Caller, PresentedCertificate};
use policies::exchange::facts::{
    ApiFacts, GroupFacts, OperationFacts, ProductFacts, RouteFacts, SubscriptionFacts, UserFacts,
};
use policies::exchange::failure::LastError;
use policies::exchange::headers::Headers;
use policies::exchange::message::{Body, Request, Response};
use policies::exchange::trace::Trace;
use policies::exchange::url::Url;
use policies::exchange::{BackendTarget, Exchange};
use policies::plan::{Scope, Section};
use serde_json::Value;

use super::surroundings::Surroundings;
use super::variables;
use crate::failure::Failure;

/// A fixture, read.
pub(super) struct Fixture {
    json: Value,
    folder: PathBuf,
    surroundings: Arc<Surroundings>,
}

impl Fixture {
    /// Reads a file; the files that it names are beside it.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = std::fs::read(path).map_err(|error| Failure::reading(path, &error))?;
        let json =
            serde_json::from_slice(&bytes).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self::new(json, folder)
    }

    /// A plain GET without anything.
    pub(super) fn empty() -> Result<Self, Failure> {
        Self::new(Value::Null, PathBuf::new())
    }

    fn new(json: Value, folder: PathBuf) -> Result<Self, Failure> {
        let received = moment(&json["timestamp"]).unwrap_or_else(SystemTime::now);
        let elapsed = Duration::from_secs_f64(json["elapsedMs"].as_f64().unwrap_or_default().max(0.0) / 1000.0);
        let surroundings = Arc::new(Surroundings::read(&json["deployment"], &folder, received + elapsed)?);
        Ok(Self { json, folder, surroundings })
    }

    /// A fresh exchange: expressions change what they touch.
    pub(super) fn exchange(&self) -> Result<Exchange, Failure> {
        self.build().map(|(exchange, _)| exchange)
    }

    /// What of the fixture cannot be shown to an expression.
    pub(super) fn problems(&self) -> Result<Vec<String>, Failure> {
        self.build().map(|(_, problems)| problems)
    }

    fn build(&self) -> Result<(Exchange, Vec<String>), Failure> {
        let json = &self.json;
        let mut exchange =
            Exchange::new(self.surroundings.clone(), request_id(json), self.caller()?, route(json), request(json)?);
        exchange.received = moment(&json["timestamp"]).unwrap_or(exchange.received);
        exchange.response = response(&json["response"])?;
        exchange.last_error = last_error(&json["lastError"]);
        exchange.trace = Some(Box::new(Trace::default()));
        self.aim(&mut exchange);
        let problems = variables::set(&mut exchange, &json["variables"]);
        Ok((exchange, problems))
    }

    fn caller(&self) -> Result<Caller, Failure> {
        let request = &self.json["request"];
        let address = text(&request["ipAddress"]).parse().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let certificate = match request["certificate"].as_str() {
            Some(name) => Some(Rc::new(PresentedCertificate::new(certificate(&self.folder.join(name))?, Vec::new()))),
            None => None,
        };
        Ok(Caller { address, certificate })
    }

    /// `context.Request.Url` is the backend's base URL and what is left of the path.
    fn aim(&self, exchange: &mut Exchange) {
        let Ok(url) = Url::parse(text(&self.json["request"]["url"])) else { return };
        let base = exchange.route.api.service_url.clone().filter(|base| base.host == url.host && base.port == url.port);
        let rest = base.and_then(|base| url.path.strip_prefix(base.path.trim_end_matches('/')).map(str::to_owned));
        match rest {
            Some(rest) => exchange.request.path = rest,
            None => {
                exchange.request.path.clone_from(&url.path);
                let root = Url { path: "/".to_owned(), query: String::new(), ..url.clone() };
                exchange.backend.target = BackendTarget::BaseUrl(root);
            }
        }
        exchange.request.query = url.query;
    }
}

/// The first certificate of a file.
pub(super) fn certificate(path: &Path) -> Result<Certificate, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::reading(path, &error))?;
    cer::read(&bytes).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

fn request(json: &Value) -> Result<Request, Failure> {
    let request = &json["request"];
    let original = match request["originalUrl"].as_str().or(request["url"].as_str()) {
        Some(url) => Url::parse(url).map_err(|error| Failure::new(error.to_string()))?,
        None => {
            Url { scheme: "https".into(), host: "localhost".into(), port: 443, path: "/".into(), query: String::new() }
        }
    };
    let method = request["method"].as_str().unwrap_or("GET").parse().unwrap_or(Method::GET);
    let mut built = Request::new(method, original);
    built.headers = headers(&request["headers"])?;
    built.body = body(&request["body"])?;
    built.matched_parameters =
        members(&request["matchedParameters"]).map(|(name, value)| (name.clone(), text(value).to_owned())).collect();
    Ok(built)
}

/// A response as a fixture writes it; null is none.
pub(super) fn response(json: &Value) -> Result<Option<Response>, Failure> {
    if json.is_null() {
        return Ok(None);
    }
    let mut built = Response::new(json["statusCode"].as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or(200));
    if let Some(reason) = json["statusReason"].as_str() {
        built.reason = reason.to_owned();
    }
    built.headers = headers(&json["headers"])?;
    built.body = body(&json["body"])?;
    Ok(Some(built))
}

fn headers(json: &Value) -> Result<Headers, Failure> {
    let mut headers = Headers::new();
    for (name, values) in members(json) {
        let odd = |_| Failure::new(format!("`{name}` is not a header"));
        let field = HeaderName::from_bytes(name.as_bytes()).map_err(|_| odd(()))?;
        for value in values.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| odd(()))?;
            headers.as_map_mut().append(&field, value);
        }
    }
    Ok(headers)
}

fn body(json: &Value) -> Result<Body, Failure> {
    if let Some(text) = json["text"].as_str() {
        return Ok(Body::Buffered(text.as_bytes().to_vec().into()));
    }
    match json["base64"].as_str() {
        Some(encoded) => {
            let bytes = STANDARD
                .decode(encoded)
                .map_err(|error| Failure::new(format!("the body of the fixture is not base64: {error}")))?;
            Ok(Body::Buffered(bytes.into()))
        }
        None => Ok(Body::None),
    }
}

fn route(json: &Value) -> RouteFacts {
    let api = &json["api"];
    let keys = &api["subscriptionKeyParameterNames"];
    let facts = ApiFacts {
        id: owned(&api["id"]),
        name: owned(&api["name"]),
        path: owned(&api["path"]),
        protocols: api["protocols"].as_array().into_iter().flatten().map(owned).collect(),
        service_url: Url::parse(text(&api["serviceUrl"])).ok(),
        key_header: keys["header"].as_str().unwrap_or("Ocp-Apim-Subscription-Key").to_owned(),
        key_query: keys["query"].as_str().unwrap_or("subscription-key").to_owned(),
        revision: owned(&api["revision"]),
        is_current_revision: api["isCurrentRevision"].as_bool().unwrap_or(true),
        version: api["version"].as_str().map(str::to_owned),
    };
    RouteFacts {
        api: Arc::new(facts),
        operation: present(&json["operation"]).map(|operation| Arc::new(operation_facts(operation))),
        product: present(&json["product"]).map(|product| Arc::new(product_facts(product))),
        subscription: present(&json["subscription"])
            .map(|subscription| (Arc::new(subscription_facts(subscription)), owned(&subscription["key"]))),
        user: present(&json["user"]).map(|user| Arc::new(user_facts(user))),
        workspace: present(&json["workspace"]).map(|workspace| (owned(&workspace["id"]), owned(&workspace["name"]))),
    }
}

fn operation_facts(json: &Value) -> OperationFacts {
    OperationFacts {
        id: owned(&json["id"]),
        name: owned(&json["name"]),
        method: owned(&json["method"]),
        url_template: owned(&json["urlTemplate"]),
        examples: Vec::new(),
    }
}

fn product_facts(json: &Value) -> ProductFacts {
    ProductFacts {
        id: owned(&json["id"]),
        name: owned(&json["name"]),
        approval_required: json["approvalRequired"] == true,
        subscription_required: json["subscriptionRequired"] == true,
        subscriptions_limit: json["subscriptionsLimit"].as_i64().and_then(|limit| i32::try_from(limit).ok()),
        is_published: json["state"] == "Published",
        groups: groups(json),
    }
}

fn subscription_facts(json: &Value) -> SubscriptionFacts {
    SubscriptionFacts {
        id: owned(&json["id"]),
        name: owned(&json["name"]),
        primary_key: owned(&json["primaryKey"]),
        secondary_key: owned(&json["secondaryKey"]),
        created: moment(&json["createdDate"]).unwrap_or(UNIX_EPOCH),
        start: moment(&json["startDate"]),
        end: moment(&json["endDate"]),
    }
}

fn user_facts(json: &Value) -> UserFacts {
    let identities = json["identities"].as_array().into_iter().flatten();
    UserFacts {
        id: owned(&json["id"]),
        email: owned(&json["email"]),
        first_name: owned(&json["firstName"]),
        last_name: owned(&json["lastName"]),
        note: owned(&json["note"]),
        registered: moment(&json["registrationDate"]).unwrap_or(UNIX_EPOCH),
        groups: groups(json),
        identities: identities.map(|identity| (owned(&identity["provider"]), owned(&identity["id"]))).collect(),
    }
}

fn groups(json: &Value) -> Vec<GroupFacts> {
    let groups = json["groups"].as_array().into_iter().flatten();
    groups.map(|group| GroupFacts { id: owned(&group["id"]), name: owned(&group["name"]) }).collect()
}

fn last_error(json: &Value) -> Option<LastError> {
    let json = present(json)?;
    let option = |name: &str| json[name].as_str().map(str::to_owned);
    Some(LastError {
        source: owned(&json["source"]),
        reason: option("reason"),
        message: owned(&json["message"]),
        scope: [Scope::Global, Scope::Workspace, Scope::Product, Scope::Api, Scope::Operation]
            .into_iter()
            .find(|scope| json["scope"] == scope.name()),
        section: Section::ALL.into_iter().find(|section| json["section"] == section.name()),
        path: option("path"),
        policy_id: option("policyId"),
    })
}

/// `3f2504e0-4f89-…` as its bytes.
fn request_id(json: &Value) -> [u8; 16] {
    let digits: Vec<u8> = text(&json["requestId"]).bytes().filter(u8::is_ascii_hexdigit).collect();
    let mut id = [0; 16];
    for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0);
    }
    id
}

/// An ISO moment with its fraction of a second.
pub(super) fn moment(json: &Value) -> Option<SystemTime> {
    let written = json.as_str()?;
    let seconds = u64::try_from(Timestamp::parse_iso(written)?.unix()).ok()?;
    let digits: String =
        written.split_once('.').map_or("", |(_, rest)| rest).chars().take_while(char::is_ascii_digit).collect();
    let fraction = if digits.is_empty() { 0.0 } else { format!("0.{digits}").parse().unwrap_or(0.0) };
    Some(UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_secs_f64(fraction))
}

fn present(json: &Value) -> Option<&Value> {
    (!json.is_null()).then_some(json)
}

fn members(json: &Value) -> impl Iterator<Item = (&String, &Value)> {
    json.as_object().into_iter().flatten()
}

fn text(json: &Value) -> &str {
    json.as_str().unwrap_or_default()
}

fn owned(json: &Value) -> String {
    text(json).to_owned()
}
