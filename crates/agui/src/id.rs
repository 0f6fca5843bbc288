//! Opaque ids: 1 to 128 characters, unique per user, chosen by whoever makes the thing first.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes any string: what it means is the server's business.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as it goes over the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// Names a thread.
    ThreadId
);
id!(
    /// Names a run.
    RunId
);
id!(
    /// Names a message.
    MessageId
);
id!(
    /// Names a tool call.
    ToolCallId
);
id!(
    /// Names a proposal, and the interrupt that asks for its approval.
    ProposalId
);
