//! Arrays, anonymous objects and tuples.

use std::sync::Arc;

use super::{Binder, Typed, argument::Operand};
use crate::{
    ast::{Expr, ExprKind, Name, Span, TypeExpr},
    node::Node,
    surface::Constant,
    text::Text,
    types::{AnonymousType, TupleType, Type},
};

impl<'s> Binder<'_, 's> {
    pub(super) fn new_anonymous(&mut self, fields: &[(Option<Name<'s>>, Expr<'s>)]) -> Typed {
        let mut shape = Vec::with_capacity(fields.len());
        let mut nodes = Vec::with_capacity(fields.len());
        let mut bad = false;
        for (name, value) in fields {
            let span = value.span;
            let operand = self.operand(value);
            let what = match &operand {
                Operand::Value(value) if value.class == Type::Null => Some("<null>".to_owned()),
                Operand::Value(value) if value.class == Type::VOID => Some("void".to_owned()),
                Operand::Lambda(_) => Some("lambda expression".to_owned()),
                Operand::Methods(_) => Some("method group".to_owned()),
                _ => None,
            };
            if let Some(what) = what {
                self.error("CS0828", format!("Cannot assign '{what}' to anonymous type property"), span);
                bad = true;
                continue;
            }
            let value = self.value(operand, span);
            bad |= value.is_error();
            let text = name.map_or("", |name| name.text);
            if shape.iter().any(|(known, _): &(Text, Type)| known == text) {
                let place = name.map_or(span, |name| name.span);
                self.error("CS0833", "An anonymous type cannot have multiple properties with the same name", place);
                bad = true;
            }
            shape.push((Text::from(text), value.class));
            nodes.push(value.node);
        }
        if bad {
            return Typed::error();
        }
        let class = Type::Anonymous(Arc::new(AnonymousType { fields: shape }));
        Typed::new(Node::Anonymous(class.clone(), nodes), class)
    }

    pub(super) fn new_array(
        &mut self,
        element: Option<&TypeExpr<'s>>,
        sizes: &[Expr<'s>],
        items: Option<&[Expr<'s>]>,
        span: Span,
    ) -> Typed {
        let Some(element) = element else {
            return self.inferred_array(items.unwrap_or(&[]), span);
        };
        let element = self.resolve(element);
        if element == Type::Error {
            return Typed::error();
        }
        if sizes.len() > 1 {
            return self.failed("CS0178", "Invalid rank specifier: expected ',' or ']'", span);
        }
        let size = sizes.first().map(|size| {
            let place = size.span;
            let value = self.value_of(size);
            let class = [Type::INT32, Type::UINT32, Type::INT64, Type::UINT64]
                .into_iter()
                .find(|class| self.implicit(&value.class, class, value.constant.as_ref()).is_some())
                .unwrap_or(Type::INT32);
            let size = self.typed_to(value, &class, place);
            if matches!(size.constant, Some(Constant::Int32(size)) if size < 0) {
                self.error("CS0248", "Cannot create an array with a negative size", place);
            }
            (size, place)
        });
        let Some(items) = items else {
            let class = Type::array_of(element.clone());
            return match size {
                Some((size, _)) => Typed::new(Node::NewArray(element, Box::new(size.node)), class),
                None => Typed::error(),
            };
        };
        if let Some((size, place)) = size {
            match size.constant {
                Some(Constant::Int32(size)) if usize::try_from(size) == Ok(items.len()) => {}
                Some(Constant::Int32(size)) => {
                    let message = format!("An array initializer of length '{size}' is expected");
                    return self.failed("CS0847", message, place);
                }
                _ => return self.failed("CS0150", "A constant value is expected", place),
            }
        }
        self.array_of(&element, items)
    }

    pub(super) fn array_of(&mut self, element: &Type, items: &[Expr<'s>]) -> Typed {
        let nodes = items.iter().map(|item| self.expression_to(item, element).node).collect();
        Typed::new(Node::ArrayItems(element.clone(), nodes), Type::array_of(element.clone()))
    }

    pub(super) fn inferred_array(&mut self, items: &[Expr<'s>], span: Span) -> Typed {
        let mut values = Vec::with_capacity(items.len());
        let mut bad = false;
        for item in items {
            let place = item.span;
            let operand = self.operand(item);
            if matches!(operand, Operand::Lambda(_) | Operand::Methods(_)) {
                return self.failed("CS0826", "No best type found for implicitly-typed array", span);
            }
            let value = self.value(operand, place);
            bad |= value.is_error();
            values.push((value, place));
        }
        if bad {
            return Typed::error();
        }
        let types: Vec<_> = values.iter().map(|(value, _)| (value.class.clone(), value.constant.clone())).collect();
        let Some(element) = self.common_type(&types).filter(|class| *class != Type::VOID) else {
            return self.failed("CS0826", "No best type found for implicitly-typed array", span);
        };
        let nodes = values.into_iter().map(|(value, place)| self.convert_to(value, &element, place)).collect();
        Typed::new(Node::ArrayItems(element.clone(), nodes), Type::array_of(element))
    }

    pub(super) fn tuple(&mut self, elements: &[(Option<Name<'s>>, Expr<'s>)]) -> Typed {
        let mut nodes = Vec::with_capacity(elements.len());
        let mut classes = Vec::with_capacity(elements.len());
        let mut names = Vec::with_capacity(elements.len());
        let mut bad = false;
        for (name, value) in elements {
            let implied = match &value.kind {
                ExprKind::Name(name, _) | ExprKind::Member(_, name, _) => Some(*name),
                _ => None,
            };
            let typed = self.value_of(value);
            if typed.class == Type::Null {
                self.error("CS8131", "Cannot assign <null> to an implicitly-typed tuple element", value.span);
                bad = true;
            }
            bad |= typed.is_error();
            nodes.push(typed.node);
            classes.push(typed.class);
            names.push(name.or(implied).map(|name| Text::from(name.text)));
        }
        if bad {
            return Typed::error();
        }
        let class = Type::Tuple(Arc::new(TupleType { elements: classes, names }));
        Typed::new(Node::Tuple(class.clone(), nodes), class)
    }
}
