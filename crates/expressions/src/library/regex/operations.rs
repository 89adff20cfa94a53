//! `IsMatch`, `Match`, `Matches`, `Replace` and `Split`, on a regex and as static members.

use std::rc::Rc;

use super::found::{match_value, matches_value};
use super::{RegexObject, compiled, search};
use crate::regex::{Captures, Regex, Replacement};
use crate::{Call, Exception, Text, TextBuilder, Type, TypeDeclaration, Value};

pub(super) fn declare(regex: &mut TypeDeclaration) {
    searching(regex);
    replacing(regex);
    regex
        .has(
            "string[] Split(string input)",
            |call| split(call, Target::THIS),
            "The parts between the matches, and what groups captured.",
        )
        .has("string[] Split(string input, int count)", |call| split(call, Target::THIS), "At most `count` parts.")
        .has(
            "string[] Split(string input, int count, int startat)",
            |call| split(call, Target::THIS),
            "At most `count` parts, searching from `startat`.",
        )
        .has(
            "static string[] Split(string input, string pattern)",
            |call| split(call, Target::STATIC),
            "The parts between the matches, and what groups captured.",
        )
        .has(
            "static string[] Split(string input, string pattern, RegexOptions options)",
            |call| split(call, Target::STATIC),
            "The parts between the matches, and what groups captured.",
        )
        .has(
            "static string[] Split(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)",
            |call| split(call, Target::STATIC),
            "The parts between the matches, and what groups captured.",
        );
}

fn searching(regex: &mut TypeDeclaration) {
    regex
        .has("bool IsMatch(string input)", |call| is_match(call, Target::THIS), "Whether it matches anywhere.")
        .has(
            "bool IsMatch(string input, int startat)",
            |call| is_match(call, Target::THIS),
            "Whether it matches from `startat` on.",
        )
        .has(
            "static bool IsMatch(string input, string pattern)",
            |call| is_match(call, Target::STATIC),
            "Whether a pattern matches anywhere.",
        )
        .has(
            "static bool IsMatch(string input, string pattern, RegexOptions options)",
            |call| is_match(call, Target::STATIC),
            "Whether a pattern matches anywhere.",
        )
        .has(
            "static bool IsMatch(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)",
            |call| is_match(call, Target::STATIC),
            "Whether a pattern matches anywhere.",
        )
        .has("Match Match(string input)", |call| first_match(call, Target::THIS), "The first match.")
        .has(
            "Match Match(string input, int startat)",
            |call| first_match(call, Target::THIS),
            "The first match from `startat` on.",
        )
        .has(
            "Match Match(string input, int beginning, int length)",
            match_in_part,
            "The first match in a part of the text.",
        )
        .has(
            "static Match Match(string input, string pattern)",
            |call| first_match(call, Target::STATIC),
            "The first match of a pattern.",
        )
        .has(
            "static Match Match(string input, string pattern, RegexOptions options)",
            |call| first_match(call, Target::STATIC),
            "The first match of a pattern.",
        )
        .has(
            "static Match Match(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)",
            |call| first_match(call, Target::STATIC),
            "The first match of a pattern.",
        )
        .has("MatchCollection Matches(string input)", |call| matches(call, Target::THIS), "All matches.")
        .has(
            "MatchCollection Matches(string input, int startat)",
            |call| matches(call, Target::THIS),
            "All matches from `startat` on.",
        )
        .has(
            "static MatchCollection Matches(string input, string pattern)",
            |call| matches(call, Target::STATIC),
            "All matches of a pattern.",
        )
        .has(
            "static MatchCollection Matches(string input, string pattern, RegexOptions options)",
            |call| matches(call, Target::STATIC),
            "All matches of a pattern.",
        )
        .has(
            "static MatchCollection Matches(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)",
            |call| matches(call, Target::STATIC),
            "All matches of a pattern.",
        );
}

