//! Evaluates XPath 1.0 over XLinq's trees.

use std::rc::Rc;

use super::{
    functions,
    parse::{Axis, Expression, Operator, Start, Step, Test, failure, needs_context},
};
use crate::{
    exception::Exception,
    library::xml::{
        node::{Content, Node},
        object::next_below,
        xnode::document_order,
    },
    runtime::Runtime,
    text::Text,
};

/// What an expression gives.
#[derive(Clone)]
pub(super) enum Outcome {
    /// Nodes in document order.
    Nodes(Vec<Rc<Node>>),
    Number(f64),
    Text(Text),
    Bool(bool),
}

/// Gives the namespace of a prefix.
pub(super) type Namespaces<'n> = &'n dyn Fn(&Text) -> Option<Text>;

/// One evaluation.
pub(super) struct Evaluator<'e, 'r> {
    pub(super) namespaces: Namespaces<'e>,
    pub(super) runtime: &'e mut Runtime<'r>,
}

/// The node an expression is evaluated at, and its place among its fellows.
pub(super) struct Context {
    pub(super) node: Rc<Node>,
    pub(super) position: usize,
    pub(super) size: usize,
}

impl Outcome {
    /// XPath's `number()`.
    pub(super) fn to_number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Bool(value) => f64::from(u8::from(*value)),
            Self::Text(text) => functions::number_of(text),
            Self::Nodes(_) => functions::number_of(&self.to_text()),
        }
    }

    /// XPath's `string()`.
    pub(super) fn to_text(&self) -> Text {
        match self {
            Self::Number(number) => functions::number_text(*number),
            Self::Bool(value) => Text::literal(if *value { "true" } else { "false" }),
            Self::Text(text) => text.clone(),
            Self::Nodes(nodes) => nodes.first().map(string_value).unwrap_or_default(),
        }
    }

    /// XPath's `boolean()`.
    pub(super) fn to_bool(&self) -> bool {
        match self {
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Bool(value) => *value,
            Self::Text(text) => !text.is_empty(),
            Self::Nodes(nodes) => !nodes.is_empty(),
        }
    }
}

/// The string value of a node.
pub(super) fn string_value(node: &Rc<Node>) -> Text {
    node.value()
}

