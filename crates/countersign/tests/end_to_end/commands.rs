//! Commands that answer and end: their exit codes are a promise.

use crate::place::Place;

fn code(place: &Place, arguments: &[&str]) -> i32 {
    place.countersign(arguments).status.code().expect("it ended by itself")
}

#[test]
fn usage_and_unreadable_input_are_two() {
    let place = Place::empty();
    assert_eq!(code(&place, &["no-such-command"]), 2);
    assert_eq!(code(&place, &["cert", "show", "nowhere.pem"]), 2);
    assert_eq!(code(&place, &["check", "nowhere"]), 2);
}

#[test]
fn the_demo_comes_out_as_expected() {
    let place = Place::empty();
    let output = place.countersign(&["demo", "--once", "--listen", "127.0.0.1:0"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("28 of 28 rows as expected"), "{text}");
}

#[test]
fn check_says_no_to_a_policy_that_does_not_exist() {
    let place = Place::prepared();
    assert_eq!(code(&place, &["check", ".countersign/demo"]), 0);
    let policy = place.configuration("apis/unprotected/policy.xml");
    let text = std::fs::read_to_string(&policy).expect("the sample has this policy");
    std::fs::write(&policy, text.replace("set-backend-service", "set-backend-servise"))
        .expect("the sample can be changed");
    let output = place.countersign(&["check", ".countersign/demo"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("set-backend-servise") && said.contains("set-backend-service`"), "{said}");
}

#[test]
fn cert_verify_accepts_rejects_and_cannot_say() {
    let place = Place::prepared();
    let verify = |leaf: &str, at: &str| {
        code(
            &place,
            &[
                "cert",
                "verify",
                "--chain",
                leaf,
                "--intermediates",
                ".countersign/ca/dev-intermediate-ca.pem",
                "--roots",
                ".countersign/ca/root-ca.pem",
                "--at",
                at,
                "--purpose",
                "any",
                "--json",
            ],
        )
    };
    let now = "2026-11-20T12:00:00Z";
    let later = "2199-01-01T00:00:00Z";
    assert_eq!(verify(".countersign/ca/valid-client.pem", later), 1);
    assert_eq!(verify(".countersign/ca/look-alike-client.pem", now), 1);
    assert_eq!(verify(".countersign/ca/missing-client.pem", now), 2);
    assert_eq!(verify(".countersign/ca/valid-client.pem", "yesterday"), 2);
}

const CASE: &str = r#"# Greeting

```http request
GET /hello
```

## A caller without a certificate is asked for one

```xml policy
<policies>
    <inbound>
        <choose>
            <when condition="@(context.Request.Certificate == null)">
                <return-response><set-status code="403" reason="Forbidden" /></return-response>
            </when>
        </choose>
    </inbound>
</policies>
```

```http response
403 Forbidden
```

## The development CA's certificates are at hand

```xml policy
<policies><inbound><return-response><set-status code="200" reason="OK" /><set-body>@(context.Request.Certificate.Subject)</set-body></return-response></inbound></policies>
```

```given
certificate: valid-client.pem
```

```http response
200 OK

CN=Valid Client
```
"#;

#[test]
fn cases_of_users_are_run_like_ours() {
    let place = Place::empty();
    place.write("cases/greeting.md", CASE);
    let output = place.countersign(&["test", "cases"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("2 of 2 cases hold"), "{said}");
    place.write("cases/greeting.md", &CASE.replace("CN=Valid Client", "CN=Somebody"));
    let output = place.countersign(&["test", "cases"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("1 of 2 cases hold") && said.contains("CN=Somebody") && said.contains("CN=Valid Client"),
        "{said}"
    );
}
