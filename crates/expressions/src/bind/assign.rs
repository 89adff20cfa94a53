//! Assignment, increment, deconstruction. Receivers and indices of compound assignments are evaluated once.

use super::{
    Binder, Typed,
    argument::{Given, Operand},
    scope::VariableKind,
};
use crate::{
    ast::{Binary, Designation, Expr, ExprKind, Span, TypeExpr, TypeExprKind},
    node::{CallNode, Callee, Lifted, Node, Receiver},
    surface::{Constant, MemberId, MemberKind},
    types::Type,
};

/// Something that can be assigned to, with its parts already evaluated into slots where that is needed.
pub(super) enum Target {
    Variable(usize),
    Property { receiver: Node, class: Type, member: MemberId },
    Indexer { receiver: Node, class: Type, member: MemberId, arguments: Vec<Node> },
    Element { array: Node, index: Node },
    Field { object: Node, index: u32 },
    Discard,
    Error,
}

impl<'s> Binder<'_, 's> {
    pub(super) fn assign(
        &mut self,
        operator: Option<Binary>,
        target: &Expr<'s>,
        value: &Expr<'s>,
        span: Span,
    ) -> Typed {
        match (&target.kind, operator) {
            (ExprKind::Tuple(_), None) => return self.deconstruct_into(target, value, span),
            (ExprKind::Declaration(class, designation @ Designation::List(..)), None) => {
                return self.deconstruct_declared(class, designation, value, span);
            }
            _ => {}
        }
        match operator {
            None => {
                let mut prelude = Vec::new();
                // The variable is not yet assigned while its value is computed.
                let variable = match &target.kind {
                    ExprKind::Name(name, _) => self.find_variable(name.text),
                    _ => None,
                };
                if let Some(variable) = variable {
                    let class = self.variables[variable].class.clone();
                    let (place, _) = self.target(target, false, &mut prelude);
                    let value = self.expression_to(value, &class);
                    self.mark_assigned(variable);
                    return self.store_into(place, class, value.node);
                }
                let (place, class) = self.target(target, false, &mut prelude);
                let value = match (&place, class) {
                    (Target::Discard, _) => return self.value_of(value),
                    (Target::Error, _) => {
                        let operand = self.operand(value);
                        if !matches!(operand, Operand::Lambda(_) | Operand::Default | Operand::Methods(_)) {
                            let _ = self.value(operand, value.span);
                        }
                        return Typed::error();
                    }
                    (_, class) => {
                        let value = self.expression_to(value, &class);
                        Typed { class, ..value }
                    }
                };
                let class = value.class.clone();
                self.store_into(place, class, value.node)
            }
            Some(operator) => {
                let mut prelude = Vec::new();
                let (place, class) = self.target(target, true, &mut prelude);
                let value_span = value.span;
                let value = self.value_of(value);
                if matches!(place, Target::Error) || value.is_error() {
                    return Typed::error();
                }
                let current = self.read_target(&place, &class);
                let is_literal = value.constant.is_some();
                let fits = self.implicit(&value.class, &class, value.constant.as_ref()).is_some();
                let combined = self.operate(operator, current, value, span);
                if combined.is_error() {
                    return combined;
                }
                let _ = (is_literal, value_span);
                // `b += 1` on a byte narrows back when the right side alone would fit.
                let is_shift = matches!(operator, Binary::ShiftLeft | Binary::ShiftRight);
                let combined = if self.implicit(&combined.class, &class, None).is_some() {
                    self.typed_to(combined, &class, span)
                } else if (fits || is_shift) && self.explicit(&combined.class, &class, None).is_some() {
                    self.cast(Typed { constant: None, ..combined }, &class, span)
                } else {
                    self.cannot_convert(&combined, &class, span);
                    return Typed::error();
                };
                let stored = self.store_into(place, class, combined.node);
                Self::after(prelude, stored)
            }
        }
    }

    fn after(mut prelude: Vec<Node>, value: Typed) -> Typed {
        if prelude.is_empty() {
            return value;
        }
        prelude.push(value.node);
        Typed::new(Node::Sequence(prelude), value.class)
    }

    pub(super) fn increment(&mut self, target: &Expr<'s>, is_prefix: bool, is_decrement: bool, span: Span) -> Typed {
        let mut prelude = Vec::new();
        let (place, class) = self.target(target, true, &mut prelude);
        if matches!(place, Target::Error) {
            return Typed::error();
        }
        let inner = class.without_nullable().clone();
        if self.number_kind(&inner).is_none() && !self.surface.is_enumeration(&inner) {
            let symbol = if is_decrement { "--" } else { "++" };
            let message = format!("Operator '{symbol}' cannot be applied to operand of type '{class}'");
            return self.failed("CS0023", message, span);
        }
        let current = self.read_target(&place, &class);
        let slot = self.new_slot();
        let old = Typed::new(Node::Local(slot), class.clone());
        prelude.push(Node::SetLocal(slot, Box::new(current.node)));
        let one = Typed::constant(Constant::Int32(1), Type::INT32);
        let operator = if is_decrement { Binary::Subtract } else { Binary::Add };
        let next = self.operate(operator, old, one, span);
        let next = if next.class == class { next } else { self.cast(next, &class, span) };
        let stored = self.store_into(place, class.clone(), next.node);
        if is_prefix {
            return Self::after(prelude, stored);
        }
        prelude.push(stored.node);
        prelude.push(Node::Local(slot));
        Typed::new(Node::Sequence(prelude), class)
    }

    /// Keeps a part in a slot so that it is evaluated once.
    fn kept(&mut self, node: Node, keep: bool, prelude: &mut Vec<Node>) -> Node {
        if !keep || matches!(node, Node::Local(_) | Node::Constant(_)) {
            return node;
        }
        let slot = self.new_slot();
        prelude.push(Node::SetLocal(slot, Box::new(node)));
        Node::Local(slot)
    }

    /// What an expression on the left of an assignment stands for.
    pub(super) fn target(&mut self, target: &Expr<'s>, compound: bool, prelude: &mut Vec<Node>) -> (Target, Type) {
        let error = (Target::Error, Type::Error);
        match &target.kind {
            ExprKind::Parenthesized(inner) => self.target(inner, compound, prelude),
            ExprKind::Name(name, _) => match self.find_variable(name.text) {
                Some(variable) => self.variable_target(variable, compound, target.span),
                None if name.text == "_" && !compound => (Target::Discard, Type::Error),
                None => {
                    match self.name_or_type(*name, &[], target.span) {
                        Operand::Value(value) if value.is_error() => {}
                        _ => self.not_assignable(target.span),
                    }
                    error
                }
            },
            ExprKind::Member(inner, name, _) => {
                let owner = match self.operand(inner) {
                    Operand::Value(value) => value,
                    _ => {
                        let operand = self.operand(target);
                        if !matches!(&operand, Operand::Value(value) if value.is_error()) {
                            self.not_assignable(target.span);
                        }
                        return error;
                    }
                };
                if owner.is_error() {
                    return error;
                }
                self.member_target(owner, *name, compound, prelude, target.span)
            }
            ExprKind::Index(inner, arguments) => {
                let receiver = self.value_of(inner);
                let given = self.arguments(arguments);
                self.index_target(receiver, given, compound, prelude, target.span)
            }
            ExprKind::Missing => error,
            _ => {
                let value = self.value_of(target);
                if !value.is_error() {
                    self.not_assignable(target.span);
                }
                error
            }
        }
    }

    fn not_assignable(&mut self, span: Span) {
        let message = "The left-hand side of an assignment must be a variable, property or indexer";
        self.error("CS0131", message, span);
    }

    fn variable_target(&mut self, variable: usize, compound: bool, span: Span) -> (Target, Type) {
        let class = self.variables[variable].class.clone();
        let name = self.variables[variable].name;
        match self.variables[variable].kind.clone() {
            VariableKind::ReadOnly(what) => {
                let message = format!("Cannot assign to '{name}' because it is a '{what}'");
                self.error("CS1656", message, span);
                return (Target::Error, Type::Error);
            }
            VariableKind::Function(_) => {
                let message = format!("Cannot assign to '{name}' because it is a 'method group'");
                self.error("CS1656", message, span);
                return (Target::Error, Type::Error);
            }
            VariableKind::Constant(_) => {
                self.not_assignable(span);
                return (Target::Error, Type::Error);
            }
            VariableKind::Alias(_) => {
                let message = format!("Range variable '{name}' cannot be assigned to -- it is read only");
                self.error("CS1947", message, span);
                return (Target::Error, Type::Error);
            }
            VariableKind::Local => {}
        }
        if compound {
            let _ = self.read_variable(variable, span);
        }
        (Target::Variable(variable), class)
    }

    fn member_target(
        &mut self,
        owner: Typed,
        name: crate::ast::Name<'s>,
        compound: bool,
        prelude: &mut Vec<Node>,
        span: Span,
    ) -> (Target, Type) {
        let error = (Target::Error, Type::Error);
        if let Some((index, class)) = self.field_index(&owner.class, name.text) {
            if matches!(owner.class, Type::Anonymous(_)) {
                let message = format!(
                    "Property or indexer '{}.{}' cannot be assigned to -- it is read only",
                    owner.class, name.text
                );
                self.error("CS0200", message, span);
                return error;
            }
            let object = self.kept(owner.node, compound, prelude);
            return (Target::Field { object, index }, class);
        }
        for level in self.levels(&owner.class) {
            let Some(members) = self.surface.info(level.id()).and_then(|info| info.members.get(name.text)) else {
                continue;
            };
            let property = members.iter().copied().find(|id| {
                let member = self.surface.member(*id);
                member.kind == MemberKind::Property && !member.is_hidden
            });
            let Some(id) = property else { continue };
            let member = self.surface.member(id);
            let class = member.result.substitute(level.arguments(), &[]);
            if member.setter.is_none() {
                let message =
                    format!("Property or indexer '{}.{}' cannot be assigned to -- it is read only", level, name.text);
                self.error("CS0200", message, span);
                return error;
            }
            self.requires(member.requirements);
            let receiver = self.kept(owner.node, compound, prelude);
            return (Target::Property { receiver, class: level, member: id }, class);
        }
        let _ = self.member_of_value(owner, name, &[], span);
        if self.errors.is_empty() {
            self.not_assignable(span);
        }
        error
    }

    fn index_target(
        &mut self,
        receiver: Typed,
        given: Vec<Given<'_, 's>>,
        compound: bool,
        prelude: &mut Vec<Node>,
        span: Span,
    ) -> (Target, Type) {
        let error = (Target::Error, Type::Error);
        let bad = given.iter().any(|given| matches!(&given.value, Some(Operand::Value(value)) if value.is_error()));
        if receiver.is_error() || bad {
            return error;
        }
        if let Type::Array(element) = receiver.class.clone() {
            let array = self.kept(receiver.node, compound, prelude);
            let Some(index) = self.array_index(given, span) else { return error };
            let index = self.kept(index, compound, prelude);
            return (Target::Element { array, index }, (*element).clone());
        }
        let Some((chosen, id)) = self.choose_indexer(&receiver, &given, span) else { return error };
        let surface = self.surface;
        let member = surface.member(id);
        let class = chosen.class.clone();
        let writable = member.setter.is_some() || member.native.is_none() && self.has_virtual_setter(&class);
        if !writable {
            let parameters: Vec<_> = member
                .parameters
                .iter()
                .map(|parameter| parameter.class.substitute(class.arguments(), &[]).to_string())
                .collect();
            let message = format!(
                "Property or indexer '{class}.this[{}]' cannot be assigned to -- it is read only",
                parameters.join(", ")
            );
            self.error("CS0200", message, span);
            return error;
        }
        self.requires(member.requirements);
        let receiver = self.kept(receiver.node, compound, prelude);
        let (arguments, _) = self.lower_arguments(&member.parameters, class.arguments(), &chosen.fit, given);
        let arguments = arguments.into_iter().map(|argument| self.kept(argument, compound, prelude)).collect();
        let result = member.result.substitute(class.arguments(), &[]);
        (Target::Indexer { receiver, class, member: id, arguments }, result)
    }

    /// Interfaces whose indexer can be stored to.
    fn has_virtual_setter(&self, class: &Type) -> bool {
        matches!(class.id().short_name(), "IList" | "IDictionary")
    }

    fn read_target(&mut self, target: &Target, class: &Type) -> Typed {
        let node = match target {
            Target::Variable(variable) => {
                let (slot, is_cell) = self.slot_of(*variable);
                if is_cell { Node::Cell(slot) } else { Node::Local(slot) }
            }
            Target::Property { receiver, class: level, member } => {
                let receiver = Typed::new(copy(receiver), level.clone());
                self.getter(receiver, level, *member, Vec::new())
            }
            Target::Indexer { receiver, class: level, member, arguments } => {
                let receiver = Typed::new(copy(receiver), level.clone());
                self.getter(receiver, level, *member, arguments.iter().map(copy).collect())
            }
            Target::Element { array, index } => Node::Element(Box::new(copy(array)), Box::new(copy(index))),
            Target::Field { object, index } => Node::Field(Box::new(copy(object)), *index),
            Target::Discard | Target::Error => Node::Constant(Constant::Null),
        };
        Typed::new(node, class.clone())
    }

    pub(super) fn store_into(&mut self, target: Target, class: Type, value: Node) -> Typed {
        let node = match target {
            Target::Variable(variable) => self.set_variable(variable, value),
            Target::Property { receiver, class: level, member } => {
                self.setter(receiver, &level, member, Vec::new(), value)
            }
            Target::Indexer { receiver, class: level, member, arguments } => {
                self.setter(receiver, &level, member, arguments, value)
            }
            Target::Element { array, index } => Node::SetElement(Box::new(array), Box::new(index), Box::new(value)),
            Target::Field { object, index } => Node::SetField(Box::new(object), index, Box::new(value)),
            Target::Discard | Target::Error => value,
        };
        Typed::new(node, class)
    }

    /// Calls a setter; the value of the whole is the value stored.
    pub(super) fn setter(
        &mut self,
        receiver: Node,
        level: &Type,
        member: MemberId,
        mut arguments: Vec<Node>,
        value: Node,
    ) -> Node {
        let declared = self.surface.member(member);
        let slot = self.new_slot();
        arguments.push(Node::SetLocal(slot, Box::new(value)));
        let call = Node::Call(Box::new(CallNode {
            target: declared.setter.map_or(Callee::VirtualSetter(member), Callee::Native),
            receiver: Receiver::Object(receiver),
            arguments,
            stores: Vec::new(),
            types: level.arguments().to_vec(),
            lifted: Lifted::No,
        }));
        Node::Sequence(vec![call, Node::Local(slot)])
    }

    /// Whether a type is `var` (and no type of that name exists).
    pub(super) fn is_var(&self, class: &TypeExpr<'s>) -> bool {
        matches!(&class.kind, TypeExprKind::Named(parts)
            if matches!(parts.as_slice(), [(name, arguments)] if name.text == "var" && arguments.is_empty()))
    }
}

/// A part that was kept in a slot, again.
fn copy(node: &Node) -> Node {
    match node {
        Node::Local(slot) => Node::Local(*slot),
        Node::Constant(constant) => Node::Constant(constant.clone()),
        Node::Text(text) => Node::Text(text.clone()),
        Node::Global(native) => Node::Global(*native),
        _ => Node::Constant(Constant::Null),
    }
}
