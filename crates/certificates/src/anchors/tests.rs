use super::*;
use crate::mint;

#[test]
fn c3_what_is_no_ca_is_refused_or_vouches_for_itself_only() {
    let root = mint::self_signed(mint::ca("Root"));
    let intermediate = root.issue(mint::ca("Intermediate")).certificate;
    let leaf = root.issue(mint::leaf("leaf")).certificate;
    let pinned = mint::self_signed(mint::leaf("pinned")).certificate;
    let cases = [
        (StoreName::Root, &root.certificate, Ok(None)),
        (StoreName::CertificateAuthority, &intermediate, Ok(None)),
        (StoreName::Root, &intermediate, Ok(Some(EntryWarning::RootIsNotSelfSigned))),
        (StoreName::Root, &pinned, Ok(Some(EntryWarning::PinsItselfOnly))),
        (StoreName::CertificateAuthority, &pinned, Err(EntryRefused::NotCa)),
        (StoreName::Root, &leaf, Err(EntryRefused::NotCa)),
        (StoreName::CertificateAuthority, &leaf, Err(EntryRefused::NotCa)),
    ];
    for (name, certificate, expected) in cases {
        assert_eq!(TrustStore::empty().add(name, certificate.clone()), expected, "{name} {certificate:?}");
    }
}

#[test]
fn a_refused_entry_leaves_the_others_alone() {
    let root = mint::self_signed(mint::ca("Root"));
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, root.certificate.clone()).unwrap();
    store.add(StoreName::Root, root.issue(mint::leaf("leaf")).certificate).unwrap_err();
    store.add(StoreName::Root, root.certificate.clone()).unwrap();
    assert_eq!((store.roots(), store.intermediates().len()), ([root.certificate].as_slice(), 0));
}

#[test]
fn an_intermediate_is_no_anchor_unless_it_is_asked_for_offline() {
    let root = mint::self_signed(mint::ca("Root"));
    let intermediate = root.issue(mint::ca("Intermediate")).certificate;
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, intermediate.clone()).unwrap();
    assert!(!store.is_root(&intermediate));
    store.add_anchor(intermediate.clone()).unwrap();
    assert!(store.is_root(&intermediate));
    assert_eq!(store.add_anchor(root.issue(mint::leaf("leaf")).certificate), Err(EntryRefused::NotCa));
}
