use http::HeaderValue;

use super::*;

/// Operations are numbered by their place in the list.
fn router(apis: &[(&str, &[&str])]) -> Router {
    let mut router = Router::new();
    let mut operation = 0;
    for (index, (path, operations)) in apis.iter().enumerate() {
        let root = router.add_api(path, index as u32, Version::Original, "1", true);
        for text in *operations {
            let (method, template) = text.split_once(' ').expect("METHOD template");
            let method = (method != "*").then(|| method.parse().expect("a method"));
            router.add_operation(root, method, &template::parse(template).expect("a template"), operation);
            operation += 1;
        }
    }
    router
}

fn find<'p>(router: &Router, method: &'p Method, target: &'p str, headers: &'p HeaderMap) -> Result<Found<'p>, Miss> {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    router.find(&Wanted { method, path, query, headers })
}

fn check(router: &Router, request: &str, expected: Result<(u32, &str, &[&str]), Miss>) {
    let (method, target) = request.split_once(' ').expect("METHOD target");
    let headers = HeaderMap::new();
    let method = method.parse().expect("a method");
    let found = find(router, &method, target, &headers);
    let found = found.map(|found| (found.operation, found.remainder, found.captures.to_vec()));
    assert_eq!(
        found,
        expected.map(|(operation, remainder, captures)| (operation, remainder, captures.to_vec())),
        "{request}"
    );
}

#[test]
fn the_longest_api_path_decides_alone() {
    let router = router(&[("", &["GET /{*rest}"]), ("shop", &["GET /orders"]), ("shop/v2", &["GET /orders"])]);
    check(&router, "GET /shop/orders", Ok((1, "/orders", &[])));
    check(&router, "GET /SHOP/Orders/", Ok((1, "/Orders/", &[])));
    check(&router, "GET /shop/v2/orders", Ok((2, "/orders", &[])));
    check(&router, "GET /shop/v2/other", Err(Miss::NoOperation(2)));
    check(&router, "GET /shopping", Ok((0, "/shopping", &["shopping"])));
}

#[test]
fn literal_beats_mixed_beats_parameter_beats_wildcard() {
    let router =
        router(&[("a", &["GET /{*x}", "GET /{x}/lines", "GET /me/lines", "GET /{x}.json/lines", "* /{x}/{y}"])]);
    check(&router, "GET /a/me/lines", Ok((2, "/me/lines", &[])));
    check(&router, "GET /a/x.json/lines", Ok((3, "/x.json/lines", &["x"])));
    check(&router, "GET /a/7/lines", Ok((1, "/7/lines", &["7"])));
    check(&router, "GET /a/7/other", Ok((4, "/7/other", &["7", "other"])));
    check(&router, "GET /a/7/other/more", Ok((0, "/7/other/more", &["7/other/more"])));
    check(&router, "GET /a", Ok((0, "", &[""])));
    check(&router, "POST /a/me/lines", Ok((4, "/me/lines", &["me", "lines"])));
    check(&router, "POST /a/me", Err(Miss::NoOperation(0)));
    check(&router, "GET /b", Err(Miss::NoApi));
}

#[test]
fn required_query_parameters_choose_between_operations() {
    let router = router(&[("a", &["GET /r", "GET /r?year={year}", "GET /r?year={year}&kind=full"])]);
    check(&router, "GET /a/r", Ok((0, "/r", &[])));
    check(&router, "GET /a/r?Year=1", Ok((1, "/r", &[])));
    check(&router, "GET /a/r?kind=full&year=1", Ok((2, "/r", &[])));
}

#[test]
fn g2_versions_and_revisions_are_one_match_or_none() {
    let mut router = Router::new();
    let header = HeaderName::from_static("api-version");
    let read = || template::parse("/x").expect("a template");
    for (api, version, revision, current) in [
        (0, Version::Original, "1", true),
        (1, Version::Header(header.clone(), "v1".into()), "1", true),
        (2, Version::Original, "2", false),
    ] {
        let root = router.add_api("a", api, version, revision, current);
        router.add_operation(root, Some(Method::GET), &read(), api);
    }
    let mut headers = HeaderMap::new();
    let get = |target, headers: &HeaderMap| find(&router, &Method::GET, target, headers).map(|found| found.api);
    assert_eq!(get("/a/x", &headers), Ok(0));
    assert_eq!(get("/a;rev=2/x", &headers), Ok(2));
    assert_eq!(get("/a;rev=3/x", &headers), Err(Miss::NoApi));
    headers.insert(header.clone(), HeaderValue::from_static("v1"));
    assert_eq!(get("/a/x", &headers), Ok(1));
    headers.insert(header, HeaderValue::from_static("v9"));
    assert_eq!(get("/a/x", &headers), Err(Miss::NoApi));
}

#[test]
fn the_remainder_begins_after_the_api_path() {
    assert_eq!(remainder("/a/b/c", 0), "/a/b/c");
    assert_eq!(remainder("/a/b/c", 1), "/b/c");
    assert_eq!(remainder("/a/b/c", 3), "");
    assert_eq!(remainder("/a/", 1), "/");
}
