//! `countersign explain --config DIR --cert FILE`: would this certificate be accepted, by which operations, and if not,
//! why not. Needs neither a gateway nor the certificate's key.

use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use certificates::{Certificate, Material};
use gateway::offline::{Finding, Question};
use secret::Secret;
use serde_json::{Value, json};

use super::{Arguments, decision};
use crate::clock;
use crate::command::Answer;
use crate::development::Development;
use crate::failure::Failure;
use crate::terminal::{report, style};
use crate::wiring;

pub(super) fn execute(arguments: &Arguments, folder: &Path, file: &Path) -> Result<Answer, Failure> {
    crate::command::must_be_a_folder(folder)?;
    let question = question(arguments, file)?;
    let generation = wiring::compile_folder(folder, &Development::in_memory()?).map_err(|findings| {
        report::print(&findings);
        Failure::new(format!("{} has errors, so there is nothing to judge by", folder.display()))
    })?;
    let findings = match &arguments.url {
        Some(url) => vec![call(&generation.snapshot, &question, &arguments.method, url)?],
        None => generation.snapshot.explain_all(&question),
    };
    show(arguments, &findings);
    Ok(findings.iter().all(|finding| finding.accepted).into())
}

/// Who would call, when.
fn question(arguments: &Arguments, file: &Path) -> Result<Question, Failure> {
    let bytes = fs::read(file).map_err(|error| Failure::reading(file, &error))?;
    let password = arguments.password.clone().map(Secret::new);
    let material = Material::read(&bytes, password.as_ref())
        .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    let at = clock::at(arguments.at.as_deref())?;
    let seconds =
        u64::try_from(at.unix()).map_err(|_| Failure::new(format!("{at} is before 1970, when no gateway ran")))?;
    let (leaf, others): (Certificate, Vec<Certificate>) = match material {
        Material::PublicOnly { certificate, others } => (certificate, others),
        Material::Credential(credential) => (credential.certificate().clone(), credential.chain().to_vec()),
    };
    Ok(Question { leaf, others, at: UNIX_EPOCH + Duration::from_secs(seconds) })
}

/// One call by its URL or path.
fn call(snapshot: &gateway::Snapshot, question: &Question, method: &str, url: &str) -> Result<Finding, Failure> {
    let method = method.parse().map_err(|_| Failure::new(format!("`{method}` is not a method")))?;
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => url,
    };
    snapshot.explain_call(question, &method, path).ok_or_else(|| {
        Failure::new(format!("no operation answers {method} {path}"))
            .help("leave --url away to judge for every operation")
    })
}

fn show(arguments: &Arguments, findings: &[Finding]) {
    if arguments.json {
        let all: Vec<Value> = findings
            .iter()
            .map(|finding| json!({ "operation": finding.operation, "accepted": finding.accepted, "decision": finding.decision }))
            .collect();
        anstream::println!("{:#}", Value::from(all));
        return;
    }
    for finding in findings {
        let (word, look) = if finding.accepted { ("accepted", style::GOOD) } else { ("refused", style::BAD) };
        anstream::println!("{look}{word}{look:#} {}", finding.operation);
        if !finding.accepted || arguments.all {
            anstream::println!("{}", decision::render(&finding.decision, arguments.all));
        }
    }
}
