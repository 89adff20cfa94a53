use http::HeaderValue;

use super::*;

fn host(target: &str, lines: &[&str]) -> Result<String, HostRefusal> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(header::HOST, HeaderValue::from_str(line).expect("a header value"));
    }
    let uri: Uri = target.parse().expect("a target");
    of_request(&uri, &headers).map(|authority| authority.host.into_owned())
}

#[test]
fn b1_b2_spellings_of_one_host_are_one_host() {
    for line in
        ["api.example.com", "API.Example.com", "api.example.com.", "api.example.com:443", "API.example.com.:8443"]
    {
        assert_eq!(host("/x", &[line]).as_deref(), Ok("api.example.com"), "{line}");
    }
    assert_eq!(host("/x", &["[::1]:8443"]).as_deref(), Ok("::1"));
    assert_eq!(host("https://a.b/x", &["A.b"]).as_deref(), Ok("a.b"));
}

#[test]
fn b9_anything_but_one_host_is_refused() {
    assert_eq!(host("/x", &[]), Err(HostRefusal::Missing));
    assert_eq!(host("/x", &["a", "a"]), Err(HostRefusal::Several));
    assert_eq!(host("/x", &["a, b"]), Err(HostRefusal::Several));
    assert_eq!(host("https://a/x", &["b"]), Err(HostRefusal::Contradiction));
    for line in ["", "user@a", "a:b", "a:", "a..", ".", "a b", "a/b", "a:99999", "a:+1", "[::1", "[a]", "a:1:2"] {
        let expected = if line == "a:" { Ok("a".to_owned()) } else { Err(HostRefusal::Malformed) };
        assert_eq!(host("/x", &[line]), expected, "{line:?}");
    }
}
