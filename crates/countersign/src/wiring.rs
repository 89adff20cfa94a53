//! Both planes meet here and nowhere else: a folder is loaded (management), compiled into a snapshot, and served
//! (gateway); a change in the folder becomes the next generation of the same gateway.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diagnostics::Diagnostic;
use gateway::observe::AccessLog;
use gateway::observe::trace::DebugToken;
use gateway::{Gateway, Options, Running, Snapshot, Surroundings};
use management::folder::{self, LoadResult, Watch};
use resources::Configuration;
use secret::Secret;

use crate::development::Development;
use crate::failure::{Failure, plain};
use crate::state::{DEBUG_TOKEN, State};

/// Quiet time after a save before the folder is loaded: editors write in several steps.
const SETTLING: Duration = Duration::from_millis(80);
/// Random bytes of a debug token.
const TOKEN_BYTES: usize = 24;

/// A configuration with the snapshot compiled from it.
pub(crate) struct Generation {
    pub(crate) configuration: Configuration,
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Loads and compiles a folder; all findings at once if there are errors.
pub(crate) fn compile_folder(folder: &Path, development: &Development) -> Result<Generation, Vec<Diagnostic>> {
    compile(folder::load(folder), development, None)
}

/// Compiles what a load came to. `previous` lends the next generation what did not change.
fn compile(
    loaded: LoadResult,
    development: &Development,
    previous: Option<&Snapshot>,
) -> Result<Generation, Vec<Diagnostic>> {
    let (configuration, mut warnings) = loaded?;
    let make = |host_name: &str| development.server_credential(host_name);
    let surroundings = Surroundings { development_credential: Some(&make), development_roots: development.roots() };
    match Snapshot::compile(&configuration, &surroundings, previous) {
        Ok(compiled) => {
            warnings.extend(compiled.warnings);
            Ok(Generation { configuration, snapshot: compiled.snapshot, warnings })
        }
        Err(findings) => {
            warnings.extend(findings);
            Err(warnings)
        }
    }
}

/// How a service runs.
pub(crate) struct ServiceOptions {
    /// Where to listen; without it, where `gateway.json` says, or the gateway's default.
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) access_log: AccessLog,
}

/// A folder being served.
pub(crate) struct Service {
    /// Empty once the service drains.
    running: Arc<Mutex<Option<Running>>>,
    folder: PathBuf,
    development: Arc<Development>,
    pub(crate) address: SocketAddr,
    watch: Option<Watch>,
}

/// What a changed folder came to.
pub(crate) enum Change {
    /// Served from now on.
    Published { generation: u64, warnings: Vec<Diagnostic> },
    /// Not served; the last good generation serves on.
    Refused(Vec<Diagnostic>),
}

impl Service {
    /// Starts serving a generation of a folder.
    pub(crate) fn start(
        state: &State,
        folder: &Path,
        development: Arc<Development>,
        first: &Generation,
        options: ServiceOptions,
    ) -> Result<Self, Failure> {
        state.create()?;
        let configured = first.configuration.gateway.listen;
        let defaults = Options::default();
        let settings = &first.configuration.gateway.debug;
        let token = if settings.tracing { Some(debug_token()?) } else { None };
        let options = Options {
            listen: options.listen.or(configured).unwrap_or(defaults.listen),
            state_folder: settings.journal.then(|| state.folder().to_owned()),
            access_log: options.access_log,
            debug_tokens: token.iter().cloned().collect(),
            ..defaults
        };
        let listen = options.listen;
        let running = Gateway::start(options, first.snapshot.clone()).map_err(|error| {
            Failure::new(format!("cannot listen on {listen}: {}", plain(&error)))
                .help("give another address with --listen, such as --listen 127.0.0.1:0")
        })?;
        let address = running.local_addr();
        // Only now: a gateway that could not start must not take away the token of one that runs here.
        if let Some(token) = token {
            state.write_private(DEBUG_TOKEN, token.token.expose().as_bytes())?;
        }
        let running = Arc::new(Mutex::new(Some(running)));
        Ok(Self { running, folder: folder.to_owned(), development, address, watch: None })
    }

    /// Publishes a new generation on every good save from now on; `report` hears of every change.
    pub(crate) fn watch(&mut self, mut report: impl FnMut(Change) + Send + 'static) -> Result<(), Diagnostic> {
        let (running, development) = (self.running.clone(), self.development.clone());
        let watch = folder::watch(&self.folder, SETTLING, move |loaded| {
            let running = running.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(running) = running.as_ref() else { return };
            report(match compile(loaded, &development, Some(&running.snapshot())) {
                Ok(next) => {
                    let generation = next.snapshot.generation();
                    running.publish(next.snapshot);
                    Change::Published { generation, warnings: next.warnings }
                }
                Err(findings) => Change::Refused(findings),
            });
        })?;
        self.watch = Some(watch);
        Ok(())
    }

    /// Writes out what logs, journal and traces still hold back.
    pub(crate) fn flush(&self) {
        if let Some(running) = &*self.running.lock().unwrap_or_else(PoisonError::into_inner) {
            running.flush();
        }
    }

    /// Lets requests in flight end, then stops.
    pub(crate) fn drain(self) -> Result<(), Failure> {
        drop(self.watch);
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        match running {
            Some(running) => {
                running.drain().map_err(|error| Failure::new(format!("the gateway did not end well: {error}")))
            }
            None => Ok(()),
        }
    }
}

/// A debug token of this run.
fn debug_token() -> Result<DebugToken, Failure> {
    let mut bytes = [0; TOKEN_BYTES];
    let random = rustls::crypto::aws_lc_rs::default_provider().secure_random;
    random.fill(&mut bytes).map_err(|_| Failure::new("the system gives no random bytes for a debug token"))?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(DebugToken { token: Secret::new(token), expires: None, api_id: None })
}
