use super::*;

#[test]
fn a_secret_never_prints() {
    let secret = Secret::new(String::from("P@ssw0rd"));
    assert_eq!(format!("{secret} {secret:?}"), "[secret] [secret]");
    assert_eq!(secret.expose(), "P@ssw0rd");
}
