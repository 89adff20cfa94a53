//! The APIM surface of expressions: `context` and everything behind it, beside the standard library.

use std::sync::OnceLock;

use expressions::{Declarations, Surface};

/// The one surface that every expression is compiled against.
pub fn surface() -> &'static Surface {
    static SURFACE: OnceLock<Surface> = OnceLock::new();
    SURFACE.get_or_init(|| {
        let mut declarations = Declarations::new();
        expressions::library::declare(&mut declarations);
        declarations.build()
    })
}
