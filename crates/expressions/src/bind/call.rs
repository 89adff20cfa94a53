//! Calls, indexers and conditional access.

use super::{
    Binder, Typed,
    argument::{Given, Operand},
    resolve::{Level, Refusal},
    scope::VariableKind,
};
use crate::{
    ast::{Argument, Expr, ExprKind, Span},
    node::{Dynamic, Node},
    surface::MemberKind,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    pub(super) fn call(&mut self, target: &Expr<'s>, arguments: &[Argument<'s>], span: Span) -> Typed {
        // A local function is called by its parameters, which may have names and defaults.
        if let ExprKind::Name(name, explicit) = &target.kind
            && let Some(variable) = self.find_variable(name.text)
            && let VariableKind::Function(signature) = self.variables[variable].kind.clone()
        {
            let explicit: Vec<_> = explicit.iter().map(|argument| self.resolve(argument)).collect();
            return self.call_function(variable, &signature, arguments, &explicit, *name);
        }
        let operand = match &target.kind {
            ExprKind::Member(inner, name, types) => {
                self.invoked = true;
                self.member_access(inner, *name, types, target.span)
            }
            _ => self.operand(target),
        };
        if let (Operand::Value(Typed { node: Node::Dynamic(_), .. }), ExprKind::Member(..)) = (&operand, &target.kind) {
            return self.call_dynamic(operand, arguments);
        }
        if let Operand::Methods(methods) = operand {
            let given = self.arguments(arguments);
            return self.call_methods(methods, given, span);
        }
        let callee = match operand {
            Operand::Type(class) => {
                let given = self.arguments(arguments);
                let _ = given;
                let message = format!("Non-invocable member '{class}' cannot be used like a method.");
                return self.failed("CS1955", message, target.span);
            }
            other => self.value(other, target.span),
        };
        let given: Vec<Given<'_, 's>> = self.arguments(arguments);
        if callee.is_error() {
            return Typed::error();
        }
        if self.delegate_of(&callee.class).is_none() {
            if let ExprKind::Member(inner, name, _) = &target.kind {
                let owner = match self.quietly(|binder| match binder.operand(inner) {
                    Operand::Value(value) => value.class,
                    Operand::Type(class) => class,
                    _ => Type::Error,
                }) {
                    Type::Error => String::new(),
                    class => format!("{class}."),
                };
                let message = format!("Non-invocable member '{owner}{}' cannot be used like a method.", name.text);
                return self.failed("CS1955", message, name.span);
            }
            return self.failed("CS0149", "Method name expected", target.span);
        }
        self.call_delegate(callee, given, span)
    }

    /// A call of a member that is looked up at run time.
    pub(super) fn call_dynamic(&mut self, member: Operand<'_, 's>, arguments: &[Argument<'s>]) -> Typed {
        let mut nodes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            nodes.push(self.value_of(&argument.value).node);
        }
        match member {
            Operand::Value(Typed { node: Node::Dynamic(dynamic), .. }) => match *dynamic {
                Dynamic::Member(receiver, name) => {
                    Typed::new(Node::Dynamic(Box::new(Dynamic::Call(receiver, name, nodes))), Self::dynamic())
                }
                other => Typed::new(Node::Dynamic(Box::new(other)), Self::dynamic()),
            },
            _ => Typed::error(),
        }
    }

    pub(super) fn index(&mut self, target: &Expr<'s>, arguments: &[Argument<'s>], span: Span) -> Typed {
        let receiver = self.value_of(target);
        let given = self.arguments(arguments);
        self.index_value(receiver, given, span)
    }

    /// `receiver[…]`.
    pub(super) fn index_value(&mut self, receiver: Typed, given: Vec<Given<'_, 's>>, span: Span) -> Typed {
        let bad = given.iter().any(|given| matches!(&given.value, Some(Operand::Value(value)) if value.is_error()));
        if receiver.is_error() || bad {
            return Typed::error();
        }
        if Self::is_dynamic(&receiver.class) {
            let nodes = given.into_iter().filter_map(|given| match given.value {
                Some(Operand::Value(value)) => Some(value.node),
                _ => None,
            });
            let node = Node::Dynamic(Box::new(Dynamic::Index(receiver.node, nodes.collect())));
            return Typed::new(node, Self::dynamic());
        }
        if let Type::Array(element) = receiver.class.clone() {
            return match self.array_index(given, span) {
                Some(index) => Typed::new(Node::Element(Box::new(receiver.node), Box::new(index)), (*element).clone()),
                None => Typed::error(),
            };
        }
        match self.choose_indexer(&receiver, &given, span) {
            Some((chosen, member)) => {
                let surface = self.surface;
                let member_info = surface.member(member);
                let class = chosen.class.clone();
                let (arguments, _) =
                    self.lower_arguments(&member_info.parameters, class.arguments(), &chosen.fit, given);
                let result = member_info.result.substitute(class.arguments(), &[]);
                let node = self.getter(receiver, &class, member, arguments);
                Typed::new(node, result)
            }
            None => Typed::error(),
        }
    }

    /// The index into an array.
    pub(super) fn array_index(&mut self, given: Vec<Given<'_, 's>>, span: Span) -> Option<Node> {
        let count = given.len();
        let mut given = given.into_iter();
        let (Some(only), None) = (given.next(), given.next()) else {
            self.error("CS0022", format!("Wrong number of indices inside []; expected 1 but got {count}"), span);
            return None;
        };
        let place = only.span;
        let value = match only.value {
            Some(operand) => self.value(operand, place),
            None => return None,
        };
        for class in [Type::INT32, Type::UINT32, Type::INT64, Type::UINT64] {
            if self.implicit(&value.class, &class, value.constant.as_ref()).is_some() {
                return Some(self.convert_to(value, &class, place));
            }
        }
        self.cannot_convert(&value, &Type::INT32, place);
        None
    }

    /// The indexer for these arguments, looking through bases.
    pub(super) fn choose_indexer(
        &mut self,
        receiver: &Typed,
        given: &[Given<'_, 's>],
        span: Span,
    ) -> Option<(super::resolve::Chosen, crate::surface::MemberId)> {
        let mut misfits = Vec::new();
        for class in self.levels(&receiver.class) {
            let indexers = self.surface.info(class.id()).map_or(&[][..], |info| info.indexers.as_slice());
            let members = self.visible(indexers, |member| member.kind == MemberKind::Indexer);
            if members.is_empty() {
                continue;
            }
            let level = Level { class, members };
            match self.choose(&level, given, &[]) {
                Ok(chosen) => {
                    let member = chosen.member;
                    return Some((chosen, member));
                }
                Err(Refusal::Misfits(more)) => misfits.extend(more),
                Err(Refusal::Ambiguous(..)) => return None,
            }
        }
        if misfits.is_empty() {
            let message = format!("Cannot apply indexing with [] to an expression of type '{}'", receiver.class);
            self.error("CS0021", message, span);
        } else {
            self.refuse("this", &receiver.class, misfits, given, span);
        }
        None
    }

    pub(super) fn conditional_access(&mut self, receiver: &Expr<'s>, access: &Expr<'s>, span: Span) -> Typed {
        let receiver_span = receiver.span;
        let receiver = self.value_of(receiver);
        if receiver.is_error() {
            return receiver;
        }
        let is_plain_value =
            self.surface.is_value_type(&receiver.class) && !matches!(receiver.class, Type::Nullable(_));
        if is_plain_value || receiver.class == Type::Null || receiver.class == Type::VOID {
            let message = format!("Operator '?' cannot be applied to operand of type '{}'", receiver.class);
            return self.failed("CS0023", message, receiver_span);
        }
        let slot = self.new_slot();
        self.receivers.push((slot, receiver.class.without_nullable().clone()));
        let access_span = access.span;
        let before = self.assigned;
        let access = self.value_of(access);
        self.assigned = before;
        self.receivers.pop();
        if access.is_error() {
            return access;
        }
        let _ = (span, access_span);
        let class = match &access.class {
            class if *class == Type::VOID => Type::VOID,
            class @ Type::Nullable(_) => class.clone(),
            class if self.surface.is_value_type(class) => Type::nullable_of(class.clone()),
            class => class.clone(),
        };
        let node = Node::WhenNotNull { slot, receiver: Box::new(receiver.node), access: Box::new(access.node) };
        Typed::new(node, class)
    }
}
