//! Operands and arguments before it is known what they are converted to.

use super::{Binder, Typed, resolve::Methods};
use crate::{
    ast::{Argument, Designation, Expr, ExprKind, Lambda, Name, Span},
    node::{Node, Store},
    surface::{Constant, Passing},
    types::Type,
};

/// What an expression can mean before its context says what it must be.
pub(super) enum Operand<'e, 's> {
    Value(Typed),
    Type(Type),
    Namespace(String),
    Methods(Methods<'s>),
    Lambda(&'e Lambda<'s>),
    /// `default` without a type.
    Default,
    Throw(Node),
    /// `{ … }` after an array declaration.
    Items(&'e [Expr<'s>]),
}

/// An argument of a call.
pub(super) struct Given<'e, 's> {
    pub(super) name: Option<Name<'s>>,
    pub(super) passing: Passing,
    pub(super) span: Span,
    pub(super) value: Option<Operand<'e, 's>>,
    /// `out var x`, whose type the overload decides.
    pub(super) declares: Option<Name<'s>>,
    /// Where an `out` or `ref` argument is stored.
    pub(super) place: Option<Place>,
}

/// Somewhere an `out` or `ref` argument goes.
#[derive(Clone)]
pub(super) enum Place {
    Variable(usize),
    Discard,
}

impl<'s> Binder<'_, 's> {
    pub(super) fn arguments<'e>(&mut self, arguments: &'e [Argument<'s>]) -> Vec<Given<'e, 's>> {
        arguments.iter().map(|argument| self.argument(argument)).collect()
    }

    fn argument<'e>(&mut self, argument: &'e Argument<'s>) -> Given<'e, 's> {
        let mut given = Given {
            name: argument.name,
            passing: argument.passing,
            span: argument.value.span,
            value: None,
            declares: None,
            place: None,
        };
        match argument.passing {
            Passing::Out | Passing::Reference => self.reference_argument(&argument.value, &mut given),
            _ => given.value = Some(self.operand(&argument.value)),
        }
        given
    }

    fn reference_argument(&mut self, value: &Expr<'s>, given: &mut Given<'_, 's>) {
        match &value.kind {
            ExprKind::Declaration(class, designation) => {
                let is_var = self.is_var(class);
                match designation {
                    Designation::Name(name) if is_var => given.declares = Some(*name),
                    Designation::Name(name) => {
                        let class = self.resolve(class);
                        let variable = self.declare(*name, class.clone(), super::scope::VariableKind::Local);
                        given.place = Some(Place::Variable(variable));
                        given.value = Some(Operand::Value(Typed::new(Node::Default(class.clone()), class)));
                    }
                    _ if is_var => given.place = Some(Place::Discard),
                    _ => {
                        let class = self.resolve(class);
                        given.place = Some(Place::Discard);
                        given.value = Some(Operand::Value(Typed::new(Node::Default(class.clone()), class)));
                    }
                }
            }
            ExprKind::Name(name, _) if name.text == "_" && self.find_variable("_").is_none() => {
                given.place = Some(Place::Discard);
            }
            ExprKind::Name(name, _) => match self.find_variable(name.text) {
                Some(variable) => {
                    if given.passing == Passing::Out {
                        self.mark_assigned(variable);
                    }
                    let read = self.read_variable(variable, value.span);
                    given.place = Some(Place::Variable(variable));
                    given.value = Some(Operand::Value(read));
                }
                None => {
                    self.no_such_name(name.text, value.span);
                    given.value = Some(Operand::Value(Typed::error()));
                }
            },
            _ => {
                let message = "A ref or out value must be an assignable variable";
                given.value = Some(Operand::Value(self.failed("CS1510", message, value.span)));
            }
        }
    }

    /// The value of an operand that needs none of its context.
    pub(super) fn value(&mut self, operand: Operand<'_, 's>, span: Span) -> Typed {
        match operand {
            Operand::Value(value) => value,
            Operand::Type(class) => {
                if class == Type::Error {
                    return Typed::error();
                }
                let message = format!("'{class}' is a type, which is not valid in the given context");
                self.failed("CS0119", message, span)
            }
            Operand::Namespace(name) => {
                let message = format!("'{name}' is a namespace, which is not valid in the given context");
                self.failed("CS0119", message, span)
            }
            Operand::Methods(methods) => {
                let name = methods.name;
                let message = format!(
                    "Cannot convert method group '{}' to non-delegate type 'object'. Did you intend to invoke the \
                     method?",
                    name.text
                );
                self.failed("CS0428", message, name.span)
            }
            Operand::Lambda(_) => {
                let message = "Cannot convert lambda expression to type 'object' because it is not a delegate type";
                self.failed("CS1660", message, span)
            }
            Operand::Default => self.failed("CS8716", "There is no target type for the default literal.", span),
            Operand::Throw(node) => {
                self.error("CS8115", "A throw expression is not allowed in this context.", span);
                Typed::new(node, Type::Error)
            }
            Operand::Items(_) => {
                let message = "Can only use array initializer expressions to assign to array types. Try using a new \
                               expression instead.";
                self.failed("CS0622", message, span)
            }
        }
    }

    /// Converts an operand to a type.
    pub(super) fn operand_to(&mut self, operand: Operand<'_, 's>, to: &Type, span: Span) -> Typed {
        match operand {
            Operand::Value(value) => self.typed_to(value, to, span),
            Operand::Lambda(lambda) => Typed::new(self.lambda_to(lambda, to, span), to.clone()),
            Operand::Methods(methods) if self.delegate_of(to).is_some() => {
                Typed::new(self.methods_to(methods, to, span), to.clone())
            }
            Operand::Methods(methods) => {
                let name = methods.name;
                let message = format!(
                    "Cannot convert method group '{}' to non-delegate type '{to}'. Did you intend to invoke the \
                     method?",
                    name.text
                );
                self.failed("CS0428", message, name.span)
            }
            Operand::Default => self.default_value(to),
            Operand::Throw(node) => Typed::new(node, to.clone()),
            Operand::Items(items) => match to {
                Type::Array(element) => self.array_of(element, items),
                Type::Error => Typed::error(),
                _ => {
                    let message = "Can only use array initializer expressions to assign to array types. Try using a \
                                   new expression instead.";
                    self.failed("CS0622", message, span)
                }
            },
            other => {
                let value = self.value(other, span);
                self.typed_to(value, to, span)
            }
        }
    }

    /// An expression converted to a type.
    pub(super) fn expression_to(&mut self, expression: &Expr<'s>, to: &Type) -> Typed {
        let operand = self.operand(expression);
        self.operand_to(operand, to, expression.span)
    }

    pub(super) fn default_value(&mut self, class: &Type) -> Typed {
        let value = self.surface.default_of(class);
        match Constant::of(&value) {
            Some(Constant::Null) => Typed::new(Node::Constant(Constant::Null), class.clone()),
            Some(constant) => Typed::constant(constant, class.clone()),
            None => Typed::new(Node::Default(class.clone()), class.clone()),
        }
    }

    pub(super) fn place_store(&mut self, place: &Place) -> Store {
        match place {
            Place::Variable(variable) => self.store_of(*variable),
            Place::Discard => Store::Discard,
        }
    }
}
