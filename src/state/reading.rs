//! Where the person is: the caret, what is in sight, what a screen reader says.

use super::chat::Chat;
use crate::scroll;
use ai_agent_agui::MessageId;
use web_sys::{Element, HtmlTextAreaElement};

impl Chat {
    /// Tells where the caret belongs.
    pub fn set_composer(self, composer: HtmlTextAreaElement) {
        if let Some(core) = self.core() {
            *core.composer.borrow_mut() = Some(composer);
        }
    }

    /// Puts the caret in the composer.
    pub fn focus_composer(self) {
        let composer = self.core().and_then(|core| core.composer.borrow().clone());
        if let Some(composer) = composer {
            // An element that is hidden just now takes no focus, which is right.
            let _ = composer.focus();
        }
    }

    /// Tells what scrolls the messages.
    pub fn set_scroller(self, scroller: Element) {
        if let Some(core) = self.core() {
            *core.scroller.borrow_mut() = Some(scroller);
        }
    }

    /// Brings the reader to the end of the conversation.
    pub fn scroll_to_end(self) {
        self.with_scroller(|scroller| scroller.set_scroll_top(0));
    }

    /// Tells where sentences are put that a screen reader is to read.
    pub fn set_announcer(self, region: Element) {
        if let Some(core) = self.core() {
            *core.announcer.borrow_mut() = Some(region);
        }
    }

    /// Has a screen reader read a sentence.
    pub fn announce(self, sentence: &str) {
        /// How many sentences a screen reader may be behind; older ones leave the page.
        const KEPT: u32 = 12;
        let region = self.core().and_then(|core| core.announcer.borrow().clone());
        let Some((region, line)) = region.zip(crate::dom::document().create_element("p").ok()) else { return };
        line.set_text_content(Some(&ai_agent_markdown::plain_text(sentence)));
        // A new paragraph can always be appended.
        let _ = region.append_child(&line);
        if region.child_element_count() > KEPT
            && let Some(oldest) = region.first_element_child()
        {
            oldest.remove();
        }
    }

    /// Keeps what is in sight where it is while messages change before the next frame.
    pub fn hold_sight(self) {
        self.with_scroller(|scroller| scroll::hold(scroller, "", "", ""));
    }

    /// As [`Chat::hold_sight`], but for a reader at the end, who stays there.
    pub fn hold_sight_above(self) {
        self.with_scroller(|scroller| {
            if scroller.scroll_top() < 0 {
                scroll::hold(scroller, "", "", "");
            }
        });
    }

    /// Puts `heir` where `message` is now; in it, what the selector `focus` finds gets the focus.
    pub fn hand_over(self, message: &MessageId, heir: &MessageId, focus: &str) {
        self.with_scroller(|scroller| scroll::hold(scroller, message.as_str(), heir.as_str(), focus));
    }

    /// Brings a message into sight, and marks it for a moment.
    pub fn show_message(self, message: &MessageId) {
        self.with_scroller(|scroller| scroll::show(scroller, message.as_str()));
    }

    /// Gives the focus to what `selector` finds in a message after the next change; empty: to the message.
    pub fn focus_in(self, message: &MessageId, selector: &str) {
        self.with_scroller(|scroller| scroll::focus(scroller, message.as_str(), selector));
    }

    /// Gives the focus to the conversation.
    pub fn focus_log(self) {
        self.with_scroller(|scroller| scroll::focus(scroller, "", ""));
    }

    fn with_scroller(self, run: impl FnOnce(&Element)) {
        let scroller = self.core().and_then(|core| core.scroller.borrow().clone());
        if let Some(scroller) = scroller {
            run(&scroller);
        }
    }
}
