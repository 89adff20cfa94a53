//! No text makes the parser panic, and what it makes of mistakes.

use proptest::prelude::*;

use super::{block, expression};

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,80}") {
        let _ = expression(&text);
        let _ = block(&text);
    }

    #[test]
    fn any_tokens_are_parsed_or_refused(tokens in proptest::collection::vec(prop_oneof![
        Just("("), Just(")"), Just("{"), Just("}"), Just("["), Just("]"), Just("<"), Just(">"), Just("?"), Just("."),
        Just(","), Just(";"), Just("=>"), Just("="), Just("x"), Just("var"), Just("new"), Just("int"), Just("if"),
        Just("$\""), Just("\""), Just("{x}"), Just("1"), Just("is"), Just("from"), Just("in"), Just("select"),
        Just("switch"), Just("case"), Just(":"), Just("out"), Just("throw"), Just("return"), Just("for"),
    ], 0..40)) {
        let text = tokens.join(" ");
        let _ = expression(&text);
        let _ = block(&text);
        let text = tokens.concat();
        let _ = expression(&text);
        let _ = block(&text);
    }
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("(", ")"), ("[", "]"), ("-", ""), ("x=>", ""), ("new{a=", "}"), ("{", "}"), ("$\"{", "}\"")]
    {
        let text = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        assert!(!expression(&text).errors.is_empty(), "{open}");
        assert!(!block(&text).errors.is_empty(), "{open}");
    }
}
