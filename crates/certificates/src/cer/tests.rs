use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::mint;

#[test]
fn one_certificate_in_all_of_its_clothes() {
    let certificate = mint::self_signed(mint::leaf("x")).certificate;
    let base64 = STANDARD.encode(certificate.der());
    let lines = base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>();
    let pem = pem::write("CERTIFICATE", certificate.der());
    for text in [
        base64.clone(),
        lines.join("\r\n"),
        format!("\u{feff}{base64}\n"),
        pem.clone(),
        pem.replace('\n', "\r\n"),
        format!("subject=CN=x\n{pem}"),
        pem.replace("CERTIFICATE", "X509 CERTIFICATE"),
    ] {
        assert_eq!(read(text.as_bytes()).unwrap(), certificate, "{text}");
    }
    assert_eq!(read(certificate.der()).unwrap(), certificate);
    assert_eq!(read_all(format!("{pem}{pem}").as_bytes()).unwrap().len(), 2);
}

#[test]
fn what_is_no_certificate_is_said_so() {
    assert_eq!(read(b" \n"), Err(CerError::Certificate(CertificateError::Empty)));
    assert_eq!(read(b"\xff\xfe"), Err(CerError::UnknownFormat { stranger: None }));
    assert_eq!(read(b"not base64!"), Err(CerError::UnknownFormat { stranger: Some('!') }));
    let key = pem::write("PRIVATE KEY", &[1, 2, 3]);
    assert_eq!(read(key.as_bytes()), Err(CerError::NoCertificateBlock { labels: vec!["PRIVATE KEY".to_owned()] }));
    assert!(matches!(read(b"AQID"), Err(CerError::Certificate(CertificateError::Malformed { .. }))));
}
