//! Where runs come from: a server, or (standalone only) a recording.

use super::{Client, Failure, Numbered, Sent, SseReader, ThreadPage, ThreadQuery, Told};
#[cfg(feature = "standalone")]
use crate::standalone::{Player, Recording};
use ai_agent_agui::{Edits, Proposal, ProposalId, RunAgentInput, RunId};
use serde_json::Value;
use web_sys::AbortController;

/// What serves the widget.
#[derive(Debug)]
pub enum Transport {
    /// The addon's controller or the dev server.
    Http(Client),
    /// Recorded scenarios.
    #[cfg(feature = "standalone")]
    Recorded(Player),
}

/// A stream of events of either kind.
#[derive(Debug)]
pub enum EventStream {
    /// From a server.
    Http(SseReader),
    /// From a recording.
    #[cfg(feature = "standalone")]
    Recorded(Recording),
}

impl EventStream {
    /// As [`SseReader::next`].
    ///
    /// # Errors
    /// As [`SseReader::next`].
    pub async fn next(&mut self) -> Result<Option<Numbered>, Failure> {
        match self {
            Self::Http(reader) => reader.next().await,
            #[cfg(feature = "standalone")]
            Self::Recorded(recording) => recording.next().await,
        }
    }

    /// As [`SseReader::retry`].
    pub fn retry(&self) -> Option<u32> {
        match self {
            Self::Http(reader) => reader.retry(),
            #[cfg(feature = "standalone")]
            Self::Recorded(recording) => recording.retry(),
        }
    }
}

impl Transport {
    /// As [`Client::run`].
    pub async fn run(&self, input: &RunAgentInput, abort: AbortController) -> Result<Option<EventStream>, Failure> {
        match self {
            Self::Http(client) => Ok(client.run(input, abort).await?.map(EventStream::Http)),
            #[cfg(feature = "standalone")]
            Self::Recorded(player) => player.run(input).await.map(EventStream::Recorded).map(Some),
        }
    }

    /// As [`Client::events`].
    pub async fn events(&self, run: &RunId, after: u64, abort: AbortController) -> Result<EventStream, Failure> {
        match self {
            Self::Http(client) => client.events(run, after, abort).await.map(EventStream::Http),
            #[cfg(feature = "standalone")]
            Self::Recorded(player) => player.events().map(EventStream::Recorded),
        }
    }

    /// As [`Client::stop`].
    pub async fn stop(&self, run: &RunId) -> Result<(), Failure> {
        match self {
            Self::Http(client) => client.stop(run).await,
            #[cfg(feature = "standalone")]
            Self::Recorded(player) => player.stop(),
        }
    }

    /// As [`Client::threads`]; a recording has none.
    pub async fn threads(&self, query: &ThreadQuery) -> Result<ThreadPage, Failure> {
        match self {
            Self::Http(client) => client.threads(query).await,
            #[cfg(feature = "standalone")]
            Self::Recorded(_) => Ok(ThreadPage::default()),
        }
    }

    /// As [`Client::place`].
    pub async fn place(&self, hint: &Value) -> Result<Told, Failure> {
        match self {
            Self::Http(client) => client.place(hint).await,
            #[cfg(feature = "standalone")]
            Self::Recorded(_) => Ok(Told::from_value(&crate::standalone::place(hint))),
        }
    }

    /// As [`Client::sent`].
    pub async fn sent(&self, run: &RunId) -> Result<Sent, Failure> {
        match self {
            Self::Http(client) => client.sent(run).await,
            #[cfg(feature = "standalone")]
            Self::Recorded(_) => Ok(Sent::from_value(&crate::standalone::sent())),
        }
    }

    /// As [`Client::proposal`].
    pub async fn proposal(&self, proposal: &ProposalId) -> Result<Proposal, Failure> {
        match self {
            Self::Http(client) => client.proposal(proposal).await,
            #[cfg(feature = "standalone")]
            Self::Recorded(player) => player.proposal(proposal),
        }
    }

    /// As [`Client::preview`].
    pub async fn preview(&self, proposal: &ProposalId, edits: &Edits) -> Result<Proposal, Failure> {
        match self {
            Self::Http(client) => client.preview(proposal, edits).await,
            #[cfg(feature = "standalone")]
            Self::Recorded(player) => player.preview(proposal, edits),
        }
    }

    /// As [`Client::undo`].
    pub async fn undo(&self, proposal: &ProposalId) -> Result<Proposal, Failure> {
        match self {
            Self::Http(client) => client.undo(proposal).await,
            #[cfg(feature = "standalone")]
            Self::Recorded(player) => player.undo(proposal),
        }
    }

    /// The server that keeps threads.
    ///
    /// # Errors
    /// `not_found` when recordings are played: they keep none.
    pub fn server(&self) -> Result<&Client, Failure> {
        match self {
            Self::Http(client) => Ok(client),
            #[cfg(feature = "standalone")]
            Self::Recorded(_) => Err(Failure::of(ai_agent_agui::ErrorCode::NotFound)),
        }
    }
}
