//! Backends: credentials, checks, pooling, failures; attacks H.

use std::time::Duration;

use dev_ca::ClientKind;
use resources::{
    Backend as Entity, BackendTls, Certificate, CircuitBreakerRule, Configuration, Credentials, Resource,
    ServerX509Name, kinds::backend::Threshold,
};

use crate::backend::{self, Backend};
use crate::caller::Answer;
use crate::house::{House, client, configuration, credential_content, forwarding, no_source, now, tree};

const INTERNAL: &str = r#"{ "statusCode": 500, "message": "Internal server error", "activityId": ""#;

/// The API forwards to the entity `backend`.
fn with_entity(entity: Entity) -> Configuration {
    let mut configuration = configuration(
        "<policies><inbound><set-backend-service backend-id=\"backend\"/></inbound>\
         <backend><forward-request/></backend><outbound/><on-error/></policies>",
    );
    configuration.backends = vec![Resource::new("backend", no_source(), entity)];
    for (id, issued) in [("gateway", &tree().gateway), ("partner", client(ClientKind::Valid))] {
        let entity = Certificate { content: credential_content(issued) };
        configuration.certificates.push(Resource::new(id, no_source(), entity));
    }
    configuration
}

fn entity(url: String) -> Entity {
    Entity { url, credentials: Credentials::default(), tls: BackendTls::default(), circuit_breaker: None }
}

fn showing(url: String, certificate: &str) -> Entity {
    let credentials = Credentials { certificate_ids: vec![certificate.to_owned()], ..Credentials::default() };
    Entity { credentials, ..entity(url) }
}

fn get(house: &House) -> Answer {
    house.caller().get("/api/x")
}

#[test]
fn the_credential_of_an_entity_is_shown_and_its_connection_kept() {
    let backend = Backend::tls(backend::echo_connection, &tree().server, true);
    let house = House::serve(&with_entity(showing(backend.https_url(), "gateway")));
    let expected = format!("0 {}", tree().gateway.certificate().thumbprint_text());
    for _ in 0..3 {
        assert_eq!(get(&house).body, expected);
    }
}

#[test]
fn h2_a_connection_of_one_identity_is_never_used_for_another() {
    let backend = Backend::tls(backend::echo_connection, &tree().server, false);
    let mut configuration = with_entity(showing(backend.https_url(), "gateway"));
    let choose = "<policies><inbound><set-backend-service backend-id=\"backend\"/><choose>\
                  <when condition='@(context.Request.Headers.GetValueOrDefault(\"As\", \"\") == \"partner\")'>\
                  <authentication-certificate certificate-id=\"partner\"/></when></choose></inbound>\
                  <backend><forward-request/></backend><outbound/><on-error/></policies>";
    configuration.apis[0].policy = Some(crate::house::document("p.xml", choose));
    let house = House::serve(&configuration);
    let ask = |who: &str| {
        house.caller().request(&format!("GET /api/x HTTP/1.1\r\nHost: localhost\r\nAs: {who}\r\n\r\n")).body
    };
    let gateway = tree().gateway.certificate().thumbprint_text();
    let partner = client(ClientKind::Valid).certificate().thumbprint_text();
    assert_eq!(ask("gateway"), format!("0 {gateway}"));
    assert_eq!(ask("partner"), format!("1 {partner}"));
    assert_eq!(ask("gateway"), format!("0 {gateway}"));
    assert_eq!(ask("partner"), format!("1 {partner}"));
}

#[test]
fn chain_and_name_are_checked_and_switched_off_separately() {
    let other_name =
        tree().dev.issue(&dev_ca::LeafRequest::server(["elsewhere.test"], crate::house::now())).expect("issued");
    let stranger =
        dev_ca::CertificateAuthority::root(&dev_ca::CaRequest::new("Stranger", crate::house::now())).expect("a root");
    let strange = stranger.issue(&dev_ca::LeafRequest::server(["localhost"], crate::house::now())).expect("issued");
    let status = |issued, chain, name| {
        let backend = Backend::tls(backend::echo_connection, issued, false);
        let tls =
            BackendTls { validate_certificate_chain: chain, validate_certificate_name: name, ..BackendTls::default() };
        let house = House::serve(&with_entity(Entity { tls, ..entity(backend.https_url()) }));
        let answer = get(&house);
        let failure = (answer.status == 500).then(|| house.last_decision()["lastError"]["message"].to_string());
        (answer.status, failure.unwrap_or_default())
    };
    assert_eq!(status(&tree().server, true, true).0, 200);
    let (code, message) = status(&other_name, true, true);
    assert_eq!((code, message.contains("name mismatch")), (500, true), "{message}");
    assert_eq!(status(&other_name, true, false).0, 200);
    let (code, message) = status(&strange, true, true);
    assert_eq!((code, message.contains("invalid according to the validation procedure")), (500, true), "{message}");
    assert_eq!(status(&strange, false, true).0, 200);
    assert_eq!(status(&strange, true, false).0, 500);
}

