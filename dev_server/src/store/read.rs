//! Reading a thread: a page of the branch that is shown.

use std::collections::HashMap;

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};

use super::page::Window;
use super::{Message, Store};

impl Store {
    /// A thread with a page of its active branch.
    pub(crate) fn read(&self, id: &str, window: &Window) -> Result<Value, ErrorCode> {
        let thread = self.live(id)?;
        let active = thread.active_branch();
        // What is before a message is the same on all its branches: a reader of one that is no longer shown goes on.
        let branch = match window.before().filter(|id| thread.message(id).is_some()) {
            Some(id) if !active.iter().any(|message| message.id == id) => thread.branch(Some(id)),
            _ => active.clone(),
        };
        let places: HashMap<&str, usize> =
            branch.iter().enumerate().map(|(place, message)| (message.id.as_str(), place)).collect();
        let (from, to) = window.range(branch.len(), |id| places.get(id).copied())?;
        let (page, children) = (&branch[from..to], thread.children());
        let mut body = thread.item();
        let with_siblings = |message: &&Message| {
            let siblings = children.get(&message.parent.as_deref()).map(Vec::as_slice).unwrap_or_default();
            message.to_json(siblings, &self.parts(message))
        };
        body["messages"] = page.iter().map(with_siblings).collect();
        body["previousCursor"] = json!(page.first().filter(|_| from > 0).map(|first| &first.id));
        body["nextCursor"] = json!(page.last().filter(|_| to < branch.len()).map(|last| &last.id));
        body["activeRun"] = self.active_run(thread).map_or(Value::Null, |run| json!({"id": run.id}));
        body["lastRun"] = self.last_run(thread, &active).map_or(Value::Null, |run| run.to_json());
        Ok(body)
    }
}
