use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::super::tests::folder;
use super::{LoadResult, Watch, watch};

const PAUSE: Duration = Duration::from_millis(40);

/// Long enough for the slowest machine; nothing waits this long unless it fails.
const PATIENCE: Duration = Duration::from_secs(20);

fn watched(dir: &std::path::Path) -> (Watch, Receiver<LoadResult>) {
    let (results, received) = channel();
    let watch = watch(dir, PAUSE, move |result| results.send(result).unwrap_or_default()).expect("a watch");
    (watch, received)
}

#[test]
fn a_save_by_renaming_is_seen_once_and_a_bad_one_reported() {
    let dir = folder(&[("policy.xml", "<policies/>")]);
    let (_watch, received) = watched(dir.path());
    fs::write(dir.path().join("policy.xml.tmp"), "<policies><!-- new --></policies>").unwrap();
    fs::rename(dir.path().join("policy.xml.tmp"), dir.path().join("policy.xml")).unwrap();
    let (configuration, _) = received.recv_timeout(PATIENCE).expect("a call").expect("a configuration");
    assert_eq!(configuration.policy.unwrap().source.text, "<policies><!-- new --></policies>");
    assert!(received.recv_timeout(PAUSE * 3).is_err(), "reading the folder is not a change");

    fs::write(dir.path().join("service.json"), "{").unwrap();
    assert!(received.recv_timeout(PATIENCE).expect("a call").is_err());
}

#[test]
fn many_changes_make_few_loads() {
    let dir = folder(&[]);
    let (_watch, received) = watched(dir.path());
    for number in 0..100 {
        fs::write(dir.path().join("policy.xml"), format!("<policies><!-- {number} --></policies>")).unwrap();
    }
    let mut loads = 0;
    let mut last = String::new();
    while let Ok(result) = received.recv_timeout(if loads == 0 { PATIENCE } else { PAUSE * 5 }) {
        loads += 1;
        last = result.expect("a configuration").0.policy.expect("a policy").source.text.clone();
        assert!(loads <= 20, "{loads} loads");
    }
    assert_eq!(last, "<policies><!-- 99 --></policies>");
}

#[test]
fn dropping_ends_the_watch() {
    let dir = folder(&[]);
    let (watch, received) = watched(dir.path());
    drop(watch);
    let error = received.recv_timeout(PATIENCE).expect_err("no call");
    assert_eq!(error, std::sync::mpsc::RecvTimeoutError::Disconnected, "the thread let go of its callback");
}
