//! `new`: objects with initialisers, arrays, anonymous objects; tuples.

use super::{
    Binder, Typed,
    argument::Operand,
    resolve::{Level, Refusal},
};
use crate::{
    ast::{Argument, Expr, InitialValue, Initializer, MemberTarget, Name, Span, TypeExpr},
    node::Node,
    surface::{Constant, MemberKind, TypeKind},
    types::Type,
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
}
