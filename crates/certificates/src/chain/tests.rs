use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose,
    NameConstraints, SanType,
};

use super::*;
use crate::anchors::StoreName;
use crate::mint::{self, Minted, NOW};
use crate::verdict::{ChainStatus, CheckKind, Origin, Outcome};

/// Root, intermediate and a store that trusts them.
struct Setting {
    root: Minted,
    intermediate: Minted,
    store: TrustStore,
}

fn setting() -> Setting {
    setting_with(mint::ca("Intermediate"))
}

fn setting_with(intermediate: CertificateParams) -> Setting {
    let root = mint::self_signed(mint::ca("Root"));
    let intermediate = root.issue(intermediate);
    let store = trusting(&root);
    Setting { root, intermediate, store }
}

fn trusting(root: &Minted) -> TrustStore {
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, root.certificate.clone()).unwrap();
    store
}

impl Setting {
    /// Judges a leaf that comes with the intermediate.
    fn judge(&self, leaf: &Minted, policy: &ChainPolicy<'_>) -> Verdict {
        judge(&leaf.certificate, std::slice::from_ref(&self.intermediate.certificate), &self.store, policy)
    }

    #[track_caller]
    fn check(&self, leaf: CertificateParams, policy: &ChainPolicy<'_>, expected: &str) {
        check(&self.judge(&self.intermediate.issue(leaf), policy), expected);
    }
}

/// `[0]NotTimeValid [1] [2]`; trusted exactly if there is no status.
#[track_caller]
fn check(verdict: &Verdict, expected: &str) {
    let element = |(index, element): (usize, &crate::verdict::Element)| {
        let names: Vec<&str> = element.statuses.iter().map(|status| status.name()).collect();
        format!("[{index}]{}", names.join(","))
    };
    let found: Vec<String> = verdict.elements.iter().enumerate().map(element).collect();
    assert_eq!(found.join(" "), expected, "{:#?}", verdict.checks);
    let good = verdict.elements.iter().all(|element| element.statuses.is_empty());
    assert_eq!(verdict.trusted, good && verdict.failures().next().is_none());
    assert_eq!(verdict.trusted, good);
}

fn at(moment: &str) -> ChainPolicy<'static> {
    ChainPolicy::at(Timestamp::parse_iso(moment).unwrap())
}

fn policy(purpose: Purpose) -> ChainPolicy<'static> {
    ChainPolicy { purpose, ..ChainPolicy::at(NOW) }
}

#[test]
fn a_good_chain_lists_every_check_as_passed() {
    let setting = setting();
    let verdict = setting.judge(&setting.intermediate.issue(mint::leaf("leaf")), &ChainPolicy::at(NOW));
    check(&verdict, "[0] [1] [2]");
    let origins: Vec<Origin> = verdict.elements.iter().map(|element| element.origin).collect();
    assert_eq!(origins, [Origin::Leaf, Origin::Presented, Origin::RootStore]);
    assert_eq!(verdict.issuer(), Some(&setting.intermediate.certificate));
    for kind in [CheckKind::NotBefore, CheckKind::NotAfter, CheckKind::Signature, CheckKind::SignatureStrength] {
        let about_leaf = verdict.checks.iter().find(|check| check.kind == kind && check.element == Some(0)).unwrap();
        assert_eq!(about_leaf.outcome, Outcome::Passed, "{about_leaf:?}");
        assert!(about_leaf.evidence.contains("CN=leaf"), "{about_leaf:?}");
    }
    assert_eq!(verdict.checks.iter().filter(|check| check.kind == CheckKind::Anchor).count(), 1);
    assert!(verdict.checks.iter().all(|check| !check.found.is_empty() && !check.expected.is_empty()));
}

#[test]
fn a_missing_issuer_is_named() {
    let setting = setting();
    let leaf = setting.intermediate.issue(mint::leaf("leaf"));
    let verdict = judge(&leaf.certificate, &[], &setting.store, &ChainPolicy::at(NOW));
    check(&verdict, "[0]PartialChain");
    let failure = verdict.failures().next().unwrap();
    assert!(failure.found.contains("`CN=Intermediate` was neither sent by the caller nor uploaded"), "{failure}");
    assert!(failure.fix.as_ref().unwrap().contains("CertificateAuthority"));
    assert_eq!(verdict.issuer(), None);
}

