//! `countersign demo`: a development CA, a gateway with the sample configuration, and every kind of client played
//! against it over real TLS; then one refusal explained in full.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use gateway::observe::AccessLog;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;

use super::Answer;
use super::explain;
use crate::caller::Shown;
use crate::development::{self, Development};
use crate::failure::Failure;
use crate::interrupt;
use crate::state::{DEBUG_TOKEN, State};
use crate::terminal::{report, style};
use crate::wiring::{self, Service, ServiceOptions};

mod play;
mod sample;

use play::{CLIENTS, Client, Row};

/// A gateway, certificates and every kind of caller, in one second
///
/// Makes a development CA and the sample configuration below .countersign/, starts a gateway with it, calls every
/// operation with every kind of client certificate, and shows what came back beside what was expected. Then it
/// explains one refusal in full and keeps serving.
#[derive(Args)]
#[command(after_help = "Exit code 0 only if every row came out as expected.")]
pub(crate) struct Arguments {
    /// End after the table
    #[arg(long)]
    once: bool,
    /// Write the certificates and the configuration, and start nothing
    #[arg(long, conflicts_with_all = ["once", "json"])]
    prepare: bool,
    /// Address and port of the gateway
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// Answer in JSON, and end
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    let began = Instant::now();
    let state = State::here();
    let made = development::ensure(&state)?;
    let folder = sample::write(&state)?;
    if arguments.prepare {
        anstream::println!("serve it with: countersign run {}", folder.display());
        return Ok(Answer::Yes);
    }
    let development = Arc::new(Development::in_state_folder(&state)?);
    let generation = wiring::compile_folder(&folder, &development).map_err(|findings| {
        report::print(&findings);
        Failure::new("the sample configuration has errors")
    })?;
    let options = ServiceOptions { listen: Some(arguments.listen), access_log: AccessLog::Off };
    let mut service = Service::start(&state, &folder, development, &generation, options)?;
    let ready = began.elapsed();
    let rows = play_all(&state, service.address)?;
    service.flush();
    let as_expected = rows.iter().filter(|row| row.as_expected).count();
    if arguments.json {
        anstream::println!("{:#}", play::to_json(&rows));
        service.drain()?;
        return Ok((as_expected == rows.len()).into());
    }
    let word = if made { "made" } else { "kept" };
    anstream::println!(
        "development CA {word} in {}, gateway on https://{} after {} ms\n",
        state.path(development::FOLDER).display(),
        service.address,
        ready.as_millis()
    );
    anstream::print!("{}", play::table(&rows));
    let look = if as_expected == rows.len() { style::GOOD } else { style::BAD };
    anstream::println!("\n{look}{as_expected} of {} rows as expected{look:#}", rows.len());
    explain_one(&state);
    if arguments.once {
        service.drain()?;
        return Ok((as_expected == rows.len()).into());
    }
    invite(&state, service.address);
    super::run::watch(&mut service);
    interrupt::wait_and_drain(service)?;
    Ok((as_expected == rows.len()).into())
}

/// All clients at once, each on a connection of its own; the rows in the order of the cast.
fn play_all(state: &State, address: SocketAddr) -> Result<Vec<Row>, Failure> {
    let roots = [certificate(state, development::ROOT)?];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot start the clients: {error}")))?;
    runtime.block_on(async {
        let mut rows = Vec::new();
        for client in &CLIENTS {
            rows.extend(play::play(client, shown(state, client)?, &roots, address).await?);
        }
        Ok(rows)
    })
}

/// What a client shows, from the development CA.
fn shown(state: &State, client: &Client) -> Result<Option<Shown>, Failure> {
    let Some(stem) = client.file else { return Ok(None) };
    let chain = vec![certificate(state, &format!("{stem}.pem"))?];
    let path = state.path(&format!("{}/{stem}.key.pem", development::FOLDER));
    let key =
        PrivateKeyDer::from_pem_file(&path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    Ok(Some(Shown { chain, key }))
}

fn certificate(state: &State, name: &str) -> Result<CertificateDer<'static>, Failure> {
    let path = state.path(&format!("{}/{name}", development::FOLDER));
    CertificateDer::from_pem_file(&path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// The untrusted client's refusal, check by check.
fn explain_one(state: &State) {
    let untrusted = |decision: &Value| {
        decision["lastError"]["reason"] == "ClientCertificateNotTrusted"
            && decision["certificate"]["leaf"]["subject"].as_str().is_some_and(|subject| subject.contains("Untrusted"))
    };
    if let Some(decision) = explain::newest(state, untrusted) {
        anstream::println!(
            "\nWhy was the untrusted client refused? It saw only the status and APIM's body; you see:\n"
        );
        anstream::print!("{}", explain::decision::render(&decision, false));
    }
}

/// What to try now.
fn invite(state: &State, address: SocketAddr) {
    let (strong, faint) = (style::STRONG, style::FAINT);
    let ca = state.path(development::FOLDER);
    let (ca, port) = (ca.display(), address.port());
    anstream::println!("\n{strong}Serving on https://localhost:{port}{strong:#}; from a second terminal:\n");
    anstream::println!(
        "  curl --cacert {ca}/{root} \\\n       --cert {ca}/valid-client.pem --key {ca}/valid-client.key.pem \\\n       https://localhost:{port}/protected/validate-using-policy\n",
        root = development::ROOT
    );
    anstream::println!(
        "  curl --cacert {ca}/{root} https://localhost:{port}/unprotected/validate-using-policy\n",
        root = development::ROOT
    );
    anstream::println!("  countersign explain last");
    anstream::println!(
        "  curl --cacert {ca}/{root} -H \"Apim-Debug-Authorization: $(cat {token})\" \\\n       https://localhost:{port}/unprotected/validate-using-policy && countersign trace last\n",
        root = development::ROOT,
        token = state.path(DEBUG_TOKEN).display()
    );
    anstream::println!(
        "{faint}Edit {}: a save is live at once. Ctrl-C ends.{faint:#}",
        state.path(sample::FOLDER).display()
    );
}
