use super::{API, loaded, refused, warned};

#[test]
fn a_misspelt_file_is_an_error_not_a_missing_policy() {
    refused(
        &[
            ("policies.xml", "<policies/>"),
            ("apis/a/apiInformation.json", API),
            ("apis/a/policies.xml", "<policies/>"),
            ("apis/a/operation/get/policy.xml", "<policies/>"),
            ("backend/b/backendInformation.json", "{}"),
        ],
        "policies.xml: error[unknown-file]: `policies.xml` has no place in the layout, so it is not read (help: did you mean \
         `policy.xml`?)\n\
         apis/a/policies.xml: error[unknown-file]: `apis/a/policies.xml` has no place in the layout, so it is not read (help: \
         did you mean `policy.xml`?)\n\
         apis/a/operation: error[unknown-file]: `apis/a/operation` has no place in the layout, so it is not read (help: did \
         you mean `operations`?)\n\
         backend: error[unknown-file]: `backend` has no place in the layout, so it is not read (help: did you mean \
         `backends`?)",
    );
}

#[test]
fn a_resource_without_its_file_is_an_error() {
    refused(
        &[("backends/b/backendinformation.json", "{}"), ("apis/a/policy.xml", "<policies/>")],
        "backends/b: error[missing-file]: the backend `b` has no `backendInformation.json` (help: rename \
         `backendinformation.json`)\n\
         apis/a: error[missing-file]: the API `a` has no `apiInformation.json`",
    );
}

#[test]
fn a_meaningful_file_among_resources_is_an_error() {
    refused(
        &[("apis/a/apiInformation.json", API), ("apis/a/overrides.json", "{}")],
        "apis/a/overrides.json: error[unknown-file]: `apis/a/overrides.json` has no place in the layout, so it is not read \
         (help: known here: `apiInformation.json`, `policy.xml`, `specification.yaml`, `specification.yml`, \
         `specification.json`, `operations`, `diagnostics`, `releases`, `schemas`, `tags`)",
    );
}

#[test]
fn strangers_at_the_top_are_worth_a_word_and_hidden_ones_are_not() {
    warned(
        &[
            ("policy.xml", "<policies/>"),
            ("README.md", "read me"),
            (".git/config", "x"),
            ("policy.xml~", "x"),
            ("infra/main.bicep", "x"),
        ],
        "infra: warning[unknown-file]: `infra` has no place in the layout, so it is not read (help: known here: \
         `service.json`, `gateway.json`, `policy.xml`, `apiInformation.json`, `specification.yaml`, `specification.yml`, \
         `specification.json`, `apis`, `backends`, `certificates`, `diagnostics`, `gateways`, `groups`, `loggers`, \
         `named values`, `operations`, `policy fragments`, `products`, `revocation lists`, `subscriptions`, `tags`, \
         `version sets`)",
    );
}

#[test]
fn files_that_a_json_file_names_have_a_place_wherever_they_are() {
    let service =
        r#"{ "properties": { "certificates": [{ "certificateFile": "our CAs/root.pem", "storeName": "Root" }] } }"#;
    let configuration = loaded(&[("service.json", service), ("our CAs/root.pem", "pem")]);
    assert_eq!(configuration.service.certificates[0].content.origin, "our CAs/root.pem");
}

#[test]
fn collections_without_effect_say_so() {
    warned(
        &[
            ("tags/a/tagInformation.json", "{}"),
            ("groups/a/groupInformation.json", "{}"),
            ("loggers/a/loggerInformation.json", "{}"),
        ],
        "loggers: warning[without-effect]: nothing is sent to loggers; the access log and request traces are written instead",
    );
    refused(
        &[("workspaces/w/apis/a/apiInformation.json", API)],
        "workspaces: error[not-supported]: workspaces are not supported yet, and their APIs would be missing (help: move the \
         APIs of the workspace to the top, or keep workspaces out of the folder)",
    );
}

#[test]
fn an_empty_folder_is_an_empty_configuration() {
    assert!(loaded(&[]).apis.is_empty());
}
