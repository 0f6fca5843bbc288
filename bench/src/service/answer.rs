//! One streamed answer: pieces on a schedule, then the end. One allocation a piece, which is its frame.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::{Instant, Sleep, sleep_until};

use super::stats::Stats;
use crate::script::Script;

const BEFORE: &[u8] =
    b"data: {\"id\":\"bench\",\"object\":\"chat.completion.chunk\",\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
const AFTER: &[u8] = b"\"},\"finish_reason\":null}]}\n\n";

/// The body of an answer.
pub(super) struct Answer {
    script: Script,
    came: Instant,
    next: u32,
    ended: bool,
    /// Whether the clock was waited for: a piece that is late without that waited for its client.
    waited: bool,
    clock: Pin<Box<Sleep>>,
    stats: Arc<Stats>,
}

impl Answer {
    /// The answer to a question that came at `came`.
    pub(super) fn new(script: Script, came: Instant, stats: Arc<Stats>) -> Self {
        stats.begin();
        Self { script, came, next: 0, ended: false, waited: true, clock: Box::pin(sleep_until(came)), stats }
    }

    fn piece(&self) -> Bytes {
        let mut frame = Vec::with_capacity(BEFORE.len() + self.script.chars as usize + 12 + AFTER.len());
        frame.extend_from_slice(BEFORE);
        self.script.write_piece(self.next, &mut frame);
        frame.extend_from_slice(AFTER);
        frame.into()
    }

    fn end(&self) -> Bytes {
        let pieces = self.script.deltas;
        Bytes::from(format!(
            "data: {{\"id\":\"bench\",\"object\":\"chat.completion.chunk\",\"model\":\"bench\",\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\n\
             data: {{\"id\":\"bench\",\"object\":\"chat.completion.chunk\",\"model\":\"bench\",\"choices\":[],\"usage\":{{\"prompt_tokens\":8,\"completion_tokens\":{pieces},\"total_tokens\":{}}}}}\n\n\
             data: [DONE]\n\n",
            pieces + 8
        ))
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        if this.next == this.script.deltas {
            this.ended = true;
            return Poll::Ready(Some(Ok(Frame::data(this.end()))));
        }
        let due = this.came + this.script.due(this.next);
        if Instant::now() < due {
            if this.clock.deadline() != due {
                this.clock.as_mut().reset(due);
            }
            this.waited = true;
            ready!(this.clock.as_mut().poll(context));
        }
        this.stats.late(Instant::now().saturating_duration_since(due), !this.waited);
        this.waited = false;
        let frame = this.piece();
        this.next += 1;
        Poll::Ready(Some(Ok(Frame::data(frame))))
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.stats.end(self.ended);
    }
}
