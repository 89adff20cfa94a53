use diagnostics::Source;
use proptest::prelude::*;

use super::import;
use crate::openapi::operations::anonymous;
use crate::openapi::template::{parameter_names, with_query};

/// Each level repeats the one before nine times: a few hundred bytes that stand for 9^12 values.
#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let inner = format!("*a{}", level - 1);
        text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![inner; 9].join(", ")));
    }
    let findings = import(&Source::new("bomb.yaml", text), true).expect_err("refused");
    assert_eq!(findings[0].code, "malformed-yaml");
}

#[test]
fn deep_nesting_is_refused() {
    for text in [format!("openapi: {}", "[".repeat(10_000)), format!("{{\"openapi\":{}", "[".repeat(100_000))] {
        assert!(import(&Source::new("deep", text), true).is_err());
    }
}

proptest! {
    #[test]
    fn templates_name_exactly_the_parameters_of_the_path(
        literals in prop::collection::vec("[a-z0-9._-]{0,6}", 1..6),
        names in prop::collection::vec("[a-zA-Z][a-zA-Z0-9]{0,6}", 0..5),
        query in prop::collection::btree_set("q[a-z]{0,4}", 0..3),
    ) {
        let mut path = String::new();
        for (index, literal) in literals.iter().enumerate() {
            path.push('/');
            path.push_str(literal);
            if let Some(name) = names.get(index) {
                path.push_str(&format!("{{{name}}}"));
            }
        }
        let used = &names[..names.len().min(literals.len())];
        prop_assert_eq!(parameter_names(&path), used.iter().map(String::as_str).collect::<Vec<_>>());
        let query: Vec<&str> = query.iter().map(String::as_str).collect();
        let template = with_query(&path, &query);
        prop_assert!(template.starts_with(&path));
        prop_assert_eq!(parameter_names(&template).len(), used.len() + query.len());
        prop_assert_eq!(anonymous(&template).matches("{}").count(), used.len() + query.len());
    }

    #[test]
    fn no_document_makes_the_import_panic(text in ".{0,200}", value in any::<u64>()) {
        let _ = import(&Source::new("x", text.clone()), true);
        let _ = import(&Source::new("x", format!("openapi: 3.0.0\npaths:\n  /{text}:\n    get: {value}")), true);
        let _ = import(&Source::new("x", format!("{{\"swagger\":\"2.0\",\"paths\":{{\"/{{}}\":{{\"get\":{{\"responses\":{{\"{value}\":{text}")), true);
    }
}
