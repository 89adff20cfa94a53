use diagnostics::Source;

use super::{check, import, imported};

const SEARCH: &str = "
openapi: 3.0.0
paths:
  /search/{index}:
    parameters:
      - { name: index, in: path, required: true, schema: { type: string, enum: [a, b] } }
      - { name: date, in: query, required: false }
    get:
      operationId: search
      parameters:
        - { name: date, in: query, required: true, schema: { type: [ 'null', string ], default: today } }
        - $ref: '#/components/parameters/page'
        - { name: index, in: query, required: true }
        - { name: lang, in: query }
        - { name: X-Trace, in: header, required: true }
        - { name: lost, in: path, required: true }
        - { name: session, in: cookie }
        - $ref: 'other.yaml#/parameters/x'
components:
  parameters:
    page: { name: page, in: query, required: true, schema: { $ref: '#/components/schemas/number' } }
  schemas:
    number: { type: integer }
";

#[test]
fn required_query_parameters_become_part_of_the_template() {
    check(
        SEARCH,
        "search GET /search/{index}?date={date}&page={page} search\n\
         specification.yaml:8:5: warning[ambiguous-parameter]: `index` is a path parameter too, so the template cannot demand \
         it as a query parameter\n\
         specification.yaml:8:5: warning[unused-parameter]: the path parameter `lost` is not part of the path `/search/{index}`",
    );
    let operation = &imported(SEARCH).operations[0];
    let template: Vec<_> = operation.template_parameters.iter().map(|p| (p.name.as_str(), p.r#type.as_str())).collect();
    assert_eq!(template, [("index", "string"), ("date", "string"), ("page", "integer")]);
    assert_eq!(operation.template_parameters[0].values, ["a", "b"]);
    assert_eq!(operation.template_parameters[1].default_value.as_deref(), Some("today"));
    let query: Vec<_> = operation.query_parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(query, ["index", "lang"]);
    assert_eq!(operation.headers[0].name, "X-Trace");
}

#[test]
fn unless_the_api_says_query() {
    let imported = import(&Source::new("x", SEARCH), false).unwrap();
    assert_eq!(imported.operations[0].url_template, "/search/{index}");
    assert_eq!(imported.operations[0].query_parameters.len(), 4);
}

#[test]
fn parameters_that_only_the_path_names_are_declared() {
    let imported = imported("openapi: 3.0.0\npaths: { '/a/{b}/{c}.json': { get: {} } }");
    let names: Vec<_> = imported.operations[0].template_parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["b", "c"]);
}

#[test]
fn queries_written_into_paths_are_left_out() {
    check("openapi: 3.0.0\nx-ms-paths: { '/a?x=1': { get: {} } }", "get-a GET /a Get - /a?x=1");
}
