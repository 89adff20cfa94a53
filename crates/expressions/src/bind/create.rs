//! `new`: objects with initialisers, arrays, anonymous objects; tuples.

use std::sync::Arc;

use super::{
    Binder, Typed,
    argument::Operand,
    resolve::{Level, Refusal},
};
use crate::{
    ast::{Argument, Expr, ExprKind, InitialValue, Initializer, MemberTarget, Name, Span, TypeExpr},
    node::Node,
    surface::{Constant, MemberKind, TypeKind},
    text::Text,
    types::{AnonymousType, TupleType, Type},
};

impl<'s> Binder<'_, 's> {
    pub(super) fn new_object(
        &mut self,
        class: &TypeExpr<'s>,
        arguments: Option<&[Argument<'s>]>,
        initializer: Option<&Initializer<'s>>,
        span: Span,
    ) -> Typed {
        let place = class.span;
        let class = self.resolve(class);
        if let Type::Nullable(inner) = &class {
            return self.new_nullable(inner, &class, arguments.unwrap_or(&[]), span);
        }
        let given = self.arguments(arguments.unwrap_or(&[]));
        if class == Type::Error {
            return Typed::error();
        }
        if let Some((_, _)) = self.delegate_of(&class) {
            let mut given = given;
            return match (given.pop(), given.is_empty()) {
                (Some(only), true) => match only.value {
                    Some(operand) => self.operand_to(operand, &class, only.span),
                    None => Typed::error(),
                },
                _ => self.failed("CS0149", "Method name expected", span),
            };
        }
        let Some(info) = self.surface.info(class.id()) else {
            return self.failed("CS0144", format!("Cannot create an instance of '{class}'"), place);
        };
        match info.kind {
            TypeKind::Static => {
                let message = format!("Cannot create an instance of the static class '{class}'");
                return self.failed("CS0712", message, span);
            }
            TypeKind::Interface => {
                let message = format!("Cannot create an instance of the abstract class or interface '{class}'");
                return self.failed("CS0144", message, span);
            }
            TypeKind::Structure | TypeKind::Enumeration if given.is_empty() => {
                let value = self.default_value(&class);
                let value = Typed { constant: None, ..value };
                return self.initialized(value, initializer);
            }
            _ => {}
        }
        let members = self.visible(&info.constructors, |member| member.kind == MemberKind::Constructor);
        if members.is_empty() {
            // Abstract classes have no constructor to call.
            let message = if given.is_empty() && !info.members.is_empty() {
                format!("Cannot create an instance of the abstract class or interface '{class}'")
            } else {
                format!("'{class}' does not contain a constructor that takes {} arguments", given.len())
            };
            let code = if message.starts_with("Cannot") { "CS0144" } else { "CS1729" };
            return self.failed(code, message, if code == "CS0144" { span } else { place });
        }
        if given.iter().any(|given| matches!(&given.value, Some(Operand::Value(value)) if value.is_error())) {
            return Typed { class, ..Typed::error() };
        }
        let level = Level { class: class.clone(), members };
        let value = match self.choose(&level, &given, &[]) {
            Ok(chosen) => self.finish_call(chosen, None, given, span),
            Err(Refusal::Misfits(misfits)) => {
                return self.refuse(class.id().short_name(), &class, misfits, &given, place);
            }
            Err(Refusal::Ambiguous(..)) => {
                let message = "The call is ambiguous between several constructors";
                return self.failed("CS0121", message, place);
            }
        };
        self.initialized(value, initializer)
    }

    fn new_nullable(&mut self, inner: &Type, class: &Type, arguments: &[Argument<'s>], span: Span) -> Typed {
        match arguments {
            [] => Typed::new(Node::Constant(Constant::Null), class.clone()),
            [only] => {
                let value = self.expression_to(&only.value, inner);
                Typed::new(value.node, class.clone())
            }
            _ => {
                let count = arguments.len();
                let message = format!("'{class}' does not contain a constructor that takes {count} arguments");
                self.failed("CS1729", message, span)
            }
        }
    }

    /// Runs an initialiser on a new object.
    fn initialized(&mut self, value: Typed, initializer: Option<&Initializer<'s>>) -> Typed {
        let Some(initializer) = initializer else { return value };
        if value.is_error() {
            return value;
        }
        let slot = self.new_slot();
        let class = value.class.clone();
        let mut nodes = vec![Node::SetLocal(slot, Box::new(value.node))];
        self.initialize(slot, &class, initializer, &mut nodes);
        nodes.push(Node::Local(slot));
        Typed::new(Node::Sequence(nodes), class)
    }

    fn initialize(&mut self, slot: u32, class: &Type, initializer: &Initializer<'s>, nodes: &mut Vec<Node>) {
        match initializer {
            Initializer::Members(members) => {
                for (target, value) in members {
                    self.initialize_member(slot, class, target, value, nodes);
                }
            }
            Initializer::Items(items) => {
                for (arguments, span) in items {
                    self.add_item(slot, class, arguments, *span, nodes);
                }
            }
        }
    }

    fn initialize_member(
        &mut self,
        slot: u32,
        class: &Type,
        target: &MemberTarget<'s>,
        value: &InitialValue<'s>,
        nodes: &mut Vec<Node>,
    ) {
        match (target, value) {
            (MemberTarget::Name(name), InitialValue::Value(value)) => {
                self.set_member(slot, class, *name, value, nodes);
            }
            (MemberTarget::Index(arguments, span), InitialValue::Value(value)) => {
                let receiver = Typed::new(Node::Local(slot), class.clone());
                let given = self.arguments(arguments);
                let Some((chosen, id)) = self.choose_indexer(&receiver, &given, *span) else { return };
                let surface = self.surface;
                let member = surface.member(id);
                let level = chosen.class.clone();
                let wanted = member.result.substitute(level.arguments(), &[]);
                let (arguments, _) = self.lower_arguments(&member.parameters, level.arguments(), &chosen.fit, given);
                let value = self.expression_to(value, &wanted);
                let node = self.setter(receiver.node, &level, id, arguments, value.node);
                nodes.push(node);
            }
            (MemberTarget::Name(name), InitialValue::Nested(initializer)) => {
                let receiver = Typed::new(Node::Local(slot), class.clone());
                if let Operand::Value(member) = self.member_of_value(receiver, *name, &[], name.span)
                    && !member.is_error()
                {
                    let inner = self.new_slot();
                    let class = member.class.clone();
                    nodes.push(Node::SetLocal(inner, Box::new(member.node)));
                    self.initialize(inner, &class, initializer, nodes);
                }
            }
            (MemberTarget::Index(arguments, span), InitialValue::Nested(initializer)) => {
                let receiver = Typed::new(Node::Local(slot), class.clone());
                let given = self.arguments(arguments);
                let element = self.index_value(receiver, given, *span);
                if !element.is_error() {
                    let inner = self.new_slot();
                    let class = element.class.clone();
                    nodes.push(Node::SetLocal(inner, Box::new(element.node)));
                    self.initialize(inner, &class, initializer, nodes);
                }
            }
        }
    }

    fn set_member(&mut self, slot: u32, class: &Type, name: Name<'s>, value: &Expr<'s>, nodes: &mut Vec<Node>) {
        for level in self.levels(class) {
            let Some(members) = self.surface.info(level.id()).and_then(|info| info.members.get(name.text)) else {
                continue;
            };
            let property = members.iter().copied().find(|id| self.surface.member(*id).kind == MemberKind::Property);
            let Some(id) = property else { continue };
            let member = self.surface.member(id);
            if member.setter.is_none() {
                let message =
                    format!("Property or indexer '{level}.{}' cannot be assigned to -- it is read only", name.text);
                self.error("CS0200", message, name.span);
                return;
            }
            self.requires(member.requirements);
            let wanted = member.result.substitute(level.arguments(), &[]);
            let value = self.expression_to(value, &wanted);
            let node = self.setter(Node::Local(slot), &level, id, Vec::new(), value.node);
            nodes.push(node);
            return;
        }
        let message = format!("'{class}' does not contain a definition for '{}'", name.text);
        self.error("CS0117", message, name.span);
    }

    /// An item of a collection initialiser: a call of `Add`.
    fn add_item(&mut self, slot: u32, class: &Type, arguments: &[Expr<'s>], span: Span, nodes: &mut Vec<Node>) {
        let receiver = Typed::new(Node::Local(slot), class.clone());
        let enumerable = Type::Plain(crate::TypeId::IENUMERABLE);
        if !self.surface.is_subtype(class, &enumerable) {
            let message = format!(
                "Cannot initialize type '{class}' with a collection initializer because it does not implement \
                 'System.Collections.IEnumerable'"
            );
            self.error("CS1922", message, span);
            return;
        }
        let given = arguments
            .iter()
            .map(|value| super::argument::Given {
                name: None,
                passing: crate::surface::Passing::Value,
                span: value.span,
                value: Some(self.operand(value)),
                declares: None,
                place: None,
            })
            .collect();
        let name = Name { text: "Add", span };
        match self.member_of_value(receiver, name, &[], span) {
            Operand::Methods(methods) => {
                let added = self.call_methods(methods, given, span);
                nodes.push(added.node);
            }
            Operand::Value(value) if value.is_error() => {}
            _ => self.error("CS1061", format!("'{class}' does not contain a definition for 'Add'"), span),
        }
    }

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

    fn inferred_array(&mut self, items: &[Expr<'s>], span: Span) -> Typed {
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