#[test]
fn pins_look_at_the_path_that_was_built() {
    let status = |tls: BackendTls| {
        let backend = Backend::tls(backend::echo_connection, &tree().server, false);
        get(&House::serve(&with_entity(Entity { tls, ..entity(backend.https_url()) }))).status
    };
    let leaf = tree().server.certificate().thumbprint_text();
    let name = |issuer: String| ServerX509Name { name: "localhost".to_owned(), issuer_certificate_thumbprint: issuer };
    let names = |issuer| BackendTls { server_x509_names: vec![name(issuer)], ..BackendTls::default() };
    assert_eq!(
        status(BackendTls { server_certificate_thumbprints: vec![leaf.to_lowercase()], ..BackendTls::default() }),
        200
    );
    assert_eq!(
        status(BackendTls { server_certificate_thumbprints: vec!["0".repeat(40)], ..BackendTls::default() }),
        500
    );
    assert_eq!(status(names(tree().dev.certificate().thumbprint_text())), 200);
    assert_eq!(status(names(tree().tst.certificate().thumbprint_text())), 500);
    // Servers do not send their root: one that is uploaded is found all the same.
    let alone = dev_ca::LeafRequest::server(["localhost"], now());
    let of_root = tree().root.issue(&alone).expect("a certificate");
    let backend = Backend::tls(backend::echo_connection, &of_root, false);
    let tls = names(tree().root.certificate().thumbprint_text());
    let house = House::serve(&with_entity(Entity { tls, ..entity(backend.https_url()) }));
    assert_eq!(get(&house).status, 200);
    // The root is above the issuer: pinning it as the issuer is pinning somebody who did not issue.
    assert_eq!(status(names(tree().root.certificate().thumbprint_text())), 500);
}

#[test]
fn failures_of_backends_are_500_without_details() {
    let refused = House::with_policy(&forwarding("http://127.0.0.1:1"));
    let answer = get(&refused);
    assert_eq!(answer.status, 500);
    assert!(answer.body.starts_with(INTERNAL), "{}", answer.body);
    assert_eq!(refused.last_decision()["lastError"]["reason"], "BackendConnectionFailure");

    let no_certificate = Backend::tls(backend::echo_connection, &tree().server, true);
    let house = House::serve(&with_entity(entity(no_certificate.https_url())));
    assert_eq!(get(&house).status, 500);
    let decision = house.last_decision();
    let failure = decision["backend"]["failure"].as_str().expect("a failure");
    assert!(failure.contains("no certificate") && failure.contains("ertificateRequired"), "{failure}");
}

#[test]
fn a_slow_backend_is_a_timeout_and_500() {
    let backend = Backend::plain(|_| {
        std::thread::sleep(Duration::from_secs(3));
        backend::ok("late")
    });
    let policy = forwarding(&backend.url()).replace("<forward-request/>", "<forward-request timeout=\"1\"/>");
    let house = House::with_policy(&policy);
    assert_eq!(get(&house).status, 500);
    assert_eq!(house.last_decision()["lastError"]["reason"], "Timeout");
}

#[test]
fn the_circuit_breaker_answers_503_without_calling() {
    let backend = Backend::plain(|_| b"HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n".to_vec());
    let rule = CircuitBreakerRule {
        name: "rule".to_owned(),
        threshold: Threshold::Count(2),
        interval: Duration::from_secs(60),
        status_code_ranges: vec![(500, 599)],
        error_reasons: Vec::new(),
        trip_duration: Duration::from_secs(60),
        accept_retry_after: false,
    };
    let configuration = with_entity(Entity { circuit_breaker: Some(rule), ..entity(backend.url()) });
    let house = House::serve(&configuration);
    assert_eq!(get(&house).status_line, "HTTP/1.1 503 Down", "the backend's own answer, reason phrase and all");
    assert_eq!(get(&house).status, 503);
    let open = get(&house);
    assert_eq!((open.status, open.header("content-type")), (503, Some("application/json")));
    house.publish(&configuration);
    assert!(get(&house).body.contains("statusCode"), "a reload does not close the breaker");
}

