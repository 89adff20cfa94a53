//! What happened in a handshake with a backend, for the request trace and for error texts.
//!
//! rustls tells neither whether a server asked for our certificate nor what exactly was wrong with its own. The
//! callbacks that know (certificate verifier and resolver) run inside the poll of the handshake, so they write into
//! the record of the handshake that is being polled.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use rustls_pki_types::CertificateDer;

/// What is known about one handshake.
#[derive(Debug, Clone, Default)]
pub(crate) struct BackendHandshake {
    /// Server name sent and checked.
    pub(crate) server_name: String,
    /// `TLS 1.3`, once known.
    pub(crate) protocol: Option<String>,
    /// Cipher suite, once known.
    pub(crate) cipher_suite: Option<String>,
    /// Whether an earlier session was resumed: then certificates were exchanged and checked in that one.
    pub(crate) resumed: bool,
    /// What the backend presented.
    pub(crate) server_chain: Vec<CertificateDer<'static>>,
    /// Whether the backend asked for a certificate.
    pub(crate) asked_for_certificate: bool,
    /// Subject of the certificate shown to it.
    pub(crate) presented: Option<String>,
    /// Checks of the backend's certificate in order: name, and what was wrong if anything was.
    pub(crate) checks: Vec<(&'static str, Result<String, String>)>,
    /// Why the handshake came to nothing, and who refused.
    pub(crate) failure: Option<String>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<RefCell<BackendHandshake>>>> = const { RefCell::new(None) };
}

/// Runs a handshake so that its callbacks write into `record`.
pub(crate) async fn recorded<F: Future>(record: Rc<RefCell<BackendHandshake>>, handshake: F) -> F::Output {
    let mut handshake = std::pin::pin!(handshake);
    std::future::poll_fn(|context| {
        CURRENT.set(Some(record.clone()));
        let polled = handshake.as_mut().poll(context);
        CURRENT.set(None);
        polled
    })
    .await
}

/// Writes into the record of the handshake being polled, if there is one.
pub(crate) fn note(write: impl FnOnce(&mut BackendHandshake)) {
    CURRENT.with_borrow(|current| {
        if let Some(record) = current {
            write(&mut record.borrow_mut());
        }
    });
}
