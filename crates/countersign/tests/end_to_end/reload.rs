//! Saving a file: a good save is served within moments, a bad one changes nothing and says why.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::callers::{Caller, Tls};
use crate::place::{Gateway, PATIENCE, Place};

const API: &str = r#"{ "properties": { "displayName": "Word", "path": "word", "protocols": ["https"], "subscriptionRequired": false } }"#;

fn policy(word: &str) -> String {
    format!(
        r#"<policies><inbound><base /><return-response><set-status code="200" reason="OK" /><set-body>{word}</set-body></return-response></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"#
    )
}

fn say(place: &Place, gateway: &Gateway) -> String {
    Caller::Curl(Tls::V13).get(place, gateway, None, "/word").body
}

#[test]
fn a_good_save_is_served_and_a_bad_one_is_not() {
    if !Caller::Curl(Tls::V13).is_here() {
        return;
    }
    let place = Place::prepared();
    place.write("word/apiInformation.json", API);
    let document = place.write("word/policy.xml", &policy("one"));
    let mut gateway = place.run(&place.path().join("word"));
    assert_eq!(say(&place, &gateway), "one");

    fs::write(&document, policy("two")).expect("the policy can be saved");
    let deadline = Instant::now() + PATIENCE;
    while say(&place, &gateway) != "two" {
        assert!(Instant::now() < deadline, "the saved policy was never served");
        sleep(Duration::from_millis(50));
    }

    fs::write(&document, policy("three").replace("<set-status", "<set-statue")).expect("the policy can be saved");
    let complaint = gateway.wait_for("set-statue");
    assert!(complaint.contains("set-statue"), "{complaint}");
    assert_eq!(say(&place, &gateway), "two", "a bad save must keep the last good configuration serving");

    fs::write(&document, policy("four")).expect("the policy can be saved");
    let deadline = Instant::now() + PATIENCE;
    while say(&place, &gateway) != "four" {
        assert!(Instant::now() < deadline, "the mended policy was never served");
        sleep(Duration::from_millis(50));
    }
}