#[test]
fn nobody_trusted_is_the_start() {
    let setting = setting();
    let leaf = setting.intermediate.issue(mint::leaf("leaf"));
    let presented = [setting.intermediate.certificate.clone(), setting.root.certificate.clone()];
    check(
        &judge(&leaf.certificate, &presented, &TrustStore::empty(), &ChainPolicy::at(NOW)),
        "[0] [1] [2]UntrustedRoot",
    );
}

#[test]
fn c4_extra_certificates_are_never_the_leaf() {
    let setting = setting();
    let good = setting.intermediate.issue(mint::leaf("good"));
    let stranger = mint::self_signed(mint::leaf("stranger"));
    let stuffed = [good.certificate.clone(), setting.intermediate.certificate.clone()];
    let verdict = judge(&stranger.certificate, &stuffed, &setting.store, &ChainPolicy::at(NOW));
    check(&verdict, "[0]UntrustedRoot");
    assert_eq!(verdict.elements[0].certificate, stranger.certificate);
}

#[test]
fn c5_a_look_alike_ca_is_found_out_by_its_key() {
    let setting = setting();
    let forged_root = mint::self_signed(mint::ca("Root"));
    let forged = forged_root.issue(mint::ca("Intermediate"));
    let leaf = forged.issue(mint::leaf("leaf"));
    let mut store = setting.store.clone();
    store.add(StoreName::CertificateAuthority, setting.intermediate.certificate.clone()).unwrap();
    // Alone, only the real intermediate has the name, and it did not sign.
    let verdict = judge(&leaf.certificate, &[], &store, &ChainPolicy::at(NOW));
    check(&verdict, "[0]NotSignatureValid [1] [2]");
    assert_eq!(verdict.issuer(), None);
    // With its own chain sent along, the chain shown is the one that holds together, and its root is nobody's.
    let presented = [forged.certificate.clone(), forged_root.certificate.clone()];
    let verdict = judge(&leaf.certificate, &presented, &store, &ChainPolicy::at(NOW));
    check(&verdict, "[0] [1] [2]UntrustedRoot");
}

#[test]
fn backtracks_over_cross_signed_and_same_named_issuers() {
    let setting = setting();
    let other_root = mint::self_signed(mint::ca("Other Root"));
    let cross = other_root.issue_for(mint::ca("Intermediate"), setting.intermediate.same_key());
    let same_name = setting.root.issue(mint::ca("Intermediate"));
    let leaf = setting.intermediate.issue(mint::leaf("leaf"));
    let good = setting.intermediate.certificate.clone();
    for presented in [
        vec![cross.certificate.clone(), same_name.certificate.clone(), good.clone()],
        vec![good.clone(), cross.certificate.clone()],
        vec![same_name.certificate, other_root.certificate, cross.certificate, good],
    ] {
        check(&judge(&leaf.certificate, &presented, &setting.store, &ChainPolicy::at(NOW)), "[0] [1] [2]");
    }
}

#[test]
fn c11_what_must_not_issue_does_not() {
    let not_ca = mint::with(mint::ca("Intermediate"), |it| it.is_ca = IsCa::ExplicitNoCa);
    let no_constraints = mint::with(mint::ca("Intermediate"), |it| it.is_ca = IsCa::NoCa);
    let no_signing = mint::with(mint::ca("Intermediate"), |it| it.key_usages = vec![KeyUsagePurpose::CrlSign]);
    for intermediate in [not_ca, no_constraints, no_signing] {
        setting_with(intermediate).check(
            mint::leaf("leaf"),
            &ChainPolicy::at(NOW),
            "[0] [1]InvalidBasicConstraints [2]",
        );
    }
}

