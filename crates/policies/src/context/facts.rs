//! `context.Api`, `Operation`, `Product`, `Subscription`, `User` and `Workspace`.

use std::sync::Arc;

use expressions::{Call, Declarations, Exception, Object, Type, TypeDeclaration, TypeId, Value};

use super::{Class, exchange, handle, handle_if, time, url};
use crate::exchange::facts::{ApiFacts, GroupFacts, OperationFacts, ProductFacts, SubscriptionFacts, UserFacts};

pub(super) static API: Class = Class::new(|| TypeId::of("IContextApi"));
pub(super) static OPERATION: Class = Class::new(|| TypeId::of("IOperation"));
pub(super) static PRODUCT: Class = Class::new(|| TypeId::of("IProduct"));
pub(super) static SUBSCRIPTION: Class = Class::new(|| TypeId::of("ISubscription"));
pub(super) static USER: Class = Class::new(|| TypeId::of("IUser"));
pub(super) static WORKSPACE: Class = Class::new(|| TypeId::of("IWorkspace"));
static KEY_NAMES: Class = Class::new(|| TypeId::of("ISubscriptionKeyParameterNames"));
static NAMED: Class = Class::new(|| TypeId::of("IGroup"));
static IDENTITY: Class = Class::new(|| TypeId::of("IUserIdentity"));
static STATE: Class = Class::new(|| TypeId::of("ProductState"));

pub(super) fn declare(declarations: &mut Declarations) {
    declare_api(declarations);
    declarations
        .class("IOperation", "The operation called.")
        .has("string Id", |call| Ok(operation(call)?.id.clone().into()), "Entity id.")
        .has("string Method", |call| Ok(operation(call)?.method.clone().into()), "HTTP method.")
        .has("string Name", |call| Ok(operation(call)?.name.clone().into()), "Display name.")
        .has("string UrlTemplate", |call| Ok(operation(call)?.url_template.clone().into()), "URL template.");
    declare_product(declarations);
    declare_subscription(declarations);
    declare_user(declarations);
    declarations
        .class("IWorkspace", "A workspace.")
        .has("string Id", |call| Ok(workspace(call)?.0.into()), "Entity id.")
        .has("string Name", |call| Ok(workspace(call)?.1.into()), "Display name.");
}

fn declare_api(declarations: &mut Declarations) {
    api_members(declarations.class("IApi", "An API."));
    api_members(declarations.class("IContextApi", "The API called."))
        .has("bool IsCurrentRevision", |call| Ok(api(call)?.is_current_revision.into()), "Whether it is current.")
        .has("string Revision", |call| Ok(api(call)?.revision.clone().into()), "Revision.")
        .has("string Version", |call| Ok(Value::optional(api(call)?.version.clone())), "Version; null without one.");
    declarations
        .class("ISubscriptionKeyParameterNames", "Where the subscription key is looked for.")
        .has("string Header", |call| Ok(api(call)?.key_header.clone().into()), "Header name.")
        .has("string Query", |call| Ok(api(call)?.key_query.clone().into()), "Query parameter.");
}

fn api_members(declaration: &mut TypeDeclaration) -> &mut TypeDeclaration {
    declaration
        .has("string Id", |call| Ok(api(call)?.id.clone().into()), "Entity id.")
        .has("string Name", |call| Ok(api(call)?.name.clone().into()), "Display name.")
        .has("string Path", |call| Ok(api(call)?.path.clone().into()), "Path below the host name.")
        .has("IEnumerable<string> Protocols", |call| Ok(texts(&api(call)?.protocols)), "http, https.")
        .has("IUrl ServiceUrl", service_url, "Base URL of the backend; null without one.")
        .has(
            "ISubscriptionKeyParameterNames SubscriptionKeyParameterNames",
            |_| Ok(handle(&KEY_NAMES, 0)),
            "Where the subscription key is looked for.",
        )
}

fn declare_product(declarations: &mut Declarations) {
    declarations.enumeration(
        "ProductState",
        "Whether developers see a product.",
        &[("NotPublished", 0), ("Published", 1)],
    );
    let limit = |call: &mut Call<'_, '_>| Ok(Value::optional(product(call)?.subscriptions_limit));
    declarations
        .class("IProduct", "A product.")
        .has(
            "bool ApprovalRequired",
            |call| Ok(product(call)?.approval_required.into()),
            "Whether subscribing needs approval.",
        )
        .has("IEnumerable<IGroup> Groups", |call| Ok(groups(&product(call)?.groups)), "Groups that see it.")
        .has("string Id", |call| Ok(product(call)?.id.clone().into()), "Entity id.")
        .has("string Name", |call| Ok(product(call)?.name.clone().into()), "Display name.")
        .has("ProductState State", |call| Ok(Value::Enum(*STATE, i64::from(product(call)?.is_published))), "State.")
        .has("int? SubscriptionsLimit", limit, "Subscriptions a user may have.")
        .has("int? SubscriptionLimit", limit, "Subscriptions a user may have.")
        .has(
            "bool SubscriptionRequired",
            |call| Ok(product(call)?.subscription_required.into()),
            "Whether calls need a key.",
        );
    group_members(declarations.class("IGroup", "A user group."));
}

