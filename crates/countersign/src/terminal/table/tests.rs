use super::*;

#[test]
fn columns_align_and_the_last_one_is_not_padded() {
    let mut table = Table::new(["client", "status"]);
    table.row(["none".into(), "401".into()]);
    table.row(["unregistered".into(), Cell::new("✓", style::GOOD)]);
    let plain = anstream::adapter::strip_str(&table.to_string()).to_string();
    assert_eq!(plain, "client        status\n────────────  ──────\nnone          401\nunregistered  ✓\n");
}
