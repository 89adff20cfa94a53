//! Selecting by JSONPath: `SelectToken` and `SelectTokens`.

use std::cmp::Ordering;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    edit::json_exception,
    iso_date,
    node::Node,
    path_parse::{Condition, Filter, Operator, Side},
    token::{Scalar, TokenType},
};
use crate::{
    exception::Exception,
    runtime::Runtime,
    text::Text,
    value::{Array, Value},
};

/// All tokens that `filters` select, in order; with `strict` a step that selects nothing is an error.
pub(crate) fn select(
    start: &Node,
    filters: &[Filter],
    strict: bool,
    runtime: &mut Runtime<'_>,
) -> Result<Vec<Node>, Exception> {
    Selector { root: start.clone(), strict, runtime }.all(vec![start.clone()], filters)
}

struct Selector<'s, 'r> {
    root: Node,
    strict: bool,
    runtime: &'s mut Runtime<'r>,
}

impl Selector<'_, '_> {
    fn all(&mut self, start: Vec<Node>, filters: &[Filter]) -> Result<Vec<Node>, Exception> {
        let mut current = start;
        for filter in filters {
            let mut next = Vec::new();
            for node in &current {
                self.runtime.charge(1)?;
                self.one(node, filter, &mut next)?;
            }
            current = next;
        }
        Ok(current)
    }

    fn one(&mut self, node: &Node, filter: &Filter, out: &mut Vec<Node>) -> Result<(), Exception> {
        match filter {
            Filter::Root => {
                out.push(self.root.clone());
                Ok(())
            }
            Filter::Field { name, deep: false } => self.field(node, name.as_ref(), out),
            Filter::Fields { names, deep: false } => self.fields(node, names, out),
            Filter::Field { name, deep: true } => {
                self.scan(node, |name_of| name.as_ref().map(|name| Some(name) == name_of), out)
            }
            Filter::Fields { names, deep: true } => {
                self.scan(node, |name_of| Some(name_of.is_some_and(|name| names.contains(name))), out)
            }
            Filter::Index(Some(index)) => self.item(node, *index, out),
            Filter::Index(None) => match node.token_type() {
                TokenType::Array | TokenType::Constructor => {
                    out.extend(node.children());
                    Ok(())
                }
                _ => self.miss(|| format!("Index * not valid on {}.", node.token.class_name())),
            },
            Filter::Indexes(indexes) => indexes.iter().try_for_each(|index| self.item(node, *index, out)),
            Filter::Slice { start, end, step } => self.slice(node, [*start, *end, *step], out),
            Filter::Query { condition, deep } => self.query(node, condition, *deep, out),
        }
    }

    fn miss(&self, message: impl FnOnce() -> String) -> Result<(), Exception> {
        if self.strict { Err(json_exception(message())) } else { Ok(()) }
    }

    fn field(&self, node: &Node, name: Option<&Text>, out: &mut Vec<Node>) -> Result<(), Exception> {
        if node.token_type() != TokenType::Object {
            let class = node.token.class_name();
            return self.miss(|| match name {
                Some(name) => format!("Property '{name}' not valid on {class}."),
                None => format!("Property '*' not valid on {class}."),
            });
        }
        match name {
            None => out.extend(node.children().filter_map(|property| property.property_value())),
            Some(name) => match node.member(name) {
                Some(value) => out.push(value),
                None => return self.miss(|| format!("Property '{name}' does not exist on JObject.")),
            },
        }
        Ok(())
    }

    fn fields(&self, node: &Node, names: &[Text], out: &mut Vec<Node>) -> Result<(), Exception> {
        if node.token_type() != TokenType::Object {
            let list: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
            let class = node.token.class_name();
            return self.miss(|| format!("Properties {} not valid on {class}.", list.join(", ")));
        }
        names.iter().try_for_each(|name| self.field(node, Some(name), out))
    }

