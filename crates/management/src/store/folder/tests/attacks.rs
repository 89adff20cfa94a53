//! Cases of the attack list by their numbers.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;

use super::{API, folder, lines, load, refused, write};

/// A service whose CA certificate is this file.
fn with_ca_file(path: &str) -> String {
    format!(r#"{{ "properties": {{ "certificates": [{{ "certificateFile": "{path}", "storeName": "Root" }}] }} }}"#)
}

/// C1: a CA file that is missing, empty or unreadable must not become "no CA" or "the system's CAs".
#[test]
fn c1_a_missing_ca_file_refuses_the_load() {
    refused(
        &[("service.json", &with_ca_file("rooot.cer")), ("root.pem", "x")],
        "service.json:1:57: error[unreadable-file]: there is no file `rooot.cer`; did you mean `root.pem`?\n\
         root.pem: warning[unknown-file]: `root.pem` has no place in the layout, so it is not read (help: known here: \
         `service.json`, `gateway.json`, `policy.xml`, `apiInformation.json`, `specification.yaml`, `specification.yml`, \
         `specification.json`, `apis`, `backends`, `certificates`, `diagnostics`, `gateways`, `groups`, `loggers`, \
         `named values`, `operations`, `policy fragments`, `products`, `revocation lists`, `subscriptions`, `tags`, \
         `version sets`)",
    );
}

/// C1
#[test]
fn c1_an_empty_ca_file_refuses_the_load() {
    refused(
        &[("service.json", &with_ca_file("ca/root.cer")), ("ca/root.cer", "")],
        "service.json:1:57: error[empty-file]: `ca/root.cer` is empty",
    );
    let empty = r#"{ "properties": { "certificates": [{ "encodedCertificate": " ", "storeName": "Root" }] } }"#;
    refused(&[("service.json", empty)], "service.json:1:60: error[invalid-certificate]: the certificate is empty");
}

/// C1
#[cfg(unix)]
#[test]
fn c1_an_unreadable_ca_file_refuses_the_load() {
    let dir = folder(&[("service.json", &with_ca_file("ca/root.cer"))]);
    fs::create_dir(dir.path().join("ca")).unwrap();
    symlink("nowhere.cer", dir.path().join("ca/root.cer")).unwrap();
    let findings = load(dir.path()).unwrap_err();
    assert!(lines(&findings).starts_with("ca/root.cer: error[unreadable-file]: `ca/root.cer` cannot be read"));
}

/// C2: a switch that is misspelt must not become "off".
#[test]
fn c2_booleans_are_read_strictly() {
    let hostname = |value: &str| {
        format!(
            r#"{{ "properties": {{ "hostnameConfigurations": [{{ "type": "Proxy", "hostName": "a", "negotiateClientCertificate": {value} }}] }} }}"#
        )
    };
    for value in ["true", "false"] {
        let (configuration, _) = load(folder(&[("service.json", &hostname(value))]).path()).unwrap();
        let negotiate = configuration.service.hostname_configurations[0].negotiate_client_certificate;
        assert_eq!(negotiate.to_string(), value);
    }
    refused(
        &[("service.json", &hostname("\"true\""))],
        "service.json:1:112: error[wrong-type]: expected true or false without quotes, found a text in quotes",
    );
    refused(
        &[("service.json", &hostname("1"))],
        "service.json:1:112: error[wrong-type]: expected true or false without quotes, found a number",
    );
    refused(
        &[("service.json", r#"{ "properties": { "customProperties": { "Tls10": "yes" } } }"#)],
        "service.json:1:50: error[invalid-value]: `Tls10` is \"true\" or \"false\", not \"yes\"",
    );
}

/// J8: links and `..` do not lead out of the folder.
#[cfg(unix)]
#[test]
fn j8_a_link_out_of_the_folder_refuses_the_load() {
    let outside = folder(&[("policy.xml", "<policies/>"), ("api/apiInformation.json", API)]);
    let dir = folder(&[("apis/a/apiInformation.json", API)]);
    symlink(outside.path().join("policy.xml"), dir.path().join("policy.xml")).unwrap();
    symlink(outside.path().join("api"), dir.path().join("apis/b")).unwrap();
    let findings = lines(&load(dir.path()).unwrap_err());
    assert!(findings.contains("policy.xml: error[outside-folder]"), "{findings}");
    assert!(findings.contains("apis/b: error[outside-folder]"), "{findings}");
}

/// J8: links within the folder are how Kubernetes mounts configurations.
#[cfg(unix)]
#[test]
fn j8_a_link_within_the_folder_is_followed() {
    let dir = folder(&[("..data/policy.xml", "<policies/>")]);
    symlink("..data/policy.xml", dir.path().join("policy.xml")).unwrap();
    let (configuration, _) = load(dir.path()).unwrap();
    assert_eq!(configuration.policy.unwrap().source.text, "<policies/>");
}

/// J8
#[cfg(unix)]
#[test]
fn j8_links_in_circles_end() {
    let dir = folder(&[("policy.xml", "<policies/>")]);
    symlink(".", dir.path().join("apis")).unwrap();
    let findings = lines(&load(dir.path()).unwrap_err());
    assert!(findings.contains("folders nest deeper than 8 levels"), "{findings}");
}

/// J8
#[test]
fn j8_file_members_stay_inside() {
    for (path, fact) in [
        ("../root.cer", "`../root.cer` leads out of the configuration folder"),
        ("ca/../../root.cer", "`ca/../../root.cer` leads out of the configuration folder"),
        ("/etc/ssl/root.cer", "`/etc/ssl/root.cer` is not a path relative to this file, with `/` between its parts"),
        ("ca/.", "there is no file `ca/.`"),
        ("..", "`..` leads out of the configuration folder"),
    ] {
        refused(
            &[("service.json", &with_ca_file(path))],
            &format!("service.json:1:57: error[unreadable-file]: {fact}"),
        );
    }
    let dir = folder(&[(
        "certificates/x/certificateInformation.json",
        r#"{ "properties": { "certificateFile": "../../ca/x.cer" } }"#,
    )]);
    write(dir.path(), "ca/x.cer", b"x");
    let (configuration, _) = load(dir.path()).unwrap();
    assert_eq!(configuration.certificates[0].content.bytes.expose(), b"x");
}

/// J6: what a secret member holds is not in the text that diagnostics quote.
#[test]
fn j6_secrets_do_not_reach_diagnostics() {
    let files: &[(&str, &str)] = &[
        (
            "named values/a/namedValueInformation.json",
            r#"{ "properties": { "displayName": "a", "value": "canary", "secre": true } }"#,
        ),
        (
            "certificates/c/certificateInformation.json",
            r#"{ "properties": { "data": "AQID", "password": "canary", "x": 1 } }"#,
        ),
        (
            "subscriptions/s/subscriptionInformation.json",
            r#"{ "properties": { "scope": "/apis", "primaryKey": "canary", "x": 1 } }"#,
        ),
        (
            "backends/b/backendInformation.json",
            r#"{ "properties": { "url": "https://b", "protocol": "http", "x": 1,
            "credentials": { "header": { "K": ["canary"] }, "authorization": { "scheme": "Basic", "parameter": "canary" } } } }"#,
        ),
        (
            "backends/c/backendInformation.json",
            r#"{ "properties": { "url": 1, "credentials": { "query": { "K": ["canary"] } } } }"#,
        ),
        (
            "backends/d/backendInformation.json",
            r#"{ "properties": { "credentials": { "query": { "K": "canary" } }, } }"#,
        ),
    ];
    let findings = load(folder(files).path()).unwrap_err();
    assert_eq!(findings.len(), files.len(), "{}", lines(&findings));
    for finding in &findings {
        let (source, _) = finding.place.as_ref().expect("a place");
        let all = format!("{finding} {:?} {}", finding.notes, source.text);
        assert!(!all.contains("canary"), "{all}");
    }
}
