//! Who a caller claims to be in headers: attacks D.

use resources::{Network, TrustedRelay};

use crate::backend::{self, Backend};
use crate::house::{House, configuration, forwarding};

#[test]
fn d1_d2_d3_claims_of_identity_reach_no_backend() {
    let backend = Backend::plain(backend::echo_head);
    let house = House::with_policy(&forwarding(&backend.url()));
    let answer = house.caller().request(
        "GET /api/x HTTP/1.1\r\nHost: localhost\r\nConnection: X-Plain, close\r\nX-Plain: 1\r\n\
         X-Client-Certificate: a\r\nx_client_certificate: b\r\nX-ARR-ClientCert: c\r\nClient-Cert: d\r\n\
         ssl-client-verify: SUCCESS\r\nX-Forwarded-Client-Cert: e\r\nX-Kept: yes\r\n\r\n",
    );
    let head = answer.body.to_ascii_lowercase();
    assert!(head.contains("x-kept: yes"), "{head}");
    assert!(head.contains("x-forwarded-for: 127.0.0.1"), "{head}");
    for gone in ["client", "ssl", "x-plain", "connection:"] {
        assert!(!head.contains(gone), "{gone} in {head}");
    }
}

#[test]
fn d3_connection_does_not_remove_what_a_policy_sets() {
    let backend = Backend::plain(backend::echo_head);
    let house = House::with_policy(&format!(
        "<policies><inbound><set-backend-service base-url=\"{}\"/><set-header name=\"X-Partner\"><value>guest</value>\
         </set-header></inbound><backend><forward-request/></backend><outbound/><on-error/></policies>",
        backend.url()
    ));
    let request = "GET /api/x HTTP/1.1\r\nHost: localhost\r\nConnection: X-Partner, close\r\nX-Partner: admin\r\n\r\n";
    let head = house.caller().request(request).body.to_ascii_lowercase();
    assert!(head.contains("x-partner: guest") && !head.contains("admin"), "{head}");
}

#[test]
fn d1_a_trusted_relay_may_say_who_called_and_d4_only_once() {
    let backend = Backend::plain(backend::echo_head);
    let mut configuration = configuration(&forwarding(&backend.url()));
    configuration.gateway.properties.trusted_relays = vec![TrustedRelay {
        addresses: vec![Network { address: [127, 0, 0, 0].into(), prefix_length: 8 }],
        headers: vec!["X-Client-Certificate".to_owned()],
    }];
    let house = House::serve(&configuration);
    let with =
        |headers: &str| house.caller().request(&format!("GET /api/x HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
    let relayed = with("X-Client-Certificate: pem\r\nX-ARR-ClientCert: other\r\n");
    assert!(relayed.body.to_ascii_lowercase().contains("x-client-certificate: pem"), "{}", relayed.body);
    assert!(!relayed.body.to_ascii_lowercase().contains("x-arr-clientcert"), "{}", relayed.body);
    assert_eq!(with("X-Client-Certificate: a\r\nX-Client-Certificate: b\r\n").status, 400);
}

#[test]
fn d10_trailers_carry_nothing_to_the_backend() {
    let backend = Backend::plain(backend::echo_length);
    let house = House::with_policy(&forwarding(&backend.url()));
    let mut session = house.caller().connect("localhost");
    session.send(
        b"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTrailer: X-Client-Certificate\r\n\r\n\
          5\r\nhello\r\n0\r\nX-Client-Certificate: forged\r\n\r\n",
    );
    assert_eq!(session.answer().body, "5");
    // The backend would have taken a trailer for the next request, and its answer for this one's.
    session.send(b"POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");
    assert_eq!(session.answer().body, "2");
    assert_eq!(backend.connections(), 1);
}
