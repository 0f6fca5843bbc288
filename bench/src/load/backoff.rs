//! How long to wait before trying again: doubling, with jitter, so that clients do not come back all at once.

use std::time::Duration;

use crate::ids;

const FIRST: Duration = Duration::from_millis(300);
const LONGEST: Duration = Duration::from_secs(4);
const TRIES: u32 = 10;

/// Counts the tries since something last went well.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    tries: u32,
}

impl Backoff {
    /// The wait before the next try; what the server asks for is kept to. None: enough.
    pub(super) fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        self.next_at(asked, ids::fraction())
    }

    /// Something went well.
    pub(super) fn reset(&mut self) {
        self.tries = 0;
    }

    fn next_at(&mut self, asked: Option<Duration>, fraction: f64) -> Option<Duration> {
        if self.tries == TRIES {
            return None;
        }
        let doubled = (FIRST * 2u32.pow(self.tries)).min(LONGEST);
        self.tries += 1;
        Some(match asked {
            Some(asked) => asked + asked.mul_f64(fraction / 2.0),
            None => doubled.mul_f64(0.5 + fraction / 2.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_four_seconds_and_end() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = std::iter::from_fn(|| backoff.next_at(None, 1.0)).map(|wait| wait.as_millis()).collect();
        assert_eq!(waits, [300, 600, 1200, 2400, 4000, 4000, 4000, 4000, 4000, 4000]);
        backoff.reset();
        assert_eq!(backoff.next_at(None, 0.0), Some(Duration::from_millis(150)));
    }

    #[test]
    fn nobody_comes_before_the_time_the_server_asked_for() {
        let mut backoff = Backoff::default();
        let asked = Some(Duration::from_secs(2));
        assert_eq!(backoff.next_at(asked, 0.0), asked);
        assert_eq!(backoff.next_at(asked, 1.0), Some(Duration::from_secs(3)));
    }
}
