//! The names of the layout: which files and folders are known where.

/// The service: hostname configurations, CA certificates, switches.
pub(super) const SERVICE: &str = "service.json";
/// Settings of the gateway process.
pub(super) const GATEWAY: &str = "gateway.json";
/// A policy document, of whatever scope the folder is.
pub(super) const POLICY: &str = "policy.xml";
/// An API.
pub(super) const API: &str = "apiInformation.json";
/// An operation of an API.
pub(super) const OPERATION: &str = "operationInformation.json";
/// An OpenAPI document.
pub(super) const SPECIFICATIONS: [&str; 3] = ["specification.yaml", "specification.yml", "specification.json"];
/// Documents of API types that cannot be served.
pub(super) const OTHER_SPECIFICATIONS: [&str; 3] =
    ["specification.graphql", "specification.wsdl", "specification.wadl"];

/// The folder with certificate revocation lists.
pub(super) const REVOCATION_LISTS: &str = "revocation lists";

/// The folders at the top.
pub(super) const COLLECTIONS: [&str; 15] = [
    "apis",
    "backends",
    "certificates",
    "diagnostics",
    "gateways",
    "groups",
    "loggers",
    "named values",
    "operations",
    "policy fragments",
    "products",
    REVOCATION_LISTS,
    "subscriptions",
    "tags",
    "version sets",
];

/// What may be in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) files: &'static [&'static str],
    pub(super) folders: &'static [&'static str],
}

/// What may be in the folder at this path; nothing in particular where the layout has no place for it.
pub(super) fn known(path: &str) -> Known {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let (files, folders): (&[&str], &[&str]) = match segments.as_slice() {
        [] => (
            &[SERVICE, GATEWAY, POLICY, API, "specification.yaml", "specification.yml", "specification.json"],
            &COLLECTIONS,
        ),
        ["apis", _] => (
            &[API, POLICY, "specification.yaml", "specification.yml", "specification.json"],
            &["operations", "diagnostics", "releases", "schemas", "tags"],
        ),
        ["operations", _] | ["apis", _, "operations", _] => (&[OPERATION, POLICY], &[]),
        ["backends", _] => (&["backendInformation.json"], &[]),
        ["certificates", _] => (&["certificateInformation.json", "password.txt"], &[]),
        ["named values", _] => (&["namedValueInformation.json"], &[]),
        ["policy fragments", _] => (&["policyFragmentInformation.json", POLICY], &[]),
        ["products", _] => {
            (&["productInformation.json", POLICY, "apis.json", "groups.json"], &["apis", "groups", "tags"])
        }
        ["products", _, "apis", _] => (&["productApiInformation.json"], &[]),
        ["subscriptions", _] => (&["subscriptionInformation.json"], &[]),
        ["version sets", _] => (&["versionSetInformation.json"], &[]),
        _ => (&[], &[]),
    };
    Known { files, folders }
}
