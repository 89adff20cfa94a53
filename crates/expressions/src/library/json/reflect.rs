//! Reading and making values of declared types by name, as a serialiser does.

use crate::{
    Call, Exception, Runtime, Surface, Type, TypeId, Value,
    surface::{Member, MemberKind, TypeInfo},
};

/// A property of a value; none when its type declares no such one.
pub(crate) fn property(value: &Value, name: &str, runtime: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
    let class = value.type_of();
    let surface = runtime.surface();
    let Some(member) = member(surface, class.id(), |member| {
        member.kind == MemberKind::Property && !member.is_static && member.name == name
    }) else {
        return Ok(None);
    };
    let Some(native) = member.native else { return Ok(None) };
    native(&mut Call::new(runtime, &mut [value.clone()], class.arguments())).map(Some)
}

/// Names of the readable properties of a type, bases first.
pub(crate) fn property_names(class: TypeId, surface: &Surface) -> Vec<String> {
    let Some(info) = surface.info(class) else { return Vec::new() };
    let mut names = match &info.base {
        Some(base) => property_names(base.id(), surface),
        None => Vec::new(),
    };
    let mut own: Vec<_> = info.members.values().flatten().copied().collect();
    own.sort_unstable();
    for id in own {
        let member = surface.member(id);
        let readable = member.kind == MemberKind::Property && !member.is_static && member.native.is_some();
        if readable && !member.is_hidden && !names.contains(&member.name) {
            names.push(member.name.clone());
        }
    }
    names
}

/// `new T(arguments)` by the number of arguments.
pub(crate) fn construct(class: &Type, arguments: Vec<Value>, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    let surface = runtime.surface();
    let constructors = surface.info(class.id()).map_or(&[][..], |info| &info.constructors);
    let fitting = constructors.iter().map(|id| surface.member(*id)).find(|member| takes(member, arguments.len()));
    let Some(native) = fitting.and_then(|member| member.native) else { return Err(can_not_make(class)) };
    let mut arguments = arguments;
    native(&mut Call::without_receiver(runtime, &mut arguments, class.arguments()))
}

/// Calls an instance method by name and number of arguments.
pub(crate) fn invoke(
    this: &Value,
    name: &str,
    arguments: Vec<Value>,
    runtime: &mut Runtime<'_>,
) -> Result<Value, Exception> {
    let class = this.type_of();
    let surface = runtime.surface();
    let found = member(surface, class.id(), |member| {
        member.kind == MemberKind::Method && member.name == name && takes(member, arguments.len())
    });
    let Some(native) = found.and_then(|member| member.native) else { return Err(can_not_make(&class)) };
    let mut values = vec![this.clone()];
    values.extend(arguments);
    native(&mut Call::new(runtime, &mut values, class.arguments()))
}

fn takes(member: &Member, count: usize) -> bool {
    member.parameters.len() == count
}

fn member(surface: &Surface, class: TypeId, wanted: impl Fn(&Member) -> bool + Copy) -> Option<&Member> {
    let info: &TypeInfo = surface.info(class)?;
    let own = info.members.values().flatten().map(|id| surface.member(*id)).find(|member| wanted(member));
    own.or_else(|| member(surface, info.base.as_ref()?.id(), wanted))
}

fn can_not_make(class: &Type) -> Exception {
    let class = class.reflection_name();
    Exception::new(
        "Newtonsoft.Json.JsonSerializationException",
        format!(
            "Could not create an instance of type {class}. Type is an interface or abstract class and cannot be instantiated."
        ),
    )
}
