//! Members: `receiver.name` on values, types and namespaces.

use super::{
    Binder, Typed,
    argument::Operand,
    resolve::{Level, Methods},
};
use crate::{
    ast::{Expr, ExprKind, Name, Span, TypeExpr},
    node::{CallNode, Callee, Dynamic, Lifted, Node, Receiver},
    runtime::{Call, Runtime},
    surface::{Constant, Member, MemberId, MemberKind, TypeKind},
    text::Text,
    types::{Type, TypeId},
};

impl<'s> Binder<'_, 's> {
    /// The types whose members a value of this type has, the most derived first.
    pub(super) fn levels(&self, class: &Type) -> Vec<Type> {
        let mut levels = Vec::new();
        match class {
            Type::Nullable(inner) => {
                levels.push(Type::Generic(TypeId::NULLABLE, [(**inner).clone()].into()));
                levels.push(Type::OBJECT);
            }
            _ if self.is_interface(class) => {
                let mut pending = vec![class.clone()];
                while !pending.is_empty() {
                    let mut next = Vec::new();
                    for interface in pending {
                        if !levels.contains(&interface) {
                            next.extend(self.surface.interfaces_of(&interface));
                            levels.push(interface);
                        }
                    }
                    pending = next;
                }
                levels.push(Type::OBJECT);
            }
            _ => {
                let mut current = Some(class.clone());
                while let Some(this) = current {
                    current = self.surface.base_of(&this);
                    levels.push(this);
                }
                if levels.last() != Some(&Type::OBJECT) {
                    levels.push(Type::OBJECT);
                }
            }
        }
        levels
    }

    /// `target.name`.
    pub(super) fn member_access<'e>(
        &mut self,
        target: &'e Expr<'s>,
        name: Name<'s>,
        type_arguments: &'e [TypeExpr<'s>],
        span: Span,
    ) -> Operand<'e, 's> {
        let invoked = std::mem::take(&mut self.invoked);
        self.query_source = (name.span == target.span).then_some(name.span);
        let operand = match &target.kind {
            ExprKind::Predefined(id) => Operand::Type(Type::Plain(*id)),
            ExprKind::Name(simple, arguments) => self.name_or_type(*simple, arguments, target.span),
            ExprKind::Member(inner, inner_name, arguments) => {
                self.member_access(inner, *inner_name, arguments, target.span)
            }
            _ => Operand::Value(self.value_of(target)),
        };
        match operand {
            Operand::Namespace(namespace) => self.member_of_namespace(&namespace, name, type_arguments),
            Operand::Type(class) => self.member_of_type(class, None, name, type_arguments, span),
            // `Color Color`: a variable named like its type also reaches the type's static members.
            Operand::Value(value) => {
                self.invoked = invoked;
                let member = self.member_of_value(value, name, type_arguments, target.span);
                self.invoked = false;
                member
            }
            other => {
                let value = self.value(other, target.span);
                self.member_of_value(value, name, type_arguments, target.span)
            }
        }
    }

    fn member_of_namespace<'e>(
        &mut self,
        namespace: &str,
        name: Name<'s>,
        type_arguments: &'e [TypeExpr<'s>],
    ) -> Operand<'e, 's> {
        let full = format!("{namespace}.{}", name.text);
        let arguments: Vec<_> = type_arguments.iter().map(|argument| self.resolve(argument)).collect();
        if let Some(id) = self.surface.type_with_full_name(&full, arguments.len()) {
            return Operand::Type(Type::new(id, &arguments));
        }
        if self.surface.is_namespace(&full) {
            return Operand::Namespace(full);
        }
        let message = format!(
            "The type or namespace name '{}' does not exist in the namespace '{namespace}' (are you missing an \
             assembly reference?)",
            name.text
        );
        self.error("CS0234", message, name.span);
        Operand::Value(Typed::error())
    }

    fn member_of_type<'e>(
        &mut self,
        class: Type,
        _: Option<()>,
        name: Name<'s>,
        type_arguments: &'e [TypeExpr<'s>],
        span: Span,
    ) -> Operand<'e, 's> {
        let arguments: Vec<_> = type_arguments.iter().map(|argument| self.resolve(argument)).collect();
        if class == Type::Error || arguments.contains(&Type::Error) {
            return Operand::Value(Typed::error());
        }
        if let Some(info) = self.surface.info(class.id())
            && info.kind == TypeKind::Enumeration
            && let Some((_, number)) = info.values.iter().find(|(value, _)| *value == name.text)
        {
            return Operand::Value(Typed::constant(Constant::Enum(class.id(), *number), class));
        }
        // A nested type.
        let nested = format!("{}.{}", class.id().name().replace('+', "."), name.text);
        if let Some(id) = self.surface.type_with_full_name(&nested, arguments.len()) {
            return Operand::Type(Type::new(id, &arguments));
        }
        let mut methods = Vec::new();
        for level in self.levels(&class) {
            let Some(info) = self.surface.info(level.id()) else { continue };
            let Some(members) = info.members.get(name.text) else { continue };
            for id in members {
                let member = self.surface.member(*id);
                if member.kind == MemberKind::Property && !member.is_hidden {
                    return self.static_property(&level, *id, &class, name, span);
                }
            }
            let members = self.visible(members, |member| member.kind == MemberKind::Method);
            if !members.is_empty() {
                methods.push(Level { class: level, members });
            }
        }
        if methods.is_empty() {
            self.no_such_member(&class, name.text, true, name.span);
            return Operand::Value(Typed::error());
        }
        Operand::Methods(Methods {
            receiver: None,
            class,
            is_static: true,
            name,
            levels: methods,
            type_arguments: arguments,
        })
    }

    pub(super) fn visible(&self, members: &[MemberId], keep: impl Fn(&Member) -> bool) -> Vec<MemberId> {
        let visible = |id: &&MemberId| {
            let member = self.surface.member(**id);
            !member.is_hidden && keep(member)
        };
        members.iter().filter(visible).copied().collect()
    }

    fn static_property<'e>(
        &mut self,
        level: &Type,
        id: MemberId,
        class: &Type,
        name: Name<'s>,
        span: Span,
    ) -> Operand<'e, 's> {
        let member = self.surface.member(id);
        self.requires(member.requirements);
        if !member.is_static {
            let message = format!(
                "An object reference is required for the non-static field, method, or property '{class}.{}'",
                name.text
            );
            self.error("CS0120", message, span);
            return Operand::Value(Typed::error());
        }
        let result = member.result.substitute(level.arguments(), &[]);
        let Some(native) = member.native else { return Operand::Value(Typed::error()) };
        if member.is_constant
            && let Some(constant) = self.constant_member(native)
        {
            return Operand::Value(Typed::constant(constant, result));
        }
        let types = level.arguments().to_vec();
        let node = if types.is_empty() {
            Node::Global(native)
        } else {
            Node::Call(Box::new(CallNode {
                target: Callee::Native(native),
                receiver: Receiver::None,
                arguments: Vec::new(),
                stores: Vec::new(),
                types,
                lifted: Lifted::No,
            }))
        };
        Operand::Value(Typed::new(node, result))
    }

    /// The value of a `const` member, computed now.
    fn constant_member(&self, native: crate::Native) -> Option<Constant> {
        let mut nothing = ();
        let mut runtime = Runtime::new(self.surface, &mut nothing, &crate::Limits::default());
        let value = native(&mut Call::without_receiver(&mut runtime, &mut [], &[])).ok()?;
        Constant::of(&value)
    }

    /// `value.name`.
    pub(super) fn member_of_value<'e>(
        &mut self,
        value: Typed,
        name: Name<'s>,
        type_arguments: &'e [TypeExpr<'s>],
        span: Span,
    ) -> Operand<'e, 's> {
        let arguments: Vec<_> = type_arguments.iter().map(|argument| self.resolve(argument)).collect();
        if value.is_error() || name.text.is_empty() || arguments.contains(&Type::Error) {
            return Operand::Value(Typed::error());
        }
        if value.class == Type::Null || value.class == Type::VOID {
            let message = format!("Operator '.' cannot be applied to operand of type '{}'", value.class);
            return Operand::Value(self.failed("CS0023", message, span));
        }
        if Self::is_dynamic(&value.class) {
            let node = Node::Dynamic(Box::new(Dynamic::Member(value.node, Text::from(name.text))));
            return Operand::Value(Typed::new(node, Self::dynamic()));
        }
        if let Type::Tuple(_) | Type::Anonymous(_) | Type::Array(_) = &value.class {
            let class = value.class.clone();
            match self.field_or_value(value, name.text) {
                Ok(field) => return Operand::Value(field),
                Err(value) => return self.declared_member(value, &class, name, arguments),
            }
        }
        let class = value.class.clone();
        self.declared_member(value, &class, name, arguments)
    }

    fn field_or_value(&mut self, value: Typed, name: &str) -> Result<Typed, Typed> {
        match self.field_index(&value.class, name) {
            Some((index, class)) => Ok(Typed::new(Node::Field(Box::new(value.node), index), class)),
            None => match (&value.class, name) {
                (Type::Array(_), "Length") => Ok(Typed::new(Node::Length(Box::new(value.node)), Type::INT32)),
                _ => Err(value),
            },
        }
    }

    pub(super) fn field_of(&mut self, value: Typed, name: &str) -> Option<Typed> {
        self.field_or_value(value, name).ok()
    }

    /// The position and type of a tuple element or anonymous property.
    pub(super) fn field_index(&self, class: &Type, name: &str) -> Option<(u32, Type)> {
        match class {
            Type::Tuple(shape) => {
                let by_name = shape.names.iter().position(|known| known.as_ref().is_some_and(|known| known == name));
                let by_number = || name.strip_prefix("Item")?.parse::<usize>().ok()?.checked_sub(1);
                let index = by_name.or_else(by_number)?;
                Some((index as u32, shape.elements.get(index)?.clone()))
            }
            Type::Anonymous(shape) => {
                let index = shape.fields.iter().position(|(known, _)| known == name)?;
                Some((index as u32, shape.fields.get(index)?.1.clone()))
            }
            _ => None,
        }
    }

    fn declared_member<'e>(
        &mut self,
        value: Typed,
        class: &Type,
        name: Name<'s>,
        arguments: Vec<Type>,
    ) -> Operand<'e, 's> {
        let invoked = std::mem::take(&mut self.invoked);
        // `f.Invoke(x)` is `f(x)`.
        if invoked && name.text == "Invoke" && self.delegate_of(class).is_some() {
            return Operand::Value(value);
        }
        let mut methods = Vec::new();
        let mut property = None;
        for level in self.levels(class) {
            let Some(info) = self.surface.info(level.id()) else { continue };
            let Some(members) = info.members.get(name.text) else { continue };
            if methods.is_empty() {
                for id in members {
                    let member = self.surface.member(*id);
                    if member.kind == MemberKind::Property && !member.is_hidden {
                        let result = member.result.substitute(level.arguments(), &[]);
                        if invoked && self.delegate_of(&result).is_none() && !Self::is_dynamic(&result) {
                            property = property.or(Some((level.clone(), *id)));
                            continue;
                        }
                        return self.instance_property(value, &level, *id, name);
                    }
                }
            }
            let members = self.visible(members, |member| member.kind == MemberKind::Method && !member.is_extension);
            if !members.is_empty() {
                methods.push(Level { class: level, members });
            }
        }
        if let Some((level, id)) = property
            && methods.is_empty()
            && !self.surface.extensions(name.text).iter().any(|id| self.receiver_fits(*id, class))
        {
            return self.instance_property(value, &level, id, name);
        }
        if methods.is_empty() && self.surface.extensions(name.text).is_empty() {
            self.no_such_member(class, name.text, false, name.span);
            return Operand::Value(Typed::error());
        }
        Operand::Methods(Methods {
            class: class.clone(),
            receiver: Some(value),
            is_static: false,
            name,
            levels: methods,
            type_arguments: arguments,
        })
    }

    fn instance_property<'e>(&mut self, value: Typed, level: &Type, id: MemberId, name: Name<'s>) -> Operand<'e, 's> {
        let member = self.surface.member(id);
        self.requires(member.requirements);
        if member.is_static {
            let message = format!(
                "Member '{}.{}' cannot be accessed with an instance reference; qualify it with a type name instead",
                value.class, name.text
            );
            return Operand::Value(self.failed("CS0176", message, name.span));
        }
        let result = member.result.substitute(level.arguments(), &[]);
        let node = self.getter(value, level, id, Vec::new());
        Operand::Value(Typed::new(node, result))
    }

    /// Calls a property's or indexer's getter.
    pub(super) fn getter(&mut self, receiver: Typed, level: &Type, id: MemberId, arguments: Vec<Node>) -> Node {
        let member = self.surface.member(id);
        if member.requirements != 0 {
            self.requires(member.requirements);
        }
        let nullable = level.id() == TypeId::NULLABLE && matches!(level, Type::Generic(..));
        if let Some(native) = member.native
            && !nullable
            && arguments.is_empty()
            && level.arguments().is_empty()
        {
            return Node::Property(native, Box::new(receiver.node));
        }
        Node::Call(Box::new(CallNode {
            target: member.native.map_or(Callee::Virtual(id), Callee::Native),
            receiver: if nullable { Receiver::Nullable(receiver.node) } else { Receiver::Object(receiver.node) },
            arguments,
            stores: Vec::new(),
            types: level.arguments().to_vec(),
            lifted: Lifted::No,
        }))
    }
}
