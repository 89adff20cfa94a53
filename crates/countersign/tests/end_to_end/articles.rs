//! The ways in which articles about API Management tell people to judge a client certificate, each as an operation,
//! and what they really come to.

use std::fs;
use std::process::Command;

use crate::callers::{Caller, Shown, Tls};
use crate::place::{Gateway, Place};

/// One recipe: the operation's name, the condition under which it answers 403, and the clients that get 200.
struct Recipe {
    name: &'static str,
    refused_when: &'static str,
    accepted: &'static [&'static str],
}

const CLIENTS: [&str; 7] = ["none", "valid", "unregistered", "expired", "not-yet-valid", "untrusted", "look-alike"];

const RECIPES: [Recipe; 10] = [
    Recipe {
        name: "present",
        refused_when: r#"@(context.Request.Certificate == null)"#,
        accepted: &["valid", "unregistered", "expired", "not-yet-valid", "untrusted", "look-alike"],
    },
    // Verify() asks for revocation too, and a private CA without a list cannot answer: false for everybody.
    Recipe {
        name: "verify",
        refused_when: r#"@(context.Request.Certificate == null || !context.Request.Certificate.Verify())"#,
        accepted: &[],
    },
    Recipe {
        name: "verify-no-revocation",
        refused_when: r#"@(context.Request.Certificate == null || !context.Request.Certificate.VerifyNoRevocation())"#,
        accepted: &["valid", "unregistered"],
    },
    Recipe {
        name: "thumbprint",
        refused_when: r#"@(context.Request.Certificate == null || context.Request.Certificate.Thumbprint != "THUMBPRINT")"#,
        accepted: &["valid"],
    },
    // Names alone are no proof: the look-alike has them all.
    Recipe {
        name: "names",
        refused_when: r#"@(context.Request.Certificate == null || context.Request.Certificate.Issuer != "CN=Countersign DEV Intermediate CA" || context.Request.Certificate.SubjectName.Name != "CN=Valid Client")"#,
        accepted: &["valid", "look-alike"],
    },
    Recipe {
        name: "uploaded",
        refused_when: r#"@(context.Request.Certificate == null || !context.Deployment.Certificates.Any(c => c.Value.Thumbprint == context.Request.Certificate.Thumbprint))"#,
        accepted: &["valid"],
    },
    Recipe {
        name: "contains",
        refused_when: r#"@(context.Request.Certificate == null ||
            !context.Request.Certificate.Issuer.Contains("CN=Countersign TST") ||
            !context.Request.Certificate.Subject.Contains("Untrusted"))"#,
        accepted: &["untrusted"],
    },
    Recipe {
        name: "not-expired",
        refused_when: r#"@(context.Request.Certificate != null && context.Request.Certificate.NotAfter < DateTime.UtcNow)"#,
        accepted: &["none", "valid", "unregistered", "not-yet-valid", "untrusted", "look-alike"],
    },
    Recipe {
        name: "rotation",
        refused_when: r#"@{
            var thumbprint = context.Request.Certificate?.Thumbprint ?? "";
            return !(thumbprint == "OLD" || thumbprint == "THUMBPRINT");
        }"#,
        accepted: &["valid"],
    },
    Recipe {
        name: "list",
        refused_when: r#"@{
            var thumbprint = context.Request.Certificate?.Thumbprint ?? "";
            var allowed = "{{allowed-thumbprints}}".Split(',');
            return !allowed.Contains(thumbprint);
        }"#,
        accepted: &["valid"],
    },
];

fn policy(refused_when: &str, thumbprint: &str) -> String {
    let condition = refused_when.replace("THUMBPRINT", thumbprint);
    format!(
        r#"<policies>
    <inbound>
        <base />
        <trace source="recipe" severity="information">
            <message>@($"Client cert: Subject={{context.Request.Certificate?.Subject}}, Expires={{context.Request.Certificate?.NotAfter}}")</message>
        </trace>
        <choose>
            <when condition="{condition}">
                <return-response>
                    <set-status code="403" reason="Invalid client certificate" />
                </return-response>
            </when>
        </choose>
        <return-response>
            <set-status code="200" reason="OK" />
        </return-response>
    </inbound>
    <backend><base /></backend>
    <outbound><base /></outbound>
    <on-error><base /></on-error>
</policies>"#
    )
}

