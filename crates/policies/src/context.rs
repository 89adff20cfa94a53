//! The APIM surface of expressions: `context` and everything behind it.

use std::sync::OnceLock;

use expressions::Surface;

/// The one surface that every expression is compiled against.
pub fn surface() -> &'static Surface {
    static SURFACE: OnceLock<Surface> = OnceLock::new();
    SURFACE.get_or_init(|| todo!())
}
