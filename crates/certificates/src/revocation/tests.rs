use proptest::prelude::*;

use super::*;
use crate::anchors::{StoreName, TrustStore};
use crate::chain::{self, ChainPolicy};
use crate::mint::{self, Minted, NOW};
use crate::verdict::{ChainStatus, RevocationStatus, Verdict};

struct Setting {
    root: Minted,
    intermediate: Minted,
    leaf: Minted,
    store: TrustStore,
}

fn setting() -> Setting {
    let root = mint::self_signed(mint::ca("Root"));
    let intermediate = root.issue(mint::ca("Intermediate"));
    let leaf = intermediate.issue(mint::leaf("leaf"));
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, root.certificate.clone()).unwrap();
    store.add(StoreName::CertificateAuthority, intermediate.certificate.clone()).unwrap();
    Setting { root, intermediate, leaf, store }
}

fn data(lists: &[Vec<u8>]) -> RevocationData {
    let mut data = RevocationData::default();
    lists.iter().for_each(|list| data.add_crl(list).unwrap());
    data
}

impl Setting {
    fn judge(&self, data: &RevocationData) -> Verdict {
        let policy = ChainPolicy { revocation: Some(data), ..ChainPolicy::at(NOW) };
        chain::judge(&self.leaf.certificate, &[], &self.store, &policy)
    }

    #[track_caller]
    fn check(&self, lists: &[Vec<u8>], expected: RevocationStatus) -> Verdict {
        let verdict = self.judge(&data(lists));
        assert_eq!(verdict.revocation, expected, "{:#?}", verdict.checks);
        assert_eq!(verdict.trusted, expected == RevocationStatus::Good);
        verdict
    }
}

#[test]
fn good_needs_a_list_for_every_element_but_the_root() {
    let setting = setting();
    let of_root = setting.root.revoke(&[], 7);
    let of_intermediate = setting.intermediate.revoke(&[], 7);
    setting.check(&[of_root.clone(), of_intermediate.clone()], RevocationStatus::Good);
    let verdict = setting.check(&[of_root], RevocationStatus::Unknown);
    assert_eq!(verdict.elements[0].statuses, [ChainStatus::RevocationStatusUnknown]);
    assert_eq!(verdict.elements[1].statuses, []);
    setting.check(&[of_intermediate], RevocationStatus::Unknown);
    setting.check(&[], RevocationStatus::Unknown);
}

#[test]
fn unknown_is_no_matter_of_trust_for_those_who_do_not_ask() {
    let setting = setting();
    assert!(setting.judge(&RevocationData::default()).trusted_but_for_leaf_dates_and_revocation());
    let verdict = chain::judge(&setting.leaf.certificate, &[], &setting.store, &ChainPolicy::at(NOW));
    assert_eq!((verdict.trusted, verdict.revocation), (true, RevocationStatus::NotChecked));
}

#[test]
fn e8_revoked_leaves_and_intermediates_refuse() {
    let setting = setting();
    let good_root = setting.root.revoke(&[], 7);
    let revoked_leaf = setting.intermediate.revoke(&[&setting.leaf.certificate], 7);
    let verdict = setting.check(&[good_root, revoked_leaf], RevocationStatus::Revoked);
    assert_eq!(verdict.elements[0].statuses, [ChainStatus::Revoked]);
    let revoked_ca = setting.root.revoke(&[&setting.intermediate.certificate], 7);
    let verdict = setting.check(&[revoked_ca, setting.intermediate.revoke(&[], 7)], RevocationStatus::Revoked);
    assert_eq!(verdict.elements[1].statuses, [ChainStatus::Revoked]);
}

#[test]
fn e2_stale_lists_prove_revocation_and_nothing_else() {
    let setting = setting();
    let good_root = setting.root.revoke(&[], 7);
    let later = NOW.plus_seconds(30 * 86_400);
    let judge = |list: Vec<u8>| {
        let data = data(&[good_root.clone(), list]);
        let policy = ChainPolicy { revocation: Some(&data), ..ChainPolicy::at(later) };
        chain::judge(&setting.leaf.certificate, &[], &setting.store, &policy)
    };
    let verdict = judge(setting.intermediate.revoke(&[], 7));
    assert_eq!(verdict.elements[0].statuses, [ChainStatus::RevocationStatusUnknown]);
    assert!(verdict.failures().any(|check| check.found.contains("was to be replaced by")));
    let verdict = judge(setting.intermediate.revoke(&[&setting.leaf.certificate], 7));
    assert_eq!(verdict.elements[0].statuses, [ChainStatus::Revoked]);
}

