//! The access log: one JSON object a request, with the field names of APIM's ApiManagementGatewayLogs, so that
//! queries written for APIM's logs read ours.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use policies::exchange::failure::LastError;
use serde_json::{Map, Value, json};

use super::json::time_text;

/// What is remembered of a request for its log line. Formatted by the writing thread.
pub struct AccessRecord {
    pub(crate) received: SystemTime,
    pub(crate) correlation_id: String,
    pub(crate) caller: IpAddr,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) protocol: &'static str,
    pub(crate) tls_version: &'static str,
    pub(crate) certificate: Option<String>,
    pub(crate) api: Option<Arc<policies::exchange::facts::ApiFacts>>,
    pub(crate) operation: Option<Arc<policies::exchange::facts::OperationFacts>>,
    pub(crate) product_id: Option<String>,
    pub(crate) subscription_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) status: u16,
    pub(crate) request_bytes: u64,
    pub(crate) response_bytes: u64,
    pub(crate) total: Duration,
    pub(crate) backend: BackendCall,
    pub(crate) last_error: Option<LastError>,
    /// Whether the response reached its end.
    pub(crate) is_complete: bool,
}

/// What is remembered of the call to the backend.
#[derive(Debug, Clone, Default)]
pub(crate) struct BackendCall {
    pub(crate) id: Option<Arc<str>>,
    pub(crate) method: Option<http::Method>,
    pub(crate) url: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) time: Duration,
    /// The whole reason why a call came to nothing; the caller never sees it.
    pub(crate) failure: Option<String>,
}

impl AccessRecord {
    /// The line, without its new line. `dropped` entries were lost before it.
    pub(crate) fn to_json(&self, dropped: u64) -> String {
        let mut line = Map::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                line.insert(name.to_owned(), value);
            }
        };
        let millis = |duration: Duration| Value::from(duration.as_micros() as f64 / 1000.0);
        put("time", time_text(self.received).into());
        put("correlationId", self.correlation_id.as_str().into());
        put("callerIpAddress", self.caller.to_string().into());
        put("method", self.method.as_str().into());
        put("url", self.url.as_str().into());
        put("clientProtocol", self.protocol.into());
        put("clientTlsVersion", self.tls_version.into());
        put("clientCertificateThumbprint", self.certificate.as_deref().into());
        put("responseCode", self.status.into());
        put("requestSize", self.request_bytes.into());
        put("responseSize", self.response_bytes.into());
        put("totalTime", millis(self.total));
        put("clientTime", millis(self.total.saturating_sub(self.backend.time)));
        put("isRequestSuccess", (self.is_complete && self.status < 400).into());
        put("apiId", self.api.as_ref().map(|api| api.id.as_str()).into());
        put("apiRevision", self.api.as_ref().map(|api| api.revision.as_str()).into());
        put("operationId", self.operation.as_ref().map(|operation| operation.id.as_str()).into());
        put("productId", self.product_id.as_deref().into());
        put("subscriptionId", self.subscription_id.as_deref().into());
        put("userId", self.user_id.as_deref().into());
        let backend = &self.backend;
        if backend.url.is_some() {
            put("backendId", backend.id.as_deref().into());
            put("backendMethod", backend.method.as_ref().map(http::Method::as_str).into());
            put("backendUrl", backend.url.as_deref().into());
            put("backendProtocol", "HTTP/1.1".into());
            put("backendResponseCode", backend.status.into());
            put("backendTime", millis(backend.time));
            put("backendFailure", backend.failure.as_deref().into());
        }
        if let Some(error) = &self.last_error {
            put("lastErrorSource", error.source.as_str().into());
            put("lastErrorReason", error.reason.as_deref().into());
            put("lastErrorMessage", error.message.as_str().into());
            put("lastErrorScope", error.scope.map(|scope| scope.name()).into());
            put("lastErrorSection", error.section.map(|section| section.name()).into());
            put("lastErrorPath", error.path.as_deref().into());
        }
        if dropped > 0 {
            put("entriesDroppedBefore", json!(dropped));
        }
        Value::Object(line).to_string()
    }
}
