use super::*;

/// `a{{x}}c` with x = `BB`, then the `&lt;` in the value decoded.
fn sample() -> Mapped {
    let original = Mapped::original("a{{x}}c&lt;d");
    let mut pasted = Mapped::default();
    pasted.append_slice(&original, 0, 1);
    pasted.append_pasted("BB", Span::new(1, 6));
    pasted.append_slice(&original, 6, 12);
    let mut decoded = Mapped::default();
    decoded.append_slice(&pasted, 0, 4);
    decoded.append_decoded(&pasted, 4, 8, '<');
    decoded.append_slice(&pasted, 8, 9);
    decoded
}

#[test]
fn every_byte_knows_its_origin() {
    let mapped = sample();
    assert_eq!(mapped.text(), "aBBc<d");
    assert_eq!(mapped.origin(0, 1), Span::new(0, 1));
    assert_eq!(mapped.origin(1, 2), Span::new(1, 6), "a part of a pasted text is its whole reference");
    assert_eq!(mapped.origin(3, 4), Span::new(6, 7));
    assert_eq!(mapped.origin(4, 5), Span::new(7, 11), "an entity");
    assert_eq!(mapped.origin(5, 6), Span::new(11, 12));
    assert_eq!(mapped.span(), Span::new(0, 12));
    assert_eq!(mapped.pasted_by(2), Some(Span::new(1, 6)));
    assert_eq!(mapped.pasted_by(3), None);
}

#[test]
fn slices_keep_their_origin() {
    let part = sample().slice(2, 5);
    assert_eq!(part.text(), "Bc<");
    assert_eq!(part.origin(0, 1), Span::new(1, 6));
    assert_eq!(part.origin(1, 3), Span::new(6, 11));
    assert_eq!(Mapped::original("  x ").trimmed().span(), Span::new(2, 3));
    assert_eq!(Mapped::original("    ").trimmed().text(), "");
    assert_eq!(sample().slice(4, 4).span(), Span::new(7, 7));
}
