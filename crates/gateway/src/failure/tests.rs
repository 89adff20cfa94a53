use super::*;

fn text(response: &Response) -> String {
    let Body::Buffered(bytes) = &response.body else { panic!("no body") };
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn bodies_are_apims_to_the_byte() {
    // Lengths measured on APIM: 54 bytes for 404, 152 for a missing key, 143 for an invalid one.
    assert_eq!(text(&DoorRefusal::NotFound.answer()), r#"{ "statusCode": 404, "message": "Resource not found" }"#);
    assert_eq!(text(&DoorRefusal::NotFound.answer()).len(), 54);
    let key = |refusal| answer(&key_refused(refusal, "h", "a", "K"), "");
    assert_eq!(text(&key(KeyRefusal::Missing)).len(), 152);
    assert_eq!(text(&key(KeyRefusal::Invalid)).len(), 143);
    let challenge = key(KeyRefusal::Missing).headers.first("www-authenticate");
    assert_eq!(challenge.as_deref(), Some(r#"AzureApiManagementKey realm="https://h/a",name="K",type="header""#));
}

#[test]
fn unexplained_failures_carry_an_activity_id_and_nothing_else() {
    let failure = Failure::expression("secret detail");
    let response = answer(&failure, "id-1");
    assert_eq!(text(&response), r#"{ "statusCode": 500, "message": "Internal server error", "activityId": "id-1" }"#);
    let timeout = Failure::new(None, "t", FailureKind::Backend(BackendFailureKind::Timeout));
    assert_eq!(answer(&timeout, "").status, 500);
    let open = Failure::new(None, "t", FailureKind::Backend(BackendFailureKind::Unavailable));
    assert_eq!(answer(&open, "").status, 503);
}

#[test]
fn messages_are_escaped_as_json() {
    assert_eq!(text(&json(418, "a \"b\"\n")), r#"{ "statusCode": 418, "message": "a \"b\"\n" }"#);
}