fn replacing(regex: &mut TypeDeclaration) {
    regex
        .has("string Replace(string input, string replacement)", |call| replace(call, Target::THIS), "With a replacement in place of each match.")
        .has("string Replace(string input, string replacement, int count)", |call| replace(call, Target::THIS), "With a replacement in place of the first matches.")
        .has("string Replace(string input, string replacement, int count, int startat)", |call| replace(call, Target::THIS), "With a replacement in place of the first matches from `startat` on.")
        .has("string Replace(string input, MatchEvaluator evaluator)", |call| replace(call, Target::THIS), "With what a function makes of each match.")
        .has("string Replace(string input, MatchEvaluator evaluator, int count)", |call| replace(call, Target::THIS), "With what a function makes of the first matches.")
        .has("string Replace(string input, MatchEvaluator evaluator, int count, int startat)", |call| replace(call, Target::THIS), "With what a function makes of the first matches from `startat` on.")
        .has("static string Replace(string input, string pattern, string replacement)", |call| replace(call, Target::STATIC), "With a replacement in place of each match.")
        .has("static string Replace(string input, string pattern, string replacement, RegexOptions options)", |call| replace(call, Target::STATIC_BEHIND), "With a replacement in place of each match.")
        .has("static string Replace(string input, string pattern, string replacement, RegexOptions options, TimeSpan matchTimeout)", |call| replace(call, Target::STATIC_BEHIND), "With a replacement in place of each match.")
        .has("static string Replace(string input, string pattern, MatchEvaluator evaluator)", |call| replace(call, Target::STATIC), "With what a function makes of each match.")
        .has("static string Replace(string input, string pattern, MatchEvaluator evaluator, RegexOptions options)", |call| replace(call, Target::STATIC_BEHIND), "With what a function makes of each match.")
        .has("static string Replace(string input, string pattern, MatchEvaluator evaluator, RegexOptions options, TimeSpan matchTimeout)", |call| replace(call, Target::STATIC_BEHIND), "With what a function makes of each match.");
}

/// Where an overload has its pattern and options.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Target {
    is_static: bool,
    /// Index of the options.
    options: usize,
}

impl Target {
    const THIS: Target = Target { is_static: false, options: 0 };
    const STATIC: Target = Target { is_static: true, options: 2 };
    const STATIC_BEHIND: Target = Target { is_static: true, options: 3 };

    fn regex(self, call: &mut Call) -> Result<Rc<Regex>, Exception> {
        if !self.is_static {
            return Ok(call.this_object::<RegexObject>()?.regex.clone());
        }
        let pattern = call.text(1, "pattern")?;
        let options = match call.arg(self.options) {
            Value::Enum(_, options) => *options,
            _ => 0,
        };
        compiled(call.runtime, &pattern, options)
    }

    /// Index of the first argument behind the text (and the pattern).
    fn behind(self) -> usize {
        1 + usize::from(self.is_static)
    }
}

/// Where a search starts: at the argument, or at the text's end the regex begins with.
fn start(call: &Call, index: usize, regex: &Regex, input: &Text) -> Result<usize, Exception> {
    match call.arg(index) {
        Value::Int32(start) => usize::try_from(*start).ok().filter(|start| *start <= input.len()).ok_or_else(|| {
            Exception::out_of_range("Start index cannot be less than 0 or greater than input length.", "startat")
        }),
        _ => Ok(beginning(regex, input)),
    }
}

fn beginning(regex: &Regex, input: &Text) -> usize {
    if regex.right_to_left() { input.len() } else { 0 }
}

fn is_match(call: &mut Call, target: Target) -> Result<Value, Exception> {
    let regex = target.regex(call)?;
    let input = call.text(0, "input")?;
    let start = start(call, target.behind(), &regex, &input)?;
    Ok(search(call.runtime, &regex, &input, start, false)?.is_some().into())
}

fn first_match(call: &mut Call, target: Target) -> Result<Value, Exception> {
    let regex = target.regex(call)?;
    let input = call.text(0, "input")?;
    let start = start(call, target.behind(), &regex, &input)?;
    let captures = search(call.runtime, &regex, &input, start, false)?;
    Ok(match_value(&regex, &input, captures))
}

fn match_in_part(call: &mut Call) -> Result<Value, Exception> {
    let regex = Target::THIS.regex(call)?;
    let input = call.text(0, "input")?;
    let (Ok(beginning), Ok(length)) = (usize::try_from(call.int(1)), usize::try_from(call.int(2))) else {
        return Err(Exception::out_of_range("Length cannot be less than 0 or exceed input length.", "length"));
    };
    if beginning + length > input.len() {
        return Err(Exception::out_of_range("Length cannot be less than 0 or exceed input length.", "length"));
    }
    let part = input.slice(beginning, beginning + length);
    let start = if regex.right_to_left() { length } else { 0 };
    let mut captures = search(call.runtime, &regex, &part, start, false)?;
    // Anchors hold at the edges of the part, indexes count in the whole text.
    for (start, _) in captures.iter_mut().flat_map(|captures| &mut captures.groups).flatten() {
        *start += beginning;
    }
    Ok(match_value(&regex, &input, captures))
}

