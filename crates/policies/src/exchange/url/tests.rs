use super::*;

#[track_caller]
fn check(text: &str, expected: &str) {
    let found = match Url::parse(text) {
        Ok(url) => format!("{} {} {} {} [{}]", url.scheme, url.host, url.port, url.path, url.query),
        Err(refused) => format!("refused: {}", refused.reason),
    };
    assert_eq!(found, expected, "for {text:?}");
}

#[test]
fn absolute_urls_come_apart() {
    check("https://api.example.com", "https api.example.com 443 / []");
    check("HTTP://Example.com:8080/a%20b?x=1&y#top", "http example.com 8080 /a%20b [x=1&y]");
    check("https://[::1]:9/a", "https [::1] 9 /a []");
    check("https://host?x", "https host 443 / [x]");
}

#[test]
fn what_is_no_url_is_refused() {
    check("/orders", "refused: it has no scheme");
    check("ftp://host/", "refused: the scheme is neither http nor https");
    check("https://user:pass@host/", "refused: it holds user information");
    check("https://:80/", "refused: it has no host");
    check("https://host:x/", "refused: the port is not a number");
    check("https://host/a\r\nX: y", "refused: it contains a line break");
    check("https://host/a b", "refused: it contains white space that is not percent-encoded");
}

#[test]
fn a_base_and_a_path_join_with_one_slash() {
    let join = |base: &str, path: &str| Url::parse(base).expect("a base").join(path, "").to_string();
    assert_eq!(join("https://host", "/orders"), "https://host/orders");
    assert_eq!(join("https://host/base/", "/orders"), "https://host/base/orders");
    assert_eq!(join("https://host/base", "orders"), "https://host/base/orders");
    assert_eq!(join("https://host/base", ""), "https://host/base");
    assert_eq!(join("https://host", ""), "https://host/");
    assert_eq!(join("https://host:444/base", "/"), "https://host:444/base/");
}

#[test]
fn query_parameters_come_apart_and_together() {
    let pairs = query_pairs("a=1&b=x+y%2Fz&a=%zz&&c");
    let texts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}:{value}")).collect();
    assert_eq!(texts, ["a:1", "b:x y/z", "a:%zz", "c:"]);
    assert_eq!(encode_pairs([("a b", "x&y=z"), ("c", "ä")]), "a%20b=x%26y%3Dz&c=%C3%A4");
}

#[test]
fn i9_a_form_of_many_names_is_grouped_in_linear_time() {
    let form: Vec<String> = (0..150_000).map(|number| format!("n{number}=v")).collect();
    let started = std::time::Instant::now();
    assert_eq!(grouped_pairs(&form.join("&"), false).len(), 150_000);
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn parameters_are_grouped_by_name() {
    let named = |name: &str, values: &[&str]| (name.to_owned(), values.iter().map(|it| (*it).to_owned()).collect());
    assert_eq!(grouped_pairs("a=1&b=2&A=3", true), [named("a", &["1", "3"]), named("b", &["2"])]);
    assert_eq!(grouped_pairs("a=1&A=3&a=4", false), [named("a", &["1", "4"]), named("A", &["3"])]);
}