/// Puts every recipe into the sample configuration as an API of its own.
fn write_recipes(place: &Place) {
    let shown = Shown::of(place, "valid");
    let output = place.countersign(&["cert", "show", "--json", &shown.certificate.display().to_string()]);
    let json = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let from = json.find("\"thumbprint\": \"").expect("the certificate has a thumbprint") + 15;
    let thumbprint = &json[from..from + 40];
    let value =
        format!(r#"{{ "properties": {{ "displayName": "allowed-thumbprints", "value": "OLD,{thumbprint}" }} }}"#);
    place.write(".countersign/demo/named values/allowed-thumbprints/namedValueInformation.json", &value);
    for recipe in &RECIPES {
        let folder = format!(".countersign/demo/apis/{}", recipe.name);
        let api = format!(
            r#"{{ "properties": {{ "displayName": "{0}", "path": "{0}", "protocols": ["https"], "subscriptionRequired": false }} }}"#,
            recipe.name
        );
        let operation = r#"{ "properties": { "displayName": "Get", "method": "GET", "urlTemplate": "/" } }"#;
        place.write(&format!("{folder}/apiInformation.json"), &api);
        place.write(&format!("{folder}/operations/get/operationInformation.json"), operation);
        place.write(&format!("{folder}/policy.xml"), &policy(recipe.refused_when, thumbprint));
    }
}

/// The statuses of every recipe for one client, asked in one run of curl.
fn statuses(place: &Place, gateway: &Gateway, client: &str) -> Vec<String> {
    let mut command = Command::new("curl");
    command.args(["-sS", "--max-time", "20", "--cacert"]).arg(place.state("ca/root-ca.pem"));
    if client != "none" {
        let shown = Shown::of(place, client);
        command.arg("--cert").arg(shown.certificate).arg("--key").arg(shown.key);
    }
    command.args(["-w", "%{http_code} "]);
    for recipe in &RECIPES {
        command.args(["-o", "/dev/null"]).arg(format!("https://localhost:{}/{}", gateway.port(), recipe.name));
    }
    let output = command.output().expect("curl starts");
    String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_recipe_comes_to_what_its_words_mean() {
    if !Caller::Curl(Tls::V13).is_here() {
        return;
    }
    let place = Place::prepared();
    write_recipes(&place);
    let gateway = place.run(&place.configuration(""));
    for client in CLIENTS {
        let expected: Vec<&str> =
            RECIPES.iter().map(|recipe| if recipe.accepted.contains(&client) { "200" } else { "403" }).collect();
        let names: Vec<&str> = RECIPES.iter().map(|recipe| recipe.name).collect();
        assert_eq!(statuses(&place, &gateway, client), expected, "{client}: {names:?}");
    }
}

/// Two attributes that an article invented: the load is refused, and each finding names the right way.
#[test]
fn invented_attributes_are_refused_with_the_right_way() {
    let place = Place::prepared();
    let policy = place.configuration("apis/protected/operations/validate-using-policy/policy.xml");
    let text = fs::read_to_string(&policy).expect("the sample has this policy");
    let invented = text.replace("ignore-error=\"false\"", "failed-validation-httpcode=\"403\"").replace(
        "<identity common-name=\"Valid Client\"",
        "<identity issuer=\"CN=My CA\" common-name=\"Valid Client\"",
    );
    fs::write(&policy, invented).expect("the sample can be changed");
    let output = place.countersign(&["check", ".countersign/demo"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("failed-validation-httpcode") && said.contains("on-error"), "{said}");
    assert!(said.contains("`issuer`") && said.contains("issuer-subject"), "{said}");
}