/// Up to `limit` matches in the order of the search.
fn all(call: &mut Call, regex: &Regex, input: &Text, start: usize, limit: usize) -> Result<Vec<Captures>, Exception> {
    let mut found = Vec::new();
    let (mut from, mut after_empty) = (start, false);
    while found.len() < limit {
        let Some(captures) = search(call.runtime, regex, input, from, after_empty)? else { break };
        let (start, length) = captures.whole();
        from = if regex.right_to_left() { start } else { start + length };
        after_empty = length == 0;
        call.runtime.allocate(regex.numbers().len() * 48)?;
        found.push(captures);
    }
    Ok(found)
}

fn matches(call: &mut Call, target: Target) -> Result<Value, Exception> {
    let regex = target.regex(call)?;
    let input = call.text(0, "input")?;
    let start = start(call, target.behind(), &regex, &input)?;
    let found = all(call, &regex, &input, start, usize::MAX)?;
    Ok(matches_value(found.into_iter().map(|captures| match_value(&regex, &input, Some(captures))).collect()))
}

/// A count argument; -1 means all.
fn limit(call: &Call, index: usize) -> Result<usize, Exception> {
    match call.arg(index) {
        Value::Int32(-1) => Ok(usize::MAX),
        Value::Int32(count) => {
            usize::try_from(*count).map_err(|_| Exception::out_of_range("Count cannot be less than -1.", "count"))
        }
        _ => Ok(usize::MAX),
    }
}

fn replace(call: &mut Call, target: Target) -> Result<Value, Exception> {
    let regex = target.regex(call)?;
    let input = call.text(0, "input")?;
    let by = target.behind();
    let pattern = match call.arg(by) {
        Value::Text(pattern) => Some(Replacement::new(pattern, &regex)),
        // Which overload it was shows only in the kind of the argument, and null has none.
        Value::Null => return Err(Exception::argument_null("replacement")),
        _ => None,
    };
    let evaluator = call.arg(by).clone();
    let (limit, start) = if target.is_static {
        (usize::MAX, beginning(&regex, &input))
    } else {
        (limit(call, by + 1)?, start(call, by + 2, &regex, &input)?)
    };
    let mut found = all(call, &regex, &input, start, limit)?;
    if found.is_empty() {
        return Ok(input.into());
    }
    let mut replacements = Vec::with_capacity(found.len());
    for captures in &found {
        let mut builder = TextBuilder::new();
        match &pattern {
            Some(pattern) => pattern.push(&mut builder, &input, captures),
            None => {
                let value = match_value(&regex, &input, Some(captures.clone()));
                builder.push(&call.invoke(&evaluator, &[value])?.to_text());
            }
        }
        call.runtime.allocate(builder.len() + size_of::<Text>())?;
        replacements.push(builder.finish());
    }
    if regex.right_to_left() {
        found.reverse();
        replacements.reverse();
    }
    call.runtime.allocate(input.len())?;
    let (mut builder, mut from) = (TextBuilder::with_capacity(input.len()), 0);
    for (captures, replacement) in found.iter().zip(&replacements) {
        let (start, length) = captures.whole();
        builder.push(&input.slice(from, start));
        builder.push(replacement);
        from = start + length;
    }
    builder.push(&input.slice(from, input.len()));
    Ok(builder.finish().into())
}

fn split(call: &mut Call, target: Target) -> Result<Value, Exception> {
    let regex = target.regex(call)?;
    let input = call.text(0, "input")?;
    let (limit, start) = if target.is_static {
        (usize::MAX, beginning(&regex, &input))
    } else {
        let limit = match call.arg(1) {
            Value::Int32(0) => usize::MAX,
            _ => limit(call, 1)?,
        };
        (limit, start(call, 2, &regex, &input)?)
    };
    let mut found = all(call, &regex, &input, start, limit.saturating_sub(1))?;
    if regex.right_to_left() {
        found.reverse();
    }
    let (mut parts, mut from) = (Vec::new(), 0);
    call.runtime.allocate(input.len() * 2 + found.len() * size_of::<Value>())?;
    for captures in &found {
        let (start, length) = captures.whole();
        parts.push(Value::Text(input.slice(from, start)));
        from = start + length;
        let groups = captures.groups.iter().skip(1).filter_map(|group| group.last());
        parts.extend(groups.map(|(start, length)| Value::Text(input.slice(*start, start + length))));
    }
    parts.push(Value::Text(input.slice(from, input.len())));
    Ok(Value::array(Type::STRING, parts))
}