    /// All tokens below; `wanted` decides about a property by its name, or wants every value.
    fn scan(
        &mut self,
        node: &Node,
        wanted: impl Fn(Option<&Text>) -> Option<bool>,
        out: &mut Vec<Node>,
    ) -> Result<(), Exception> {
        if wanted(None).is_none() {
            out.push(node.clone());
        }
        let mut current = node.clone();
        while let Some(next) = current.next_within(node) {
            self.runtime.charge(1)?;
            match (next.token.name(), wanted(next.token.name())) {
                (Some(_), Some(true)) => out.extend(next.property_value()),
                (None, None) => out.push(next.clone()),
                _ => {}
            }
            current = next;
        }
        Ok(())
    }

    fn item(&self, node: &Node, index: i32, out: &mut Vec<Node>) -> Result<(), Exception> {
        let class = node.token.class_name();
        if !matches!(node.token_type(), TokenType::Array | TokenType::Constructor) {
            return self.miss(|| format!("Index {index} not valid on {class}."));
        }
        let Ok(place) = usize::try_from(index) else { return Err(negative_index()) };
        match node.child(place) {
            Some(item) => out.push(item),
            None => return self.miss(|| format!("Index {index} outside the bounds of {class}.")),
        }
        Ok(())
    }

    fn slice(&mut self, node: &Node, bounds: [Option<i32>; 3], out: &mut Vec<Node>) -> Result<(), Exception> {
        let [start, end, step] = bounds.map(|bound| bound.map(i64::from));
        let step = step.unwrap_or(1);
        if step == 0 {
            return Err(json_exception("Step cannot be zero."));
        }
        if node.token_type() != TokenType::Array {
            return self.miss(|| format!("Array slice is not valid on {}.", node.token.class_name()));
        }
        let count = node.token.child_count() as i64;
        let forward = step > 0;
        let from_end = |bound: i64| if bound < 0 { bound + count } else { bound };
        let first = start.map_or(if forward { 0 } else { count - 1 }, from_end);
        let first = if forward { first.clamp(0, count) } else { first.min(count - 1) };
        let stop = end.map_or(if forward { count } else { -1 }, from_end).clamp(-1, count);
        let within = |at: i64| if forward { at < stop } else { at > stop };
        if !within(first) {
            let shown = |bound: Option<i64>| bound.map_or("*".to_owned(), |bound| bound.to_string());
            return self.miss(|| format!("Array slice of {} to {} returned no results.", shown(start), shown(end)));
        }
        let mut at = first;
        while within(at) {
            self.runtime.charge(1)?;
            let item = usize::try_from(at).ok().and_then(|at| node.child(at));
            out.push(item.ok_or_else(negative_index)?);
            at += step;
        }
        Ok(())
    }

    fn query(&mut self, node: &Node, condition: &Condition, deep: bool, out: &mut Vec<Node>) -> Result<(), Exception> {
        if !deep {
            for child in node.children() {
                if self.holds(condition, &child)? {
                    out.push(child);
                }
            }
            return Ok(());
        }
        let mut current = Some(node.clone());
        while let Some(candidate) = current {
            if self.holds(condition, &candidate)? {
                out.push(candidate.clone());
            }
            current = candidate.next_within(node);
        }
        Ok(())
    }

