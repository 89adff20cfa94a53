//! Calls of declared members, and members found at run time.

use smallvec::SmallVec;

use super::{Cell, Frame, lifted_result};
use crate::{
    exception::Exception,
    node::{CallNode, Callee, Lifted, Node, Receiver, Store},
    runtime::{Call, Native, Runtime},
    surface::{MemberId, MemberKind},
    text::Text,
    types::Type,
    value::{Array, Value},
};

/// Arguments of one call; most calls have few.
pub(super) type Values = SmallVec<[Value; 4]>;

impl Frame<'_> {
    pub(super) fn all(&self, nodes: &[Node], runtime: &mut Runtime<'_>) -> Result<Values, Exception> {
        let mut values = Values::with_capacity(nodes.len());
        for node in nodes {
            values.push(self.eval(node, runtime)?);
        }
        Ok(values)
    }

    pub(super) fn call(&self, call: &CallNode, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        let mut values = Values::new();
        match &call.receiver {
            Receiver::None => {}
            Receiver::Object(node) | Receiver::Nullable(node) => values.push(self.eval(node, runtime)?),
        }
        for node in &call.arguments {
            values.push(self.eval(node, runtime)?);
        }
        if let (Receiver::Object(_), Some(Value::Null)) = (&call.receiver, values.first()) {
            return Err(Exception::null_reference());
        }
        if call.lifted != Lifted::No
            && let Some(result) = lifted_result(call.lifted, &values)
        {
            return Ok(result);
        }
        runtime.check_stack()?;
        let result = match call.target {
            Callee::Native(native) if matches!(call.receiver, Receiver::None) => {
                native(&mut Call::without_receiver(runtime, &mut values, &call.types))
            }
            Callee::Native(native) => native(&mut Call::new(runtime, &mut values, &call.types)),
            Callee::Virtual(member) => dispatch(member, false, &mut values, &call.types, runtime),
            Callee::VirtualSetter(member) => dispatch(member, true, &mut values, &call.types, runtime),
        }?;
        let first = usize::from(!matches!(call.receiver, Receiver::None));
        for (argument, store) in &call.stores {
            let value = values.get(first + *argument as usize).cloned().unwrap_or(Value::Null);
            self.store_to(store, value, runtime);
        }
        Ok(result)
    }

    pub(super) fn store_to(&self, store: &Store, value: Value, runtime: &mut Runtime<'_>) {
        match store {
            Store::Local(slot) => self.store(*slot, value, runtime),
            Store::Cell(slot) => Cell::write(self.slot(*slot, runtime), value),
            Store::Discard => {}
        }
    }
}

/// Calls the member of the receiver's own class that stands behind a virtual member.
pub(super) fn dispatch(
    member: MemberId,
    setter: bool,
    values: &mut [Value],
    types: &[Type],
    runtime: &mut Runtime<'_>,
) -> Result<Value, Exception> {
    let surface = runtime.surface();
    let wanted = surface.member(member);
    let class = values.first().map_or(Type::Null, Value::type_of);
    let found = surface
        .dispatch(class.id(), member)
        .map(|found| surface.member(found))
        .and_then(|member| if setter { member.setter } else { member.native });
    match found {
        Some(native) => {
            // The class's own type arguments, then the method's.
            let own = types.get(types.len().saturating_sub(wanted.type_parameters.len())..).unwrap_or(&[]);
            let types: SmallVec<[Type; 4]> = class.arguments().iter().chain(own).cloned().collect();
            native(&mut Call::new(runtime, values, &types))
        }
        None => fallback(&wanted.name, values, runtime).unwrap_or_else(|| {
            Err(Exception::new(
                "System.NotSupportedException",
                format!("{} has no {}.", class.reflection_name(), wanted.name),
            ))
        }),
    }
}

/// Contracts every value keeps without declaring them.
fn fallback(name: &str, values: &[Value], _: &mut Runtime<'_>) -> Option<Result<Value, Exception>> {
    match (name, values) {
        ("Equals", [one, two]) => Some(Ok(Value::Bool(one.equals(two)))),
        ("Dispose", [_]) => Some(Ok(Value::Null)),
        ("ToString", [one]) => Some(Ok(Value::Text(one.to_text()))),
        _ => None,
    }
}

