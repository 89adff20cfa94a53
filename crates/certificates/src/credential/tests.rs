use secret::Secret;

use super::*;
use crate::mint::{self, Minted};

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn key_of(minted: &Minted) -> Secret<Vec<u8>> {
    Secret::new(minted.key.serialize_der())
}

struct Setting {
    root: Minted,
    intermediate: Minted,
    leaf: Minted,
}

fn setting() -> Setting {
    let root = mint::self_signed(mint::ca("Root"));
    let intermediate = root.issue(mint::ca("Intermediate"));
    let leaf = intermediate.issue(mint::leaf("leaf"));
    Setting { root, intermediate, leaf }
}

#[test]
fn the_key_chooses_the_certificate_and_signatures_the_chain() {
    let setting = setting();
    let stranger = mint::self_signed(mint::ca("Intermediate")).certificate;
    let pile = [
        setting.root.certificate.clone(),
        stranger,
        setting.leaf.certificate.clone(),
        setting.intermediate.certificate.clone(),
    ];
    let credential = Credential::new(&pile, key_of(&setting.leaf)).unwrap();
    assert_eq!(credential.certificate(), &setting.leaf.certificate);
    assert_eq!(credential.chain(), [setting.intermediate.certificate.clone(), setting.root.certificate.clone()]);
    let sent: Vec<_> = credential.to_send().cloned().collect();
    assert_eq!(sent, [setting.leaf.certificate, setting.intermediate.certificate]);
}

#[test]
fn a_key_that_belongs_to_no_certificate_makes_no_credential() {
    let setting = setting();
    let other = mint::self_signed(mint::leaf("other"));
    let refused = Credential::new(std::slice::from_ref(&setting.leaf.certificate), key_of(&other)).unwrap_err();
    assert_eq!(refused, CredentialError::KeyDoesNotMatch { subjects: vec!["CN=leaf".to_owned()] });
    assert_eq!(Credential::new(&[], key_of(&other)).unwrap_err(), CredentialError::NoCertificate);
    let garbage = Credential::new(&[setting.leaf.certificate], Secret::new(vec![1, 2, 3])).unwrap_err();
    assert_eq!(garbage, CredentialError::UnusableKey { problem: "it is not PKCS#8".to_owned() });
}

#[test]
fn pem_and_pfx_read_back_as_they_were_written() {
    let setting = setting();
    let pem_text = [
        pem::write("PRIVATE KEY", setting.leaf.key.serialized_der()),
        pem::write("CERTIFICATE", setting.leaf.certificate.der()),
        pem::write("CERTIFICATE", setting.intermediate.certificate.der()),
    ]
    .concat();
    let credential = Credential::from_pem(pem_text.as_bytes()).unwrap();
    assert_eq!(credential.chain(), std::slice::from_ref(&setting.intermediate.certificate));
    for (password, with_chain) in [("p\u{e4}ss", true), ("", false)] {
        let file = pfx::write(&credential, password, with_chain).unwrap();
        let again = Credential::from_pfx(&file, Some(&secret(password))).unwrap();
        assert_eq!(again.certificate(), credential.certificate());
        assert_eq!(again.chain().len(), usize::from(with_chain));
    }
    assert!(matches!(Material::read(pem_text.as_bytes(), None), Ok(Material::Credential(_))));
}

#[test]
fn material_is_what_the_file_holds() {
    let setting = setting();
    let public = Material::read(setting.leaf.certificate.der(), None).unwrap();
    let refused = public.credential("my-certificate").unwrap_err();
    assert_eq!(refused.to_string(), "Certificate with id 'my-certificate' does not contain private key.");
    let credential = Credential::new(std::slice::from_ref(&setting.leaf.certificate), key_of(&setting.leaf)).unwrap();
    let file = pfx::write(&credential, "pw", false).unwrap();
    // As APIM's `data` and Key Vault's secrets carry it.
    let wrapped = pem::write("X", &file).lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n");
    for bytes in [file.as_slice(), wrapped.as_bytes()] {
        let material = Material::read(bytes, Some(&secret("pw"))).unwrap();
        assert_eq!(material.credential("id").unwrap().certificate(), &setting.leaf.certificate);
    }
    let wrong = Material::read(&file, Some(&secret("other"))).unwrap_err();
    assert_eq!(wrong, CredentialError::Pfx(PfxError::WrongPassword { given: true }));
    assert_eq!(wrong.to_string(), "the password of the PFX is wrong");
}

#[test]
fn old_forms_of_keys_in_pem_are_understood() {
    // The same key as PKCS#8 and as SEC 1, made by `openssl ecparam -genkey` and `openssl pkcs8 -topk8`.
    let setting = setting();
    let pkcs8 = setting.leaf.key.serialized_der();
    let mut fields = crate::der::Reader::new(pkcs8).sequence().unwrap();
    fields.any().unwrap();
    let identifier = fields.any().unwrap();
    let mut identifier = crate::der::Reader::new(identifier.contents);
    identifier.any().unwrap();
    let curve = identifier.any().unwrap().whole.to_vec();
    let sec1 = fields.any().unwrap().contents.to_vec();
    // RFC 5915 keys inside PKCS#8 leave the curve out; on their own they carry it in [0].
    let mut inner = crate::der::Reader::new(&sec1).sequence().unwrap();
    let parts = [inner.any().unwrap().whole, inner.any().unwrap().whole];
    let wrapped_curve = [vec![0xa0, u8::try_from(curve.len()).unwrap()], curve].concat();
    let contents = [parts.concat(), wrapped_curve].concat();
    let sec1 = [vec![0x30, u8::try_from(contents.len()).unwrap()], contents].concat();
    let text =
        [pem::write("EC PRIVATE KEY", &sec1), pem::write("CERTIFICATE", setting.leaf.certificate.der())].concat();
    assert_eq!(Credential::from_pem(text.as_bytes()).unwrap().certificate(), &setting.leaf.certificate);

    let encrypted = text.replace("EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assert_eq!(Credential::from_pem(encrypted.as_bytes()).unwrap_err(), CredentialError::EncryptedPem);
    let certificate_only = pem::write("CERTIFICATE", setting.leaf.certificate.der());
    assert_eq!(Credential::from_pem(certificate_only.as_bytes()).unwrap_err(), CredentialError::NoPrivateKey);
}

#[test]
fn keys_do_not_print() {
    let setting = setting();
    let credential = Credential::new(std::slice::from_ref(&setting.leaf.certificate), key_of(&setting.leaf)).unwrap();
    let printed =
        format!("{credential:?} {:?} {:?}", credential.private_key(), Material::Credential(credential.clone()));
    let key = crate::certificate::hex(setting.leaf.key.serialized_der());
    assert!(!printed.to_uppercase().contains(&key[..20]) && printed.contains("[secret]"), "{printed}");
}
