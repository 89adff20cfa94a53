//! `{{name}}` in service URLs and backend entities: replaced as text, as in policies.

use std::collections::HashMap;

use policies::compile::NamedValue;

/// Replaces every `{{display-name}}`; the error is the name that does not exist.
pub(super) fn substitute(text: &str, values: &HashMap<String, NamedValue>) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        out.push_str(before);
        let value = values.get(name.trim()).ok_or_else(|| name.trim().to_owned())?;
        out.push_str(value.value.expose());
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}
