//! `<base />` runs the same section of the next broader scope at this point. Without it the policies of all broader
//! scopes do not run in this section. In the global document it does nothing.

use super::{ALL_SCOPES, Definition, EVERYWHERE};
use crate::compile::section::SectionCompiler;
use crate::document::Element;

/// `base`
pub static DEFINITION: Definition = Definition {
    name: "base",
    doc: "Runs the policies of the broader scopes here.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[],
    compile,
};

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    if compiler.fragments.is_empty() {
        compiler.base(element);
    } else {
        let help = "put `<base />` into the document that includes the fragment";
        compiler.report(element.error("base-in-fragment", "a fragment cannot hold `<base />`").help(help));
    }
}
