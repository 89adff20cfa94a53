//! `gateway.json` as the data plane uses it: every bound has a value, every relay is a test of an address.

use std::net::IpAddr;
use std::time::Duration;

use http::HeaderName;
use resources::{GatewaySettings, Network};

/// Bytes of a request line and header that a caller may send; APIM's documented limit is of the same order.
const REQUEST_HEADER_BYTES: usize = 32 * 1024;
/// Bytes of a body that a policy may ask to see whole.
const BUFFERED_BODY_BYTES: usize = 8 * 1024 * 1024;
/// Time for a TLS handshake (attack I3).
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// Time until the next request head is complete: idle time of a kept-alive connection and slow headers alike.
const HEADER_TIME: Duration = Duration::from_secs(60);
/// Time that requests in flight get when the gateway stops.
const DRAIN_TIME: Duration = Duration::from_secs(30);
/// Connections of the whole process.
const CONNECTIONS: usize = 20_000;

/// Settings with all defaults filled in.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) request_header_bytes: usize,
    pub(crate) buffered_body_bytes: usize,
    pub(crate) handshake_time: Duration,
    pub(crate) header_time: Duration,
    pub(crate) drain_time: Duration,
    pub(crate) connections: usize,
    /// Whether callers with the debug token get request traces.
    pub(crate) tracing: bool,
    /// Whether refusals are written to the decision journal.
    pub(crate) journal: bool,
    relays: Vec<Relay>,
    relay_headers: Vec<HeaderName>,
}

#[derive(Debug, Clone)]
struct Relay {
    networks: Vec<Network>,
    headers: Vec<HeaderName>,
}

impl Settings {
    /// Fills in the defaults.
    pub(super) fn new(written: &GatewaySettings) -> Self {
        let limits = &written.limits;
        let relays: Vec<Relay> = written
            .trusted_relays
            .iter()
            .map(|relay| Relay {
                networks: relay.addresses.clone(),
                headers: relay.headers.iter().filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok()).collect(),
            })
            .collect();
        Self {
            request_header_bytes: limits.request_header_bytes.unwrap_or(REQUEST_HEADER_BYTES),
            buffered_body_bytes: limits.buffered_body_bytes.unwrap_or(BUFFERED_BODY_BYTES),
            handshake_time: limits.handshake_timeout.unwrap_or(HANDSHAKE_TIME),
            header_time: limits.request_header_timeout.unwrap_or(HEADER_TIME),
            drain_time: limits.drain_timeout.unwrap_or(DRAIN_TIME),
            connections: limits.connections.unwrap_or(CONNECTIONS),
            tracing: written.debug.tracing,
            journal: written.debug.journal,
            relay_headers: relays.iter().flat_map(|relay| relay.headers.iter().cloned()).collect(),
            relays,
        }
    }

    /// All headers that some relay is trusted with.
    pub(crate) fn relay_headers(&self) -> &[HeaderName] {
        &self.relay_headers
    }

    /// The identity headers that a caller at this address may set; none unless it is a trusted relay.
    pub(crate) fn relayed_headers(&self, address: IpAddr) -> &[HeaderName] {
        let address = address.to_canonical();
        let relay = self.relays.iter().find(|relay| relay.networks.iter().any(|network| contains(network, address)));
        relay.map_or(&[], |relay| &relay.headers)
    }
}

fn contains(network: &Network, address: IpAddr) -> bool {
    let prefix = u32::from(network.prefix_length);
    match (network.address.to_canonical(), address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix)).unwrap_or(0);
            base.to_bits() & mask == address.to_bits() & mask
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(prefix)).unwrap_or(0);
            base.to_bits() & mask == address.to_bits() & mask
        }
        _ => false,
    }
}
