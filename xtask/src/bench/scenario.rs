//! What is measured, by name.

/// One way of running Odoo, or of asking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// Many streams of the evented process behind nginx.
    Evented,
    /// The same, all beginning at the same instant.
    Burst,
    /// Workers alone, which cannot stream: clients poll.
    Prefork,
    /// What a threaded Odoo adds to the time of the first text.
    Ttft,
}

impl Scenario {
    /// All of them, in the order of measuring.
    pub const ALL: [Self; 4] = [Self::Evented, Self::Burst, Self::Prefork, Self::Ttft];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Evented => "evented",
            Self::Burst => "burst",
            Self::Prefork => "prefork",
            Self::Ttft => "ttft",
        }
    }

    /// What a person is told.
    pub fn title(self) -> &'static str {
        match self {
            Self::Evented => "Many runs at once: two workers and the evented process behind nginx",
            Self::Burst => "All at the same instant",
            Self::Prefork => "Two workers alone: clients poll",
            Self::Ttft => "One after the other: a threaded Odoo",
        }
    }

    /// The scenario of a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// All names.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|scenario| scenario.name()).collect()
    }
}
