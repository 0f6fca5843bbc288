//! Whether a reader saw everything, once, and in order.

use std::sync::Arc;

/// Follows the numbers and the text of a run.
#[derive(Clone, Debug)]
pub struct Order {
    expected: Arc<str>,
    at: usize,
    last_id: u64,
    fault: Option<OrderFault>,
}

/// The first thing that was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderFault {
    /// An event without a number.
    #[error("id_missing")]
    IdMissing,
    /// A number was left out.
    #[error("id_skipped")]
    IdSkipped,
    /// A number came again, or an earlier one.
    #[error("id_again")]
    IdAgain,
    /// The text is not what the script says.
    #[error("text_wrong")]
    TextWrong,
    /// The end came before the text was complete.
    #[error("text_incomplete")]
    TextIncomplete,
}

impl Order {
    /// Expects `text`, and events numbered from 1.
    pub fn new(text: Arc<str>) -> Self {
        Self { expected: text, at: 0, last_id: 0, fault: None }
    }

    /// The number of the last event: where a reader goes on.
    pub fn last_id(&self) -> u64 {
        self.last_id
    }

    /// Takes the number of the next event.
    pub fn id(&mut self, id: Option<&str>) {
        let Some(id) = id.and_then(|id| id.parse::<u64>().ok()) else {
            return self.note(OrderFault::IdMissing);
        };
        if id <= self.last_id {
            self.note(OrderFault::IdAgain);
        } else if id > self.last_id + 1 {
            self.note(OrderFault::IdSkipped);
        }
        self.last_id = self.last_id.max(id);
    }

    /// Takes the next text.
    pub fn text(&mut self, delta: &str) {
        let rest = self.expected.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(delta.as_bytes()) {
            self.note(OrderFault::TextWrong);
        }
        self.at += delta.len();
    }

    /// What was wrong, now that the run has ended.
    ///
    /// # Errors
    /// The first fault.
    pub fn verdict(&self) -> Result<(), OrderFault> {
        match self.fault {
            Some(fault) => Err(fault),
            None if self.at < self.expected.len() => Err(OrderFault::TextIncomplete),
            None => Ok(()),
        }
    }

    fn note(&mut self, fault: OrderFault) {
        self.fault.get_or_insert(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Order {
        Order::new("1 alpha 2 alpha ".into())
    }

    #[test]
    fn text_may_be_cut_anywhere() {
        let mut order = order();
        for (index, delta) in ["1 al", "", "pha 2 alp", "ha "].into_iter().enumerate() {
            order.id(Some(&(index + 1).to_string()));
            order.text(delta);
        }
        assert_eq!(order.verdict(), Ok(()));
        assert_eq!(order.last_id(), 4);
    }

    #[test]
    fn a_piece_twice_missing_or_too_much_is_wrong() {
        for deltas in [["1 alpha ", "1 alpha "], ["2 alpha ", ""], ["1 alpha 2 alpha ", "3"]] {
            let mut order = order();
            deltas.into_iter().for_each(|delta| order.text(delta));
            assert_eq!(order.verdict(), Err(OrderFault::TextWrong), "{deltas:?}");
        }
    }

    #[test]
    fn an_end_before_the_text_is_incomplete() {
        let mut order = order();
        order.text("1 alpha ");
        assert_eq!(order.verdict(), Err(OrderFault::TextIncomplete));
    }

    #[test]
    fn numbers_count_from_1_without_a_hole() {
        for (ids, fault) in [
            (&["2"][..], OrderFault::IdSkipped),
            (&["1", "3"], OrderFault::IdSkipped),
            (&["1", "1"], OrderFault::IdAgain),
            (&["1", "2", "1"], OrderFault::IdAgain),
            (&["x"], OrderFault::IdMissing),
        ] {
            let mut order = order();
            ids.iter().for_each(|id| order.id(Some(id)));
            order.text("1 alpha 2 alpha ");
            assert_eq!(order.verdict(), Err(fault), "{ids:?}");
        }
        let mut order = order();
        order.id(None);
        assert_eq!(order.verdict(), Err(OrderFault::IdMissing));
    }
}
