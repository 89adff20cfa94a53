//! The request as policies see it.

use std::rc::Rc;

use http::request::Parts;
use policies::exchange::Exchange;
use policies::exchange::caller::Caller;
use policies::exchange::facts::RouteFacts;
use policies::exchange::message::{Body, Request};
use policies::exchange::url::Url;

use super::door::Door;
use super::reply::Unread;
use super::tell::{DEBUG_HEADER, TRACE_HEADER};
use crate::connection::Connection;
use crate::failure::DoorRefusal;
use crate::headers;
use crate::router::{self, Found};
use crate::snapshot::Snapshot;
use crate::subscription::Admission;

/// Builds the exchange. Refused are identity headers of a trusted relay that come twice (attack D4).
pub(super) fn build(
    connection: &Rc<Connection>,
    snapshot: &Snapshot,
    head: &Parts,
    door: &Door<'_>,
    found: &Found<'_>,
    admission: Option<&Admission<'_>>,
    body: &Unread,
) -> Result<Exchange, DoorRefusal> {
    let address = connection.peer.ip().to_canonical();
    let mut fields = head.headers.clone();
    headers::strip_named_by_connection(&mut fields);
    let relayed = snapshot.settings.relayed_headers(address);
    headers::strip_identity(&mut fields, snapshot.settings.relay_headers(), relayed);
    if relayed.iter().any(|name| fields.get_all(name).iter().count() > 1) {
        return Err(DoorRefusal::BadRequest("a relay sent the same identity header more than once"));
    }
    // The token is for the gateway; neither policies nor backends need it.
    fields.remove(DEBUG_HEADER);
    fields.remove(TRACE_HEADER);
    // Over HTTP/2 the host came in a pseudo header; policies find it where they expect it.
    if !fields.contains_key(http::header::HOST)
        && let Some(authority) = head.uri.authority()
        && let Ok(host) = http::HeaderValue::from_str(authority.as_str())
    {
        fields.insert(http::header::HOST, host);
    }
    let url = Url {
        scheme: "https".to_owned(),
        host: door.host.host.clone().into_owned(),
        port: door.host.port.unwrap_or(443),
        path: door.path.clone().into_owned(),
        query: door.query.unwrap_or_default().to_owned(),
    };
    let mut request = Request::new(head.method.clone(), url);
    request.path = found.remainder.to_owned();
    request.headers = fields.into();
    request.body = if body.is_empty() { Body::None } else { Body::Unread };
    request.matched_parameters = matched_parameters(snapshot, door, found);
    let certificate = connection.presented().filter(|_| door.negotiates).cloned();
    let request_id = connection.worker.random.borrow_mut().uuid();
    let caller = Caller { address, certificate };
    let route = route(snapshot, found, admission).ok_or(DoorRefusal::NotFound)?;
    Ok(Exchange::new(snapshot.environment.clone(), request_id, caller, route, request))
}

fn matched_parameters(snapshot: &Snapshot, door: &Door<'_>, found: &Found<'_>) -> Vec<(String, String)> {
    let Some(operation) = snapshot.operations.get(found.operation as usize) else { return Vec::new() };
    let decode = |text: &str| router::path::unescape(text).into_owned();
    let in_path = operation.path_names.iter().zip(&found.captures).map(|(name, value)| (name.clone(), decode(value)));
    let in_query = operation
        .query_names
        .iter()
        .filter_map(|(wire, name)| router::query_value(door.query, wire).map(|value| (name.clone(), decode(value))));
    in_path.chain(in_query).collect()
}

fn route(snapshot: &Snapshot, found: &Found<'_>, admission: Option<&Admission<'_>>) -> Option<RouteFacts> {
    let api = snapshot.apis.get(found.api as usize)?.facts.clone();
    let operation = snapshot.operations.get(found.operation as usize).map(|operation| operation.facts.clone());
    let product = admission.and_then(|admission| admission.product);
    let product =
        product.and_then(|product| snapshot.products.get(product as usize)).map(|product| product.facts.clone());
    let subscription = admission.and_then(|admission| admission.subscription);
    Some(RouteFacts {
        api,
        operation,
        product,
        user: subscription.and_then(|subscription| subscription.user.clone()),
        subscription: subscription
            .map(|subscription| (subscription.facts.clone(), subscription.facts.primary_key.clone())),
        workspace: None,
    })
}
