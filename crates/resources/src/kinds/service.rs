//! The service itself (`service.json`): hostname configurations, CA certificates, protocol switches.

use diagnostics::Diagnostic;
use serde::Deserialize;

use super::Members;
use super::certificate::{CertificateContent, WrittenContent};
use super::secret_text::SecretText;
use crate::read::{Descriptive, Given, Kind, Review};

/// Most CA certificates of a service (azure-docs, api-management-howto-ca-certificates).
const MAX_CA_CERTIFICATES: usize = 10;

/// The service.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// The names it answers to; empty: `localhost` with a development certificate.
    pub hostname_configurations: Vec<HostnameConfiguration>,
    /// CA certificates, which join every chain that is built.
    pub certificates: Vec<CaCertificate>,
    /// Protocol and cipher switches, as written: names to `true` or `false`.
    pub custom_properties: Members<bool>,
    /// Whether every request must carry a certificate (Consumption and v2 tiers).
    pub enable_client_certificate: bool,
    /// The tier, if the file names one: `Developer`, `BasicV2`, `Consumption`.
    pub sku: Option<String>,
}

/// One name that the service answers to.
#[derive(Debug, Clone)]
pub struct HostnameConfiguration {
    /// What is served under it; only [`HostnameKind::Proxy`] is the gateway.
    pub kind: HostnameKind,
    /// The name.
    pub host_name: String,
    /// The server certificate; `None`: a development certificate is made for the name.
    pub certificate: Option<CertificateContent>,
    /// Whether callers that send no SNI get this one.
    pub default_ssl_binding: bool,
    /// Whether callers are asked for a certificate at the handshake.
    pub negotiate_client_certificate: bool,
}

/// What is served under a hostname.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum HostnameKind {
    /// The gateway.
    Proxy,
    /// The old developer portal; nothing here.
    Portal,
    /// The developer portal; nothing here.
    DeveloperPortal,
    /// The management endpoint; nothing here.
    Management,
    /// Git; nothing here.
    Scm,
    /// The configuration endpoint of self-hosted gateways; nothing here.
    ConfigurationApi,
}

/// A CA certificate.
#[derive(Debug, Clone)]
pub struct CaCertificate {
    /// Its bytes.
    pub content: CertificateContent,
    /// What it is to the chains that contain it.
    pub store: CertificateStore,
}

/// The two stores for CA certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum CertificateStore {
    /// Trusted roots.
    Root,
    /// Intermediate certificates: they complete chains, they end none.
    CertificateAuthority,
}

/// The body of a service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "members that concern Azure's own side of a service are accepted, not used")]
pub struct WrittenService {
    #[serde(default)]
    hostname_configurations: Vec<WrittenHostname>,
    #[serde(default)]
    certificates: Vec<WrittenCa>,
    #[serde(default)]
    custom_properties: Members<String>,
    enable_client_certificate: Option<bool>,
    disable_gateway: Option<bool>,
    publisher_email: Descriptive,
    publisher_name: Descriptive,
    notification_sender_email: Descriptive,
    virtual_network_type: Descriptive,
    virtual_network_configuration: Descriptive,
    public_network_access: Descriptive,
    public_ip_address_id: Descriptive,
    additional_locations: Descriptive,
    api_version_constraint: Descriptive,
    developer_portal_status: Descriptive,
    developer_portal_url: Descriptive,
    legacy_portal_status: Descriptive,
    nat_gateway_state: Descriptive,
    restore: Descriptive,
    configuration_api: Descriptive,
    release_channel: Descriptive,
    zone_redundant: Descriptive,
    gateway_url: Descriptive,
    gateway_regional_url: Descriptive,
    management_api_url: Descriptive,
    portal_url: Descriptive,
    scm_url: Descriptive,
    provisioning_state: Descriptive,
    target_provisioning_state: Descriptive,
    created_at_utc: Descriptive,
    platform_version: Descriptive,
    #[serde(rename = "publicIPAddresses")]
    public_ip_addresses: Descriptive,
    #[serde(rename = "privateIPAddresses")]
    private_ip_addresses: Descriptive,
    #[serde(rename = "outboundPublicIPAddresses")]
    outbound_public_ip_addresses: Descriptive,
    private_endpoint_connections: Descriptive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
struct WrittenHostname {
    r#type: HostnameKind,
    host_name: String,
    encoded_certificate: Option<SecretText>,
    certificate_password: Option<SecretText>,
    certificate_file: Option<String>,
    key_file: Option<String>,
    key_vault_id: Option<Given>,
    default_ssl_binding: Option<bool>,
    negotiate_client_certificate: Option<bool>,
    identity_client_id: Descriptive,
    certificate: Descriptive,
    certificate_source: Descriptive,
    certificate_status: Descriptive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
struct WrittenCa {
    encoded_certificate: Option<SecretText>,
    certificate_password: Option<SecretText>,
    certificate_file: Option<String>,
    store_name: CertificateStore,
    certificate: Descriptive,
}

impl Kind for Service {
    const TITLE: &'static str = "service";
    type Written = WrittenService;

