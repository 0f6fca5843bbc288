//! The list of earlier chats.

mod edits;
mod keys;
mod live;
mod pages;
mod search;
mod server;
