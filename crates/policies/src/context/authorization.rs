//! `Authorization`: the access token that APIM's credential manager hands out, as a variable holds it.

use expressions::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

use super::{Class, lookup};

static AUTHORIZATION: Class = Class::new(|| TypeId::of("Authorization"));

struct Authorization {
    access_token: Text,
    claims: Value,
}

impl Object for Authorization {
    fn type_of(&self) -> Type {
        Type::Plain(*AUTHORIZATION)
    }
}

/// A token with its claims.
pub fn value(access_token: &str, claims: Vec<(Text, Value)>) -> Value {
    let claims = lookup::Lookup::exact(Type::OBJECT, claims);
    Value::object(Authorization { access_token: access_token.into(), claims })
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Authorization", "An access token from the credential manager.")
        .has("string AccessToken", |call| Ok(of(call)?.access_token.clone().into()), "The token.")
        .has("IReadOnlyDictionary<string, object> Claims", |call| Ok(of(call)?.claims.clone()), "Its claims.");
}

fn of<'c>(call: &'c Call) -> Result<&'c Authorization, Exception> {
    call.this_object::<Authorization>()
}
