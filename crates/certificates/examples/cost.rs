//! What judging costs: a usual chain, a hostile one, and a large revocation list.
//!
//! `cargo run --release -p certificates --example cost`
#![allow(clippy::print_stdout, missing_docs)]

use std::time::Instant;

use certificates::{Certificate, ChainPolicy, RevocationData, StoreName, Timestamp, TrustStore, chain};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevokedCertParams, SerialNumber,
};

const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

fn parameters(name: &str, ca: bool) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.use_authority_key_identifier_extension = true;
    if ca {
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    }
    parameters
}

fn certificate(parameters: &CertificateParams, key: &KeyPair, issuer: &Issuer<'_, &KeyPair>) -> Certificate {
    Certificate::from_der(parameters.signed_by(key, issuer).expect("signs").der()).expect("reads")
}

/// Runs `work` some times and prints the middle of the times it took.
fn measure(what: &str, times: usize, mut work: impl FnMut()) {
    let mut taken: Vec<_> = (0..times)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    taken.sort();
    println!("{what:60} {:>10.1?}", taken[times / 2]);
}

fn main() {
    let keys: Vec<KeyPair> = (0..10).map(|_| KeyPair::generate().expect("a key")).collect();
    let root_parameters = parameters("Root", true);
    let root_issuer = Issuer::from_params(&root_parameters, &keys[0]);
    let root = Certificate::from_der(root_parameters.self_signed(&keys[0]).expect("signs").der()).expect("reads");
    let ca_parameters = parameters("Intermediate", true);
    let ca = certificate(&ca_parameters, &keys[1], &root_issuer);
    let ca_issuer = Issuer::from_params(&ca_parameters, &keys[1]);
    let leaf = certificate(&parameters("leaf", false), &keys[2], &ca_issuer);
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, root).expect("a CA");
    store.add(StoreName::CertificateAuthority, ca).expect("a CA");

    measure("read a certificate", 1000, || drop(Certificate::from_der(leaf.der())));
    measure("judge leaf, intermediate, root (P-256)", 1000, || {
        assert!(chain::judge(&leaf, &[], &store, &ChainPolicy::at(NOW)).trusted);
    });

    let names: Vec<String> = (0..8).map(|number| format!("CA {number}")).collect();
    let mut web = Vec::new();
    for (subject, name) in names.iter().enumerate() {
        for (issuer, issuer_name) in names.iter().enumerate().filter(|(issuer, _)| *issuer != subject) {
            let issuer_parameters = parameters(issuer_name, true);
            let issuer = Issuer::from_params(&issuer_parameters, &keys[issuer]);
            web.push(certificate(&parameters(name, true), &keys[subject], &issuer));
        }
    }
    let issuer_parameters = parameters("CA 0", true);
    let lost = certificate(&parameters("lost", false), &keys[9], &Issuer::from_params(&issuer_parameters, &keys[0]));
    measure("refuse a leaf under 8 CAs that all certified each other", 100, || {
        assert!(!chain::judge(&lost, &web, &store, &ChainPolicy::at(NOW)).trusted);
    });

    let moment = rcgen::date_time_ymd(2026, 9, 20);
    let entry = |number: u64| RevokedCertParams {
        serial_number: SerialNumber::from(0x4000_0000_0000_0000 + number * 7_919),
        revocation_time: moment,
        reason_code: None,
        invalidity_date: None,
    };
    let list = |issuer: &Issuer<'_, &KeyPair>, entries| {
        let parameters = CertificateRevocationListParams {
            this_update: moment,
            next_update: rcgen::date_time_ymd(2026, 10, 20),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: (0..entries).map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        parameters.signed_by(issuer).expect("signs").der().to_vec()
    };
    let large = list(&ca_issuer, 100_000);
    println!("{:60} {:>9} B", "a revocation list of 100,000 entries", large.len());
    measure("load it", 10, || RevocationData::default().add_crl(&large).expect("a CRL"));
    let mut data = RevocationData::default();
    data.add_crl(&large).expect("a CRL");
    data.add_crl(&list(&root_issuer, 0)).expect("a CRL");
    let policy = ChainPolicy { revocation: Some(&data), ..ChainPolicy::at(NOW) };
    assert!(chain::judge(&leaf, &[], &store, &policy).trusted);
    measure("judge the same chain with revocation", 1000, || {
        assert!(chain::judge(&leaf, &[], &store, &policy).trusted);
    });
}
