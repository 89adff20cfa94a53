use super::*;
use crate::certificate::Certificate;

fn key(der: &[u8]) -> PublicKey {
    Certificate::from_der(der).unwrap().public_key().clone()
}

/// How many checks with a key the whole purse pays for.
fn affordable(der: &[u8]) -> u32 {
    let (mut budget, key) = (Budget::new(), key(der));
    let mut count = 0;
    while budget.signature(&key) {
        count += 1;
    }
    assert_eq!(budget.met(), Some(Limit::SignatureCost));
    count
}

#[test]
fn c10_dear_keys_are_checked_less_often() {
    assert_eq!(affordable(include_bytes!("../../handshake_signature/fixtures/rsa2048.der")), MAX_SIGNATURE_COST);
    assert_eq!(affordable(include_bytes!("../../handshake_signature/fixtures/p256.der")), MAX_SIGNATURE_COST / 4);
    assert_eq!(affordable(include_bytes!("../../handshake_signature/fixtures/rsa16384.der")), MAX_SIGNATURE_COST / 16);
    assert_eq!(affordable(include_bytes!("../../handshake_signature/fixtures/brainpool.der")), MAX_SIGNATURE_COST / 24);
}

#[test]
fn each_purse_is_its_own_and_the_first_limit_met_is_remembered() {
    let mut budget = Budget::new();
    (0..MAX_STEPS).for_each(|_| assert!(budget.step()));
    assert!(!budget.step());
    assert!(budget.name_comparisons(MAX_NAME_COMPARISONS as usize) && !budget.name_comparisons(1));
    assert_eq!(budget.met(), Some(Limit::Steps));
    assert!(!Budget::new().name_comparisons(usize::MAX));
    assert!(!(0..MAX_STEPS / 4).all({
        let mut small = Budget::for_signer();
        move |_| small.step()
    }));
}
