//! Tool calls that the browser carries out: showing something in Odoo, filling in a form.

use super::chat::{Chat, Core, Phase};
use crate::dom::random_id;
use ai_agent_agui::{InputMessage, MessageId, ToolResult};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

impl Chat {
    /// Carries out what the run that is over asked of the browser, once, if it was begun here; whether there is anything. A
    /// reload, another tab or a second reading of the same run carries out nothing.
    pub(super) fn act(self, core: &Rc<Core>) -> bool {
        let run = core.started.take().filter(|run| core.followed.borrow().as_ref() == Some(run));
        let calls = run.map(|run| core.conversation.borrow().open_calls(&run)).unwrap_or_default();
        if calls.is_empty() {
            return false;
        }
        self.phase.set(Phase::Waiting);
        let (core, epoch) = (Rc::clone(core), core.epoch.get());
        spawn_local(async move {
            let mut messages = Vec::with_capacity(calls.len());
            for call in calls {
                let mut result = core.host.act(&call.name, &call.arguments).await;
                if self.core_at(epoch).is_none() {
                    return;
                }
                if let Some(failure) = result.failure.as_mut().filter(|failure| failure.message.is_empty()) {
                    failure.message = self.text("tool.act.failed");
                }
                messages.push(InputMessage::tool(MessageId::new(random_id()), call.id.clone(), content(&result)));
                core.conversation.borrow_mut().set_result(&call.id, result);
                self.draw(&core);
            }
            let input = core.input(messages);
            self.go_on_with(core, input);
        });
        true
    }
}

/// What became of a call, as the server is told.
fn content(result: &ToolResult) -> String {
    let told = match &result.failure {
        None => serde_json::json!({"ok": true, "summary": result.summary}),
        Some(failure) => serde_json::json!({"ok": false, "error": failure.message}),
    };
    told.to_string()
}
