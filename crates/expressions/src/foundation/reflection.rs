//! `System.Type`: names of types, and nothing that reflection could do with them.

use crate::{Call, Declarations, Exception, Type, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Type", "A type as a value.")
        .has("string Name", |call| name(call, short_name), "The name without namespace.")
        .has("string FullName", |call| name(call, Type::reflection_name), "The name with namespace.")
        .has("string Namespace", |call| name(call, |class| class.id().namespace().to_owned()), "The namespace.")
        .has("bool IsArray", |call| is(call, |class, _| matches!(class, Type::Array(_))), "Whether it is an array.")
        .has("bool IsValueType", |call| is(call, |class, surface| surface.is_value_type(class)), "A structure.")
        .has("bool IsEnum", |call| is(call, |class, surface| surface.is_enumeration(class)), "An enumeration.")
        .has("bool IsGenericType", |call| is(call, |class, _| matches!(class, Type::Generic(..))), "Has arguments.")
        .has("bool operator ==(Type left, Type right)", |call| Ok(call.arg(0).equals(call.arg(1)).into()), "Same type.")
        .has(
            "bool operator !=(Type left, Type right)",
            |call| Ok((!call.arg(0).equals(call.arg(1))).into()),
            "Different types.",
        )
        .has("bool IsAssignableFrom(Type c)", is_assignable_from, "Whether values of `c` are values of this type.");
}

/// `Activator.CreateInstance` of structures; classes are made with `new`.
pub(super) fn declare_activator(declarations: &mut Declarations) {
    declarations.static_class("System.Activator", "Makes values of types.").has(
        "static object CreateInstance(Type type)",
        create,
        "`default(T)` of a structure.",
    );
}

fn create(call: &mut Call) -> Result<Value, Exception> {
    let class = call.arg(0).as_type().cloned().ok_or_else(|| Exception::argument_null("type"))?;
    if call.runtime.surface().is_value_type(&class) {
        return Ok(call.runtime.default_of(&class));
    }
    let message = format!("No parameterless constructor defined for type '{}'.", class.reflection_name());
    Err(Exception::new("System.MissingMethodException", message))
}

fn class_of(call: &Call) -> Result<Type, Exception> {
    call.this().as_type().cloned().ok_or_else(Exception::null_reference)
}

fn name(call: &mut Call, of: fn(&Type) -> String) -> Result<Value, Exception> {
    Ok(of(&class_of(call)?).into())
}

fn is(call: &mut Call, test: fn(&Type, &crate::Surface) -> bool) -> Result<Value, Exception> {
    let class = class_of(call)?;
    Ok(test(&class, call.runtime.surface()).into())
}

fn is_assignable_from(call: &mut Call) -> Result<Value, Exception> {
    let class = class_of(call)?;
    let other = call.arg(0).as_type().cloned();
    Ok(other.is_some_and(|other| call.runtime.surface().is_subtype(&other, &class)).into())
}

fn short_name(class: &Type) -> String {
    match class {
        Type::Array(element) => format!("{}[]", short_name(element)),
        Type::Generic(id, arguments) => format!("{}`{}", id.short_name(), arguments.len()),
        Type::Nullable(_) => "Nullable`1".to_owned(),
        Type::Tuple(shape) => format!("ValueTuple`{}", shape.elements.len()),
        Type::Anonymous(shape) => format!("<>f__AnonymousType0`{}", shape.fields.len()),
        other => other.id().short_name().to_owned(),
    }
}
