use super::*;
use proptest::prelude::*;

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

fn compiled(pattern: &str, options: i64) -> Regex {
    Regex::new(&units(pattern), Options(options)).expect("a well-formed pattern")
}

fn captures(pattern: &str, input: &str, options: i64) -> Option<Captures> {
    let regex = compiled(pattern, options);
    let start = if regex.right_to_left() { input.len() } else { 0 };
    let mut steps = 100_000_u64;
    let mut charge = |spent| {
        steps = steps.saturating_sub(spent);
        steps > 0
    };
    regex.find(&input, start, false, &mut charge).expect("within bounds")
}

/// The match as text, for ASCII inputs.
fn found<'i>(pattern: &str, input: &'i str) -> Option<&'i str> {
    captures(pattern, input, 0).map(|captures| {
        let (start, length) = captures.whole();
        &input[start..start + length]
    })
}

fn error(pattern: &str) -> (String, usize) {
    let error = Regex::new(&units(pattern), Options::default()).err().expect("a malformed pattern");
    (error.reason, error.offset)
}

#[test]
fn quantifiers_are_greedy_or_lazy() {
    assert_eq!(found("a+", "caaat"), Some("aaa"));
    assert_eq!(found("a+?", "caaat"), Some("a"));
    assert_eq!(found("<.*>", "<a><b>"), Some("<a><b>"));
    assert_eq!(found("<.*?>", "<a><b>"), Some("<a>"));
    assert_eq!(found("(?:ab){2,3}", "abababab"), Some("ababab"));
    assert_eq!(found("(?:ab){2,3}?c", "ababababc"), Some("abababc"));
    assert_eq!(found("a{,2}", "a{,2}"), Some("a{,2}"));
    assert_eq!(found("x*", "aaa"), Some(""));
}

#[test]
fn empty_iterations_end_a_loop() {
    assert_eq!(found("(a*)*b", "aaab"), Some("aaab"));
    assert_eq!(found("(?:a?)*?c", "aac"), Some("aac"));
    assert_eq!(found("(|a)+", "aa"), Some(""));
    assert_eq!(found("^(?:(a)|b)*?$", "ab"), Some("ab"));
}

#[test]
fn anchors_know_the_final_newline() {
    assert_eq!(found("b$", "ab\n"), Some("b"));
    assert_eq!(found(r"b\z", "ab\n"), None);
    assert_eq!(found("^b", "a\nb"), None);
    assert!(captures("^b$", "a\nb\nc", Options::MULTILINE).is_some());
    assert_eq!(found(r"\bcat\b", "a cat sat"), Some("cat"));
}

#[test]
fn groups_remember_all_their_captures() {
    let captures = captures("(?:([a-c])[XY]?)+", "aXbYc", 0).expect("a match");
    assert_eq!(captures.groups[1], [(0, 1), (2, 1), (4, 1)]);
}

#[test]
fn balancing_groups_count_parentheses() {
    let pattern = r"^(?:(?<o>\()|(?<-o>\)))*(?(o)(?!))$";
    assert!(captures(pattern, "(()())", 0).is_some());
    assert!(captures(pattern, "(()", 0).is_none());
    assert!(captures(pattern, "())", 0).is_none());
}

#[test]
fn groups_that_look_and_commit() {
    assert_eq!(found("foo(?!bar)", "foobar foobaz"), Some("foo"));
    assert_eq!(found(r"(?<=\$)\d+", "a1 $23"), Some("23"));
    assert_eq!(found(r"(?<!\$)\b\d+", "$12 34"), Some("34"));
    assert_eq!(found("(?>a+)ab", "aaab"), None);
    assert_eq!(found("(a)?(?(1)b|c)", "ab"), Some("ab"));
    assert_eq!(found("(?(?=a)ab|cd)", "xcd"), Some("cd"));
    assert_eq!(found(r"^(?<x>ab)\k<x>$", "abab"), Some("abab"));
}

#[test]
fn classes_subtract_and_know_categories() {
    assert_eq!(found("[a-z-[aeiou]]+", "aeixyz"), Some("xyz"));
    assert_eq!(found(r"[\w-]+", "a-b c"), Some("a-b"));
    assert_eq!(found("[]a]+", "x]a"), Some("]a"));
    assert_eq!(found(r"\P{L}", "x1"), Some("1"));
    assert!(captures("^[A-Z]+$", "abc", Options::IGNORE_CASE).is_some());
    assert!(captures(r"\p{IsGreek}", "abc", 0).is_none());
}

#[test]
fn options_change_the_reading() {
    assert_eq!(captures("c", "abcabc", Options::RIGHT_TO_LEFT).expect("a match").whole(), (5, 1));
    assert_eq!(captures("(a)(b)", "ab", Options::EXPLICIT_CAPTURE).expect("a match").groups.len(), 1);
    assert!(captures("a b # c", "ab", Options::IGNORE_PATTERN_WHITESPACE).is_some());
    assert!(captures("a.b", "a\nb", Options::SINGLELINE).is_some());
    assert_eq!(found("(?i)AB(?-i)c", "abc"), Some("abc"));
}

#[test]
fn named_groups_are_numbered_behind_the_others() {
    let regex = compiled("(?<n>a)(b)(?<7>c)", 0);
    assert_eq!(regex.numbers(), [0, 1, 2, 7]);
    assert_eq!(regex.names(), ["0", "1", "n", "7"]);
}

#[test]
fn mistakes_are_named_as_dotnet_does() {
    for (pattern, reason, offset) in [
        ("(", "Not enough )'s.", 1),
        (")", "Too many )'s.", 1),
        ("[z-a]", "[x-y] range in reverse order.", 4),
        ("[a", "Unterminated [] set.", 2),
        ("(?<n", "Unrecognized grouping construct.", 4),
        (r"\p{Foo}", "Unknown property 'Foo'.", 7),
        (r"(a)\2", "Reference to undefined group number 2.", 5),
        ("*a", "Quantifier {x,y} following nothing.", 1),
        ("a{2,1}", "Illegal {x,y} with x > y.", 6),
        ("\\", r"Illegal \\ at end of pattern.", 1),
        ("(?<1a>x)", "Invalid group name: Group names must begin with a word character.", 4),
    ] {
        assert_eq!(error(pattern), (reason.to_owned(), offset), "{pattern}");
    }
    assert!(error("a**").0.starts_with("Nested quantifier"));
}

#[test]
fn a_pattern_that_explodes_runs_out_of_budget() {
    let regex = compiled("^(a+)+$", 0);
    let input = "a".repeat(40) + "!";
    let mut left = 1_000_000_u64;
    let mut charge = |spent| {
        left = left.saturating_sub(spent);
        left > 0
    };
    assert_eq!(regex.find(&input.as_str(), 0, false, &mut charge).err(), Some(Failure::Budget));
}

proptest! {
    #[test]
    fn no_pattern_panics(pattern in r"[a-c\\()\[\]{}?*+|^$.\-<>=!:#0-9knpPdwsbBAGzZux',& ]{0,24}", input in "[a-c \n1]{0,16}", options in 0..1024_i64) {
        let options = Options(options & Options::ALL);
        if let Ok(regex) = Regex::new(&units(&pattern), options) {
            let mut left = 20_000_u64;
            let mut charge = |spent: u64| { left = left.saturating_sub(spent); left > 0 };
            let start = if regex.right_to_left() { input.len() } else { 0 };
            let _ = regex.find(&input.as_str(), start, false, &mut charge);
            let _ = regex.find(&units(&input).as_slice(), start, false, &mut charge);
        }
        let _ = unescape(&units(&pattern));
    }
}
