//! The core functions of XPath 1.0 (section 4).

use super::{
    evaluate::{Context, Evaluator, Outcome, string_value},
    parse::{Expression, Function},
};
use crate::{
    exception::Exception,
    format::number,
    library::xml::write,
    text::{Text, TextBuilder},
};

/// A string as a number: optional minus, digits, a point; anything else is NaN.
pub(super) fn number_of(text: &Text) -> f64 {
    let text = text.to_str();
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = trimmed.strip_prefix('-').unwrap_or(trimmed);
    let sound = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if sound { trimmed.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// A number as text. XPath knows no exponent, but .NET writes one.
pub(super) fn number_text(number: f64) -> Text {
    match number {
        f64::INFINITY => Text::literal("Infinity"),
        f64::NEG_INFINITY => Text::literal("-Infinity"),
        0.0 => Text::literal("0"),
        number => Text::from(number::format_double(number, "").unwrap_or_default()),
    }
}

pub(super) fn call(
    evaluator: &mut Evaluator<'_, '_>,
    function: Function,
    arguments: &[Expression],
    context: &Context,
) -> Result<Outcome, Exception> {
    match function {
        Function::Last => return Ok(Outcome::Number(context.size as f64)),
        Function::Position => return Ok(Outcome::Number(context.position as f64)),
        Function::True => return Ok(Outcome::Bool(true)),
        Function::False => return Ok(Outcome::Bool(false)),
        Function::Id => return Ok(Outcome::Nodes(Vec::new())),
        Function::Count | Function::Sum => {
            let nodes = match arguments.first() {
                Some(argument) => evaluator.nodes(argument, context)?,
                None => Vec::new(),
            };
            return Ok(Outcome::Number(if function == Function::Count {
                nodes.len() as f64
            } else {
                nodes.iter().map(|node| number_of(&string_value(node))).sum()
            }));
        }
        Function::LocalName | Function::NamespaceUri | Function::Name => {
            let node = match arguments.first() {
                Some(argument) => evaluator.nodes(argument, context)?.first().cloned(),
                None => Some(context.node.clone()),
            };
            return Ok(Outcome::Text(node.map(|node| name_part(function, &node)).unwrap_or_default()));
        }
        _ => {}
    }
    let mut values = Vec::with_capacity(arguments.len());
    for argument in arguments {
        values.push(evaluator.evaluate(argument, context)?);
    }
    if values.is_empty() {
        values.push(Outcome::Nodes(vec![context.node.clone()]));
    }
    let text = |index: usize| values.get(index).map(Outcome::to_text).unwrap_or_default();
    let number = |index: usize| values.get(index).map_or(f64::NAN, Outcome::to_number);
    evaluator
        .runtime
        .allocate(values.iter().map(|value| if let Outcome::Text(text) = value { text.len() } else { 0 }).sum())?;
    Ok(match function {
        Function::String => Outcome::Text(text(0)),
        Function::Concat => {
            let mut out = TextBuilder::new();
            values.iter().for_each(|value| out.push(&value.to_text()));
            Outcome::Text(out.finish())
        }
        Function::StartsWith => Outcome::Bool(text(0).to_str().starts_with(&*text(1).to_str())),
        Function::Contains => Outcome::Bool(text(0).to_str().contains(&*text(1).to_str())),
        Function::SubstringBefore => Outcome::Text(
            text(0).to_str().split_once(&*text(1).to_str()).map_or(Text::EMPTY, |(before, _)| before.into()),
        ),
        Function::SubstringAfter => Outcome::Text(
            text(0).to_str().split_once(&*text(1).to_str()).map_or(Text::EMPTY, |(_, after)| after.into()),
        ),
        Function::Substring => Outcome::Text(substring(&text(0), number(1), values.get(2).map(Outcome::to_number))),
        Function::StringLength => Outcome::Number(text(0).len() as f64),
        Function::NormalizeSpace => {
            let text = text(0);
            let text = text.to_str();
            let words: Vec<&str> = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect();
            Outcome::Text(words.join(" ").into())
        }
        Function::Translate => Outcome::Text(translate(&text(0), &text(1), &text(2))),
        Function::Boolean => Outcome::Bool(values.first().is_some_and(Outcome::to_bool)),
        Function::Not => Outcome::Bool(!values.first().is_some_and(Outcome::to_bool)),
        Function::Lang => Outcome::Bool(has_language(context, &text(0))),
        Function::Number => Outcome::Number(number(0)),
        Function::Floor => Outcome::Number(number(0).floor()),
        Function::Ceiling => Outcome::Number(number(0).ceil()),
        // Halves go up, also below zero.
        Function::Round => Outcome::Number((number(0) + 0.5).floor()),
        _ => Outcome::Bool(false),
    })
}

fn name_part(function: Function, node: &std::rc::Rc<crate::library::xml::node::Node>) -> Text {
    let Some(name) = node.name() else { return Text::EMPTY };
    match function {
        Function::LocalName => name.local().clone(),
        Function::NamespaceUri => name.namespace().clone(),
        _ => match write::prefix_at(node, name.namespace()) {
            Some(prefix) if !name.namespace().is_empty() => Text::from(format!("{prefix}:{}", name.local())),
            _ => name.local().clone(),
        },
    }
}

/// Positions count from 1 and are rounded; NaN selects nothing.
fn substring(text: &Text, start: f64, length: Option<f64>) -> Text {
    let round = |number: f64| (number + 0.5).floor();
    let first = round(start);
    let end = length.map_or(f64::INFINITY, |length| first + round(length));
    let mut out = TextBuilder::new();
    for (unit, position) in text.units().zip(1..) {
        let position = f64::from(position);
        if position >= first && position < end {
            out.push_unit(unit);
        }
    }
    out.finish()
}

fn translate(text: &Text, from: &Text, to: &Text) -> Text {
    let (from, to) = (from.to_units(), to.to_units());
    let mut out = TextBuilder::new();
    for unit in text.units() {
        match from.iter().position(|known| *known == unit) {
            None => out.push_unit(unit),
            Some(index) => {
                if let Some(unit) = to.get(index) {
                    out.push_unit(*unit);
                }
            }
        }
    }
    out.finish()
}

fn has_language(context: &Context, wanted: &Text) -> bool {
    let wanted = wanted.to_str().to_lowercase();
    let mut current = Some(context.node.clone());
    while let Some(node) = current {
        for attribute in node.attributes() {
            let is_lang = attribute
                .name()
                .is_some_and(|name| *name.local() == "lang" && *name.namespace() == *super::super::name::XML_NAMESPACE);
            if is_lang {
                let value = attribute.value().to_str().to_lowercase();
                return value == wanted || value.strip_prefix(&*wanted).is_some_and(|rest| rest.starts_with('-'));
            }
        }
        current = node.parent();
    }
    false
}
