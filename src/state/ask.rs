//! Asking: what is typed, and what becomes of it.

use super::chat::{Chat, Core, Phase};
use super::notice::Action;
use super::run::Opening;
use crate::api::Failure;
use crate::dom::random_id;
use ai_agent_agui::{ErrorCode, InputMessage, MessageId, RunAgentInput, RunId};
use ai_agent_conversation::Drafts;
use leptos::prelude::*;
use std::rc::Rc;

impl Chat {
    /// Remembers what is typed.
    pub fn set_draft(self, text: String) {
        if let Some(core) = self.core() {
            core.keep_draft(&text);
            self.draft.set(text);
        }
    }

    /// Sends what is typed, behind the last message of the thread.
    pub fn send_draft(self) {
        if self.later.get_untracked() {
            return self.go_to_end(Self::send_draft);
        }
        let text = self.draft.get_untracked();
        if self.ask(text.trim(), "") {
            self.draft.set(String::new());
        }
    }

    /// Asks at once, or keeps the text in the composer while an answer is being written.
    pub fn ask_or_draft(self, text: String) {
        self.history_open.set(false);
        let later = self.later.get_untracked();
        if later || !self.ask(text.trim(), &self.draft.get_untracked()) {
            self.set_draft(text);
        }
        if later {
            self.send_draft();
        }
        self.focus_composer();
    }

    /// Asks; whether the question was taken. `draft` is what goes on being typed.
    fn ask(self, text: &str, draft: &str) -> bool {
        let Some(core) = self.core() else { return false };
        if text.is_empty() || self.phase.get_untracked() != Phase::Idle {
            return false;
        }
        if let Some(failure) = core.too_long(text) {
            self.fail(&failure, Action::Retry);
            return false;
        }
        if !core.begun.replace(true) {
            core.keep.set_draft(None, "");
            // As the server will name it.
            self.title.set(text.lines().next().unwrap_or_default().to_owned());
        }
        self.drop_asked(&core);
        core.conversation.borrow_mut().push_user(MessageId::new(random_id()), text.to_owned());
        self.draw(&core);
        self.scroll_to_end();
        core.keep.set_thread(Some(&core.thread.borrow()));
        // Until the server has it, a reload must find the question again.
        core.keep_draft(&Drafts::join(text, draft));
        self.start_run(core, None);
        true
    }

    /// Asks for the rest of an answer that broke off.
    pub fn go_on(self) {
        if let Some(host) = self.host() {
            self.ask(&host.bootstrap.texts.get("run.go_on.prompt"), &self.draft.get_untracked());
            self.focus_composer();
        }
    }

    /// Tries again what failed: goes on with the run if it may still be alive, else answers the last question again.
    pub fn retry(self) {
        let Some(core) = self.core() else { return };
        if self.phase.get_untracked() != Phase::Idle {
            return;
        }
        self.focus_composer();
        let unheard = core.continuation.borrow_mut().take();
        if let Some(input) = unheard {
            return self.go_on_with(core, input);
        }
        let unfinished = core.unfinished.borrow_mut().take();
        if let Some(run) = unfinished {
            core.conversation.borrow_mut().forget(&run);
            self.draw(&core);
            return self.follow(run);
        }
        let before = core.conversation.borrow().messages().len();
        if core.conversation.borrow_mut().rewind().is_none() {
            return;
        }
        self.draw(&core);
        // An answer that gives way to another one becomes a version of it.
        if core.conversation.borrow().messages().len() < before {
            core.stale.set(true);
        }
        self.start_run(core, None);
    }

    /// Has the last question answered. `parent` says where it stands: behind that message, or at the beginning (`null`);
    /// without it the known message before it says so.
    pub(super) fn start_run(self, core: Rc<Core>, parent: Option<serde_json::Value>) {
        let mut input = core.input(last_messages(&core));
        if let (Some(parent), Some(props)) = (parent, input.forwarded_props.as_object_mut()) {
            props.insert("parentId".to_owned(), parent);
        }
        core.continuation.take();
        core.conversation.borrow_mut().begin(input.run_id.clone());
        self.spawn(core, input.run_id.clone(), Opening::Ask(Box::new(input)));
    }

    /// Goes on with what a run waited for. The same input again is the same run, which the server begins once.
    pub(super) fn go_on_with(self, core: Rc<Core>, input: RunAgentInput) {
        core.conversation.borrow_mut().begin(input.run_id.clone());
        *core.continuation.borrow_mut() = Some(input.clone());
        self.spawn(core, input.run_id.clone(), Opening::Ask(Box::new(input)));
    }

    /// Puts the question back into the composer: the server did not take it, and would not take it again.
    pub(super) fn take_back(self, core: &Core) {
        let question = core.conversation.borrow_mut().take_back();
        self.draw(core);
        if let Some(question) = question {
            self.set_draft(Drafts::join(&question, &self.draft.get_untracked()));
        }
    }
}

impl Core {
    /// Remembers what is typed in the open thread.
    pub fn keep_draft(&self, text: &str) {
        let thread = self.thread.borrow();
        self.keep.set_draft(self.begun.get().then_some(&*thread), text);
    }

    /// A new run of the open thread, with the place where the person is.
    pub fn input(&self, messages: Vec<InputMessage>) -> RunAgentInput {
        let thread = self.thread.borrow().clone();
        let props = serde_json::json!({"odoo": self.hint()});
        RunAgentInput::new(thread, RunId::new(random_id()), messages, props)
    }

    /// What is wrong with a question that is too long.
    pub fn too_long(&self, text: &str) -> Option<Failure> {
        let is = text.chars().count() > self.host.bootstrap.prompt_chars;
        is.then(|| Failure::of(ErrorCode::TooLarge))
    }
}

/// The question, and the known message before it, which says where in the thread the question belongs.
fn last_messages(core: &Core) -> Vec<InputMessage> {
    let conversation = core.conversation.borrow();
    let Some((known, question)) = conversation.question() else { return Vec::new() };
    known
        .into_iter()
        .chain([question])
        .map(|message| InputMessage::new(message.id.clone(), message.role.as_str(), message.text()))
        .collect()
}