/// `receiver.name` of a `dynamic`: the property of the run-time type, or the indexer by that name.
pub(crate) fn dynamic_member(receiver: &Value, name: &Text, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    if receiver.is_null() {
        return Err(Exception::new(
            "Microsoft.CSharp.RuntimeBinder.RuntimeBinderException",
            Text::literal("Cannot perform runtime binding on a null reference"),
        ));
    }
    let surface = runtime.surface();
    let class = receiver.type_of();
    let mut current = Some(class.clone());
    let mut indexer: Option<Native> = None;
    while let Some(this) = current {
        if let Some(info) = surface.info(this.id()) {
            let named = info.members.get(&*name.to_str()).into_iter().flatten();
            let property = named.map(|id| surface.member(*id)).find(|member| member.kind == MemberKind::Property);
            // JSON objects give their properties before their members, as Newtonsoft's dynamic proxy does.
            if let Some(native) =
                property.and_then(|member| member.native).filter(|_| this.id().short_name() != "JObject")
            {
                return native(&mut Call::new(runtime, &mut [receiver.clone()], class.arguments()));
            }
            indexer = indexer.or_else(|| {
                info.indexers.iter().map(|id| surface.member(*id)).find_map(|member| {
                    let by_text = member.parameters.first().is_some_and(|parameter| parameter.class == Type::STRING);
                    member.native.filter(|_| by_text)
                })
            });
        }
        current = surface.base_of(&this);
    }
    match indexer {
        Some(native) => {
            native(&mut Call::new(runtime, &mut [receiver.clone(), Value::Text(name.clone())], class.arguments()))
        }
        None => Err(Exception::new(
            "Microsoft.CSharp.RuntimeBinder.RuntimeBinderException",
            format!("'{class}' does not contain a definition for '{name}'"),
        )),
    }
}

/// `receiver.name(…)` or, without a name, `receiver[…]` of a `dynamic`: the first member of the run-time type whose
/// parameters take the arguments.
pub(super) fn dynamic_call(
    receiver: &Value,
    name: Option<&Text>,
    arguments: &[Value],
    runtime: &mut Runtime<'_>,
) -> Result<Value, Exception> {
    let failure = |message: String| Exception::new("Microsoft.CSharp.RuntimeBinder.RuntimeBinderException", message);
    if receiver.is_null() {
        return Err(failure("Cannot perform runtime binding on a null reference".to_owned()));
    }
    if let (None, Some(array), [index]) = (name, receiver.downcast::<Array>(), arguments) {
        return super::index_of(index).and_then(|index| array.get(index)).ok_or_else(super::outside);
    }
    let surface = runtime.surface();
    let class = receiver.type_of();
    let mut current = Some(class.clone());
    while let Some(this) = current {
        if let Some(info) = surface.info(this.id()) {
            let members = match name {
                Some(name) => info.members.get(&*name.to_str()).map_or(&[][..], Vec::as_slice),
                None => &info.indexers,
            };
            for member in members.iter().map(|id| surface.member(*id)) {
                let kind = if name.is_some() { MemberKind::Method } else { MemberKind::Indexer };
                let fits = member.kind == kind && !member.is_static && member.parameters.len() == arguments.len();
                let Some(native) = member.native.filter(|_| fits) else { continue };
                let takes = |(argument, parameter): (&Value, &crate::surface::Parameter)| {
                    let wanted = parameter.class.substitute(this.arguments(), &[]);
                    surface.is_subtype(&argument.type_of(), &wanted)
                };
                if arguments.iter().zip(&member.parameters).all(takes) {
                    let mut values: Values = std::iter::once(receiver).chain(arguments).cloned().collect();
                    return native(&mut Call::new(runtime, &mut values, this.arguments()));
                }
            }
        }
        current = surface.base_of(&this);
    }
    let name = name.map_or_else(|| "this".to_owned(), Text::to_string);
    Err(failure(format!("'{class}' does not contain a definition for '{name}'")))
}

/// `(T)value` of a `dynamic`: a user-defined conversion of the run-time type, a number conversion, or an unboxing.
pub(super) fn dynamic_convert(value: Value, target: &Type, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    let surface = runtime.surface();
    if value.is_null() || surface.is_instance(&value, target) {
        return Ok(value);
    }
    let mut current = Some(value.type_of());
    while let Some(this) = current {
        if let Some(info) = surface.info(this.id()) {
            let found = info.implicit.iter().chain(&info.explicit).map(|id| surface.member(*id)).find(|member| {
                member.result == *target && member.parameters.first().is_some_and(|from| from.class == this)
            });
            if let Some(native) = found.and_then(|member| member.native) {
                return native(&mut Call::without_receiver(runtime, &mut [value], &[]));
            }
        }
        current = surface.base_of(&this);
    }
    match super::convert::number_target(target.without_nullable(), surface) {
        Some(to) => super::convert_number(&value, to, false),
        None => super::unbox(value, target, runtime),
    }
}
