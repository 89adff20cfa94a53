//! Our own settings (`gateway.json`): what APIM has no resource for because Azure decides it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use diagnostics::Diagnostic;
use serde::Deserialize;

use crate::read::{Kind, Review};

/// Settings of the gateway process. Whatever is `None` has the gateway's own default.
#[derive(Debug, Clone, Default)]
pub struct GatewaySettings {
    /// Where to listen for TLS connections.
    pub listen: Option<SocketAddr>,
    /// Proxies in front that may pass on the certificate of their caller in a header.
    pub trusted_relays: Vec<TrustedRelay>,
    /// What may be looked at.
    pub debug: Debug,
    /// Bounds.
    pub limits: Limits,
}

/// A proxy whose identity headers are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedRelay {
    /// Where it calls from: networks as address and prefix length.
    pub addresses: Vec<Network>,
    /// The headers that it sets itself, and removes from its callers' requests.
    pub headers: Vec<String>,
}

/// An IP network in CIDR notation; a bare address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// Its address, host bits zero.
    pub address: IpAddr,
    /// How many leading bits count.
    pub prefix_length: u8,
}

/// What may be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debug {
    /// Whether callers that show the debug token get request traces (`Ocp-Apim-Trace`).
    pub tracing: bool,
    /// Whether decisions are kept for `countersign explain last`.
    pub journal: bool,
}

impl Default for Debug {
    fn default() -> Self {
        Self { tracing: true, journal: true }
    }
}

/// Bounds on what callers may use up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// Bytes of a request's line and headers.
    pub request_header_bytes: Option<usize>,
    /// Bytes of a body that a policy asks to see whole.
    pub buffered_body_bytes: Option<usize>,
    /// Time for a handshake.
    pub handshake_timeout: Option<Duration>,
    /// Time for a request's line and headers.
    pub request_header_timeout: Option<Duration>,
    /// Time that requests in flight get when the gateway stops.
    pub drain_timeout: Option<Duration>,
    /// Connections at once.
    pub connections: Option<usize>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WrittenSettings {
    listen: Option<String>,
    #[serde(default)]
    trusted_relays: Vec<WrittenRelay>,
    debug: Option<WrittenDebug>,
    limits: Option<WrittenLimits>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenRelay {
    addresses: Vec<String>,
    headers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenDebug {
    tracing: Option<bool>,
    journal: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenLimits {
    request_header_bytes: Option<u32>,
    buffered_body_bytes: Option<u32>,
    handshake_timeout_seconds: Option<u32>,
    request_header_timeout_seconds: Option<u32>,
    drain_timeout_seconds: Option<u32>,
    connections: Option<u32>,
}

impl Kind for GatewaySettings {
    const TITLE: &'static str = "settings file";
    const ENVELOPED: bool = false;
    type Written = WrittenSettings;

    fn review(written: WrittenSettings, review: &mut Review<'_>) -> Option<Self> {
        let listen = written.listen.and_then(|text| {
            let address = text.parse().ok();
            if address.is_none() {
                let fact = format!("`{text}` is not an address and port");
                let help = "write `127.0.0.1:8443`, or `0.0.0.0:8443` for all addresses of this machine";
                review.report("/listen", Diagnostic::error("invalid-value", fact).help(help));
            }
            address
        });
        let mut trusted_relays = Vec::new();
        for (index, relay) in written.trusted_relays.into_iter().enumerate() {
            trusted_relays.push(review_relay(&format!("/trustedRelays/{index}"), relay, review));
        }
        let debug = written.debug.map_or_else(Debug::default, |debug| Debug {
            tracing: debug.tracing.unwrap_or(true),
            journal: debug.journal.unwrap_or(true),
        });
        let limits = written.limits.map(|limits| review_limits(limits, review)).unwrap_or_default();
        Some(Self { listen, trusted_relays, debug, limits })
    }
}

fn review_relay(at: &str, written: WrittenRelay, review: &mut Review<'_>) -> TrustedRelay {
    let mut addresses = Vec::new();
    for (index, text) in written.addresses.iter().enumerate() {
        match Network::parse(text) {
            Ok(network) => addresses.push(network),
            Err(fact) => review.report(&format!("{at}/addresses/{index}"), Diagnostic::error("invalid-value", fact)),
        }
    }
    if written.addresses.is_empty() {
        let fact = "a relay without addresses trusts nobody";
        review.report(&format!("{at}/addresses"), Diagnostic::error("invalid-value", fact));
    }
    for (index, header) in written.headers.iter().enumerate() {
        if header.is_empty() || !header.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) {
            let fact = format!("`{header}` is not a header name");
            review.report(&format!("{at}/headers/{index}"), Diagnostic::error("invalid-value", fact));
        }
    }
    TrustedRelay { addresses, headers: written.headers }
}

fn review_limits(written: WrittenLimits, review: &mut Review<'_>) -> Limits {
    let given = [
        ("requestHeaderBytes", written.request_header_bytes),
        ("bufferedBodyBytes", written.buffered_body_bytes),
        ("handshakeTimeoutSeconds", written.handshake_timeout_seconds),
        ("requestHeaderTimeoutSeconds", written.request_header_timeout_seconds),
        ("connections", written.connections),
    ];
    for (member, _) in given.iter().filter(|(_, value)| *value == Some(0)) {
        let fact = format!("`{member}` is 0, which would let nothing through");
        review.report(&format!("/limits/{member}"), Diagnostic::error("invalid-value", fact));
    }
    let size = |value: Option<u32>| value.and_then(|value| usize::try_from(value).ok());
    let seconds = |value: Option<u32>| value.map(|value| Duration::from_secs(value.into()));
    Limits {
        request_header_bytes: size(written.request_header_bytes),
        buffered_body_bytes: size(written.buffered_body_bytes),
        handshake_timeout: seconds(written.handshake_timeout_seconds),
        request_header_timeout: seconds(written.request_header_timeout_seconds),
        drain_timeout: seconds(written.drain_timeout_seconds),
        connections: size(written.connections),
    }
}

impl Network {
    /// Reads `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`. Host bits must be zero: `10.1.2.3/8` is more likely a slip than a
    /// wish to trust a whole network.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an address or a network such as `10.0.0.0/8`");
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix_length = match prefix {
            None => bits,
            Some(digits) => digits.parse().ok().filter(|length| *length <= bits).ok_or_else(wrong)?,
        };
        let network = Self { address: masked(address, prefix_length), prefix_length };
        if network.address != address {
            return Err(format!(
                "`{text}` has bits behind its prefix; the network is `{}/{prefix_length}`",
                network.address
            ));
        }
        Ok(network)
    }

    /// Whether an address lies in the network; IPv4 addresses mapped into IPv6 count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.prefix_length) == self.address
    }
}

/// An address with everything behind the prefix zeroed.
fn masked(address: IpAddr, prefix_length: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix_length.min(32))).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix_length.min(128))).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}