#[test]
fn c11_path_length_counts_intermediates() {
    let short = mint::with(mint::ca("Intermediate"), |it| it.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let setting = setting_with(short);
    setting.check(mint::leaf("leaf"), &ChainPolicy::at(NOW), "[0] [1] [2]");
    let below = setting.intermediate.issue(mint::ca("Below"));
    let leaf = below.issue(mint::leaf("leaf"));
    let presented = [below.certificate, setting.intermediate.certificate.clone()];
    let verdict = judge(&leaf.certificate, &presented, &setting.store, &ChainPolicy::at(NOW));
    check(&verdict, "[0] [1] [2]InvalidBasicConstraints [3]");
}

#[test]
fn c11_unknown_critical_extensions_refuse_and_others_do_not() {
    let with =
        |critical| mint::with(mint::leaf("leaf"), |it| it.custom_extensions = vec![mint::unknown_extension(critical)]);
    setting().check(with(true), &ChainPolicy::at(NOW), "[0]HasNotSupportedCriticalExtension [1] [2]");
    setting().check(with(false), &ChainPolicy::at(NOW), "[0] [1] [2]");
    let on_ca = mint::with(mint::ca("Intermediate"), |it| it.custom_extensions = vec![mint::unknown_extension(true)]);
    setting_with(on_ca).check(mint::leaf("leaf"), &ChainPolicy::at(NOW), "[0] [1]HasNotSupportedCriticalExtension [2]");
}

/// Self-signed, SHA-1 and MD5, made by OpenSSL as `openssl req -x509 -sha1 …`.
#[test]
fn c11_signatures_with_broken_hashes_refuse() {
    for (der, name) in [
        (include_bytes!("fixtures/issued-sha1.der").as_slice(), "sha1RSA"),
        (include_bytes!("fixtures/issued-md5.der").as_slice(), "md5RSA"),
    ] {
        let leaf = Certificate::from_der(der).unwrap();
        let mut store = TrustStore::empty();
        let issuer = Certificate::from_der(include_bytes!("fixtures/issuer.der")).unwrap();
        store.add(StoreName::Root, issuer).unwrap();
        let policy = ChainPolicy::at(leaf.not_before());
        let verdict = judge(&leaf, &[], &store, &policy);
        check(&verdict, "[0]HasWeakSignature [1]");
        assert!(verdict.failures().next().unwrap().found.contains(name));
        let verdict = judge(&leaf, &[], &store, &ChainPolicy { accept_sha1: true, ..policy });
        assert_eq!(verdict.trusted, name == "sha1RSA");
    }
}

#[test]
fn c12_validity_includes_its_first_and_last_second() {
    let setting = setting();
    for (moment, expected) in [
        ("2025-09-20T23:59:59Z", "[0]NotTimeValid [1]NotTimeValid [2]NotTimeValid"),
        ("2025-09-21T00:00:00Z", "[0] [1] [2]"),
        ("2027-09-21T00:00:00Z", "[0] [1] [2]"),
        ("2027-09-21T00:00:01Z", "[0]NotTimeValid [1]NotTimeValid [2]NotTimeValid"),
    ] {
        setting.check(mint::leaf("leaf"), &at(moment), expected);
    }
}

#[test]
fn a_verdict_holds_until_the_next_certificate_begins_or_ends() {
    let setting = setting();
    let short = mint::with(mint::leaf("leaf"), |it| it.not_after = rcgen::date_time_ymd(2026, 12, 1));
    let leaf = setting.intermediate.issue(short);
    let verdict = setting.judge(&leaf, &ChainPolicy::at(NOW));
    assert_eq!(verdict.valid_until.to_string(), "2026-12-01T00:00:00Z");
    assert!(verdict.holds_at(NOW) && verdict.holds_at(verdict.valid_until));
    assert!(!verdict.holds_at(verdict.valid_until.plus_seconds(1)) && !verdict.holds_at(NOW.plus_seconds(-1)));
    // Before it begins, the last second of "not yet".
    let verdict = setting.judge(&leaf, &at("2025-01-01"));
    assert_eq!(verdict.valid_until.to_string(), "2025-09-20T23:59:59Z");
}

#[test]
fn dates_and_revocation_can_be_left_to_whoever_judges_them() {
    let setting = setting();
    let expired = mint::with(mint::leaf("leaf"), |it| it.not_after = rcgen::date_time_ymd(2026, 1, 1));
    let verdict = setting.judge(&setting.intermediate.issue(expired), &ChainPolicy::at(NOW));
    assert!(!verdict.trusted && verdict.trusted_but_for_leaf_dates_and_revocation());
    let expired = mint::with(mint::ca("Intermediate"), |it| it.not_after = rcgen::date_time_ymd(2026, 1, 1));
    let setting = setting_with(expired);
    let verdict = setting.judge(&setting.intermediate.issue(mint::leaf("leaf")), &ChainPolicy::at(NOW));
    assert!(!verdict.trusted_but_for_leaf_dates_and_revocation());
}

#[test]
fn c8_extended_key_usage_counts_for_a_purpose_and_not_for_verify() {
    use ExtendedKeyUsagePurpose::{Any, ClientAuth, ServerAuth};
    let with = |usages: &[ExtendedKeyUsagePurpose]| {
        mint::with(mint::leaf("leaf"), |it| it.extended_key_usages = usages.to_vec())
    };
    let setting = setting();
    let refused = "[0]NotValidForUsage [1] [2]";
    let cases: [(&[ExtendedKeyUsagePurpose], &str, &str); 5] = [
        (&[], "[0] [1] [2]", "[0] [1] [2]"),
        (&[Any], "[0] [1] [2]", "[0] [1] [2]"),
        (&[ClientAuth], "[0] [1] [2]", refused),
        (&[ServerAuth], refused, "[0] [1] [2]"),
        (&[ClientAuth, ServerAuth], "[0] [1] [2]", "[0] [1] [2]"),
    ];
    for (usages, client, server) in cases {
        setting.check(with(usages), &policy(Purpose::Client), client);
        setting.check(with(usages), &policy(Purpose::Server), server);
        setting.check(with(usages), &policy(Purpose::Any), "[0] [1] [2]");
    }
    let for_servers = mint::with(mint::ca("Intermediate"), |it| it.extended_key_usages = vec![ServerAuth]);
    setting_with(for_servers).check(with(&[ClientAuth]), &policy(Purpose::Client), "[0] [1]NotValidForUsage [2]");
}

fn constrained(permitted: &[&str], excluded: &[&str]) -> Setting {
    let subtrees = |names: &[&str]| names.iter().map(|name| GeneralSubtree::DnsName((*name).to_owned())).collect();
    let name_constraints =
        NameConstraints { permitted_subtrees: subtrees(permitted), excluded_subtrees: subtrees(excluded) };
    setting_with(mint::with(mint::ca("Intermediate"), |it| it.name_constraints = Some(name_constraints)))
}

fn named(dns: &str) -> CertificateParams {
    mint::with(mint::leaf("leaf"), |it| it.subject_alt_names = vec![SanType::DnsName(dns.try_into().unwrap())])
}

#[test]
fn c9_name_constraints_hold_for_every_name_of_their_type() {
    let now = &ChainPolicy::at(NOW);
    let permitted = constrained(&["contoso.com"], &[]);
    for (name, good) in [
        ("contoso.com", true),
        ("a.b.CONTOSO.com", true),
        ("*.contoso.com", true),
        ("evilcontoso.com", false),
        ("contoso.com.evil.test", false),
        ("*.com", false),
    ] {
        permitted.check(
            named(name),
            now,
            if good { "[0] [1] [2]" } else { "[0]HasNotPermittedNameConstraint [1] [2]" },
        );
    }
    let excluded = constrained(&[], &["secret.contoso.com"]);
    for (name, good) in [
        ("contoso.com", true),
        ("secret.contoso.com", false),
        ("x.secret.contoso.com", false),
        // The wildcard may stand for the excluded name (CVE-2025-61727).
        ("*.contoso.com", false),
        ("*.other.contoso.com", true),
    ] {
        excluded.check(named(name), now, if good { "[0] [1] [2]" } else { "[0]HasExcludedNameConstraint [1] [2]" });
    }
    let uri = SanType::URI("https://contoso.com/".try_into().unwrap());
    permitted.check(mint::with(mint::leaf("leaf"), |it| it.subject_alt_names = vec![uri]), now, "[0] [1] [2]");
    // A host that cannot be compared refuses.
    permitted.check(named("caf_e.contoso.com"), now, "[0] [1] [2]");
    permitted.check(named("a..contoso.com"), now, "[0]InvalidNameConstraints [1] [2]");
}

#[test]
fn c9_name_constraints_exempt_ca_certificates_that_a_ca_issued_to_itself() {
    let mut organization = rcgen::DistinguishedName::new();
    organization.push(rcgen::DnType::OrganizationName, "Contoso");
    let constraints = NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DirectoryName(organization.clone())],
        excluded_subtrees: vec![],
    };
    let setting = setting_with(mint::with(mint::ca("Intermediate"), |it| it.name_constraints = Some(constraints)));
    let next_key = setting.intermediate.issue(mint::ca("Intermediate"));
    let presented = [next_key.certificate.clone(), setting.intermediate.certificate.clone()];
    let judge_named = |name| {
        let leaf = next_key.issue(mint::with(mint::leaf("leaf"), |it| it.distinguished_name = name));
        judge(&leaf.certificate, &presented, &setting.store, &ChainPolicy::at(NOW))
    };
    check(&judge_named(organization), "[0] [1] [2] [3]");
    let mut other = rcgen::DistinguishedName::new();
    other.push(rcgen::DnType::OrganizationName, "Fabrikam");
    check(&judge_named(other), "[0]HasNotPermittedNameConstraint [1] [2] [3]");
}

