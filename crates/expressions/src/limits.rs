//! Every bound of compilation and evaluation, each with its reason.

/// Bytes of source that one expression may have. APIM's largest document is 256 KiB.
pub const MAX_SOURCE_BYTES: usize = 256 * 1024;
/// Nesting of parentheses, blocks, lambdas and operators: deeper source is generated, not written.
pub const MAX_NESTING: u32 = 128;
/// Operands of one chain such as `a + b + c`: the tree of a chain is as deep as it is long.
pub const MAX_CHAIN: u32 = 1000;
/// Steps of binding one source: overloads over nested lambdas multiply.
pub const MAX_BIND_STEPS: u32 = 400_000;
/// Compile errors reported for one source; more would only repeat the first mistake.
pub const MAX_ERRORS: usize = 50;
/// Bytes of stack that one evaluation may use; threads have at least 2 MiB.
pub const MAX_STACK_BYTES: usize = 900 * 1024;

/// What one evaluation may spend.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Steps: every evaluated node costs one, native functions charge by their work.
    pub fuel: u64,
    /// Bytes of text and collections that may be allocated in total.
    pub allocation_bytes: u64,
}

impl Default for Limits {
    /// Ten million steps are about a second of one core; 64 MiB is far above any buffered body.
    fn default() -> Self {
        Self { fuel: 10_000_000, allocation_bytes: 64 * 1024 * 1024 }
    }
}
