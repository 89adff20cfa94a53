//! Declaring types: one line a member, in C# syntax.
//!
//! ```text
//! let declarations = &mut Declarations::new();
//! declarations
//!     .class("System.Text.StringBuilder", "A string that can be changed.")
//!     .has("StringBuilder(string value = null)", new, "Starts with `value`.")
//!     .has_settable("int Length", length, set_length, "Length in UTF-16 units.")
//!     .has("StringBuilder Append(object value)", append, "Appends the text of `value`.");
//! ```
//! Modifiers: `static`, `const` (a static whose value the compiler may use), `implicit operator T(…)`,
//! `explicit operator T(…)`, `bool operator ==(…)`, `hidden` (only for virtual dispatch). A first parameter with
//! `this` makes an extension method. `out`, `ref`, `params`, and defaults (`int count = 0`) are as in C#.

use hashbrown::HashMap;

use super::{
    Global, Machine, Member, MemberId, MemberKind, Surface, Tables, TypeInfo, TypeKind,
    signature::{self, Head},
};
use crate::{
    runtime::Native,
    types::{Type, TypeId},
    value::Value,
};

/// Declarations being collected; [`Declarations::build`] makes the [`Surface`].
#[derive(Default)]
pub struct Declarations {
    types: Vec<TypeDeclaration>,
    globals: Vec<(&'static str, &'static str, Native, &'static str)>,
    machine: Machine,
}

/// One type being declared.
pub struct TypeDeclaration {
    id: TypeId,
    kind: TypeKind,
    doc: &'static str,
    type_parameters: Vec<String>,
    bases: Vec<&'static str>,
    members: Vec<MemberDeclaration>,
    values: Vec<(&'static str, i64)>,
    flags: bool,
    default: Option<fn() -> Value>,
    enumerates: Option<Native>,
    delegate: Option<&'static str>,
}

struct MemberDeclaration {
    signature: &'static str,
    native: Option<Native>,
    setter: Option<Native>,
    doc: &'static str,
    requirements: u64,
}

impl Declarations {
    /// Nothing declared.
    pub fn new() -> Self {
        Self::default()
    }

    /// The embedding's clock and random source, in place of the machine's.
    pub fn machine(&mut self, machine: Machine) -> &mut Self {
        self.machine = machine;
        self
    }

    /// A global name: `.global("IContext context", get_context, "The request.")`.
    pub fn global(&mut self, signature: &'static str, native: Native, doc: &'static str) -> &mut Self {
        if let Some((class, name)) = signature.rsplit_once(' ') {
            self.globals.push((class, name, native, doc));
        }
        self
    }

    /// A class; `name` is the full C# name with type parameters: `System.Collections.Generic.List<T>`.
    pub fn class(&mut self, name: &'static str, doc: &'static str) -> &mut TypeDeclaration {
        self.declare(name, TypeKind::Class, doc)
    }

    /// A class with static members only; extension methods live in one.
    pub fn static_class(&mut self, name: &'static str, doc: &'static str) -> &mut TypeDeclaration {
        self.declare(name, TypeKind::Static, doc)
    }

    /// A value type. Give `default(T)` with [`TypeDeclaration::default_value`] unless it is a kind of [`Value`].
    pub fn structure(&mut self, name: &'static str, doc: &'static str) -> &mut TypeDeclaration {
        self.declare(name, TypeKind::Structure, doc)
    }

    /// An interface. Members without a native function ([`TypeDeclaration::has_virtual`]) are dispatched to the
    /// member of the same name and number of parameters of the value's class.
    pub fn interface(&mut self, name: &'static str, doc: &'static str) -> &mut TypeDeclaration {
        self.declare(name, TypeKind::Interface, doc)
    }

