use certificates::{Certificate, ChainPolicy, Credential, Material, StoreName, Timestamp, TrustStore, cer, chain, pem};
use secret::Secret;

use crate::*;

const NOW: Timestamp = Timestamp::from_unix(1_795_000_000);

fn tree() -> Tree {
    let request = TreeRequest { now: NOW, server_names: vec!["gateway.countersign.test"], pfx_password: "pw" };
    Tree::generate(&request).unwrap()
}

/// What a service trusts that uploaded the root and the DEV intermediate.
fn uploaded(tree: &Tree) -> TrustStore {
    let mut store = TrustStore::empty();
    assert_eq!(store.add(StoreName::Root, tree.root.certificate().clone()), Ok(None));
    assert_eq!(store.add(StoreName::CertificateAuthority, tree.dev.certificate().clone()), Ok(None));
    store
}

#[test]
fn clients_are_right_and_wrong_as_named() {
    let tree = tree();
    let store = uploaded(&tree);
    for client in &tree.clients {
        let leaf = client.issued.certificate();
        let verdict = chain::judge(leaf, &[], &store, &ChainPolicy::at(NOW));
        let expected = matches!(client.kind, ClientKind::Valid | ClientKind::Unregistered);
        assert_eq!(verdict.trusted, expected, "{:?}: {:#?}", client.kind, verdict.checks);
        let but_for_dates = verdict.trusted_but_for_leaf_dates_and_revocation();
        assert_eq!(but_for_dates, !matches!(client.kind, ClientKind::Untrusted | ClientKind::LookAlike));
    }
    let (valid, look_alike) = (tree.client(ClientKind::Valid).unwrap(), tree.client(ClientKind::LookAlike).unwrap());
    assert_eq!(valid.certificate().subject_text(), look_alike.certificate().subject_text());
    assert_eq!(valid.certificate().issuer_text(), look_alike.certificate().issuer_text());
    assert_ne!(valid.certificate(), look_alike.certificate());
}

#[test]
fn server_certificate_is_for_the_given_names_and_localhost() {
    let tree = tree();
    let store = uploaded(&tree);
    for (name, expected) in
        [("gateway.countersign.test", true), ("localhost", true), ("127.0.0.1", true), ("other", false)]
    {
        let policy = ChainPolicy {
            purpose: certificates::Purpose::Server,
            name: Some(certificates::ServerName::parse(name)),
            ..ChainPolicy::at(NOW)
        };
        assert_eq!(chain::judge(tree.server.certificate(), &[], &store, &policy).trusted, expected, "{name}");
    }
}

#[test]
fn files_read_back_as_what_they_were() {
    let tree = tree();
    let directory = tempfile::tempdir().unwrap();
    tree.write(directory.path()).unwrap();
    let read = |name: &str| std::fs::read(directory.path().join(name)).unwrap();
    let password = Secret::new("pw".to_owned());

    let valid = tree.client(ClientKind::Valid).unwrap();
    assert_eq!(cer::read(&read("valid-client.pem")).unwrap(), *valid.certificate());
    assert_eq!(cer::read(&read("valid-client.cer")).unwrap(), *valid.certificate());
    let from_pfx = Credential::from_pfx(&read("valid-client.pfx"), Some(&password)).unwrap();
    assert_eq!((from_pfx.certificate(), from_pfx.chain()), (valid.certificate(), &[][..]));
    let gateway = Credential::from_pfx(&read("gateway.pfx"), Some(&password)).unwrap();
    assert_eq!(gateway.chain(), [tree.dev.certificate().clone(), tree.root.certificate().clone()]);
    let both = [read("server.chain.pem"), read("server.key.pem")].concat();
    assert!(matches!(Material::read(&both, None), Ok(Material::Credential(_))));
    assert_eq!(pem::read(&read("server.chain.pem")).unwrap().len(), 2);

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(directory.path().join("valid-client.key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn authorities_go_on_from_their_files() {
    let tree = tree();
    let both = [tree.dev.issued().certificate_pem(), tree.dev.issued().key_pem().expose().clone()].concat();
    let again = CertificateAuthority::from_credential(Credential::from_pem(both.as_bytes()).unwrap()).unwrap();
    let leaf = again.issue(&LeafRequest::client("Later Client", NOW)).unwrap();
    assert!(chain::judge(leaf.certificate(), &[], &uploaded(&tree), &ChainPolicy::at(NOW)).trusted);
    let leaf_as_ca = CertificateAuthority::from_credential(leaf.credential().clone());
    assert!(matches!(leaf_as_ca, Err(DevCaError::NotCa { .. })));
}

#[test]
fn every_kind_of_key_makes_a_credential() {
    let tree = tree();
    for (name, key_type) in KeyType::NAMES {
        // RSA 4096 takes seconds to generate in a debug build and differs from 3072 in nothing but size.
        if key_type == KeyType::Rsa4096 {
            continue;
        }
        assert_eq!(KeyType::parse(name), Some(key_type));
        let leaf = tree.dev.issue(&LeafRequest { key_type, ..LeafRequest::client("Key", NOW) }).unwrap();
        assert!(chain::judge(leaf.certificate(), &[], &uploaded(&tree), &ChainPolicy::at(NOW)).trusted, "{name}");
        let bytes = leaf.pfx("x").unwrap();
        assert!(Credential::from_pfx(&bytes, Some(&Secret::new("x".to_owned()))).is_ok(), "{name}");
    }
}

#[test]
fn names_that_cannot_stand_in_a_certificate_are_refused_by_name() {
    let tree = tree();
    let request = LeafRequest { dns_names: vec!["caf\u{e9}.test".to_owned()], ..LeafRequest::client("x", NOW) };
    assert!(matches!(tree.dev.issue(&request), Err(DevCaError::Name { name }) if name == "caf\u{e9}.test"));
}

#[test]
fn revocation_lists_name_what_they_revoke() {
    let tree = tree();
    let valid = tree.client(ClientKind::Valid).unwrap().certificate();
    let unregistered = tree.client(ClientKind::Unregistered).unwrap().certificate();
    let tomorrow = NOW.plus_seconds(86_400);
    let mut data = certificates::RevocationData::default();
    data.add_crl(&tree.dev.revocation_list(&[valid], NOW, tomorrow, 1).unwrap()).unwrap();
    data.add_crl(&tree.root.revocation_list(&[], NOW, tomorrow, 1).unwrap()).unwrap();
    let judge = |leaf: &Certificate| {
        let policy = ChainPolicy { revocation: Some(&data), ..ChainPolicy::at(NOW) };
        chain::judge(leaf, &[], &uploaded(&tree), &policy).revocation
    };
    assert_eq!(judge(valid), certificates::RevocationStatus::Revoked);
    assert_eq!(judge(unregistered), certificates::RevocationStatus::Good);
}
