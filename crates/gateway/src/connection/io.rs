//! The caller's stream as hyper uses it, with what hyper leaves open: a bound on how long a caller may refuse to read
//! (attack I3, zero window), and a close that does not destroy an answer still under way.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Sleep;

/// How long a write may make no progress: a caller that stops reading for longer has gone, or attacks.
const WRITE_STALL: Duration = Duration::from_secs(60);
/// How long after an early refusal the rest of a request is still read and thrown away, so that the kernel does not
/// answer it with a reset that would overtake our response (RFC 9112 §9.6).
const LINGER: Duration = Duration::from_secs(10);
/// How much of it is read: a caller who sends more after being refused gets the reset. Most callers write their whole
/// body before they read; reading it costs no memory.
const LINGER_BYTES_MAX: usize = 64 << 20;

/// Set by a request that was answered while the caller may still be sending its body.
#[derive(Clone, Default)]
pub(crate) struct LingerFlag(Rc<Cell<bool>>);

impl LingerFlag {
    /// Asks for a lingering close.
    pub(crate) fn raise(&self) {
        self.0.set(true);
    }

    /// The body was read after all.
    pub(crate) fn lower(&self) {
        self.0.set(false);
    }
}

/// A caller's stream.
pub(crate) struct CallerIo<S> {
    inner: TokioIo<S>,
    stall: Option<Pin<Box<Sleep>>>,
    linger: LingerFlag,
    closing: Closing,
}

enum Closing {
    No,
    Lingering { until: Pin<Box<Sleep>>, bytes_left: usize },
    Done,
}

impl<S: AsyncRead + AsyncWrite + Unpin> CallerIo<S> {
    /// Wraps a stream after its handshake.
    pub(crate) fn new(stream: S, linger: LingerFlag) -> Self {
        Self { inner: TokioIo::new(stream), stall: None, linger, closing: Closing::No }
    }

    /// Turns a pending write into an error once it has stalled too long.
    fn watch<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stall = None;
            return written;
        }
        let stall = self.stall.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_STALL)));
        ready!(stall.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the caller does not read its response")))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Read for CallerIo<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Write for CallerIo<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.watch(context, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            match &mut this.closing {
                Closing::No => {
                    let shut = Pin::new(&mut this.inner).poll_shutdown(context);
                    let shut = ready!(this.watch(context, shut));
                    if shut.is_err() || !this.linger.0.get() {
                        this.closing = Closing::Done;
                        return Poll::Ready(shut);
                    }
                    let until = Box::pin(tokio::time::sleep(LINGER));
                    this.closing = Closing::Lingering { until, bytes_left: LINGER_BYTES_MAX };
                }
                Closing::Lingering { until, bytes_left } => {
                    if until.as_mut().poll(context).is_ready() {
                        this.closing = Closing::Done;
                        continue;
                    }
                    let mut scratch = [std::mem::MaybeUninit::uninit(); 4096];
                    let mut buffer = ReadBuf::uninit(&mut scratch);
                    let read = ready!(Pin::new(&mut this.inner).poll_read(context, buffer.unfilled()));
                    let count = buffer.filled().len();
                    *bytes_left = bytes_left.saturating_sub(count);
                    if read.is_err() || count == 0 || *bytes_left == 0 {
                        this.closing = Closing::Done;
                    }
                }
                Closing::Done => return Poll::Ready(Ok(())),
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, parts);
        self.watch(context, written)
    }
}
