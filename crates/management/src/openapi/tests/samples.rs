use super::imported;

/// The bodies of the first operation as lines of status, content type and body.
fn check(responses: &str, expected: &str) {
    let text = format!(
        r#"{{ "openapi": "3.0.0", "paths": {{ "/a": {{ "get": {{ "responses": {responses} }} }} }}, "components": {{
            "schemas": {{
                "Pet": {{ "type": "object", "properties": {{ "id": {{ "type": "integer" }}, "name": {{ "type": "string" }},
                    "tags": {{ "type": "array", "items": {{ "enum": ["a", "b"] }} }}, "born": {{ "type": "string", "format": "date" }} }} }},
                "Dog": {{ "allOf": [{{ "$ref": "\#/components/schemas/Pet" }}, {{ "properties": {{ "bark": {{ "type": "boolean" }} }} }}] }},
                "Tree": {{ "type": "object", "properties": {{ "left": {{ "$ref": "\#/components/schemas/Tree" }} }} }},
                "Circle": {{ "$ref": "\#/components/schemas/Circle" }} }},
            "responses": {{ "Missing": {{ "content": {{ "text/plain": {{ "example": "gone" }} }} }} }} }} }}"#
    )
    .replace("\\#", "#");
    let mut found = Vec::new();
    for response in &imported(&text).operations[0].responses {
        for representation in &response.representations {
            let compact = representation.sample.as_deref().map(|body| body.split_whitespace().collect::<String>());
            found.push(format!(
                "{} {} {}",
                response.status_code,
                representation.content_type,
                compact.unwrap_or_default()
            ));
        }
    }
    assert_eq!(found.join("\n"), expected);
}

#[test]
fn examples_come_first() {
    check(
        r##"{ "200": { "content": { "application/json": { "examples": { "a": { "value": { "x": null } } }, "schema": { "$ref": "#/components/schemas/Pet" } } } },
             "404": { "$ref": "#/components/responses/Missing" }, "default": { "content": { "a/b": {} } } }"##,
        "200 application/json {\"x\":null}\n404 text/plain gone",
    );
}

#[test]
fn bodies_are_made_up_from_schemas() {
    check(
        r##"{ "200": { "content": { "application/json; charset=utf-8": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Dog" } } },
             "application/xml": { "schema": { "$ref": "#/components/schemas/Dog" } } } } }"##,
        "200 application/json; charset=utf-8 [{\"id\":0,\"name\":\"string\",\"tags\":[\"a\"],\"born\":\"2020-01-01\",\"bark\":true}]\n\
         200 application/xml ",
    );
}

#[test]
fn schemas_that_refer_to_themselves_end() {
    check(
        r##"{ "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Tree" } } } },
             "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Circle" } } } } }"##,
        "200 application/json {\"left\":{\"left\":{\"left\":{\"left\":{\"left\":{\"left\":{\"left\":{\"left\":null}}}}}}}}\n\
         201 application/json null",
    );
}

#[test]
fn version_2_has_examples_by_content_type() {
    let imported = imported(
        r#"{ "swagger": "2.0", "produces": ["application/json", "text/xml"], "paths": { "/a": { "get": { "responses": {
            "200": { "examples": { "application/json": { "a": 1 } }, "schema": { "type": "string" } },
            "204": { "description": "nothing" } } } } } }"#,
    );
    let responses = &imported.operations[0].responses;
    assert_eq!(responses[0].representations[0].sample.as_deref(), Some("{\n  \"a\": 1\n}"));
    assert_eq!(responses[0].representations[1].content_type, "text/xml");
    assert_eq!(responses[0].representations[1].sample, None);
    assert!(responses[1].representations.is_empty());
}
