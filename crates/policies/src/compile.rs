//! From a policy document's text to a compiled document: everything that can be refused is refused here, every
//! finding of a document at once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use certificates::Certificate;
use diagnostics::{Diagnostic, Source, Span, nearest};
use secret::Secret;

use crate::document::{self, Element};
use crate::lint::Notes;
use crate::named_value;
pub use crate::plan::CompiledDocument;
use crate::plan::{CompiledSection, Scope, Section};

pub(crate) mod attributes;
pub(crate) mod expression;
pub mod section;

use section::SectionCompiler;

/// What policy documents may refer to by name. One a snapshot, given to every [`compile_document`].
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Named values by display name.
    pub named_values: HashMap<String, NamedValue>,
    /// Policy fragments by id.
    pub fragments: HashMap<String, Arc<Source>>,
    /// Ids of the backend entities.
    pub backends: HashSet<String>,
    /// Certificate entities by id, with or without private key.
    pub certificates: HashMap<String, Certificate>,
}

/// A named value: its text replaces `{{name}}`.
#[derive(Debug, Clone)]
pub struct NamedValue {
    /// The text; it never prints, secret or not, because a diagnostic shows the reference instead.
    pub value: Secret<String>,
    /// Whether it may be shown to people.
    pub is_secret: bool,
}

/// A compiled document and what should be said about it.
#[derive(Debug)]
pub struct Compiled {
    /// The document.
    pub document: Arc<CompiledDocument>,
    /// Lints; none of them refuses the load.
    pub warnings: Vec<Diagnostic>,
}

/// Compiles one policy document for a scope. `Err` holds every finding, warnings included.
pub fn compile_document(
    source: &Arc<Source>,
    scope: Scope,
    catalogue: &Catalogue,
) -> Result<Compiled, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let root = match read(source, catalogue) {
        Ok((root, found)) => {
            findings.extend(found);
            root
        }
        Err(found) => return Err(found),
    };
    let sections = sections_of(&root, &mut findings);
    let mut notes = Notes::default();
    let sections = Section::ALL.map(|section| {
        let mut compiler = SectionCompiler::new(scope, section, catalogue, &mut findings, &mut notes);
        match sections.iter().find(|(name, _)| *name == section) {
            Some((_, element)) => compiler.policies(element),
            // A section that is not written is the one of the broader scope, as new documents in APIM have no
            // on-error; only a section that is written without `<base/>` cuts the broader scopes off.
            None => compiler.base(&root),
        }
        compiler.finish()
    });
    let expressions = std::mem::take(&mut notes.expressions);
    let document = Arc::new(CompiledDocument { scope, source: source.clone(), sections, expressions });
    findings.extend(notes.document(&root, scope));
    findings.sort_by_key(|finding| finding.place.as_ref().map(|(_, span)| span.start));
    match findings.iter().any(Diagnostic::is_error) {
        true => Err(findings),
        false => Ok(Compiled { document, warnings: findings }),
    }
}

/// The document that a service has before anyone writes one: it forwards. (APIM's default global policy.)
pub fn default_global_document() -> Arc<CompiledDocument> {
    let source = Source::new("default global policy", DEFAULT_GLOBAL);
    match compile_document(&source, Scope::Global, &Catalogue::default()) {
        Ok(compiled) => compiled.document,
        // The text is ours and a test compiles it; were it ever broken, nothing would be forwarded.
        Err(_) => Arc::new(CompiledDocument {
            scope: Scope::Global,
            source,
            sections: Section::ALL.map(|_| CompiledSection::default()),
            expressions: Vec::new(),
        }),
    }
}

/// Text of [`default_global_document`].
pub const DEFAULT_GLOBAL: &str =
    "<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>";

/// Replaces named values and reads: the root, with the unknown names as findings.
pub(crate) fn read(source: &Arc<Source>, catalogue: &Catalogue) -> Result<(Element, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (text, unknown) = named_value::substitute(source, catalogue);
    let refused = |unknown: &[named_value::Unknown]| -> Vec<Diagnostic> {
        unknown.iter().map(|unknown| named_value::refuse(unknown, source, catalogue)).collect()
    };
    match document::read(source, &text) {
        Ok(root) => {
            // `{{ }}` inside a liquid template is liquid's own; what is left over is no named value.
            let mut templates = Vec::new();
            liquid_templates(&root, &mut templates);
            let inside = |span: Span| templates.iter().any(|it: &Span| it.start <= span.start && span.end <= it.end);
            let unknown: Vec<_> = unknown.into_iter().filter(|unknown| !inside(unknown.span)).collect();
            Ok((root, refused(&unknown)))
        }
        Err(mut errors) => {
            errors.extend(refused(&unknown));
            Err(errors)
        }
    }
}

fn liquid_templates(element: &Element, templates: &mut Vec<Span>) {
    let is_liquid = |template: &str| template.eq_ignore_ascii_case("liquid");
    if element.attribute("template").is_some_and(|template| is_liquid(template.value.text())) {
        templates.push(element.span);
    }
    for child in element.elements() {
        liquid_templates(child, templates);
    }
}

/// The sections of a document, each once.
fn sections_of<'a>(root: &'a Element, findings: &mut Vec<Diagnostic>) -> Vec<(Section, &'a Element)> {
    let mut sections: Vec<(Section, &Element)> = Vec::new();
    if root.name != "policies" {
        let message = format!("the document begins with `<{}>`", root.name);
        let help = match root.name.as_str() {
            "fragment" => "this is a policy fragment: put it among the fragments and paste it with include-fragment",
            _ => "a policy document is <policies> with inbound, backend, outbound and on-error",
        };
        findings.push(root.error("unexpected-root", message).help(help));
        return sections;
    }
    attributes::refuse_text(root, findings);
    for element in root.elements() {
        match Section::ALL.into_iter().find(|section| section.name() == element.name) {
            Some(section) if sections.iter().any(|(known, _)| *known == section) => {
                let message = format!("section `{}` stands twice", element.name);
                findings.push(element.error("duplicate-section", message).help("put all its policies into one"));
            }
            Some(section) => sections.push((section, element)),
            None => {
                let names = Section::ALL.map(Section::name);
                let finding = element.error("unknown-section", format!("`{}` is not a section", element.name));
                findings.push(finding.help(match nearest(&element.name, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if crate::registry::find(&element.name).is_some() => {
                        format!("`{}` is a policy: put it into one of {}", element.name, names.join(", "))
                    }
                    None => format!("expected one of {}", names.join(", ")),
                }));
            }
        }
    }
    sections
}
