//! Routes, keys, products and the answers before any policy.

use secret::Secret;

use diagnostics::Source;
use resources::{ConfiguredProduct, Product, Resource, Subscription, SubscriptionScope, SubscriptionState};

use crate::backend::{self, Backend};
use crate::house::{self, House, answering, api, configuration, document, no_source};

const HELLO: &str = "<return-response><set-body>hello</set-body></return-response>";

#[test]
fn an_operation_answers_and_what_is_none_is_404() {
    let mut configuration = configuration("");
    configuration.apis = vec![api("api", &answering(HELLO), &["GET /a/{x}", "POST /b"])];
    let house = House::serve(&configuration);
    assert_eq!(house.caller().get("/api/a/1").body, "hello");
    assert_eq!(house.caller().get("/API/A/1/").status, 200);
    for path in ["/", "/api", "/api/b", "/api/a", "/other", "/apis/a/1"] {
        let answer = house.caller().get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.body, r#"{ "statusCode": 404, "message": "Resource not found" }"#);
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[test]
fn the_health_path_needs_no_api() {
    let house = House::with_policy("");
    assert_eq!(house.caller().get("/status-0123456789abcdef").status, 200);
}

#[test]
fn matched_parameters_are_decoded_and_the_backend_gets_the_normal_path() {
    let backend = Backend::plain(backend::echo_head);
    let mut configuration = configuration(&house::forwarding(&format!("{}/base", backend.url())));
    configuration.apis[0].operations = api("x", "", &["GET /{first}/{*rest}"]).operations;
    let house = House::serve(&configuration);
    let answer = house.caller().get("/api/a%20b/c/../d/%65?q=1%202");
    assert!(answer.body.starts_with("GET /base/a%20b/d/e?q=1%202 HTTP/1.1\r\n"), "{}", answer.body);
}

fn subscription(name: &str, scope: SubscriptionScope, key: &str) -> Resource<Subscription> {
    let properties = Subscription {
        display_name: name.to_owned(),
        scope,
        state: SubscriptionState::Active,
        primary_key: Some(Secret::new(key.to_owned())),
        secondary_key: None,
        allow_tracing: false,
        owner: None,
    };
    Resource::new(name, no_source(), properties)
}

#[test]
fn keys_open_apis_and_choose_the_products_policy() {
    let mut configuration = configuration(
        "<policies><inbound><base/><return-response><set-body>@(context.Product == null ? \"-\" : context.Product.Id + \
         (string)context.Variables[\"seen\"])</set-body></return-response></inbound><backend/><outbound/><on-error/></policies>",
    );
    configuration.apis[0].resource.properties.subscription_required = true;
    let product = Product {
        display_name: "Gold".to_owned(),
        subscription_required: true,
        approval_required: false,
        subscriptions_limit: None,
        published: true,
    };
    let policy = "<policies><inbound><base/><set-variable name=\"seen\" value=\"!\"/></inbound><backend><base/></backend>\
                  <outbound><base/></outbound><on-error><base/></on-error></policies>";
    configuration.products = vec![ConfiguredProduct {
        resource: Resource::new("gold", no_source(), product),
        policy: Some(document("products/gold/policy.xml", policy)),
        apis: vec!["api".to_owned()],
    }];
    configuration.subscriptions = vec![
        subscription("all", SubscriptionScope::AllApis, "key-all"),
        subscription("gold", SubscriptionScope::Product("gold".to_owned()), "key-gold"),
    ];
    let house = House::serve(&configuration);
    let with =
        |header: &str| house.caller().request(&format!("GET /api/x HTTP/1.1\r\nHost: localhost\r\n{header}\r\n"));

    let missing = with("");
    assert_eq!(missing.status, 401);
    assert_eq!(missing.body.len(), 152, "{}", missing.body);
    let challenge =
        r#"AzureApiManagementKey realm="https://localhost/api",name="Ocp-Apim-Subscription-Key",type="header""#;
    assert_eq!(missing.header("www-authenticate"), Some(challenge));
    let wrong = with("Ocp-Apim-Subscription-Key: nonsense\r\n");
    assert_eq!((wrong.status, wrong.body.len()), (401, 143));
    assert_eq!(with("Ocp-Apim-Subscription-Key: key-all\r\n").body, "-");
    assert_eq!(with("ocp-apim-subscription-key: key-gold\r\n").body, "gold!");
    assert_eq!(house.caller().get("/api/x?subscription-key=key-gold").body, "gold!");
    assert_eq!(house.last_decision()["lastError"]["reason"], "SubscriptionKeyInvalid");
}

#[test]
fn a_bad_configuration_says_everything_at_once() {
    let mut configuration = configuration("<policies><inbound><nonsense/></inbound></policies>");
    configuration.service.properties.hostname_configurations[0].certificate = Some(house::content(b"junk".to_vec()));
    configuration.subscriptions = vec![subscription("s", SubscriptionScope::Api("missing".to_owned()), "k")];
    configuration.apis[0].resource.properties.service_url = Some("https://{{nowhere}}/".to_owned());
    let _ = Source::withheld("unused");
    let findings = house::compile(&configuration, None).err().expect("refused").join("\n");
    for part in ["nonsense", "localhost", "missing", "nowhere"] {
        assert!(findings.contains(part), "{part} is not in:\n{findings}");
    }
}
