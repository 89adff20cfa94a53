use std::fmt::Write;

use diagnostics::Source;

use super::{Imported, import};

mod names;
mod parameters;
mod robustness;
mod samples;

fn imported(text: &str) -> Imported {
    import(&Source::new("specification.yaml", text), true).unwrap_or_else(|findings| panic!("{}", findings[0]))
}

/// The operations of a document as lines of name, method, template and display name, after its service URL.
fn check(text: &str, expected: &str) {
    let imported = imported(text);
    let mut found = format!("{}\n", imported.service_url.unwrap_or_default());
    for operation in &imported.operations {
        writeln!(
            found,
            "{} {} {} {}",
            operation.name, operation.method, operation.url_template, operation.display_name
        )
        .unwrap();
    }
    for warning in &imported.warnings {
        writeln!(found, "{warning}").unwrap();
    }
    assert_eq!(found.trim_start(), format!("{}\n", expected.trim()));
}

fn refused(text: &str, expected: &str) {
    let findings = import(&Source::new("specification.yaml", text), true).expect_err("findings");
    let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), expected);
}

#[test]
fn version_3_in_yaml() {
    check(
        "
openapi: 3.0.1
info: { title: Pets, version: '1' }
servers:
  - url: http://insecure.example.com
  - url: https://{region}.example.com/v1/
    variables: { region: { default: eu } }
paths:
  /pets/{petId}:
    parameters:
      - { name: petId, in: path, required: true, schema: { type: integer } }
    get:
      summary: Show a pet
      responses: { 200: { description: ok } }
    delete:
      operationId: deletePet
      responses: {}
  x-not-a-path: {}
",
        "https://eu.example.com/v1\n\
         get-pets-petid GET /pets/{petId} Show a pet\n\
         deletePet DELETE /pets/{petId} deletePet",
    );
}

#[test]
fn version_2_in_json() {
    check(
        r#"{ "swagger": "2.0", "host": "pets.example.com", "basePath": "/api", "schemes": ["http", "https"],
             "paths": { "/pets": { "get": { "responses": {} }, "post": { "operationId": "addPet" } } } }"#,
        "https://pets.example.com/api\nget-pets GET /pets Get - /pets\naddPet POST /pets addPet",
    );
}

#[test]
fn a_relative_server_is_no_service_url() {
    check("openapi: 3.0.0\nservers: [{ url: /v1 }]\npaths: { /a: { get: {} } }", "get-a GET /a Get - /a");
}

#[test]
fn a_document_of_something_else_is_refused() {
    let expected = "specification.yaml:1:1: error[not-openapi]: neither `openapi: 3.x` nor `swagger: \"2.0\"` is at the top \
                    (help: APIs are imported from OpenAPI documents of versions 2 and 3)";
    refused("asyncapi: 2.0.0", expected);
    refused("{ \"openapi\": \"4.0.0\" }", expected);
}

#[test]
fn faults_point_into_the_document() {
    refused(
        "{ \"openapi\": \"3.0.0\",\n  \"paths\": { \"/a\": { \"get\": {} \"put\": {} } } }",
        "specification.yaml:2:32: error[malformed-json]: expected `,` or `}` after a member, found `\"`",
    );
    refused(
        "openapi: 3.0.0\npaths:\n  /a/{x}:\n    get: {}\n  /A/{y}:\n    get: {}\n",
        "specification.yaml:6:5: error[duplicate-operation]: the operations `get-a-x` and `get-a-y` have the same method and \
         URL template: GET /A/{y}",
    );
    refused(
        "{ \"openapi\": \"3.0.0\", \"paths\": { \"/a\": { \"get\": {}, \"x\": 1 },\n \"/b{\": { \"get\": {} } } }",
        "specification.yaml:2:18: error[invalid-value]: `{` in `/b{` is never closed",
    );
}

#[test]
fn a_document_without_operations_is_worth_a_word() {
    check(
        "openapi: 3.1.0\nwebhooks: {}\n",
        "specification.yaml:1:1: warning[no-operations]: the document has no operations, so every request to the API is \
         answered with 404",
    );
}