#[test]
fn server_names_are_typed_and_wildcards_stand_for_one_label() {
    let setting = setting();
    let leaf = mint::with(mint::leaf("cn.contoso.com"), |it| {
        it.subject_alt_names = vec![
            SanType::DnsName("api.contoso.com".try_into().unwrap()),
            SanType::DnsName("*.apps.contoso.com".try_into().unwrap()),
            SanType::DnsName("10.0.0.2".try_into().unwrap()),
            SanType::DnsName("*.com".try_into().unwrap()),
            SanType::IpAddress([10, 0, 0, 1].into()),
        ]
    });
    let leaf = setting.intermediate.issue(leaf);
    for (name, expected) in [
        ("API.contoso.com", true),
        ("api.contoso.com.", true),
        ("x.apps.contoso.com", true),
        ("x.y.apps.contoso.com", false),
        ("apps.contoso.com", false),
        ("*.apps.contoso.com", false),
        ("contoso.com", false),
        ("cn.contoso.com", false),
        ("10.0.0.1", true),
        ("10.0.0.2", false),
        ("", false),
    ] {
        let policy = ChainPolicy { name: Some(ServerName::parse(name)), ..policy(Purpose::Server) };
        assert_eq!(setting.judge(&leaf, &policy).trusted, expected, "{name}");
    }
}

