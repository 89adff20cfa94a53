use super::*;
use proptest::prelude::*;

fn sorted(texts: &[&str]) -> Vec<String> {
    let mut texts: Vec<Text> = texts.iter().map(|text| Text::from(*text)).collect();
    texts.sort_by(|one, two| Comparison::Linguistic.compare(one, two).cmp(&0));
    texts.iter().map(ToString::to_string).collect()
}

#[test]
fn the_order_of_english_is_that_of_the_root_collation() {
    assert_eq!(sorted(&["b", "A", "a", "B", "_", "1", "-a", "É", "e"]), ["_", "-a", "1", "a", "A", "b", "B", "e", "É"]);
    assert_eq!(sorted(&["item10", "item2", "Item1"]), ["Item1", "item10", "item2"]);
    assert_eq!(sorted(&["co-op", "coop", "CO-OP", "coöp"]), ["co-op", "CO-OP", "coop", "coöp"]);
    assert_eq!(sorted(&["résumé", "resumes", "resume"]), ["resume", "résumé", "resumes"]);
}

#[test]
fn ordinal_comparison_gives_the_difference_of_units() {
    let compare = |comparison: Comparison, one: &str, two: &str| comparison.compare(&one.into(), &two.into());
    assert_eq!(compare(Comparison::Ordinal, "a", "A"), 32);
    assert_eq!(compare(Comparison::Ordinal, "abc", "ab"), 1);
    assert_eq!(compare(Comparison::OrdinalIgnoreCase, "a", "B"), -1);
    assert_eq!(compare(Comparison::LinguisticIgnoreCase, "É", "é"), 0);
    assert_eq!(compare(Comparison::Linguistic, "e\u{301}", "é"), 0);
}

#[test]
fn case_without_culture_follows_simple_capitals() {
    let same = |one: &str, two: &str| Comparison::OrdinalIgnoreCase.equals(&one.into(), &two.into());
    assert!(same("é", "É") && same("ı", "I") && same("ς", "Σ"));
    assert!(!same("K", "\u{212A}") && !same("ss", "ß"));
}

#[test]
fn searching_looks_both_ways() {
    let text = Text::from("abcABC");
    let find = |comparison: Comparison, needle: &str, last| comparison.find(&text, &needle.into(), 0, 6, last);
    assert_eq!(find(Comparison::Ordinal, "B", false), Some(4));
    assert_eq!(find(Comparison::OrdinalIgnoreCase, "B", false), Some(1));
    assert_eq!(find(Comparison::LinguisticIgnoreCase, "b", true), Some(4));
    assert_eq!(find(Comparison::Ordinal, "x", true), None);
    assert_eq!(find(Comparison::Linguistic, "\0", false), Some(0));
}

proptest! {
    #[test]
    fn the_order_is_total(one in ".{0,6}", two in ".{0,6}", three in ".{0,6}") {
        let texts = [Text::from(one), Text::from(two), Text::from(three)];
        let order = |a: usize, b: usize| Comparison::Linguistic.compare(&texts[a], &texts[b]).signum();
        prop_assert_eq!(order(0, 1), -order(1, 0));
        if order(0, 1) <= 0 && order(1, 2) <= 0 {
            prop_assert!(order(0, 2) <= 0);
        }
    }
}