fn group_members(declaration: &mut TypeDeclaration) {
    declaration.has("string Id", |call| Ok(call.this_object::<Named>()?.id.clone().into()), "Entity id.").has(
        "string Name",
        |call| Ok(call.this_object::<Named>()?.name.clone().into()),
        "Display name.",
    );
}

fn declare_subscription(declarations: &mut Declarations) {
    declarations
        .class("ISubscription", "A subscription.")
        .has("DateTime CreatedDate", |call| Ok(time::utc(subscription(call)?.0.created)), "When it was made.")
        .has("DateTime? EndDate", |call| Ok(time::optional_utc(subscription(call)?.0.end)), "When it ends.")
        .has("string Id", |call| Ok(subscription(call)?.0.id.clone().into()), "Entity id.")
        .has("string Key", |call| Ok(subscription(call)?.1.into()), "The key that was given.")
        .has("string Name", |call| Ok(subscription(call)?.0.name.clone().into()), "Display name.")
        .has("string PrimaryKey", |call| Ok(subscription(call)?.0.primary_key.clone().into()), "First key.")
        .has("string SecondaryKey", |call| Ok(subscription(call)?.0.secondary_key.clone().into()), "Second key.")
        .has("DateTime? StartDate", |call| Ok(time::optional_utc(subscription(call)?.0.start)), "When it begins.");
}

fn declare_user(declarations: &mut Declarations) {
    declarations
        .class("IUser", "A user.")
        .has("string Email", |call| Ok(user(call)?.email.clone().into()), "Mail address.")
        .has("string FirstName", |call| Ok(user(call)?.first_name.clone().into()), "First name.")
        .has("IEnumerable<IGroup> Groups", |call| Ok(groups(&user(call)?.groups)), "Groups.")
        .has("string Id", |call| Ok(user(call)?.id.clone().into()), "Entity id.")
        .has("IEnumerable<IUserIdentity> Identities", identities, "Accounts that the user signs in with.")
        .has("string LastName", |call| Ok(user(call)?.last_name.clone().into()), "Last name.")
        .has("string Note", |call| Ok(user(call)?.note.clone().into()), "Note of the administrator.")
        .has("DateTime RegistrationDate", |call| Ok(time::utc(user(call)?.registered)), "When the account was made.");
    declarations
        .class("IUserIdentity", "An account that a user signs in with.")
        .has("string Id", |call| Ok(call.this_object::<Named>()?.id.clone().into()), "Id at the provider.")
        .has("string Provider", |call| Ok(call.this_object::<Named>()?.name.clone().into()), "Provider.");
}

/// A group, or an identity with its provider.
struct Named {
    class: TypeId,
    id: String,
    name: String,
}

impl Object for Named {
    fn type_of(&self) -> Type {
        Type::Plain(self.class)
    }
}

fn groups(groups: &[GroupFacts]) -> Value {
    let named = |group: &GroupFacts| Named { class: *NAMED, id: group.id.clone(), name: group.name.clone() };
    Value::array(Type::Plain(*NAMED), groups.iter().map(|group| Value::object(named(group))).collect())
}

fn identities(call: &mut Call) -> Result<Value, Exception> {
    let user = user(call)?;
    let named =
        user.identities.iter().map(|(provider, id)| Named { class: *IDENTITY, id: id.clone(), name: provider.clone() });
    Ok(Value::array(Type::Plain(*IDENTITY), named.map(Value::object).collect()))
}

fn texts(texts: &[String]) -> Value {
    Value::array(Type::STRING, texts.iter().map(|text| text.clone().into()).collect())
}

fn service_url(call: &mut Call) -> Result<Value, Exception> {
    let is_there = api(call)?.service_url.is_some();
    Ok(if is_there { handle(&url::URL, url::SERVICE) } else { handle_if(false, &url::URL) })
}

fn api(call: &mut Call) -> Result<Arc<ApiFacts>, Exception> {
    Ok(exchange(call)?.route.api.clone())
}

fn operation(call: &mut Call) -> Result<Arc<OperationFacts>, Exception> {
    exchange(call)?.route.operation.clone().ok_or_else(Exception::null_reference)
}

fn product(call: &mut Call) -> Result<Arc<ProductFacts>, Exception> {
    exchange(call)?.route.product.clone().ok_or_else(Exception::null_reference)
}

fn subscription(call: &mut Call) -> Result<(Arc<SubscriptionFacts>, String), Exception> {
    exchange(call)?.route.subscription.clone().ok_or_else(Exception::null_reference)
}

fn user(call: &mut Call) -> Result<Arc<UserFacts>, Exception> {
    exchange(call)?.route.user.clone().ok_or_else(Exception::null_reference)
}

fn workspace(call: &mut Call) -> Result<(String, String), Exception> {
    exchange(call)?.route.workspace.clone().ok_or_else(Exception::null_reference)
}