    /// An enumeration with names and numbers.
    pub fn enumeration(
        &mut self,
        name: &'static str,
        doc: &'static str,
        values: &[(&'static str, i64)],
    ) -> &mut TypeDeclaration {
        let declaration = self.declare(name, TypeKind::Enumeration, doc);
        declaration.values = values.to_vec();
        declaration
    }

    /// A delegate type: `.delegate("System.Func<T, R>", "R (T arg)", doc)`.
    pub fn delegate(&mut self, name: &'static str, signature: &'static str, doc: &'static str) -> &mut TypeDeclaration {
        let declaration = self.declare(name, TypeKind::Delegate, doc);
        declaration.delegate = Some(signature);
        declaration
    }

    /// Adds members to a type declared elsewhere.
    pub fn extend(&mut self, name: &'static str) -> Option<&mut TypeDeclaration> {
        let (id, _) = signature::declared_name(name);
        self.types.iter_mut().find(|declaration| declaration.id == id)
    }

    fn declare(&mut self, name: &'static str, kind: TypeKind, doc: &'static str) -> &mut TypeDeclaration {
        let (id, type_parameters) = signature::declared_name(name);
        self.types.push(TypeDeclaration {
            id,
            kind,
            doc,
            type_parameters,
            bases: Vec::new(),
            members: Vec::new(),
            values: Vec::new(),
            flags: false,
            default: None,
            enumerates: None,
            delegate: None,
        });
        let last = self.types.len() - 1;
        &mut self.types[last]
    }

    /// The finished table.
    pub fn build(self) -> Surface {
        let mut tables = Tables { machine: self.machine, ..Tables::default() };
        for declaration in &self.types {
            register_name(&mut tables, declaration);
        }
        for declaration in &self.types {
            let info = type_info(&mut tables, declaration);
            if info.kind == TypeKind::Enumeration {
                crate::library::enumeration::register(info.id, &info.values, info.flags);
            }
            let index = declaration.id.0 as usize;
            if tables.types.len() <= index {
                tables.types.resize_with(index + 1, || None);
            }
            if tables.types[index].is_some() {
                tables.problems.push(format!("{:?} is declared twice", declaration.id));
            }
            tables.types[index] = Some(info);
        }
        for (class, name, native, doc) in self.globals {
            match signature::parse_type(&tables, &[], &[], class) {
                Ok(class) => drop(tables.globals.insert(name, Global { class, native, doc })),
                Err(problem) => tables.problems.push(format!("global {name}: {problem}")),
            }
        }
        fill_dispatch(&mut tables);
        Surface(std::sync::Arc::new(tables))
    }
}

impl TypeDeclaration {
    /// Base class and interfaces, as after the colon of a C# declaration: `"JToken, IList<JToken>"`.
    pub fn is_a(&mut self, bases: &'static str) -> &mut Self {
        self.bases.push(bases);
        self
    }

    /// A member.
    pub fn has(&mut self, signature: &'static str, native: Native, doc: &'static str) -> &mut Self {
        self.add(signature, Some(native), None, doc)
    }

    /// A property or indexer that can be stored to; the setter gets the value as last argument.
    pub fn has_settable(
        &mut self,
        signature: &'static str,
        getter: Native,
        setter: Native,
        doc: &'static str,
    ) -> &mut Self {
        self.add(signature, Some(getter), Some(setter), doc)
    }

    /// An interface member that the value's own class implements.
    pub fn has_virtual(&mut self, signature: &'static str, doc: &'static str) -> &mut Self {
        self.add(signature, None, None, doc)
    }

    fn add(
        &mut self,
        signature: &'static str,
        native: Option<Native>,
        setter: Option<Native>,
        doc: &'static str,
    ) -> &mut Self {
        self.members.push(MemberDeclaration { signature, native, setter, doc, requirements: 0 });
        self
    }

    /// The member just declared needs these bits prepared before an evaluation.
    pub fn requires(&mut self, bits: u64) -> &mut Self {
        if let Some(member) = self.members.last_mut() {
            member.requirements |= bits;
        }
        self
    }

    /// Values of this enumeration are combined with `|`.
    pub fn flags(&mut self) -> &mut Self {
        self.flags = true;
        self
    }

    /// `default(T)`.
    pub fn default_value(&mut self, make: fn() -> Value) -> &mut Self {
        self.default = Some(make);
        self
    }

    /// How to enumerate values of this type: the function gives an array, list or lazy sequence. Only needed where
    /// [`crate::Object::iterate`] is not there, that is for handles of the embedding.
    pub fn enumerates(&mut self, native: Native) -> &mut Self {
        self.enumerates = Some(native);
        self
    }
}

fn register_name(tables: &mut Tables, declaration: &TypeDeclaration) {
    let (id, arity) = (declaration.id, declaration.type_parameters.len());
    tables.by_short_name.entry((id.short_name(), arity)).or_default().push(id);
    let (outer, nested) = id.name().split_once('+').map_or((id.name(), ""), |(outer, nested)| (outer, nested));
    let mut full = outer.split_once('`').map_or(outer, |(name, _)| name).to_owned();
    if !nested.is_empty() {
        full = format!("{full}.{nested}");
    }
    tables.by_full_name.insert((full, arity), id);
    let mut namespace = id.namespace();
    while !namespace.is_empty() {
        tables.namespaces.insert(namespace.to_owned());
        namespace = namespace.rsplit_once('.').map_or("", |(outer, _)| outer);
    }
}

fn type_info(tables: &mut Tables, declaration: &TypeDeclaration) -> TypeInfo {
    let mut info = TypeInfo {
        id: declaration.id,
        kind: declaration.kind,
        doc: declaration.doc,
        type_parameters: declaration.type_parameters.clone(),
        base: match declaration.kind {
            _ if declaration.id == TypeId::OBJECT => None,
            TypeKind::Interface => None,
            TypeKind::Structure => Some(Type::Plain(TypeId::VALUE_TYPE)),
            TypeKind::Enumeration => Some(Type::Plain(TypeId::ENUM)),
            TypeKind::Delegate => Some(Type::Plain(TypeId::MULTICAST_DELEGATE)),
            TypeKind::Class | TypeKind::Static => Some(Type::OBJECT),
        },
        interfaces: Vec::new(),
        members: HashMap::new(),
        constructors: Vec::new(),
        indexers: Vec::new(),
        operators: HashMap::new(),
        implicit: Vec::new(),
        explicit: Vec::new(),
        values: declaration.values.clone(),
        flags: declaration.flags,
        default: declaration.default,
        enumerates: declaration.enumerates,
        delegate: None,
    };
    for base in declaration.bases.iter().flat_map(|bases| signature::split_list(bases)) {
        match signature::parse_type(tables, &declaration.type_parameters, &[], base) {
            // A name that begins like an interface (`IList`) is one; all of .NET keeps to it.
            Ok(base) if is_interface_name(base.id().short_name()) => info.interfaces.push(base),
            Ok(base) => info.base = Some(base),
            Err(problem) => tables.problems.push(format!("{:?}: {problem}", declaration.id)),
        }
    }
    if let Some(text) = declaration.delegate {
        match signature::parse_delegate(tables, &declaration.type_parameters, text) {
            Ok(delegate) => info.delegate = Some(delegate),
            Err(problem) => tables.problems.push(format!("{:?}: {problem}", declaration.id)),
        }
    }
    for member in &declaration.members {
        if let Err(problem) = add_member(tables, &mut info, member) {
            tables.problems.push(format!("{:?}: `{}`: {problem}", declaration.id, member.signature));
        }
    }
    info
}

pub(crate) fn is_interface_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next() == Some('I') && letters.next().is_some_and(char::is_uppercase)
}

fn add_member(tables: &mut Tables, info: &mut TypeInfo, declaration: &MemberDeclaration) -> Result<(), String> {
    let parsed = signature::parse_member(tables, info, declaration.signature)?;
    let id = MemberId(tables.members.len() as u32);
    let kind = match &parsed.head {
        Head::Constructor => MemberKind::Constructor,
        Head::Method => MemberKind::Method,
        Head::Property => MemberKind::Property,
        Head::Indexer => MemberKind::Indexer,
        Head::Operator => MemberKind::Operator,
        Head::Implicit | Head::Explicit => MemberKind::Conversion,
    };
    match &parsed.head {
        _ if parsed.is_hidden && kind == MemberKind::Indexer => {
            info.members.entry("this".to_owned()).or_default().push(id);
        }
        Head::Constructor => info.constructors.push(id),
        Head::Indexer => info.indexers.push(id),
        Head::Operator => info.operators.entry(parsed.name.clone()).or_default().push(id),
        Head::Implicit => info.implicit.push(id),
        Head::Explicit => info.explicit.push(id),
        Head::Method | Head::Property => info.members.entry(parsed.name.clone()).or_default().push(id),
    }
    if parsed.is_extension {
        tables.extensions.entry(parsed.name.clone()).or_default().push(id);
    }
    tables.members.push(Member {
        kind,
        name: parsed.name,
        declaring: info.id,
        is_static: parsed.is_static,
        is_extension: parsed.is_extension,
        is_constant: parsed.is_constant,
        is_hidden: parsed.is_hidden,
        type_parameters: parsed.type_parameters,
        parameters: parsed.parameters,
        result: parsed.result,
        native: declaration.native,
        setter: declaration.setter,
        requirements: declaration.requirements,
        doc: declaration.doc,
        signature: declaration.signature,
    });
    Ok(())
}

/// For every class and every virtual member of every interface it has, finds the member that implements it.
fn fill_dispatch(tables: &mut Tables) {
    let mut found = Vec::new();
    for info in tables.types.iter().flatten().filter(|info| info.kind != TypeKind::Interface) {
        for interface in all_interfaces(tables, info) {
            let Some(interface) = tables.types.get(interface.0 as usize).and_then(Option::as_ref) else { continue };
            let virtuals = interface.members.values().flatten().chain(&interface.indexers);
            for member in virtuals {
                let wanted = &tables.members[member.0 as usize];
                if wanted.native.is_some() || wanted.is_static {
                    continue;
                }
                if let Some(implementation) = implementation_in(tables, info, wanted) {
                    found.push(((info.id, *member), implementation));
                }
            }
        }
    }
    tables.dispatch.extend(found);
}

fn all_interfaces(tables: &Tables, info: &TypeInfo) -> Vec<TypeId> {
    let mut interfaces = Vec::new();
    let mut pending: Vec<_> = info.interfaces.iter().chain(&info.base).map(Type::id).collect();
    if info.id == TypeId::ARRAY {
        pending.extend([TypeId::ILIST_T, TypeId::IREADONLY_LIST_T, TypeId::ILIST]);
    }
    while let Some(id) = pending.pop() {
        let Some(info) = tables.types.get(id.0 as usize).and_then(Option::as_ref) else { continue };
        if info.kind == TypeKind::Interface && !interfaces.contains(&id) {
            interfaces.push(id);
        }
        pending.extend(info.interfaces.iter().chain(&info.base).map(Type::id));
    }
    interfaces
}

fn implementation_in(tables: &Tables, info: &TypeInfo, wanted: &Member) -> Option<MemberId> {
    let mut class = Some(info);
    while let Some(info) = class {
        let named = match wanted.kind {
            MemberKind::Indexer => info.indexers.iter().chain(info.members.get("this").into_iter().flatten()),
            _ => [].iter().chain(info.members.get(&wanted.name).into_iter().flatten()),
        };
        let mut fitting = named.copied().filter(|id| {
            let member = &tables.members[id.0 as usize];
            member.native.is_some()
                && !member.is_static
                && member.kind == wanted.kind
                && member.parameters.len() == wanted.parameters.len()
        });
        if let Some(first) = fitting.next() {
            return Some(first);
        }
        class = info.base.as_ref().and_then(|base| tables.types.get(base.id().0 as usize)?.as_ref());
    }
    None
}
