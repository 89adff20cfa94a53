//! Expressions, case by case.

use super::{Binder, Typed, argument::Operand};
use crate::{
    ast::{Binary, Expr, ExprKind, Name, Piece, Span, TypeExpr},
    node::{Node, Part},
    surface::Constant,
    text::Text,
    types::{Type, TypeId},
};

impl<'s> Binder<'_, 's> {
    /// The value of an expression.
    pub(super) fn value_of(&mut self, expression: &Expr<'s>) -> Typed {
        let operand = self.operand(expression);
        self.value(operand, expression.span)
    }

    /// What an expression means, before it is converted.
    pub(super) fn operand<'e>(&mut self, expression: &'e Expr<'s>) -> Operand<'e, 's> {
        let span = expression.span;
        if !self.step(span) {
            return Operand::Value(Typed::error());
        }
        Operand::Value(match &expression.kind {
            ExprKind::Missing => Typed::error(),
            ExprKind::Literal(Constant::Null) => Typed::new(Node::Constant(Constant::Null), Type::Null),
            ExprKind::Literal(constant) => {
                let class = type_of_constant(constant);
                // Equal literals are one string, as in .NET.
                let constant = match constant {
                    Constant::Text(text) => Constant::Text(self.interned(text)),
                    other => other.clone(),
                };
                Typed::constant(constant, class)
            }
            ExprKind::Name(name, arguments) => return self.name_or_type(*name, arguments, span),
            ExprKind::Predefined(id) => return Operand::Type(Type::Plain(*id)),
            ExprKind::Member(target, name, arguments) => return self.member_access(target, *name, arguments, span),
            ExprKind::Lambda(lambda) => return Operand::Lambda(lambda),
            ExprKind::ArrayItems(items) => return Operand::Items(items),
            ExprKind::Default(None) => return Operand::Default,
            ExprKind::Throw(value) => return Operand::Throw(self.thrown(value)),
            ExprKind::Parenthesized(inner) => match self.operand(inner) {
                // A parenthesised method group or lambda is still one.
                Operand::Value(value) => value,
                other => return other,
            },
            _ => self.compound(expression),
        })
    }

    fn compound(&mut self, expression: &Expr<'s>) -> Typed {
        let span = expression.span;
        match &expression.kind {
            ExprKind::Interpolated(pieces) => self.interpolated(pieces),
            ExprKind::Index(target, arguments) => self.index(target, arguments, span),
            ExprKind::Call(target, arguments) => self.call(target, arguments, span),
            ExprKind::Conditional(receiver, access) => self.conditional_access(receiver, access, span),
            ExprKind::Receiver => match self.receivers.last() {
                Some((slot, class)) => Typed::new(Node::Local(*slot), class.clone()),
                None => Typed::error(),
            },
            ExprKind::Unary(operator, operand) => {
                let operand = match operator {
                    crate::ast::Unary::Not => self.logical(operand).value,
                    _ => self.value_of(operand),
                };
                self.unary(*operator, operand, span)
            }
            ExprKind::Increment { target, is_prefix, is_decrement } => {
                self.increment(target, *is_prefix, *is_decrement, span)
            }
            ExprKind::Binary(Binary::AndAlso | Binary::OrElse, ..) => self.logical(expression).value,
            ExprKind::Binary(Binary::Coalesce, left, right) => self.coalesce(left, right, span),
            ExprKind::Binary(..) => self.binary(expression),
            ExprKind::Assign(operator, target, value) => self.assign(*operator, target, value, span),
            ExprKind::Choice(condition, yes, no) => self.choice(condition, yes, no, span),
            ExprKind::Is(value, pattern) => self.is(value, pattern, span),
            ExprKind::As(value, class) => self.as_type(value, class, span),
            ExprKind::Cast(class, value) => self.cast_expression(class, value, span),
            ExprKind::New { class, arguments, initializer } => {
                self.new_object(class, arguments.as_deref(), initializer.as_ref(), span)
            }
            ExprKind::NewAnonymous(fields) => self.new_anonymous(fields),
            ExprKind::NewArray { element, sizes, items } => {
                self.new_array(element.as_ref(), sizes, items.as_deref(), span)
            }
            ExprKind::TypeOf(class) => {
                let class = self.resolve(class);
                Typed::new(Node::TypeOf(class), Type::Plain(TypeId::TYPE))
            }
            ExprKind::SizeOf(class) => {
                let class = self.resolve(class);
                match super::operator::size_of_type(class.id()).filter(|_| class != Type::Error) {
                    Some(size) => Typed::constant(Constant::Int32(size), Type::INT32),
                    None if class == Type::Error => Typed::error(),
                    None => {
                        let message = format!(
                            "Cannot take the address of, get the size of, or declare a pointer to a managed type \
                             ('{class}')"
                        );
                        self.failed("CS0208", message, span)
                    }
                }
            }
            ExprKind::Default(Some(class)) => {
                let class = self.resolve(class);
                self.default_value(&class)
            }
            ExprKind::NameOf(value) => self.name_of(value),
            ExprKind::Checked(checked, value) => {
                let saved = (self.checked, self.unchecked);
                (self.checked, self.unchecked) = (*checked, !*checked);
                let value = self.value_of(value);
                (self.checked, self.unchecked) = saved;
                value
            }
            ExprKind::Tuple(elements) => self.tuple(elements),
            ExprKind::Declaration(..) => self.failed("CS8185", "A declaration is not allowed in this context.", span),
            ExprKind::This => {
                let message = "Keyword 'this' is not valid in a static property, static method, or static field \
                               initializer";
                self.failed("CS0026", message, span)
            }
            ExprKind::Base => self.failed("CS1511", "Keyword 'base' is not available in a static method", span),
            ExprKind::Await(value) => {
                let message = "The 'await' operator can only be used within an async method. Consider marking this \
                               method with the 'async' modifier and changing its return type to 'Task<object>'.";
                self.error("CS4032", message, span);
                let _ = self.value_of(value);
                Typed::error()
            }
            _ => Typed::error(),
        }
    }

    pub(super) fn interned(&mut self, text: &Text) -> Text {
        match self.literals.get(text) {
            Some(known) => known.clone(),
            None => {
                self.literals.insert(text.clone());
                text.clone()
            }
        }
    }

    pub(super) fn thrown(&mut self, value: &Expr<'s>) -> Node {
        let value_span = value.span;
        let value = self.value_of(value);
        let is_exception = value.class == Type::Null || self.surface.is_subtype(&value.class, &Type::EXCEPTION);
        if !is_exception {
            self.error("CS0155", "The type caught or thrown must be derived from System.Exception", value_span);
        }
        Node::Throw(Box::new(value.node))
    }

    /// A simple name: a variable, a global, a type or a namespace.
    pub(super) fn name_or_type<'e>(
        &mut self,
        name: Name<'s>,
        arguments: &'e [TypeExpr<'s>],
        span: Span,
    ) -> Operand<'e, 's> {
        if arguments.is_empty() {
            if let Some(variable) = self.find_variable(name.text) {
                return Operand::Value(self.read_variable(variable, span));
            }
            if let Some(global) = self.surface.global(name.text) {
                return Operand::Value(Typed::new(Node::Global(global.native), global.class.clone()));
            }
        }
        let arguments: Vec<_> = arguments.iter().map(|argument| self.resolve(argument)).collect();
        if arguments.contains(&Type::Error) {
            return Operand::Value(Typed::error());
        }
        if let Some(id) = self.type_named(name.text, arguments.len()) {
            return Operand::Type(Type::new(id, &arguments));
        }
        if self.surface.is_namespace(name.text) {
            return Operand::Namespace(name.text.to_owned());
        }
        if !arguments.is_empty()
            && let Some(variable) = self.find_variable(name.text)
        {
            return Operand::Value(self.read_variable(variable, span));
        }
        self.no_such_name(name.text, name.span);
        Operand::Value(Typed::error())
    }

    fn as_type(&mut self, value: &Expr<'s>, class: &TypeExpr<'s>, span: Span) -> Typed {
        let value = self.value_of(value);
        let class = self.resolve(class);
        if value.is_error() || class == Type::Error {
            return Typed { class, ..Typed::error() };
        }
        if self.surface.is_value_type(&class) && !matches!(class, Type::Nullable(_)) {
            let message = format!(
                "The as operator must be used with a reference type or nullable type ('{class}' is a non-nullable \
                 value type)"
            );
            return self.failed("CS0077", message, span);
        }
        let exists = value.class == Type::Null
            || self.implicit_standard(&value.class, &class, None).is_some()
            || self.explicit_without_user(&value.class, &class);
        if !exists {
            let message = format!(
                "Cannot convert type '{}' to '{}' via a reference conversion, boxing conversion, unboxing conversion, \
                 wrapping conversion, or null type conversion",
                Self::quoted(&value.class),
                Self::quoted(&class)
            );
            return self.failed("CS0039", message, span);
        }
        Typed::new(Node::As(Box::new(value.node), class.clone()), class)
    }

    fn cast_expression(&mut self, class: &TypeExpr<'s>, value: &Expr<'s>, span: Span) -> Typed {
        let class = self.resolve(class);
        match self.operand(value) {
            operand @ (Operand::Lambda(_) | Operand::Methods(_)) if class != Type::Error => {
                self.operand_to(operand, &class, value.span)
            }
            Operand::Default => self.default_value(&class),
            operand => {
                let value = self.value(operand, value.span);
                self.cast(value, &class, span)
            }
        }
    }

    fn name_of(&mut self, value: &Expr<'s>) -> Typed {
        let name = match &value.kind {
            ExprKind::Name(name, _) | ExprKind::Member(_, name, _) => *name,
            _ => return self.failed("CS8081", "Expression does not have a name.", value.span),
        };
        let errors = self.errors.len();
        let saved = self.requirements;
        let operand = self.operand(value);
        self.requirements = saved;
        // An instance member may be named through its type.
        let through_type =
            self.errors.len() == errors + 1 && self.errors.last().is_some_and(|error| error.code == "CS0120");
        if through_type {
            self.errors.truncate(errors);
            return Typed::constant(Constant::Text(Text::from(name.text)), Type::STRING);
        }
        if self.errors.len() > errors || matches!(&operand, Operand::Value(value) if value.is_error()) {
            return Typed::error();
        }
        Typed::constant(Constant::Text(Text::from(name.text)), Type::STRING)
    }

    fn interpolated(&mut self, pieces: &[Piece<'s>]) -> Typed {
        let mut parts = Vec::with_capacity(pieces.len());
        let mut constant = crate::text::TextBuilder::new();
        let mut is_constant = true;
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    constant.push(text);
                    parts.push(Part::Text(text.clone()));
                }
                Piece::Hole { value, alignment, format } => {
                    is_constant = false;
                    let span = value.span;
                    let value = self.value_of(value);
                    if value.class == Type::VOID {
                        self.cannot_convert(&value, &Type::OBJECT, span);
                    }
                    let alignment = match alignment {
                        Some(alignment) => self.alignment(alignment),
                        None => 0,
                    };
                    let format = format.as_deref().map(Box::from);
                    parts.push(Part::Hole { value: value.node, alignment, format });
                }
            }
        }
        if is_constant {
            // Not a constant of the language in C# 7.3, but always the same text.
            return Typed::new(Node::Text(constant.finish()), Type::STRING);
        }
        Typed::new(Node::Interpolate(parts), Type::STRING)
    }

    fn alignment(&mut self, alignment: &Expr<'s>) -> i32 {
        let span = alignment.span;
        let value = self.value_of(alignment);
        if value.is_error() {
            return 0;
        }
        match self.typed_to(value, &Type::INT32, span).constant {
            Some(Constant::Int32(width)) => width,
            _ => {
                self.error("CS0150", "A constant value is expected", span);
                0
            }
        }
    }
}

/// The type of a literal.
pub(super) fn type_of_constant(constant: &Constant) -> Type {
    match constant {
        Constant::Null | Constant::Default => Type::Null,
        Constant::Bool(_) => Type::BOOLEAN,
        Constant::Char(_) => Type::CHAR,
        Constant::SByte(_) => Type::SBYTE,
        Constant::Byte(_) => Type::BYTE,
        Constant::Int16(_) => Type::INT16,
        Constant::UInt16(_) => Type::UINT16,
        Constant::Int32(_) => Type::INT32,
        Constant::UInt32(_) => Type::UINT32,
        Constant::Int64(_) => Type::INT64,
        Constant::UInt64(_) => Type::UINT64,
        Constant::Single(_) => Type::SINGLE,
        Constant::Double(_) => Type::DOUBLE,
        Constant::Decimal(_) => Type::DECIMAL,
        Constant::Text(_) => Type::STRING,
        Constant::Enum(class, _) => Type::Plain(*class),
    }
}
