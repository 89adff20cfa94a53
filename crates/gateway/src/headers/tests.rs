use http::HeaderValue;

use super::*;

fn map(pairs: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        headers.append(name, HeaderValue::from_str(value).expect("a value"));
    }
    headers
}

fn names(headers: &HeaderMap) -> Vec<&str> {
    let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn d1_d2_identity_headers_go_in_every_spelling() {
    let mut headers = map(&[
        ("X-Client-Certificate", "a"),
        ("X-Client-Certificate", "b"),
        ("x_client_certificate", "c"),
        ("X-ARR_ClientCert", "d"),
        ("Client-Cert-Chain", "e"),
        ("SSL-Client-Verify", "SUCCESS"),
        ("ssl_client_s_dn", "CN=admin"),
        ("X-SSL-Client-Cert", "f"),
        ("X-Forwarded-Client-Cert", "g"),
        ("X-Forwarded-For", "1.2.3.4"),
        ("client-version", "1"),
    ]);
    let relayed = [HeaderName::from_static("x-partner")];
    headers.append("x_partner", HeaderValue::from_static("h"));
    strip_identity(&mut headers, &relayed, &[]);
    assert_eq!(names(&headers), ["client-version", "x-forwarded-for"]);
}

#[test]
fn d1_what_other_gateways_write_about_certificates_goes_too() {
    let mut headers = map(&[
        ("X-Client-Cert-Chain-Verified", "true"),
        ("X_Client_Cert_Fingerprint", "a"),
        ("X-SSL-Issuer", "CN=CA"),
        ("X-Client-DN", "CN=admin"),
        ("X-Client-Verify", "SUCCESS"),
        ("X-TLS-Client-Subject", "CN=admin"),
        ("Cf-Client-Cert-Sha256", "b"),
        ("X-Forwarded-Client-Cert-Chain", "c"),
        ("X-Client-Version", "1"),
        ("X-SSL", "1"),
    ]);
    strip_identity(&mut headers, &[], &[]);
    assert_eq!(names(&headers), ["x-client-version", "x-ssl"]);
}

#[test]
fn d1_a_relay_may_set_its_own_headers_and_no_others() {
    let mut headers = map(&[("X-Client-Cert", "a"), ("X-Client-Certificate", "b"), ("X_Client_Cert", "c")]);
    let own = [HeaderName::from_static("x-client-cert")];
    strip_identity(&mut headers, &own, &own);
    assert_eq!(names(&headers), ["x-client-cert"]);
}

#[test]
fn d3_connection_cannot_name_what_others_rely_on() {
    let mut headers = map(&[
        ("Connection", "close, X-Client-Certificate, X-Private, Host"),
        ("X-Client-Certificate", "relay"),
        ("X-Private", "1"),
        ("Host", "a"),
        ("TE", "trailers"),
        ("Upgrade", "h2c"),
    ]);
    strip_named_by_connection(&mut headers);
    assert_eq!(names(&headers), ["connection", "host", "te", "upgrade", "x-client-certificate"]);
    strip_hop_by_hop(&mut headers);
    assert_eq!(names(&headers), ["host", "x-client-certificate"]);
}

#[test]
fn f1_f3_two_ways_to_read_the_length_are_ambiguous() {
    let both = map(&[("Content-Length", "5"), ("Transfer-Encoding", "chunked")]);
    assert!(framing_is_ambiguous(Version::HTTP_11, &both));
    let chunked = map(&[("Transfer-Encoding", "chunked")]);
    assert!(!framing_is_ambiguous(Version::HTTP_11, &chunked));
    assert!(framing_is_ambiguous(Version::HTTP_10, &chunked));
    assert!(framing_is_ambiguous(Version::HTTP_11, &map(&[("Content-Length", "5"), ("Content-Length", "6")])));
}
