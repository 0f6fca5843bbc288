//! What a person thinks of an answer.

use ai_agent_agui::ErrorCode;
use serde_json::{Map, Value, json};

use super::{Role, Store};

const COMMENT_CHARS: usize = 2000;

/// A rating, with what was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Feedback {
    rating: Rating,
    comment: String,
    shared: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rating {
    Up,
    Down,
}

impl Feedback {
    pub(super) fn to_json(&self) -> Value {
        let rating = match self.rating {
            Rating::Up => "up",
            Rating::Down => "down",
        };
        json!({"rating": rating, "comment": self.comment, "shared": self.shared})
    }

    /// Reads a body; what it leaves out stays as it is in `before`. `None` removes the feedback.
    fn read(body: &Map<String, Value>, before: Option<&Self>) -> Result<Option<Self>, ErrorCode> {
        let rating = match body.get("rating") {
            Some(Value::Null) => return Ok(None),
            Some(Value::String(name)) if name == "up" => Rating::Up,
            Some(Value::String(name)) if name == "down" => Rating::Down,
            _ => return Err(ErrorCode::InvalidInput),
        };
        let comment = match body.get("comment") {
            None => before.map(|before| before.comment.clone()).unwrap_or_default(),
            Some(Value::String(comment)) => comment.clone(),
            Some(_) => return Err(ErrorCode::InvalidInput),
        };
        let shared = match body.get("share") {
            None => before.is_some_and(|before| before.shared),
            Some(Value::Bool(share)) => *share,
            Some(_) => return Err(ErrorCode::InvalidInput),
        };
        if comment.chars().count() > COMMENT_CHARS {
            return Err(ErrorCode::TooLarge);
        }
        Ok(Some(Self { rating, comment, shared }))
    }
}

impl Store {
    /// Keeps, changes or removes the feedback of an answer.
    pub(crate) fn rate(&mut self, message: &str, body: &Map<String, Value>) -> Result<Value, ErrorCode> {
        let thread = self.messages.get(message).cloned().ok_or(ErrorCode::NotFound)?;
        let message = self.live_mut(&thread)?.message_mut(message).ok_or(ErrorCode::NotFound)?;
        if message.role != Role::Assistant {
            return Err(ErrorCode::InvalidInput);
        }
        message.feedback = Feedback::read(body, message.feedback.as_ref())?;
        Ok(json!({"feedback": message.feedback.as_ref().map(Feedback::to_json)}))
    }
}

#[cfg(test)]
mod tests {
    use ai_agent_agui::ErrorCode;
    use serde_json::{Value, json};

    use super::Feedback;

    fn read(body: &Value, before: Option<&Feedback>) -> Result<Option<Feedback>, ErrorCode> {
        Feedback::read(body.as_object().unwrap(), before)
    }

    #[test]
    fn what_is_absent_stays() {
        let first = read(&json!({"rating": "up", "comment": "Good", "share": true}), None).unwrap();
        let second = read(&json!({"rating": "down"}), first.as_ref()).unwrap().unwrap();
        assert_eq!(second.to_json(), json!({"rating": "down", "comment": "Good", "shared": true}));
        let third = read(&json!({"rating": "up", "comment": "", "share": false}), Some(&second)).unwrap().unwrap();
        assert_eq!(third.to_json(), json!({"rating": "up", "comment": "", "shared": false}));
        assert_eq!(read(&json!({"rating": null, "comment": 7}), Some(&third)), Ok(None));
    }

    #[test]
    fn wrong_values_and_long_comments_are_refused() {
        for body in [
            json!({}),
            json!({"rating": "sideways"}),
            json!({"rating": true}),
            json!({"rating": "up", "comment": null}),
            json!({"rating": "up", "share": 1}),
        ] {
            assert_eq!(read(&body, None), Err(ErrorCode::InvalidInput), "{body}");
        }
        assert!(read(&json!({"rating": "up", "comment": "é".repeat(2000)}), None).is_ok());
        assert_eq!(read(&json!({"rating": "up", "comment": "é".repeat(2001)}), None), Err(ErrorCode::TooLarge));
    }
}