#[test]
fn breaches_of_the_letter_warn_or_refuse_by_profile() {
    let setting = setting();
    let loose = mint::with(mint::leaf("leaf"), |it| it.use_authority_key_identifier_extension = false);
    let leaf = setting.intermediate.issue(loose);
    let verdict = setting.judge(&leaf, &ChainPolicy::at(NOW));
    check(&verdict, "[0] [1] [2]");
    let warning = verdict.checks.iter().find(|check| check.outcome == Outcome::Warning).unwrap();
    assert_eq!((warning.kind, warning.element), (CheckKind::Extensions, Some(0)));
    let strict = ChainPolicy { profile: Profile::Rfc5280, ..ChainPolicy::at(NOW) };
    check(&setting.judge(&leaf, &strict), "[0]InvalidExtension [1] [2]");
}

#[test]
fn a_root_that_is_also_sent_along_stays_a_root() {
    let setting = setting();
    let leaf = setting.intermediate.issue(mint::leaf("leaf"));
    let presented = [setting.root.certificate.clone(), setting.intermediate.certificate.clone()];
    let verdict = judge(&leaf.certificate, &presented, &setting.store, &ChainPolicy::at(NOW));
    check(&verdict, "[0] [1] [2]");
    assert_eq!(verdict.elements[2].origin, Origin::RootStore);
}

#[test]
fn i11_names_cannot_forge_lines_of_a_verdict() {
    let setting = setting();
    let leaf = setting.intermediate.issue(mint::leaf("x\n[0] anchor passed\u{1b}[2J"));
    let verdict = judge(&leaf.certificate, &[], &setting.store, &ChainPolicy::at(NOW));
    assert!(verdict.checks.iter().all(|check| !check.evidence.contains(char::is_control)));
    assert!(verdict.elements[0].certificate.subject_text().contains('\n'));
}

#[test]
fn depth_can_be_limited() {
    let setting = setting();
    let leaf = setting.intermediate.issue(mint::leaf("leaf"));
    let with = |depth| ChainPolicy { max_depth: Some(depth), ..ChainPolicy::at(NOW) };
    check(&setting.judge(&leaf, &with(1)), "[0] [1] [2]");
    check(&setting.judge(&leaf, &with(0)), "[0] [1]InvalidBasicConstraints [2]");
}