    fn review(written: WrittenService, review: &mut Review<'_>) -> Option<Self> {
        let disabled = Given(written.disable_gateway == Some(true));
        review.refuse_if_given("/disableGateway", disabled, "a gateway that is disabled need not be started");
        if written.certificates.len() > MAX_CA_CERTIFICATES {
            let fact = format!(
                "a service has at most {MAX_CA_CERTIFICATES} CA certificates, here are {}",
                written.certificates.len()
            );
            review.report(
                "/certificates",
                Diagnostic::warning("too-many-ca-certificates", fact).note("APIM refuses more"),
            );
        }
        let mut service = Self {
            enable_client_certificate: written.enable_client_certificate.unwrap_or(false),
            sku: review.beside_properties("/sku/name").map(str::to_owned),
            ..Self::default()
        };
        for (index, hostname) in written.hostname_configurations.into_iter().enumerate() {
            let at = format!("/hostnameConfigurations/{index}");
            service.hostname_configurations.extend(review_hostname(&at, hostname, review));
        }
        for (index, ca) in written.certificates.into_iter().enumerate() {
            let at = format!("/certificates/{index}");
            service.certificates.extend(review_ca(&at, ca, review));
        }
        for (name, value) in written.custom_properties.0 {
            match strictly_boolean(&value) {
                Some(on) => service.custom_properties.0.push((name, on)),
                None => {
                    let fact = format!("`{name}` is \"true\" or \"false\", not \"{value}\"");
                    let pointer = format!("/customProperties/{}", name.replace('~', "~0").replace('/', "~1"));
                    review.report(&pointer, Diagnostic::error("invalid-value", fact));
                }
            }
        }
        Some(service)
    }
}

/// .NET's spellings of a boolean, which ARM returns, and JSON's, which people write. Nothing else: a switch that is
/// misspelt must not become "off".
fn strictly_boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" => Some(true),
        "false" | "False" => Some(false),
        _ => None,
    }
}

fn review_hostname(at: &str, written: WrittenHostname, review: &mut Review<'_>) -> Option<HostnameConfiguration> {
    let host_name = written.host_name.trim_end_matches('.').to_ascii_lowercase();
    let plain = host_name.strip_prefix("*.").unwrap_or(&host_name);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if plain.len() > 253 || !plain.split('.').all(label) {
        let fact = format!("`{}` is not a host name", written.host_name);
        review.report(&format!("{at}/hostName"), Diagnostic::error("invalid-value", fact));
    }
    let content = WrittenContent {
        at,
        encoded_member: "encodedCertificate",
        encoded: written.encoded_certificate,
        password: written.certificate_password,
        certificate_file: written.certificate_file,
        key_file: written.key_file,
        vault_member: "keyVaultId",
        vault: written.key_vault_id.unwrap_or_default(),
    };
    Some(HostnameConfiguration {
        kind: written.r#type,
        host_name,
        certificate: if content.is_given() { Some(content.review(review)?) } else { None },
        default_ssl_binding: written.default_ssl_binding.unwrap_or(false),
        negotiate_client_certificate: written.negotiate_client_certificate.unwrap_or(false),
    })
}

fn review_ca(at: &str, written: WrittenCa, review: &mut Review<'_>) -> Option<CaCertificate> {
    let content = WrittenContent {
        at,
        encoded_member: "encodedCertificate",
        encoded: written.encoded_certificate,
        password: written.certificate_password,
        certificate_file: written.certificate_file,
        key_file: None,
        vault_member: "",
        vault: Given(false),
    };
    if !content.is_given() {
        let fact = "a CA certificate has `encodedCertificate` (base64) or `certificateFile` (a path); here is neither";
        review.report(at, Diagnostic::error("missing-member", fact));
        return None;
    }
    content.review(review).map(|content| CaCertificate { content, store: written.store_name })
}
