use super::{loaded, refused};

#[test]
fn a_certificate_is_a_json_body_or_just_its_file() {
    let configuration = loaded(
        &[
            (
                "certificates/inline/certificateInformation.json",
                r#"{ "properties": { "data": "AQ\nID\n", "password": "p" } }"#,
            ),
            (
                "certificates/named/certificateInformation.json",
                r#"{ "properties": { "certificateFile": "a.pfx", "password": "p" } }"#,
            ),
            ("certificates/named/a.pfx", "pfx"),
            ("certificates/named/b.pfx", "not meant, but known by its JSON file; see below"),
            ("certificates/pair/client.pem", "pem"),
            ("certificates/pair/client.key", "key"),
            ("certificates/protected/client.pfx", "pfx"),
            ("certificates/protected/password.txt", "P@ssw0rd\r\n"),
        ]
        .map(|(path, text)| (path.replace("b.pfx", "b.md"), text))
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect::<Vec<_>>(),
    );
    let by_name =
        |name: &str| &configuration.certificates.iter().find(|entity| entity.name == name).expect(name).content;
    assert_eq!(by_name("inline").bytes.expose(), &[1, 2, 3]);
    assert_eq!(by_name("inline").password.as_ref().unwrap().expose(), "p");
    assert_eq!(by_name("named").bytes.expose(), b"pfx");
    assert_eq!(by_name("pair").key.as_ref().unwrap().expose(), b"key");
    assert_eq!(by_name("protected").password.as_ref().unwrap().expose(), "P@ssw0rd");
}

#[test]
fn two_certificate_files_leave_it_open_which_is_meant() {
    refused(
        &[("certificates/x/a.pfx", "a"), ("certificates/x/b.cer", "b")],
        "certificates/x: error[ambiguous-files]: the certificate `x` has 2 certificate files; one is meant (help: leave one \
         file that ends in .pfx, .p12, .cer, .crt, .der, .pem, or say which in `certificateInformation.json`)",
    );
}

#[test]
fn pem_markers_in_base64_are_explained() {
    refused(
        &[(
            "certificates/x/certificateInformation.json",
            r#"{ "properties": { "data": "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----" } }"#,
        )],
        "certificates/x/certificateInformation.json:1:27: error[invalid-certificate]: the certificate is base64 without PEM \
         markers here, this one has a `-----BEGIN` line (help: remove the BEGIN and END lines, or name the file in \
         `certificateFile`, which may be PEM)",
    );
}

#[test]
fn key_vault_is_refused_with_a_way_out() {
    refused(
        &[(
            "certificates/x/certificateInformation.json",
            r#"{ "properties": { "keyVault": { "secretIdentifier": "https://v.vault.azure.net/secrets/x" } } }"#,
        )],
        "certificates/x/certificateInformation.json:1:31: error[not-supported]: `keyVault` is not supported yet, and leaving \
         it out would change what happens (help: give the certificate as `data` (base64) or `certificateFile` (a path))",
    );
}

#[test]
fn every_file_of_revocation_lists_is_read() {
    let configuration = loaded(&[("revocation lists/dev.crl", "der"), ("revocation lists/root.PEM", "pem")]);
    let lists: Vec<(&str, &[u8])> =
        configuration.revocation_lists.iter().map(|list| (list.source.name.as_str(), &*list.bytes)).collect();
    assert_eq!(lists, [("revocation lists/dev.crl", b"der".as_slice()), ("revocation lists/root.PEM", b"pem")]);
}

#[test]
fn an_empty_revocation_list_is_refused() {
    refused(
        &[("revocation lists/dev.crl", "")],
        "revocation lists/dev.crl: error[empty-file]: `revocation lists/dev.crl` is empty",
    );
}
