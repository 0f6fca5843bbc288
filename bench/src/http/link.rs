//! One connection: opened when it is needed, kept while the server keeps it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HOST;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::target::Target;

/// Connecting takes longer than this: the server cannot be reached.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that was read to its end is free within this time.
const READY_TIMEOUT: Duration = Duration::from_secs(1);
/// No headers within this time: the request is lost.
pub const RESPONSE_TIMEOUT: Duration = Duration::from_secs(60);
/// The most of a body that is read whole.
const WHOLE_BYTES: usize = 4 * 1024 * 1024;

/// A connection to a target, or the wish for one.
pub struct Link {
    target: Arc<Target>,
    sender: Option<SendRequest<Full<Bytes>>>,
}

/// Why there is no response.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No connection.
    #[error("connect")]
    Connect(#[source] io::Error),
    /// A connection that broke.
    #[error("broken")]
    Broken(#[source] hyper::Error),
    /// Nothing came in time.
    #[error("silent")]
    Silent,
    /// A body that is longer than can be meant.
    #[error("too_long")]
    TooLong,
}

impl Link {
    /// Connects at the first request.
    pub fn new(target: Arc<Target>) -> Self {
        Self { target, sender: None }
    }

    /// Where it goes.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Connects now, unless it is connected.
    ///
    /// # Errors
    /// When that fails.
    pub async fn connect(&mut self) -> Result<(), HttpError> {
        if self.sender.as_ref().is_none_or(SendRequest::is_closed) {
            self.sender = Some(open(&self.target).await?);
        }
        Ok(())
    }

    /// Sends a request and waits for the response's headers. As in a browser, a kept connection that turns out to be closed is
    /// replaced without anybody noticing.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn send(&mut self, mut request: Request<Full<Bytes>>) -> Result<Response<Incoming>, HttpError> {
        request.headers_mut().insert(HOST, self.target.host.clone());
        if let Some(mut kept) = self.sender.take() {
            // Ready once the response before was read to its end; otherwise the connection is of no more use.
            if matches!(timeout(READY_TIMEOUT, kept.ready()).await, Ok(Ok(()))) {
                match timeout(RESPONSE_TIMEOUT, kept.send_request(request.clone())).await {
                    Ok(Ok(response)) => {
                        self.sender = Some(kept);
                        return Ok(response);
                    }
                    Ok(Err(_)) => {}
                    Err(_) => return Err(HttpError::Silent),
                }
            }
        }
        let mut fresh = open(&self.target).await?;
        let response = timeout(RESPONSE_TIMEOUT, fresh.send_request(request)).await;
        let response = response.map_err(|_| HttpError::Silent)?.map_err(HttpError::Broken)?;
        self.sender = Some(fresh);
        Ok(response)
    }
}

/// Reads a body whole.
///
/// # Errors
/// When it breaks off, is too long, or does not come.
pub async fn collect(body: Incoming) -> Result<Bytes, HttpError> {
    let whole = timeout(RESPONSE_TIMEOUT, Limited::new(body, WHOLE_BYTES).collect()).await;
    match whole.map_err(|_| HttpError::Silent)? {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) => {
            Err(error.downcast::<hyper::Error>().map_or(HttpError::TooLong, |error| HttpError::Broken(*error)))
        }
    }
}

async fn open(target: &Target) -> Result<SendRequest<Full<Bytes>>, HttpError> {
    let opened = timeout(CONNECT_TIMEOUT, async {
        let socket = TcpStream::connect(target.addresses.as_slice()).await.map_err(HttpError::Connect)?;
        socket.set_nodelay(true).map_err(HttpError::Connect)?;
        match &target.tls {
            None => speak(socket).await,
            Some((tls, name)) => speak(tls.connect(name.clone(), socket).await.map_err(HttpError::Connect)?).await,
        }
    });
    opened.await.unwrap_or_else(|_| Err(HttpError::Connect(io::ErrorKind::TimedOut.into())))
}

async fn speak(
    socket: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<SendRequest<Full<Bytes>>, HttpError> {
    let (sender, connection) = handshake(TokioIo::new(socket)).await.map_err(HttpError::Broken)?;
    // What breaks the connection reaches whoever reads from it.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}
