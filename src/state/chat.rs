//! The state of one widget.

use super::approval::Choice;
use super::branch::Fork;
use super::history::History;
use super::message::MessageState;
use super::notice::{Action, Notice};
use super::place::Place;
use super::rating::Rating;
use super::storage::Keep;
use crate::api::{Failure, Transport};
use crate::bootstrap::Bootstrap;
use crate::host::Host;
use crate::texts::Texts;
use ai_agent_agui::{MessageId, ProposalId, RunAgentInput, RunId, ThreadId};
use ai_agent_conversation::{Conversation, Sentences, Status};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{AbortController, Element, HtmlTextAreaElement};

/// One widget: its signals, and the methods that change them.
///
/// Copies are the same widget. After the widget is unmounted every method does nothing.
#[derive(Clone, Copy, Debug)]
pub struct Chat {
    /// The title of the open thread; empty for a new chat.
    pub title: RwSignal<String>,
    /// The messages of the open thread.
    pub messages: RwSignal<Vec<MessageState>>,
    /// Whether the thread has messages before those, and after them.
    pub earlier: RwSignal<bool>,
    pub later: RwSignal<bool>,
    /// Whether a page of them is on its way.
    pub paging: RwSignal<bool>,
    /// What is going on.
    pub phase: RwSignal<Phase>,
    /// Whether that is not the person's turn.
    pub waits: Memo<bool>,
    /// What did not work.
    pub notice: RwSignal<Option<Notice>>,
    /// What is typed and not sent.
    pub draft: RwSignal<String>,
    /// Whether Odoo is dark.
    pub dark: RwSignal<bool>,
    /// The address outside that the person is asked about.
    pub leaving: RwSignal<Option<String>>,
    /// The answer for which is shown what was sent.
    pub sent_of: RwSignal<Option<String>>,
    /// Whether the list of earlier chats is shown.
    pub history_open: RwSignal<bool>,
    core: StoredValue<Rc<Core>, LocalStorage>,
}

/// What is going on in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The thread is being fetched.
    Loading,
    /// The person's turn.
    Idle,
    /// Asked; nothing has come yet.
    Waiting,
    /// The answer arrives.
    Streaming,
    /// The connection broke and is being made again.
    Reconnecting,
    /// Stopping was asked for.
    Stopping,
}

/// Something that happened to a thread, as Odoo's bus tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// To which.
    pub thread: ThreadId,
    /// In which run.
    pub run: Option<RunId>,
    /// What.
    pub event: ThreadEvent,
}

/// What can happen to a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadEvent {
    /// A run began or ended.
    Run,
    /// Its title, its place in the list or its branch is another, or it is back after it was deleted.
    Changed,
    /// It is gone.
    Deleted,
}

impl Phase {
    /// Whether an answer is being written.
    pub fn is_busy(self) -> bool {
        !matches!(self, Self::Loading | Self::Idle)
    }
}

/// What the tasks need and nothing draws.
#[derive(Debug)]
pub(super) struct Core {
    pub host: Host,
    pub transport: Transport,
    pub keep: Keep,
    pub place: Place,
    pub conversation: RefCell<Conversation>,
    pub thread: RefCell<ThreadId>,
    /// Whether that is more than a new chat in which nothing was asked.
    pub begun: Cell<bool>,
    /// Counts the changes of thread: a task of an earlier one must not write into this one.
    pub epoch: Cell<u32>,
    pub sentences: RefCell<Sentences>,
    /// A run whose connection was given up: it may still be going on.
    pub unfinished: RefCell<Option<RunId>>,
    /// The run that is followed, or was to its end: what the bus tells of it is known.
    pub followed: RefCell<Option<RunId>>,
    /// The run that was begun here, until it is over: only here its calls are carried out in the browser.
    pub started: RefCell<Option<RunId>>,
    /// What goes on with a run that waited, until the server is known to have it.
    pub continuation: RefCell<Option<RunAgentInput>>,
    /// What was decided on proposals and is not told to the server yet.
    pub choices: RefCell<Vec<(ProposalId, Choice)>>,
    /// Whether the server has more of the thread than is shown.
    pub stale: Cell<bool>,
    /// Whether the thread is being fetched to see.
    pub refreshing: Cell<bool>,
    /// The list of earlier chats.
    pub list: Cell<Option<History>>,
    /// The message at which the thread was opened.
    pub wanted: RefCell<Option<MessageId>>,
    /// The branch that was left for the one that is being begun.
    pub fork: RefCell<Option<Fork>>,
    /// A question whose other wording was not taken, with that.
    pub rejected: RefCell<Option<(MessageId, String)>>,
    /// Whether a page could not be fetched: then none is fetched without being asked for.
    pub page_failed: Cell<bool>,
    /// What is on its way.
    pub ratings: RefCell<Vec<Rating>>,
    /// Ends the connection that is being read.
    pub connection: RefCell<Option<AbortController>>,
    pub composer: RefCell<Option<HtmlTextAreaElement>>,
    pub scroller: RefCell<Option<Element>>,
    pub announcer: RefCell<Option<Element>>,
}