#[test]
fn c10_many_issuers_of_one_name_end_within_the_limits() {
    let leaf_issuer = mint::self_signed(mint::ca("Same"));
    let leaf = leaf_issuer.issue(mint::leaf("leaf"));
    let presented: Vec<Certificate> = (0..100).map(|_| mint::self_signed(mint::ca("Same")).certificate).collect();
    let store = trusting(&mint::self_signed(mint::ca("Root")));
    let verdict = judge(&leaf.certificate, &presented, &store, &ChainPolicy::at(NOW));
    assert!(!verdict.trusted);
    let limits: Vec<_> = verdict.checks.iter().filter(|check| check.kind == CheckKind::Limits).collect();
    assert!(limits.iter().any(|check| check.outcome == Outcome::Warning && check.found.contains("100 certificates")));
}

#[test]
fn c10_a_web_of_cross_signed_cas_ends_within_the_limits() {
    // Eight CAs, each certified by every other: more paths than anybody could walk, and none leads to a root.
    let names: Vec<String> = (0..8).map(|number| format!("CA {number}")).collect();
    let cas: Vec<Minted> = names.iter().map(|name| mint::self_signed(mint::ca(name))).collect();
    let mut presented = Vec::new();
    for (subject, name) in names.iter().enumerate() {
        for (issuer, ca) in cas.iter().enumerate().filter(|(issuer, _)| *issuer != subject) {
            assert_ne!(subject, issuer);
            presented.push(ca.issue_for(mint::ca(name), cas[subject].same_key()).certificate);
        }
    }
    let leaf = cas[0].issue(mint::leaf("leaf"));
    let store = trusting(&mint::self_signed(mint::ca("Root")));
    let verdict = judge(&leaf.certificate, &presented, &store, &ChainPolicy::at(NOW));
    assert!(!verdict.trusted);
    assert!(verdict.checks.iter().any(|check| check.kind == CheckKind::Limits && check.outcome == Outcome::Failed));
}

#[test]
fn c10_issuers_with_absurd_keys_are_not_asked() {
    let absurd = Certificate::from_der(include_bytes!("../handshake_signature/fixtures/rsa16384.der")).unwrap();
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, absurd.clone()).unwrap();
    let forger = mint::self_signed_by(mint::ca("rsa16384"), KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap());
    let forged = forger.issue(mint::leaf("leaf"));
    let verdict = judge(&forged.certificate, &[], &store, &ChainPolicy::at(absurd.not_before()));
    assert!(!verdict.trusted);
    assert!(verdict.failures().any(|check| check.kind == CheckKind::Signature && check.found.contains("too large")));
    let explicit = Certificate::from_der(include_bytes!("../handshake_signature/fixtures/explicit.der")).unwrap();
    check(&judge(&explicit, &[], &store, &ChainPolicy::at(explicit.not_before())), "[0]UntrustedRoot");
}

#[test]
fn loops_end() {
    let key = KeyPair::generate().unwrap();
    let spare = KeyPair::try_from(key.serialized_der()).unwrap();
    let first = mint::self_signed(mint::ca("First"));
    let second = first.issue_for(mint::ca("Second"), key);
    let first_again =
        Minted { certificate: second.certificate.clone(), key: spare }.issue_for(mint::ca("First"), first.same_key());
    let leaf = first_again.issue(mint::leaf("leaf"));
    let presented = [first_again.certificate, second.certificate];
    let store = trusting(&mint::self_signed(mint::ca("Root")));
    assert!(!judge(&leaf.certificate, &presented, &store, &ChainPolicy::at(NOW)).trusted);
}

#[test]
fn a_self_signed_leaf_is_trusted_only_as_itself() {
    let pinned = mint::self_signed(mint::leaf("pinned"));
    let mut store = TrustStore::empty();
    store.add(StoreName::Root, pinned.certificate.clone()).unwrap();
    check(&judge(&pinned.certificate, &[], &store, &ChainPolicy::at(NOW)), "[0]");
    let below = pinned.issue(mint::leaf("below"));
    check(&judge(&below.certificate, &[], &store, &ChainPolicy::at(NOW)), "[0] [1]InvalidBasicConstraints");
    let other = mint::self_signed(mint::leaf("pinned"));
    check(&judge(&other.certificate, &[], &store, &ChainPolicy::at(NOW)), "[0]UntrustedRoot");
    assert!(!pinned.certificate.is_ca());
    assert_eq!(ChainStatus::UntrustedRoot.name(), "UntrustedRoot");
}
