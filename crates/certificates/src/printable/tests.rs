use super::*;

#[test]
fn i11_nothing_that_moves_a_cursor_or_forges_a_line_is_left() {
    assert_eq!(printable("CN=a, O=\"Contoso, Inc.\", L=Z\u{fc}rich"), "CN=a, O=\"Contoso, Inc.\", L=Z\u{fc}rich");
    assert_eq!(printable("a\r\nlevel=info\u{1b}[2J\0"), "a\\r\\nlevel=info\\u{1b}[2J\\u{0}");
    assert_eq!(printable("\u{202e}gnp.exe\u{200b}\u{2028}"), "\\u{202e}gnp.exe\\u{200b}\\u{2028}");
    assert_eq!(printable(&"x".repeat(60_000)).chars().count(), MAX_CHARACTERS + 1);
}
