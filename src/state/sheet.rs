//! What can be done with a table that a call has found.

use super::chat::Chat;
use crate::api::TableFormat;
use ai_agent_agui::ToolCallId;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Chat {
    /// Downloads the table of a call; `busy` is true meanwhile.
    pub fn save_table(self, call: ToolCallId, format: TableFormat, busy: RwSignal<bool>) {
        let Some(core) = self.core() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let saved = async { core.transport.server()?.save_table(&call, format).await }.await;
            busy.try_set(false);
            if let Err(failure) = saved {
                self.tell(&failure);
            }
        });
    }
}
