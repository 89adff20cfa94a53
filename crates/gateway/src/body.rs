//! Bodies on their way through: streamed in both directions, gathered only when a policy reads them, always bounded.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

use crate::connection::io::LingerFlag;

/// How long a peer may pause within a body (attack I3: slow bodies).
const BODY_STALL: Duration = Duration::from_secs(60);
/// How much of a refused request's body is read and thrown away to keep the connection usable (attack F5). Larger
/// ones cost more than a new connection.
pub(crate) const DRAIN_BYTES_MAX: usize = 256 * 1024;
/// The same over HTTP/2, where the other streams of the connection have to live on whatever happens to this one. Real
/// callers (curl before 8.0, Node) take a reset after an early answer for a broken answer, or wait for ever; so what
/// can be read within the time below is read.
pub(crate) const HTTP2_DRAIN_BYTES_MAX: usize = 256 * 1024 * 1024;
/// How long that may take.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(5);

/// Why a body ended before its end.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// The peer broke the stream.
    Broken(hyper::Error),
    /// The peer paused for longer than allowed.
    Stalled,
    /// More than the bound, in bytes.
    TooLarge(usize),
}

impl fmt::Display for BodyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(error) => write!(formatter, "the body was broken off: {error}"),
            Self::Stalled => write!(formatter, "no byte of the body arrived for {} seconds", BODY_STALL.as_secs()),
            Self::TooLarge(bound) => write!(formatter, "the body is larger than {bound} bytes"),
        }
    }
}

impl std::error::Error for BodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Broken(error) => Some(error),
            _ => None,
        }
    }
}

/// A body received from a peer and read with a bound on pauses.
pub(crate) struct Stream {
    incoming: Incoming,
    stall: Option<Pin<Box<Sleep>>>,
    /// Raised as long as an HTTP/1.1 caller may still be sending: should the connection end meanwhile, whoever holds
    /// the body, it ends without a reset.
    linger: Option<LingerFlag>,
}

impl Stream {
    /// A backend's body about to be read.
    pub(crate) fn new(incoming: Incoming) -> Self {
        Self { incoming, stall: None, linger: None }
    }

    /// A caller's body about to be read.
    pub(crate) fn of_caller(incoming: Incoming, linger: &LingerFlag) -> Self {
        let linger = (!incoming.is_end_stream()).then(|| linger.clone());
        if let Some(linger) = &linger {
            linger.raise();
        }
        Self { incoming, stall: None, linger }
    }

    /// Whether all of it has been read.
    pub(crate) fn is_finished(&self) -> bool {
        self.incoming.is_end_stream()
    }

    /// Gathers the whole body, up to `bound` bytes.
    pub(crate) async fn gather(mut self, bound: usize) -> Result<Bytes, BodyError> {
        // A declared length that is too large is refused before a byte is read.
        if self.incoming.size_hint().lower() > bound as u64 {
            return Err(BodyError::TooLarge(bound));
        }
        let mut whole: Option<BytesMut> = None;
        let mut only = Bytes::new();
        while let Some(frame) = self.frame().await {
            let Ok(data) = frame?.into_data() else { continue };
            if whole.as_ref().map_or(only.len(), BytesMut::len) + data.len() > bound {
                return Err(BodyError::TooLarge(bound));
            }
            match &mut whole {
                None if only.is_empty() => only = data,
                None => whole = Some([only.as_ref(), data.as_ref()].concat().as_slice().into()),
                Some(whole) => whole.extend_from_slice(&data),
            }
        }
        Ok(whole.map_or(only, BytesMut::freeze))
    }

    /// Reads and throws away what is left, within bounds; says whether the end was reached.
    pub(crate) async fn drain(&mut self, bytes_max: usize) -> bool {
        let mut left = bytes_max;
        let read = async {
            while let Some(frame) = self.frame().await {
                let Ok(frame) = frame else { return false };
                let count = frame.data_ref().map_or(0, Bytes::len);
                match left.checked_sub(count) {
                    Some(rest) => left = rest,
                    None => return false,
                }
            }
            true
        };
        tokio::time::timeout(DRAIN_TIME_MAX, read).await.unwrap_or(false)
    }
}

impl Body for Stream {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match Pin::new(&mut self.incoming).poll_frame(context) {
            Poll::Ready(frame) => {
                if let Some(stall) = &mut self.stall {
                    stall.as_mut().reset(Instant::now() + BODY_STALL);
                }
                if (frame.is_none() || self.incoming.is_end_stream())
                    && let Some(linger) = self.linger.take()
                {
                    linger.lower();
                }
                Poll::Ready(frame.map(|frame| frame.map_err(BodyError::Broken)))
            }
            Poll::Pending => {
                // The timer is made only for bodies that are not there at once.
                let stall = self.stall.get_or_insert_with(|| Box::pin(tokio::time::sleep(BODY_STALL)));
                ready!(stall.as_mut().poll(context));
                Poll::Ready(Some(Err(BodyError::Stalled)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

/// A body that goes out: to the backend, or to the caller.
pub(crate) struct Outgoing {
    content: Content,
    /// Sees every piece, and is dropped with the body: counts bytes, gives connections back.
    observer: Option<Box<dyn Observer>>,
}

/// What an outgoing body consists of.
pub(crate) enum Content {
    /// Nothing.
    Empty,
    /// These bytes.
    Full(Bytes),
    /// What a peer sends, without its trailers: a trailer could carry what was stripped from the head (attack D10).
    Stream(Stream),
}

/// Follows a body on its way out. Dropping it says that the body is over, finished or not.
pub(crate) trait Observer {
    /// Some bytes went out.
    fn sent(&mut self, bytes: usize);
    /// The last byte went out, or the body failed.
    fn ended(&mut self, result: Result<(), &BodyError>);
}

impl Outgoing {
    /// A body that nobody follows.
    pub(crate) fn new(content: Content) -> Self {
        Self { content, observer: None }
    }

    /// Lets somebody follow it.
    pub(crate) fn observed(content: Content, observer: Box<dyn Observer>) -> Self {
        Self { content, observer: Some(observer) }
    }

    fn tell(&mut self, result: Result<(), &BodyError>) {
        if let Some(mut observer) = self.observer.take() {
            observer.ended(result);
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = loop {
            break match &mut self.content {
                Content::Empty => None,
                Content::Full(_) => match std::mem::replace(&mut self.content, Content::Empty) {
                    Content::Full(bytes) if !bytes.is_empty() => Some(Ok(Frame::data(bytes))),
                    _ => None,
                },
                Content::Stream(stream) => match ready!(Pin::new(stream).poll_frame(context)) {
                    Some(Ok(frame)) if frame.is_trailers() => continue,
                    frame => frame,
                },
            };
        };
        match &frame {
            Some(Ok(frame)) => {
                let count = frame.data_ref().map_or(0, Bytes::len);
                if let Some(observer) = &mut self.observer {
                    observer.sent(count);
                }
                if self.is_end_stream() {
                    self.tell(Ok(()));
                }
            }
            Some(Err(error)) => self.tell(Err(error)),
            None => self.tell(Ok(())),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Empty => true,
            Content::Full(bytes) => bytes.is_empty(),
            Content::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Empty => SizeHint::with_exact(0),
            Content::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Stream(stream) => stream.size_hint(),
        }
    }
}
