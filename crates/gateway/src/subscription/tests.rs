use std::time::SystemTime;

use http::HeaderValue;

use super::*;

fn subscription(opens: Opens, is_active: bool) -> Subscription {
    let facts = SubscriptionFacts {
        id: String::new(),
        name: String::new(),
        primary_key: String::new(),
        secondary_key: String::new(),
        created: SystemTime::UNIX_EPOCH,
        start: None,
        end: None,
    };
    Subscription { facts: Arc::new(facts), user: None, opens, is_active }
}

fn rules(required: bool, products: &[u32], open_product: Option<u32>) -> KeyRules {
    KeyRules {
        header: HeaderName::from_static("ocp-apim-subscription-key"),
        query: "subscription-key".to_owned(),
        required,
        family: 7,
        products: products.to_vec(),
        open_product,
    }
}

/// What comes of a header and a query: the product, or why not.
fn admit(rules: &KeyRules, header: Option<&str>, query: Option<&str>) -> Result<Option<u32>, KeyRefusal> {
    let mut keys = Keys::default();
    keys.add(subscription(Opens::All, true), ["all", "all-2"]);
    keys.add(subscription(Opens::Api(7), true), ["api"]);
    keys.add(subscription(Opens::Api(8), true), ["other-api"]);
    keys.add(subscription(Opens::Product(1), true), ["product"]);
    keys.add(subscription(Opens::All, false), ["suspended"]);
    let mut headers = HeaderMap::new();
    if let Some(header) = header {
        headers.insert(&rules.header, HeaderValue::from_str(header).expect("a value"));
    }
    keys.admit(rules, &headers, query).map(|admission| admission.product)
}

#[test]
fn a_key_must_be_active_and_cover_the_api() {
    let closed = rules(true, &[1], None);
    assert_eq!(admit(&closed, Some("all"), None), Ok(None));
    assert_eq!(admit(&closed, Some("all-2"), None), Ok(None));
    assert_eq!(admit(&closed, Some("api"), None), Ok(None));
    assert_eq!(admit(&closed, Some("product"), None), Ok(Some(1)));
    for wrong in ["other-api", "suspended", "nonsense", "al"] {
        assert_eq!(admit(&closed, Some(wrong), None), Err(KeyRefusal::Invalid), "{wrong}");
    }
    assert_eq!(admit(&rules(true, &[], None), Some("product"), None), Err(KeyRefusal::Invalid));
}

#[test]
fn without_a_key_the_open_product_or_the_api_decides() {
    assert_eq!(admit(&rules(true, &[2], Some(2)), None, None), Ok(Some(2)));
    assert_eq!(admit(&rules(false, &[1], None), None, None), Ok(None));
    assert_eq!(admit(&rules(true, &[1], None), None, None), Err(KeyRefusal::Missing));
    assert_eq!(admit(&rules(true, &[1], None), Some(""), None), Err(KeyRefusal::Missing));
}

#[test]
fn the_query_counts_only_without_a_header() {
    let closed = rules(true, &[1], None);
    assert_eq!(admit(&closed, None, Some("a=1&subscription-key=all")), Ok(None));
    assert_eq!(admit(&closed, Some("wrong"), Some("subscription-key=all")), Err(KeyRefusal::Invalid));
}

#[test]
fn a_wrong_key_is_refused_where_products_protect_the_api() {
    assert_eq!(admit(&rules(false, &[1], None), Some("wrong"), None), Err(KeyRefusal::Invalid));
    assert_eq!(admit(&rules(false, &[], None), Some("wrong"), None), Ok(None));
}
