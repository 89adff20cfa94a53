use rcgen::{CertificateParams, DnType, SanType};

use super::*;
use crate::mint::{self, Minted};

fn contoso() -> CertificateParams {
    let mut parameters = mint::leaf("client.contoso.com");
    parameters.distinguished_name.push(DnType::OrganizationName, "Contoso, Inc.");
    parameters.serial_number = Some(rcgen::SerialNumber::from_slice(&[0x00, 0xab, 0x12]));
    parameters.subject_alt_names = vec![
        SanType::DnsName("api.contoso.com".try_into().unwrap()),
        SanType::URI("https://uri.contoso.com/".try_into().unwrap()),
        SanType::Rfc822Name("ops@mail.contoso.com".try_into().unwrap()),
    ];
    parameters
}

struct Setting {
    issuing: Minted,
    leaf: Certificate,
}

fn setting() -> Setting {
    let issuing = mint::self_signed(mint::ca("Issuing CA"));
    let leaf = issuing.issue(contoso()).certificate;
    Setting { issuing, leaf }
}

#[track_caller]
fn check(setting: &Setting, rule: IdentityRule, expected: bool) {
    let judgement = rule.judge(&setting.leaf, Some(&setting.issuing.certificate));
    assert_eq!(judgement.matched, expected, "{judgement:#?}");
}

fn common_name(text: &str) -> IdentityRule {
    IdentityRule { common_name: Some(text.to_owned()), ..IdentityRule::default() }
}

fn dns_name(text: &str) -> IdentityRule {
    IdentityRule { dns_name: Some(text.to_owned()), ..IdentityRule::default() }
}

fn serial(text: &str) -> IdentityRule {
    IdentityRule { serial_number: Some(SerialNumber::parse(text).unwrap()), ..IdentityRule::default() }
}

#[test]
fn each_claim_matches_what_the_certificate_has() {
    let setting = setting();
    let name = |text: &str| Some(NameClaim::parse(text).unwrap());
    check(&setting, IdentityRule { thumbprint: Some(setting.leaf.thumbprint()), ..IdentityRule::default() }, true);
    check(&setting, common_name("client.contoso.com"), true);
    check(&setting, common_name("CLIENT.contoso.com"), false);
    check(&setting, dns_name("API.contoso.com"), true);
    let subject = name("O=\"Contoso, Inc.\", CN=client.contoso.com");
    check(&setting, IdentityRule { subject, ..IdentityRule::default() }, true);
    check(&setting, IdentityRule { issuer_subject: name("CN=Issuing CA"), ..IdentityRule::default() }, true);
    check(&setting, IdentityRule { issuer_subject: name("CN=Other CA"), ..IdentityRule::default() }, false);
    let issuer = Some(setting.issuing.certificate.clone());
    check(&setting, IdentityRule { issuer_certificate: issuer, ..IdentityRule::default() }, true);
    let issuer_thumbprint = Some(setting.issuing.certificate.thumbprint());
    check(&setting, IdentityRule { issuer_thumbprint, ..IdentityRule::default() }, true);
}

#[test]
fn serial_numbers_in_all_of_their_spellings() {
    let setting = setting();
    for text in ["00AB12", "ab12", "AB:12", " 0xAB12 ", "00 ab 12", "0000ab12"] {
        check(&setting, serial(text), true);
    }
    for text in ["ab120", "b12", "ab1200"] {
        check(&setting, serial(text), false);
    }
    assert_eq!(SerialNumber::parse(""), Err(SerialNumberError::Empty));
    assert_eq!(SerialNumber::parse("12x"), Err(SerialNumberError::NotHex { stranger: 'x' }));
    assert_eq!(SerialNumber::parse("0").unwrap().to_string(), "0");
}

#[test]
fn all_claims_of_a_rule_must_hold_and_each_is_reported() {
    let setting = setting();
    let rule = IdentityRule { dns_name: Some("other.contoso.com".to_owned()), ..common_name("client.contoso.com") };
    let judgement = rule.judge(&setting.leaf, None);
    assert!(!judgement.matched);
    let outcome: Vec<_> = judgement.claims.iter().map(|claim| (claim.claim.attribute(), claim.matched)).collect();
    assert_eq!(outcome, [("common-name", true), ("dns-name", false)]);
    assert_eq!(judgement.claims[1].found, "api.contoso.com");
}

#[test]
fn a_rule_without_claims_matches_nobody() {
    let setting = setting();
    assert!(IdentityRule::default().is_empty());
    check(&setting, IdentityRule::default(), false);
}

#[test]
fn c5_a_look_alike_issuer_has_the_name_but_not_the_key() {
    let setting = setting();
    let look_alike = mint::self_signed(mint::ca("Issuing CA"));
    let forged = look_alike.issue(contoso()).certificate;
    assert_eq!(forged.issuer_text(), setting.leaf.issuer_text());
    let by_certificate =
        IdentityRule { issuer_certificate: Some(setting.issuing.certificate.clone()), ..IdentityRule::default() };
    assert!(!by_certificate.judge(&forged, None).matched);
    let issuer_thumbprint = Some(setting.issuing.certificate.thumbprint());
    let by_thumbprint = IdentityRule { issuer_thumbprint, ..IdentityRule::default() };
    assert!(!by_thumbprint.judge(&forged, Some(&look_alike.certificate)).matched);
    // An issuer that nobody has proven has no thumbprint.
    assert!(!by_thumbprint.judge(&setting.leaf, None).matched);
}

#[test]
fn issuer_certificate_means_the_direct_issuer() {
    let setting = setting();
    let below = setting.issuing.issue(mint::ca("Sub CA"));
    let leaf = below.issue(contoso()).certificate;
    let rule = IdentityRule { issuer_certificate: Some(setting.issuing.certificate), ..IdentityRule::default() };
    assert!(!rule.judge(&leaf, Some(&below.certificate)).matched);
}

#[test]
fn c6_names_of_another_type_are_not_dns_names() {
    let setting = setting();
    for text in ["uri.contoso.com", "mail.contoso.com", "https://uri.contoso.com/", "client.contoso.com", ""] {
        check(&setting, dns_name(text), false);
    }
}

#[test]
fn c7_nul_and_second_common_names_match_nothing() {
    let issuing = mint::self_signed(mint::ca("Issuing CA"));
    let nul = issuing.issue(mint::leaf("admin\0.evil")).certificate;
    for text in ["admin", "admin\0.evil"] {
        assert!(!common_name(text).judge(&nul, None).matched);
    }
    // rcgen keeps one value a type, so the second CN is spelled as its own type with the same identifier.
    let mut two = mint::leaf("admin");
    two.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 3]), "guest");
    let two = issuing.issue(two).certificate;
    assert_eq!(two.subject_text().matches("CN=").count(), 2);
    for text in ["admin", "guest"] {
        assert!(!common_name(text).judge(&two, None).matched);
    }
}

#[test]
fn c14_the_same_names_with_another_key_are_another_certificate() {
    let pinned = mint::self_signed(mint::leaf("pinned")).certificate;
    let other = mint::self_signed(mint::leaf("pinned")).certificate;
    assert_ne!(pinned, other);
    let rule = IdentityRule { thumbprint: Some(pinned.thumbprint()), ..IdentityRule::default() };
    assert!(rule.judge(&pinned, None).matched);
    assert!(!rule.judge(&other, None).matched);
}
