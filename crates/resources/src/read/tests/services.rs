use super::{accepted, refused};
use crate::kinds::gateway::Network;
use crate::{CertificateStore, GatewaySettings, HostnameKind, Service};

#[test]
fn every_member_of_a_service_is_known() {
    let service = accepted::<Service>(
        r#"{ "location": "westeurope", "sku": { "name": "Premium", "capacity": 2 }, "identity": { "type": "SystemAssigned" },
            "tags": {}, "zones": ["1"], "properties": { "publisherEmail": "a@b", "publisherName": "x",
            "notificationSenderEmail": "x", "virtualNetworkType": "None", "publicNetworkAccess": "Enabled", "disableGateway": false,
            "additionalLocations": [], "apiVersionConstraint": {}, "developerPortalStatus": "Enabled", "legacyPortalStatus": "x",
            "natGatewayState": "x", "restore": false, "gatewayUrl": "x", "gatewayRegionalUrl": "x", "managementApiUrl": "x",
            "portalUrl": "x", "provisioningState": "Succeeded", "createdAtUtc": "x", "platformVersion": "stv2",
            "enableClientCertificate": true,
            "hostnameConfigurations": [{ "type": "Proxy", "hostName": "*.Example.com", "encodedCertificate": "AQID",
                "certificatePassword": "p", "defaultSslBinding": true, "negotiateClientCertificate": true, "keyVaultId": null,
                "identityClientId": null, "certificate": {}, "certificateStatus": "Completed", "certificateSource": "Custom" },
                { "type": "DeveloperPortal", "hostName": "portal.example.com" }],
            "certificates": [{ "encodedCertificate": "AQ ID", "storeName": "Root", "certificate": { "subject": "CN=x" } },
                { "encodedCertificate": "AQID", "certificatePassword": "p", "storeName": "CertificateAuthority" }],
            "customProperties": { "Microsoft.WindowsAzure.ApiManagement.Gateway.Protocols.Server.Http2": "true" } } }"#,
    );
    let [proxy, portal] = service.hostname_configurations.as_slice() else { panic!("two hostnames") };
    assert_eq!(
        (proxy.host_name.as_str(), proxy.kind, proxy.negotiate_client_certificate),
        ("*.example.com", HostnameKind::Proxy, true)
    );
    assert_eq!(proxy.certificate.as_ref().unwrap().bytes.expose(), &[1, 2, 3]);
    assert!(portal.certificate.is_none() && !portal.negotiate_client_certificate);
    assert_eq!(service.certificates[0].store, CertificateStore::Root);
    assert_eq!(service.certificates[1].content.password.as_ref().unwrap().expose(), "p");
}

#[test]
fn values_of_a_service_are_checked() {
    refused::<Service>(
        r#"{ "properties": { "certificates": [{ "storeName": "Root" }, { "encodedCertificate": "A", "storeName": "Root" }] } }"#,
        "x.json:1:36: error[missing-member]: a CA certificate has `encodedCertificate` (base64) or `certificateFile` (a path); \
         here is neither\n\
         x.json:1:85: error[invalid-certificate]: the certificate is not base64",
    );
    refused::<Service>(
        r#"{ "properties": { "certificates": [{ "encodedCertificate": "AQID", "storeName": "root" }] } }"#,
        "x.json:1:81: error[unknown-value]: `root` is none of `Root`, `CertificateAuthority` (help: did you mean `Root`?)",
    );
    refused::<Service>(
        r#"{ "properties": { "hostnameConfigurations": [{ "type": "Proxy", "hostName": "https://a" }] } }"#,
        "x.json:1:77: error[invalid-value]: `https://a` is not a host name",
    );
    refused::<Service>(
        r#"{ "properties": { "hostnameConfigurations": [{ "type": "Proxy", "hostName": "a", "keyVaultId": "https://v" }] } }"#,
        "x.json:1:96: error[not-supported]: `keyVaultId` is not supported yet, and leaving it out would change what happens \
         (help: give the certificate as `encodedCertificate` (base64) or `certificateFile` (a path))",
    );
}

#[test]
fn settings_are_checked() {
    refused::<GatewaySettings>(
        r#"{ "listen": "8443", "trustedRelays": [{ "addresses": ["10.1.2.3/8", "localhost"], "headers": ["X Y"] }],
            "limits": { "connections": 0 } }"#,
        "x.json:1:13: error[invalid-value]: `8443` is not an address and port (help: write `127.0.0.1:8443`, or `0.0.0.0:8443` \
         for all addresses of this machine)\n\
         x.json:1:55: error[invalid-value]: `10.1.2.3/8` has bits behind its prefix; the network is `10.0.0.0/8`\n\
         x.json:1:69: error[invalid-value]: `localhost` is not an address or a network such as `10.0.0.0/8`\n\
         x.json:1:95: error[invalid-value]: `X Y` is not a header name\n\
         x.json:2:40: error[invalid-value]: `connections` is 0, which would let nothing through",
    );
}

#[test]
fn networks_hold_their_addresses() {
    for (network, inside, outside) in [
        ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ("0.0.0.0/0", "1.2.3.4", "::1"),
        ("fd00::/8", "fdff::1", "fe00::1"),
        ("::/0", "::1", "1.2.3.4"),
        ("10.0.0.0/8", "::ffff:10.0.0.1", "::a00:1"),
    ] {
        let network = Network::parse(network).unwrap();
        assert!(network.contains(inside.parse().unwrap()), "{network:?} {inside}");
        assert!(!network.contains(outside.parse().unwrap()), "{network:?} {outside}");
    }
    for text in ["10.0.0.0/33", "10.0.0.0/", "::/129", "", "10.0.0/8", "10.0.0.0/-1"] {
        assert!(Network::parse(text).is_err(), "{text}");
    }
}