impl Evaluator<'_, '_> {
    pub(super) fn evaluate(&mut self, expression: &Expression, context: &Context) -> Result<Outcome, Exception> {
        self.runtime.charge(1)?;
        match expression {
            Expression::Number(number) => Ok(Outcome::Number(*number)),
            Expression::Text(text) => Ok(Outcome::Text(text.clone())),
            Expression::Negated(inner) => Ok(Outcome::Number(-self.evaluate(inner, context)?.to_number())),
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right, context),
            Expression::Call(function, arguments) => functions::call(self, *function, arguments, context),
            Expression::Path(start, steps) => {
                let mut nodes = match start {
                    Start::Context => vec![context.node.clone()],
                    Start::Root => vec![context.node.root()],
                    Start::Expression(inner, predicates) => {
                        let mut nodes = self.nodes(inner, context)?;
                        for predicate in predicates {
                            nodes = self.filtered(nodes, predicate)?;
                        }
                        nodes
                    }
                };
                for step in steps {
                    nodes = self.step(nodes, step)?;
                }
                Ok(Outcome::Nodes(nodes))
            }
        }
    }

    /// An expression that must give nodes.
    pub(super) fn nodes(&mut self, expression: &Expression, context: &Context) -> Result<Vec<Rc<Node>>, Exception> {
        match self.evaluate(expression, context)? {
            Outcome::Nodes(nodes) => Ok(nodes),
            _ => Err(failure("Expression must evaluate to a node-set.")),
        }
    }

    fn binary(
        &mut self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        context: &Context,
    ) -> Result<Outcome, Exception> {
        match operator {
            Operator::Or | Operator::And => {
                let first = self.evaluate(left, context)?.to_bool();
                if first == (operator == Operator::Or) {
                    return Ok(Outcome::Bool(first));
                }
                Ok(Outcome::Bool(self.evaluate(right, context)?.to_bool()))
            }
            Operator::Union => {
                let mut nodes = self.nodes(left, context)?;
                nodes.extend(self.nodes(right, context)?);
                self.in_order(nodes).map(Outcome::Nodes)
            }
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => {
                let one = self.evaluate(left, context)?.to_number();
                let two = self.evaluate(right, context)?.to_number();
                Ok(Outcome::Number(match operator {
                    Operator::Add => one + two,
                    Operator::Subtract => one - two,
                    Operator::Multiply => one * two,
                    Operator::Divide => one / two,
                    _ => one % two,
                }))
            }
            _ => {
                let one = self.evaluate(left, context)?;
                let two = self.evaluate(right, context)?;
                self.compare(operator, &one, &two).map(Outcome::Bool)
            }
        }
    }

    /// Section 3.4: node sets compare if any of their nodes do.
    fn compare(&mut self, operator: Operator, one: &Outcome, two: &Outcome) -> Result<bool, Exception> {
        let (nodes, other, flipped) = match (one, two) {
            (Outcome::Nodes(first), Outcome::Nodes(second)) => {
                let texts: Vec<Outcome> = second.iter().map(|node| Outcome::Text(string_value(node))).collect();
                for node in first {
                    let text = Outcome::Text(string_value(node));
                    for other in &texts {
                        self.runtime.charge(1)?;
                        if compare_values(operator, &text, other) {
                            return Ok(true);
                        }
                    }
                }
                return Ok(false);
            }
            (Outcome::Nodes(nodes), other) => (nodes, other, false),
            (other, Outcome::Nodes(nodes)) => (nodes, other, true),
            _ => return Ok(compare_values(operator, one, two)),
        };
        if let Outcome::Bool(_) = other {
            let whole = Outcome::Bool(!nodes.is_empty());
            return Ok(if flipped {
                compare_values(operator, other, &whole)
            } else {
                compare_values(operator, &whole, other)
            });
        }
        for node in nodes {
            self.runtime.charge(1)?;
            let text = Outcome::Text(string_value(node));
            let holds =
                if flipped { compare_values(operator, other, &text) } else { compare_values(operator, &text, other) };
            if holds {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn step(&mut self, from: Vec<Rc<Node>>, step: &Step) -> Result<Vec<Rc<Node>>, Exception> {
        let several = from.len() > 1;
        let mut found = Vec::new();
        for node in from {
            let mut selected = Vec::new();
            for candidate in self.axis(&node, step.axis)? {
                if self.passes(&candidate, step)? {
                    selected.push(candidate);
                }
            }
            for predicate in &step.predicates {
                selected = self.filtered(selected, predicate)?;
            }
            if step.axis.is_reverse() {
                selected.reverse();
            }
            found.extend(selected);
        }
        if several { self.in_order(found) } else { Ok(found) }
    }

    /// Nodes for which a predicate holds; a number stands for a position.
    fn filtered(&mut self, nodes: Vec<Rc<Node>>, predicate: &Expression) -> Result<Vec<Rc<Node>>, Exception> {
        let size = nodes.len();
        let mut kept = Vec::new();
        for (index, node) in nodes.into_iter().enumerate() {
            let context = Context { node: node.clone(), position: index + 1, size };
            let holds = match self.evaluate(predicate, &context)? {
                Outcome::Number(number) => number == (index + 1) as f64,
                other => other.to_bool(),
            };
            if holds {
                kept.push(node);
            }
        }
        Ok(kept)
    }

    /// Candidates of an axis in its own direction.
    fn axis(&mut self, node: &Rc<Node>, axis: Axis) -> Result<Vec<Rc<Node>>, Exception> {
        let ancestors = |first: Option<Rc<Node>>| std::iter::successors(first, |node| node.parent());
        let nodes: Vec<Rc<Node>> = match axis {
            Axis::Itself => vec![node.clone()],
            Axis::Child => node.children(),
            Axis::Parent => node.parent().into_iter().collect(),
            Axis::Attribute => {
                let declares =
                    |attribute: &Rc<Node>| attribute.name().is_some_and(|name| name.is_namespace_declaration());
                node.attributes().into_iter().filter(|attribute| !declares(attribute)).collect()
            }
            // Namespace nodes have no counterpart in XLinq.
            Axis::Namespace => Vec::new(),
            Axis::Ancestor => ancestors(node.parent()).collect(),
            Axis::AncestorOrSelf => ancestors(Some(node.clone())).collect(),
            Axis::Descendant => self.below(node, false)?,
            Axis::DescendantOrSelf => self.below(node, true)?,
            Axis::FollowingSibling | Axis::PrecedingSibling if node.is_attribute() => Vec::new(),
            Axis::FollowingSibling => std::iter::successors(node.sibling(1), |node| node.sibling(1)).collect(),
            Axis::PrecedingSibling => std::iter::successors(node.sibling(-1), |node| node.sibling(-1)).collect(),
            Axis::Following | Axis::Preceding => {
                let forward = axis == Axis::Following;
                let mut found = Vec::new();
                for around in ancestors(Some(node.clone())).filter(|around| !around.is_attribute()) {
                    let offset = if forward { 1 } else { -1 };
                    for sibling in std::iter::successors(around.sibling(offset), |node| node.sibling(offset)) {
                        let mut part = self.below(&sibling, true)?;
                        if !forward {
                            part.reverse();
                        }
                        found.extend(part);
                    }
                }
                found
            }
        };
        self.runtime.charge(nodes.len() as u64)?;
        Ok(nodes)
    }

    fn below(&mut self, node: &Rc<Node>, with_self: bool) -> Result<Vec<Rc<Node>>, Exception> {
        let mut found = if with_self { vec![node.clone()] } else { Vec::new() };
        let mut current = next_below(node, node);
        while let Some(next) = current {
            self.runtime.charge(1)?;
            self.runtime.allocate(size_of::<Rc<Node>>())?;
            current = next_below(&next, node);
            found.push(next);
        }
        Ok(found)
    }

    fn passes(&self, node: &Rc<Node>, step: &Step) -> Result<bool, Exception> {
        let principal = if step.axis == Axis::Attribute { node.is_attribute() } else { node.is_element() };
        Ok(match &step.test {
            Test::Node => true,
            Test::TextNode => node.is_text(),
            Test::Comment => matches!(node.content(), Content::Comment(_)),
            Test::Instruction(wanted) => match node.content() {
                Content::Instruction { target, .. } => wanted.as_ref().is_none_or(|wanted| *wanted == *target.borrow()),
                _ => false,
            },
            Test::Any(None) => principal,
            Test::Any(Some(prefix)) => {
                let namespace = self.namespace(prefix)?;
                principal && node.name().is_some_and(|name| *name.namespace() == namespace)
            }
            Test::Name(prefix, local) => {
                let namespace = prefix.as_ref().map_or(Ok(Text::EMPTY), |prefix| self.namespace(prefix))?;
                principal && node.name().is_some_and(|name| name.local() == local && *name.namespace() == namespace)
            }
        })
    }

    fn namespace(&self, prefix: &Text) -> Result<Text, Exception> {
        (self.namespaces)(prefix).ok_or_else(needs_context)
    }

    /// Document order without repetitions.
    fn in_order(&mut self, mut nodes: Vec<Rc<Node>>) -> Result<Vec<Rc<Node>>, Exception> {
        self.runtime.charge(nodes.len() as u64 * 4)?;
        let before = |one: &Rc<Node>, two: &Rc<Node>| document_order(one, two) == Some(std::cmp::Ordering::Less);
        let ordered = nodes.windows(2).all(|pair| matches!(pair, [one, two] if before(one, two)));
        if !ordered {
            nodes.sort_by(|one, two| document_order(one, two).unwrap_or(std::cmp::Ordering::Equal));
            nodes.dedup_by(|one, two| Rc::ptr_eq(one, two));
        }
        Ok(nodes)
    }
}

fn compare_values(operator: Operator, one: &Outcome, two: &Outcome) -> bool {
    match operator {
        Operator::Equal | Operator::NotEqual => {
            let equal = match (one, two) {
                (Outcome::Bool(_), _) | (_, Outcome::Bool(_)) => one.to_bool() == two.to_bool(),
                (Outcome::Number(_), _) | (_, Outcome::Number(_)) => one.to_number() == two.to_number(),
                _ => one.to_text() == two.to_text(),
            };
            equal == (operator == Operator::Equal)
        }
        Operator::Less => one.to_number() < two.to_number(),
        Operator::LessOrEqual => one.to_number() <= two.to_number(),
        Operator::Greater => one.to_number() > two.to_number(),
        _ => one.to_number() >= two.to_number(),
    }
}
