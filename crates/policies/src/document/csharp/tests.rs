use proptest::prelude::*;

use super::*;

/// Scans the text from its first bracket and says what it took, or what is wrong at which character.
#[track_caller]
fn check(text: &str, expected: &str) {
    let open = text.find(['(', '{']).expect("a bracket");
    let found = match scan(&text, open, &mut Vec::new()) {
        Ok(end) => text[..end].to_owned(),
        Err(Unbalanced { kind, at }) => format!("{kind:?} at {at}"),
    };
    assert_eq!(found, expected, "for {text}");
}

#[test]
fn brackets_balance() {
    check(r#"@(a(b)[c]) rest"#, "@(a(b)[c])");
    check("@{ if (x) { return 1; } return 2; }</set-body>", "@{ if (x) { return 1; } return 2; }");
    check("@(a", "Bracket(')') at 1");
    check("@(a[1)", "Mismatch { expected: ']', found: ')' } at 5");
}

#[test]
fn literals_hide_brackets_and_quotes() {
    check(r#"@(x == ")") rest"#, r#"@(x == ")")"#);
    check(r#"@("a\"b)" + 'c')"#, r#"@("a\"b)" + 'c')"#);
    check(r#"@(')' == '\'')"#, r#"@(')' == '\'')"#);
    check(r#"@(@"c:\" + @"say ""hi)""")"#, r#"@(@"c:\" + @"say ""hi)""")"#);
    check("@(@\"two\nlines)\")", "@(@\"two\nlines)\")");
    check("@(\"open\n)", "Text at 2");
    check("@('a", "Character at 2");
}

#[test]
fn interpolation_holes_are_code() {
    check(r#"@($"a {b(")")} {{not a hole}} {c:0.0)}")"#, "Mismatch { expected: '}', found: ')' } at 36");
    check(r#"@($"a {b(")")} {{not a hole {c,5:N2}")"#, r#"@($"a {b(")")} {{not a hole {c,5:N2}")"#);
    check(r#"@($"{x["k"]} {$"{y}"}")"#, r#"@($"{x["k"]} {$"{y}"}")"#);
    check(r#"@($@"\{x}""" + @$"\{y}")"#, r#"@($@"\{x}""" + @$"\{y}")"#);
}

#[test]
fn comments_hide_everything() {
    check("@{ // it's ) \" here\n return 1; /* } ' */ }", "@{ // it's ) \" here\n return 1; /* } ' */ }");
    check("@{ /* open }", "Comment at 3");
}

#[test]
fn depth_is_bounded() {
    let deep = format!("@{}", "(".repeat(NESTING_MAX + 1));
    check(&deep, &format!("TooDeep at {}", NESTING_MAX + 1));
    let holes = format!("@({}", r#"$"{"#.repeat(NESTING_MAX));
    assert!(matches!(scan(&holes.as_str(), 1, &mut Vec::new()), Err(Unbalanced { kind: UnbalancedKind::TooDeep, .. })));
}

proptest! {
    #[test]
    fn the_scan_never_panics(text in r#"[@(){}\[\]"'$\\/*\na ]{0,60}"#) {
        let open = format!("({text}");
        if let Ok(end) = scan(&open.as_str(), 0, &mut Vec::new()) {
            prop_assert!(end <= open.len() && open.is_char_boundary(end));
        }
    }
}