impl Chat {
    /// A widget for `host`, served by `transport`. Call inside the reactive owner that is to own it.
    pub fn new(host: Host, transport: Transport) -> Self {
        let keep = Keep::new(&host.bootstrap);
        let phase = RwSignal::new(Phase::Idle);
        Self {
            title: RwSignal::new(String::new()),
            messages: RwSignal::new(Vec::new()),
            earlier: RwSignal::new(false),
            later: RwSignal::new(false),
            paging: RwSignal::new(false),
            phase,
            waits: Memo::new(move |_| phase.get() != Phase::Idle),
            notice: RwSignal::new(None),
            draft: RwSignal::new(keep.draft(None)),
            dark: RwSignal::new(host.dark),
            leaving: RwSignal::new(None),
            sent_of: RwSignal::new(None),
            history_open: RwSignal::new(false),
            core: StoredValue::new_local(Rc::new(Core {
                host,
                transport,
                keep,
                place: Place::default(),
                conversation: RefCell::default(),
                thread: RefCell::new(ThreadId::new(crate::dom::random_id())),
                begun: Cell::new(false),
                epoch: Cell::new(0),
                sentences: RefCell::default(),
                unfinished: RefCell::new(None),
                followed: RefCell::new(None),
                started: RefCell::new(None),
                continuation: RefCell::new(None),
                choices: RefCell::default(),
                stale: Cell::new(false),
                refreshing: Cell::new(false),
                list: Cell::new(None),
                wanted: RefCell::new(None),
                fork: RefCell::new(None),
                rejected: RefCell::new(None),
                page_failed: Cell::new(false),
                ratings: RefCell::default(),
                connection: RefCell::new(None),
                composer: RefCell::new(None),
                scroller: RefCell::new(None),
                announcer: RefCell::new(None),
            })),
        }
    }

    /// The page around; `None` once the widget is unmounted.
    pub fn host(self) -> Option<Host> {
        self.core().map(|core| core.host.clone())
    }

    /// What the server told at the start. Only for components, which exist as long as the widget does.
    pub fn bootstrap(self) -> Bootstrap {
        self.core.with_value(|core| core.host.bootstrap.clone())
    }

    /// The visible texts. Only for components.
    pub fn texts(self) -> Texts {
        self.core.with_value(|core| core.host.bootstrap.texts.clone())
    }

    /// The visible text of `key`. Only for components.
    #[inline(never)]
    pub fn text(self, key: &str) -> String {
        self.core.with_value(|core| core.host.bootstrap.texts.get(key))
    }

    /// Whether earlier questions can be asked in another way. Only for components.
    pub fn can_branch(self) -> bool {
        self.core.with_value(|core| core.host.bootstrap.branches)
    }

    /// Whether the person is asked to approve something. Makes the current effect run again when that changes.
    pub fn asks(self) -> bool {
        let last = self.messages.with(|messages| messages.last().map(|last| last.status.get()));
        !self.waits.get() && last == Some(Status::Waiting) && !self.asked().is_empty()
    }

    /// Whether answers can be rated. Only for components.
    pub fn can_rate(self) -> bool {
        self.core.with_value(|core| core.host.bootstrap.feedback)
    }

    /// Asks the host for a new login.
    pub fn login(self) {
        if let Some(host) = self.host() {
            host.login();
        }
    }

    /// Says what did not work, and offers to try it again.
    pub fn fail(self, failure: &Failure, retry: Action) {
        if let Some(core) = self.core() {
            let mut notice = Notice::of(failure, &core.host.bootstrap, Some(retry));
            if failure.code().is_some() && notice.actions == [Action::Retry] {
                let conversation = core.conversation.borrow();
                let heard = core.continuation.borrow().is_none();
                if heard && conversation.has_changed_records() {
                    notice.actions = vec![Action::GoOn];
                } else if conversation.broken_off() {
                    notice.actions.insert(0, Action::GoOn);
                }
            }
            self.notice.set(Some(notice));
        }
    }

    /// Says what did not work, where trying again is no more than doing it again.
    pub fn tell(self, failure: &Failure) {
        if let Some(host) = self.host() {
            self.notice.set(Some(Notice::of(failure, &host.bootstrap, None)));
        }
    }

    pub(super) fn core(self) -> Option<Rc<Core>> {
        self.core.try_get_value()
    }

    /// The core, if the widget is mounted and still shows the thread of `epoch`.
    pub(super) fn core_at(self, epoch: u32) -> Option<Rc<Core>> {
        self.core().filter(|core| core.epoch.get() == epoch)
    }
}

impl Core {
    /// Ends the tasks of the thread that was open, and their connection.
    pub fn next_epoch(&self) {
        self.epoch.set(self.epoch.get().wrapping_add(1));
        self.stale.set(false);
        self.refreshing.set(false);
        if let Some(connection) = self.connection.take() {
            connection.abort();
        }
    }
}
