use super::*;

fn mixed<'p>(template: &str, segment: &'p str) -> Option<Vec<&'p str>> {
    let parsed = parse(template).expect("the template parses");
    let [Segment::Mixed(pieces)] = parsed.segments.as_slice() else { panic!("{template} is not mixed") };
    let mut captures = SmallVec::new();
    match_mixed(pieces, segment, &mut captures).then(|| captures.into_vec())
}

#[test]
fn templates_are_read() {
    let template = parse("/orders/{id}/lines/{*rest}").expect("parses");
    assert_eq!(template.segments.len(), 3);
    assert_eq!(template.wildcard, Some(Wildcard { name: Some("rest".into()) }));
    assert_eq!(parse("/*").expect("parses").wildcard, Some(Wildcard { name: None }));
    assert_eq!(parse("/").expect("parses").segments, []);
    assert_eq!(parse("/a b").expect("parses").segments, [Segment::Literal("a%20b".into())]);
    assert_eq!(
        parse("/r?year={y}&kind=full").expect("parses").query,
        [
            QueryRule { name: "year".into(), value: QueryValue::Captured("y".into()) },
            QueryRule { name: "kind".into(), value: QueryValue::Exactly("full".into()) },
        ]
    );
}

#[test]
fn unusable_templates_say_why() {
    for (template, part) in [
        ("/{*a}/b", "after its wildcard"),
        ("/{a", "does not close"),
        ("/{}", "without a name"),
        ("/{a}{b}", "nothing between"),
    ] {
        let error = parse(template).expect_err(template);
        assert!(error.contains(part), "{template}: {error}");
    }
}

#[test]
fn mixed_segments_capture_their_parameters() {
    assert_eq!(mixed("/Products({id})", "products(7)"), Some(vec!["7"]));
    assert_eq!(mixed("/Products({id})", "products()"), None);
    assert_eq!(mixed("/{name}.{kind}", "a.b.c"), Some(vec!["a", "b.c"]));
    assert_eq!(mixed("/{name}.json", "a.json.json"), Some(vec!["a.json"]));
    assert_eq!(mixed("/{name}.json", ".json"), None);
}

#[test]
fn i8_a_long_segment_is_matched_in_linear_time() {
    let template = parse("/{a}-{b}-{c}-{d}.json").expect("a template");
    let [Segment::Mixed(pieces)] = template.segments.as_slice() else { panic!("{:?}", template.segments) };
    let started = std::time::Instant::now();
    let long = "x-".repeat(1000);
    assert!(!match_mixed(pieces, &long, &mut SmallVec::new()));
    assert!(started.elapsed() < std::time::Duration::from_secs(2), "{:?}", started.elapsed());
    let mut captures = SmallVec::new();
    assert!(match_mixed(pieces, "1-2-3-4.JSON.json", &mut captures));
    assert_eq!(captures.as_slice(), ["1", "2", "3", "4.JSON"]);
    assert!(!match_mixed(pieces, "1-2-3-.json", &mut captures));
    assert_eq!(captures.len(), 4, "a miss leaves no captures behind");
}
