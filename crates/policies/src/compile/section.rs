//! Compiles the policies of one section into a flat list of instructions.

use std::collections::HashMap;
use std::sync::Arc;

use diagnostics::Diagnostic;

use super::{Catalogue, attributes};
use crate::document::Element;
use crate::lint::Notes;
use crate::needs::Needs;
use crate::plan::{CompiledSection, Instruction, Place, Scope, Section, Step};
use crate::policy::Policy;
use crate::registry;

/// Instructions of one section: a fragment pasted a thousand times is a mistake, not a policy.
pub const INSTRUCTIONS_MAX: usize = 20_000;

/// A section under compilation. Policies report to it and emit instructions into it.
pub struct SectionCompiler<'a> {
    /// Scope of the document.
    pub scope: Scope,
    /// Section.
    pub section: Section,
    /// What names mean.
    pub catalogue: &'a Catalogue,
    pub(crate) findings: &'a mut Vec<Diagnostic>,
    pub(crate) notes: &'a mut Notes,
    instructions: Vec<Instruction>,
    /// Path of the element under compilation.
    path: String,
    /// What the values read since the last instruction need.
    needs: Needs,
    /// Fragments being pasted, outermost first: one cannot contain itself.
    pub(crate) fragments: Vec<String>,
    has_base: bool,
}

impl<'a> SectionCompiler<'a> {
    pub(crate) fn new(
        scope: Scope,
        section: Section,
        catalogue: &'a Catalogue,
        findings: &'a mut Vec<Diagnostic>,
        notes: &'a mut Notes,
    ) -> Self {
        Self {
            scope,
            section,
            catalogue,
            findings,
            notes,
            instructions: Vec::new(),
            path: String::new(),
            needs: Needs::NONE,
            fragments: Vec::new(),
            has_base: false,
        }
    }

    /// Compiles the child elements of an element as policies, in order.
    pub fn policies(&mut self, parent: &Element) {
        attributes::refuse_text(parent, self.findings);
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for element in parent.elements() {
            let count = counts.entry(&element.name).or_default();
            *count += 1;
            let count = *count;
            self.within(&element.name, count, |compiler| compiler.policy(element));
        }
    }

    /// Runs `compile` with the path extended by `name[number]`.
    pub fn within<T>(&mut self, name: &str, number: usize, compile: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('/');
        }
        self.path.push_str(&format!("{name}[{number}]"));
        let result = compile(self);
        self.path.truncate(length);
        result
    }

    fn policy(&mut self, element: &Element) {
        let Some(definition) = registry::find(&element.name) else {
            self.findings.push(registry::refuse(element));
            return;
        };
        if !definition.sections.contains(&self.section) {
            let allowed: Vec<&str> = definition.sections.iter().map(|section| section.name()).collect();
            let message = format!("`{}` cannot stand in {}", element.name, self.section);
            let help = format!("move it to {}", allowed.join(" or "));
            self.findings.push(element.error("wrong-section", message).help(help));
        }
        if !definition.scopes.contains(&self.scope) {
            let allowed: Vec<&str> = definition.scopes.iter().map(|scope| scope.name()).collect();
            let message = format!("`{}` cannot stand in a document of {} scope", element.name, self.scope);
            let help = format!("move it to a document of scope {}", allowed.join(" or "));
            self.findings.push(element.error("wrong-scope", message).help(help));
        }
        if self.instructions.len() >= INSTRUCTIONS_MAX {
            let message = format!("the section has more than {INSTRUCTIONS_MAX} steps");
            self.findings.push(element.error("too-many-steps", message).help("include fewer fragments"));
            return;
        }
        attributes::check(element, definition, self.findings);
        (definition.compile)(element, self);
        self.needs = Needs::NONE;
    }

    /// Reports a finding.
    pub fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Adds to what the next instruction needs.
    pub fn need(&mut self, needs: Needs) {
        self.needs = self.needs.and(needs);
    }

    /// Emits a policy that runs without waiting.
    pub fn emit(&mut self, element: &Element, policy: impl Policy + 'static) {
        self.emit_step(element, Step::Policy(Box::new(policy)));
    }

    /// Emits any step and returns its index.
    pub(crate) fn emit_step(&mut self, element: &Element, step: Step) -> usize {
        self.emit_inside(element, element, step)
    }

    /// Emits a step of a policy for one of its child elements (`when`).
    pub(crate) fn emit_inside(&mut self, policy: &Element, element: &Element, step: Step) -> usize {
        let definition = registry::find(&policy.name);
        let place = Place {
            // Only elements of registered policies are compiled.
            element: definition.map_or("", |definition| definition.name),
            id: policy.attribute("id").map(|id| Arc::from(id.value.text())),
            path: Arc::from(self.path.as_str()),
            source: element.source.clone(),
            span: element.span,
        };
        let needs = std::mem::take(&mut self.needs);
        self.instructions.push(Instruction { step, place, needs });
        self.instructions.len() - 1
    }

    /// Index that the next instruction will have.
    pub(crate) fn next_index(&self) -> usize {
        self.instructions.len()
    }

    /// Fills in where an earlier branch or jump leads.
    pub(crate) fn set_target(&mut self, index: usize, target: usize) {
        match self.instructions.get_mut(index).map(|instruction| &mut instruction.step) {
            Some(Step::Branch { otherwise, .. }) => *otherwise = target,
            Some(Step::Jump(to)) => *to = target,
            _ => debug_assert!(false, "only branches and jumps have targets"),
        }
    }

    /// Emits `<base/>`.
    pub(crate) fn base(&mut self, element: &Element) {
        if std::mem::replace(&mut self.has_base, true) {
            let message = format!("`<base />` stands twice in {}", self.section);
            self.report(element.error("duplicate-base", message).help("the broader scope's policies run once"));
        }
        self.emit_step(element, Step::Base);
    }

    pub(crate) fn finish(self) -> CompiledSection {
        CompiledSection { instructions: self.instructions }
    }
}
