use std::rc::Rc;

use rustls_pki_types::CertificateDer;

use super::{KEPT_BYTES_MAX, ShownChains};

fn chain(parts: &[&[u8]]) -> Vec<CertificateDer<'static>> {
    parts.iter().map(|part| CertificateDer::from(part.to_vec())).collect()
}

#[test]
fn the_same_bytes_are_shared_and_others_are_not() {
    let chains = ShownChains::default();
    let first = chains.find(&chain(&[b"leaf", b"issuer"]));
    assert!(Rc::ptr_eq(&first, &chains.find(&chain(&[b"leaf", b"issuer"]))));
    // A leaf without its issuer, the bytes cut elsewhere, another order: other chains, with verdicts of their own.
    for other in
        [&[b"leaf" as &[u8]] as &[&[u8]], &[b"leafi", b"ssuer"], &[b"issuer", b"leaf"], &[b"leaf", b"issuer", b""]]
    {
        assert!(!Rc::ptr_eq(&first, &chains.find(&chain(other))), "{other:?}");
    }
}

#[test]
fn nothing_shown_is_nothing_presented() {
    let shown = ShownChains::default().find(&[]);
    assert!(shown.presented().is_none() && !shown.is_unreadable());
}

#[test]
fn what_cannot_be_read_is_known_as_such() {
    let shown = ShownChains::default().find(&chain(&[b"no certificate"]));
    assert!(shown.presented().is_none() && shown.is_unreadable());
}

#[test]
fn strangers_cannot_fill_the_memory_and_a_connection_keeps_its_own() {
    let chains = ShownChains::default();
    let held = chains.find(&chain(&[b"held"]));
    for number in 0..3 * KEPT_BYTES_MAX / 65536 {
        let mut stranger = vec![0; 65536];
        stranger[..8].copy_from_slice(&number.to_le_bytes());
        chains.find(&chain(&[&stranger]));
        assert!(chains.kept.borrow().1 <= KEPT_BYTES_MAX);
    }
    let (known, bytes) = &*chains.kept.borrow();
    assert_eq!(known.iter().map(|kept| kept.0.bytes()).sum::<usize>(), *bytes);
    assert!(Rc::ptr_eq(&held, &known.get(&super::Chain(&chain(&[b"held"]))).expect("still in use").0));
}