#[test]
fn e2_lists_of_tomorrow_do_not_count_today() {
    let setting = setting();
    let lists = data(&[setting.root.revoke(&[], 7), setting.intermediate.revoke(&[], 7)]);
    let policy = ChainPolicy { revocation: Some(&lists), ..ChainPolicy::at(NOW.plus_seconds(-2 * 86_400)) };
    let verdict = chain::judge(&setting.leaf.certificate, &[], &setting.store, &policy);
    assert_eq!(verdict.revocation, RevocationStatus::Unknown);
    // And it will be judged anew when they begin.
    assert_eq!(verdict.valid_until, NOW.plus_seconds(-86_400 - 1));
}

#[test]
fn e2_lists_by_somebody_else_do_not_count() {
    let setting = setting();
    let forger = mint::self_signed(mint::ca("Intermediate"));
    let good_root = setting.root.revoke(&[], 7);
    let verdict = setting.check(&[good_root.clone(), forger.revoke(&[], 7)], RevocationStatus::Unknown);
    assert!(verdict.failures().any(|check| check.found.contains("its signature is not its issuer's")));
    // Nor can a forger revoke what is not his.
    setting.check(&[good_root.clone(), forger.revoke(&[&setting.leaf.certificate], 7)], RevocationStatus::Unknown);
    let mut tampered = setting.intermediate.revoke(&[&setting.leaf.certificate], 7);
    let serial = setting.leaf.certificate.serial_number();
    let at = tampered.windows(serial.len()).position(|window| window == serial).unwrap();
    tampered[at + serial.len() - 1] ^= 1;
    setting.check(&[good_root, tampered], RevocationStatus::Unknown);
}

#[test]
fn a_ca_without_crl_sign_cannot_revoke() {
    let root = mint::self_signed(mint::ca("Root"));
    let mut parameters = mint::ca("Intermediate");
    let intermediate = root.issue(parameters.clone());
    parameters.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    let without = root.issue_for(parameters, intermediate.same_key());
    let leaf = intermediate.issue(mint::leaf("leaf"));
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, root.certificate.clone()).unwrap();
    let lists = data(&[root.revoke(&[], 7), intermediate.revoke(&[], 7)]);
    let policy = ChainPolicy { revocation: Some(&lists), ..ChainPolicy::at(NOW) };
    let verdict = chain::judge(&leaf.certificate, &[without.certificate], &store, &policy);
    assert_eq!(verdict.revocation, RevocationStatus::Unknown);
    assert!(verdict.failures().any(|check| check.found.contains("no cRLSign")), "{:#?}", verdict.checks);
}

#[test]
fn pem_files_may_hold_several_lists() {
    let setting = setting();
    let lists = [setting.root.revoke(&[], 7), setting.intermediate.revoke(&[&setting.leaf.certificate], 7)];
    let text: String = lists.iter().map(|list| pem::write("X509 CRL", list)).collect();
    let mut data = RevocationData::default();
    data.add_crl(text.as_bytes()).unwrap();
    assert_eq!((data.lists.len(), data.entries(), data.is_empty()), (2, 1, false));
    assert_eq!(data.add_crl(&[]), Err(CrlError::Empty));
    let certificate = pem::write("CERTIFICATE", setting.leaf.certificate.der());
    assert!(matches!(data.add_crl(certificate.as_bytes()), Err(CrlError::Pem { .. })));
    assert!(matches!(data.add_crl(setting.leaf.certificate.der()), Err(CrlError::Malformed { .. })));
}

#[test]
fn e3_no_cut_or_flipped_list_panics() {
    let setting = setting();
    let list = setting.intermediate.revoke(&[&setting.leaf.certificate], 7);
    for at in 0..list.len() {
        let _ = Crl::read(&list[..at]);
        let mut flipped = list.clone();
        flipped[at] ^= 0xff;
        let mut data = RevocationData::default();
        if data.add_crl(&flipped).is_ok() {
            assert!(!setting.judge(&data).trusted);
        }
    }
}

#[test]
fn e7_a_large_list_is_found_by_search() {
    let setting = setting();
    let others: Vec<_> = (0..200).map(|_| setting.intermediate.issue(mint::leaf("other")).certificate).collect();
    let mut revoked: Vec<&Certificate> = others.iter().collect();
    let list = Crl::read(&setting.intermediate.revoke(&revoked, 7)).unwrap();
    assert!(others.iter().all(|certificate| list.entry(certificate).is_some()));
    assert_eq!(list.entry(&setting.leaf.certificate), None);
    assert_eq!(list.entry(&setting.intermediate.certificate), None);
    revoked.push(&setting.leaf.certificate);
    let lists = [setting.root.revoke(&[], 7), setting.intermediate.revoke(&revoked, 7)];
    setting.check(&lists, RevocationStatus::Revoked);
}

proptest! {
    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = RevocationData::default().add_crl(&bytes);
    }
}