#[test]
fn h1_bytes_before_the_handshake_close_the_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = std::io::Write::write_all(&mut stream, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        }
    });
    let house = House::serve(&with_entity(entity(format!("https://localhost:{}", address.port()))));
    assert_eq!(get(&house).status, 500);
}

#[test]
fn h4_redirects_are_the_callers_business() {
    let backend =
        Backend::plain(|_| b"HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\nContent-Length: 0\r\n\r\n".to_vec());
    let house = House::with_policy(&forwarding(&backend.url()));
    let answer = get(&house);
    assert_eq!((answer.status, answer.header("location")), (302, Some("http://evil.test/")));
    let following =
        forwarding(&backend.url()).replace("<forward-request/>", "<forward-request follow-redirects=\"true\"/>");
    assert_eq!(get(&House::with_policy(&following)).status, 302, "never to another host");
}

#[test]
fn h5_link_local_addresses_are_never_called() {
    let house = House::with_policy(&forwarding("http://169.254.169.254"));
    assert_eq!(get(&house).status, 500);
    assert!(house.last_decision()["backend"]["failure"].as_str().is_some_and(|fact| fact.contains("link-local")));
}

#[test]
fn h6_a_response_head_without_end_is_refused() {
    let backend = Backend::plain(|_| {
        let mut answer = b"HTTP/1.1 200 OK\r\n".to_vec();
        for index in 0..200 {
            answer.extend_from_slice(format!("X-{index}: {}\r\n", "y".repeat(1000)).as_bytes());
        }
        answer.extend_from_slice(b"\r\n");
        answer
    });
    assert_eq!(get(&House::with_policy(&forwarding(&backend.url()))).status, 500);
}

#[test]
fn a_kept_connection_that_died_is_replaced() {
    // Answers once, then closes: the gateway finds out when it wants to use it again.
    let backend = Backend::plain(|seen| {
        if seen.head.contains("/close") { Vec::new() } else { backend::ok(&seen.connection.to_string()) }
    });
    let house = House::with_policy(&forwarding(&backend.url()));
    assert_eq!(get(&house).body, "0");
    assert_eq!(house.caller().get("/api/close").status, 500);
    assert!(["1", "2", "3"].contains(&get(&house).body.as_str()));
}

#[test]
fn the_gateways_own_names_lead_to_itself() {
    let mut configuration = with_entity(showing("https://localhost/protected".to_owned(), "gateway"));
    configuration.apis.push(crate::house::api(
        "protected",
        &crate::house::answering(crate::house::WHO),
        &["GET /{*x}"],
    ));
    let house = House::serve(&configuration);
    assert_eq!(get(&house).body, tree().gateway.certificate().thumbprint_text());
}

#[test]
fn an_entity_adds_its_headers_query_and_host() {
    let backend = Backend::plain(backend::echo_head);
    let mut with_credentials = entity(format!("{}/base", backend.url()));
    let secret = |text: &str| secret::Secret::new(text.to_owned());
    with_credentials.credentials.header.0 =
        vec![("Host".to_owned(), vec![secret("named.test")]), ("X-Key".to_owned(), vec![secret("{{key}}")])];
    with_credentials.credentials.query.0 = vec![("code".to_owned(), vec![secret("a b")])];
    let mut configuration = with_entity(with_credentials);
    let named = resources::NamedValue { display_name: "key".to_owned(), value: secret("value"), is_secret: true };
    configuration.named_values = vec![Resource::new("key", no_source(), named)];
    let head = House::serve(&configuration).caller().get("/api/x?q=1").body;
    assert!(head.starts_with("GET /base/x?q=1&code=a%20b HTTP/1.1"), "{head}");
    assert!(head.contains("host: named.test") && head.contains("x-key: value"), "{head}");
}

#[test]
fn a_caller_that_breaks_off_is_not_the_backends_fault() {
    let backend = Backend::plain(backend::echo_length);
    let house = House::with_policy(&forwarding(&backend.url()));
    let mut session = house.caller().connect("localhost");
    session.send(b"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n");
    // Whether the answer still arrives depends on who closes first; the journal has it in any case.
    let _ = session.try_answer();
    assert_eq!(house.last_decision()["lastError"]["reason"], "ClientConnectionFailure");
}
