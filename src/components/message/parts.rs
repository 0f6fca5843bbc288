//! An answer: what was said and what was done, in order.

use super::super::ui::{El, el, keyed, nothing};
use super::{answer, tool};
use crate::render::Context;
use crate::state::{CallState, Chat, MessageState, PartState, TextState};

/// An answer. Calls that follow each other stand together.
pub fn parts(chat: Chat, message: MessageState, context: Context) -> El {
    let shown = message.clone();
    let blocks = keyed(
        move || blocks(&message.watch_parts()).iter().map(|block| block.key().to_string()).collect(),
        move |key| match blocks(&shown.parts()).into_iter().find(|block| block.key().to_string() == key) {
            Some(Block::Text(text)) => answer::answer(text, context.clone()).done(),
            Some(Block::Calls(_)) => tool::calls(chat, shown.clone(), key),
            None => nothing(),
        },
    );
    el("div").class("body").view(blocks)
}

/// The calls that stand together, the first of which has this key. Makes the current effect run again when one comes or
/// goes.
#[inline(never)]
pub fn calls_from(message: &MessageState, key: &str) -> Vec<CallState> {
    let found = blocks(&message.watch_parts()).into_iter().find_map(|block| match block {
        Block::Calls(calls) if calls.first().is_some_and(|first| first.key.to_string() == key) => Some(calls),
        _ => None,
    });
    found.unwrap_or_default()
}

enum Block {
    Text(TextState),
    Calls(Vec<CallState>),
}

impl Block {
    fn key(&self) -> u32 {
        match self {
            Self::Text(text) => text.key,
            Self::Calls(calls) => calls.first().map_or(u32::MAX, |first| first.key),
        }
    }
}

#[inline(never)]
fn blocks(parts: &[PartState]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for part in parts {
        match (part, blocks.last_mut()) {
            (PartState::Call(call), Some(Block::Calls(calls))) => calls.push(call.clone()),
            (PartState::Call(call), _) => blocks.push(Block::Calls(vec![call.clone()])),
            (PartState::Text(text), _) => blocks.push(Block::Text(text.clone())),
        }
    }
    blocks
}
