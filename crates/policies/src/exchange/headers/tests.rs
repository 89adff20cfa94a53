use super::*;

fn text(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn several_values_become_one_line_except_where_apim_keeps_lines() {
    let mut headers = Headers::new();
    headers.set("X-Tags", &text(&["a", "b"])).expect("plain values");
    assert_eq!(headers.get_all("x-tags").collect::<Vec<_>>(), ["a,b"]);
    headers.append("X-Tags", &text(&["c"])).expect("plain value");
    assert_eq!(headers.get_all("x-tags").collect::<Vec<_>>(), ["a,b,c"]);
    headers.append("Set-Cookie", &text(&["a=1", "b=2"])).expect("plain values");
    assert_eq!(headers.get_all("set-cookie").collect::<Vec<_>>(), ["a=1", "b=2"]);
    assert_eq!(headers.joined("SET-COOKIE").as_deref(), Some("a=1,b=2"));
}

#[test]
fn attack_f8_a_value_cannot_end_its_header_line() {
    let mut headers = Headers::new();
    for value in ["a\r\nX-Admin: 1", "a\nb", "a\0b", "a\u{7f}b"] {
        let refused = headers.set("X-Name", &text(&[value])).expect_err("a control character");
        assert!(matches!(refused, HeaderRefused::Value { .. }), "{refused}");
    }
    assert!(!headers.contains("X-Name"));
    assert!(matches!(headers.set("X Name", &text(&["a"])), Err(HeaderRefused::Name(_))));
}

#[test]
fn framing_headers_are_out_of_reach() {
    let mut headers = Headers::new();
    for name in ["Connection", "content-length", "Keep-Alive", "TRANSFER-ENCODING"] {
        assert!(matches!(headers.set(name, &text(&["x"])), Err(HeaderRefused::Untouchable(_))));
        assert!(matches!(headers.remove(name), Err(HeaderRefused::Untouchable(_))));
    }
}