    fn holds(&mut self, condition: &Condition, node: &Node) -> Result<bool, Exception> {
        self.runtime.charge(1)?;
        match condition {
            Condition::All(conditions) => {
                for condition in conditions {
                    if !self.holds(condition, node)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Any(conditions) => {
                for condition in conditions {
                    if self.holds(condition, node)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Condition::Exists(side) => Ok(!self.side(side, node)?.is_empty()),
            Condition::Compare(operator, left, right) => {
                let (left, right) = (self.side(left, node)?, self.side(right, node)?);
                for one in &left {
                    for two in &right {
                        self.runtime.charge(1)?;
                        if matches(*operator, one, two)? {
                            return Ok(true);
                        }
                    }
                }
                Ok(false)
            }
        }
    }

    fn side(&mut self, side: &Side, node: &Node) -> Result<Vec<Node>, Exception> {
        match side {
            Side::Value(scalar) => Ok(vec![Node::value(scalar.class, scalar.value.clone())]),
            Side::Path(filters) => {
                let strict = std::mem::replace(&mut self.strict, false);
                let found = self.all(vec![node.clone()], filters);
                self.strict = strict;
                found
            }
        }
    }
}

fn negative_index() -> Exception {
    Exception::out_of_range(
        "Index was out of range. Must be non-negative and less than the size of the collection.",
        "index",
    )
}

fn matches(operator: Operator, left: &Node, right: &Node) -> Result<bool, Exception> {
    let (Some(left), Some(right)) = (left.scalar(), right.scalar()) else {
        return Ok(operator == Operator::NotEquals);
    };
    let order = || left.compare(&right);
    Ok(match operator {
        Operator::Equals => loosely_equal(&left, &right),
        Operator::NotEquals => !loosely_equal(&left, &right),
        Operator::StrictEquals => strictly_equal(&left, &right),
        Operator::StrictNotEquals => !strictly_equal(&left, &right),
        Operator::Less => order()?.is_lt(),
        Operator::LessOrEquals => order()?.is_le(),
        Operator::Greater => order()?.is_gt(),
        Operator::GreaterOrEquals => order()?.is_ge(),
        Operator::Matches => matches_regex(&left, &right)?,
    })
}

fn is_number_pair(left: &Scalar, right: &Scalar) -> bool {
    matches!((left.class, right.class), (TokenType::Integer, TokenType::Float) | (TokenType::Float, TokenType::Integer))
}

fn strictly_equal(left: &Scalar, right: &Scalar) -> bool {
    if is_number_pair(left, right) { left.compare(right).is_ok_and(Ordering::is_eq) } else { left.equals(right) }
}

/// `EqualsWithStringCoercion`: values with a text form of their own equal the string that spells it.
fn loosely_equal(left: &Scalar, right: &Scalar) -> bool {
    if left.equals(right) || is_number_pair(left, right) && left.compare(right).is_ok_and(Ordering::is_eq) {
        return true;
    }
    if right.class != TokenType::String {
        return false;
    }
    let spelled = match &left.value {
        Value::DateTime(date) => iso_date::write(*date),
        Value::DateTimeOffset(date) => iso_date::write_offset(*date),
        Value::Guid(_) | Value::TimeSpan(_) => left.value.to_text().to_str().into_owned(),
        Value::Object(_) if left.class == TokenType::Uri => left.value.to_text().to_str().into_owned(),
        Value::Object(_) => match left.value.downcast::<Array>().and_then(Array::to_bytes) {
            Some(bytes) => STANDARD.encode(bytes),
            None => return false,
        },
        _ => return false,
    };
    right.value.as_text().is_some_and(|text| *text == *spelled)
}

/// Steps that one match of a filter may take; a path cannot reach the budget of its expression.
const REGEX_STEPS: u64 = 1_000_000;

/// `=~ /pattern/options`, run by the engine of `Regex`.
fn matches_regex(left: &Scalar, right: &Scalar) -> Result<bool, Exception> {
    let (Some(input), Some(pattern)) = (left.value.as_text(), right.value.as_text()) else { return Ok(false) };
    if left.class != TokenType::String || right.class != TokenType::String {
        return Ok(false);
    }
    let text = pattern.to_str();
    let Some((pattern, options)) = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) else {
        return Ok(false);
    };
    let flag = |option: char| match option {
        'i' => 1,
        'm' => 2,
        's' => 16,
        'x' => 4,
        _ => 0,
    };
    let options = options.chars().map(flag).fold(0, |options, flag| options | flag);
    crate::library::regex::is_match_within(&Text::from(pattern), options, input, REGEX_STEPS)
}
