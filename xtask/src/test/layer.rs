//! The layers of checks.

/// One layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Formatting and lints.
    Lint,
    /// Native tests of every crate, and Python's without Odoo.
    Unit,
    /// The widget's tests in a browser.
    Wasm,
    /// The addon's tests, by Odoo's own runner.
    Addon,
    /// One suite against both servers of the contract.
    Contract,
    /// Odoo in every way of running it, behind a real nginx, with processes that are killed.
    Servers,
    /// The agent on Odoo's demo data, driven by a scripted AI service.
    Agent,
    /// Browser tests against the whole.
    Web,
    /// The widget's size.
    Size,
}

impl Layer {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Lint,
        Self::Unit,
        Self::Size,
        Self::Wasm,
        Self::Addon,
        Self::Contract,
        Self::Servers,
        Self::Agent,
        Self::Web,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Unit => "unit",
            Self::Wasm => "wasm",
            Self::Addon => "addon",
            Self::Contract => "contract",
            Self::Servers => "servers",
            Self::Agent => "agent",
            Self::Web => "web",
            Self::Size => "size",
        }
    }

    /// The layer of a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name)
    }

    /// All names.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|layer| layer.name()).collect()
    }
}
