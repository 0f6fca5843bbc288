//! The list of threads, and finding in it.

use std::cmp::Reverse;

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};

use super::Store;
use super::page::{Cursor, Page};
use super::query::Query;
use super::snippet::{marked, snippet};
use super::thread::Thread;

const QUERY_CHARS: usize = 200;

/// Which threads are listed.
pub(crate) enum Filter {
    /// Those that are archived, or those that are not.
    Archived(bool),
    /// Those in which this is found.
    Found(String),
}

impl Filter {
    /// Reads the two parameters.
    pub(crate) fn new(query: Option<&str>, archived: Option<&str>) -> Result<Self, ErrorCode> {
        match query.filter(|query| !query.trim().is_empty()) {
            Some(query) if query.chars().count() > QUERY_CHARS => Err(ErrorCode::InvalidInput),
            Some(query) => Ok(Self::Found(query.to_owned())),
            None => match archived {
                None | Some("0") => Ok(Self::Archived(false)),
                Some("1") => Ok(Self::Archived(true)),
                Some(_) => Err(ErrorCode::InvalidInput),
            },
        }
    }
}

impl Store {
    /// A page of threads: pinned ones first, but in a search, and then the one that changed last.
    pub(crate) fn list(&self, filter: &Filter, page: &Page) -> Value {
        let there = self.threads.values().filter(|thread| thread.deleted.is_none());
        let mut threads: Vec<(&Thread, Value)> = match filter {
            Filter::Archived(archived) => {
                there.filter(|thread| thread.archived == *archived).map(|thread| (thread, Value::Null)).collect()
            }
            Filter::Found(query) => {
                let query = Query::new(query);
                there.filter_map(|thread| Some((thread, find(thread, &query)?))).collect()
            }
        };
        let pins = matches!(filter, Filter::Archived(_));
        let cursor = |(thread, _): &(&Thread, Value)| Cursor { pinned: pins && thread.pinned, change: thread.change };
        threads.sort_by_key(|found| Reverse(cursor(found)));
        let (threads, next) = page.cut(threads, cursor);
        let item = |(thread, found): (&Thread, Value)| {
            let mut item = thread.item();
            item["match"] = found;
            item
        };
        json!({"threads": threads.into_iter().map(item).collect::<Vec<_>>(), "nextCursor": next})
    }
}

/// Where a query is found in a thread: each word in the title or in one of the messages, of any branch.
fn find(thread: &Thread, query: &Query) -> Option<Value> {
    let all = query.all()?;
    let messages = thread.messages().iter().map(|message| (query.find(&message.content), message));
    let found: Vec<_> = messages.filter(|(words, _)| *words != 0).collect();
    if found.iter().fold(query.find(thread.title()), |words, (more, _)| words | more) != all {
        return None;
    }
    // Of equal ones this takes the last, which is the newest.
    let best = found.iter().max_by_key(|(words, _)| words.count_ones());
    Some(match best {
        Some((_, message)) => json!({"messageId": message.id, "snippet": snippet(&message.content, query)}),
        None => json!({"messageId": null, "snippet": marked(thread.title(), query)}),
    })
}
