//! `context.Deployment`: the gateway, and the certificates uploaded to it.

use expressions::{Declarations, Type, TypeId, Value};

use super::{Class, certificate, exchange, handle, lookup};

pub(super) static DEPLOYMENT: Class = Class::new(|| TypeId::of("IDeployment"));
static GATEWAY: Class = Class::new(|| TypeId::of("IGateway"));

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("IDeployment", "The gateway that serves the request.")
        .has("IGateway Gateway", |_| Ok(handle(&GATEWAY, 0)), "The gateway.")
        .has(
            "string GatewayId",
            |call| Ok(exchange(call)?.deployment().gateway_id.clone().into()),
            "Id of the gateway.",
        )
        .has("string Region", |call| Ok(exchange(call)?.deployment().region.clone().into()), "Region.")
        .has("string ServiceId", |call| Ok(exchange(call)?.deployment().service_id.clone().into()), "Service id.")
        .has("string ServiceName", |call| Ok(exchange(call)?.deployment().service_name.clone().into()), "Service name.")
        .has(
            "IReadOnlyDictionary<string, X509Certificate2> Certificates",
            certificates,
            "Uploaded certificates by entity id; CA certificates are not among them.",
        );
    declarations
        .class("IGateway", "A gateway.")
        .has("string Id", |call| Ok(exchange(call)?.deployment().gateway_id.clone().into()), "`managed`, or its id.")
        .has("string InstanceId", |call| Ok(exchange(call)?.deployment().instance_id.clone().into()), "Instance.")
        .has("bool IsManaged", |call| Ok(exchange(call)?.deployment().is_managed.into()), "Whether it is managed.");
}

fn certificates(call: &mut expressions::Call) -> Result<Value, expressions::Exception> {
    let exchange = exchange(call)?;
    let with_key = |(id, certificate): (&String, &certificates::Certificate)| {
        let credential = exchange.environment.credential_by_id(id);
        (id.as_str().into(), certificate::uploaded(certificate.clone(), credential))
    };
    let entries = exchange.deployment().certificates.iter().map(with_key).collect();
    Ok(lookup::Lookup::exact(Type::Plain(*certificate::CERTIFICATE), entries))
}
