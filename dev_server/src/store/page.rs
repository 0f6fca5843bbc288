//! Which part of a list or of a branch is wanted.

use ai_agent_agui::ErrorCode;

/// A page of the list of threads.
pub(crate) struct Page {
    limit: usize,
    after: Option<Cursor>,
}

/// The last thread of a page: pinned or not, and its change. Opaque outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cursor {
    pub(super) pinned: bool,
    pub(super) change: u64,
}

/// A page of a branch.
pub(crate) struct Window {
    limit: usize,
    place: Place,
}

enum Place {
    End,
    Before(String),
    After(String),
    Around(String),
}

impl Page {
    /// Reads the two parameters; a limit is from 1 to 100, 30 without one.
    pub(crate) fn new(limit: Option<&str>, cursor: Option<&str>) -> Result<Self, ErrorCode> {
        Ok(Self { limit: read_limit(limit, 30, 100)?, after: cursor.map(Cursor::read).transpose()? })
    }

    /// The page of a list that is sorted by `cursor`, highest first, and where the next one begins.
    pub(super) fn cut<T>(&self, sorted: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> (Vec<T>, Option<String>) {
        let rest = sorted.into_iter().filter(|item| self.after.is_none_or(|after| cursor(item) < after));
        let mut page: Vec<T> = rest.take(self.limit + 1).collect();
        let more = page.len() > self.limit;
        page.truncate(self.limit);
        let next = page.last().filter(|_| more).map(|last| cursor(last).write());
        (page, next)
    }
}

impl Cursor {
    fn read(text: &str) -> Result<Self, ErrorCode> {
        let (pinned, change) = text.split_once('.').ok_or(ErrorCode::InvalidInput)?;
        let change = change.parse().map_err(|_| ErrorCode::InvalidInput)?;
        let pinned = match pinned {
            "0" => false,
            "1" => true,
            _ => return Err(ErrorCode::InvalidInput),
        };
        Ok(Self { pinned, change })
    }

    fn write(self) -> String {
        format!("{}.{}", u8::from(self.pinned), self.change)
    }
}

impl Window {
    /// Reads the parameters; a limit is from 1 to 200, 100 without one, and of the places at most one may be given.
    pub(crate) fn new(
        limit: Option<&str>,
        before: Option<&str>,
        after: Option<&str>,
        around: Option<&str>,
    ) -> Result<Self, ErrorCode> {
        let limit = read_limit(limit, 100, 200)?;
        let place = match (before, after, around) {
            (None, None, None) => Place::End,
            (Some(id), None, None) => Place::Before(id.to_owned()),
            (None, Some(id), None) => Place::After(id.to_owned()),
            (None, None, Some(id)) => Place::Around(id.to_owned()),
            _ => return Err(ErrorCode::InvalidInput),
        };
        Ok(Self { limit, place })
    }

    /// The message that the page ends before.
    pub(super) fn before(&self) -> Option<&str> {
        match &self.place {
            Place::Before(id) => Some(id),
            _ => None,
        }
    }

    /// The range of a branch of `length` messages; `position` tells where on it a message is.
    pub(super) fn range(
        &self,
        length: usize,
        position: impl Fn(&str) -> Option<usize>,
    ) -> Result<(usize, usize), ErrorCode> {
        let at = |id| position(id).ok_or(ErrorCode::InvalidInput);
        let from = match &self.place {
            Place::End => length.saturating_sub(self.limit),
            Place::Before(id) => {
                let to = at(id)?;
                return Ok((to.saturating_sub(self.limit), to));
            }
            Place::After(id) => at(id)? + 1,
            Place::Around(id) => at(id)?.saturating_sub(self.limit / 2).min(length.saturating_sub(self.limit)),
        };
        Ok((from, length.min(from + self.limit)))
    }
}

fn read_limit(text: Option<&str>, default: usize, most: usize) -> Result<usize, ErrorCode> {
    let limit = text.map_or(Ok(default), str::parse).map_err(|_| ErrorCode::InvalidInput)?;
    if (1..=most).contains(&limit) { Ok(limit) } else { Err(ErrorCode::InvalidInput) }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Page, Window};

    fn range(limit: &str, place: &str, id: &str) -> Option<(usize, usize)> {
        let at = |name: &str| (name == place).then_some(id);
        let window = Window::new(Some(limit), at("before"), at("after"), at("around")).unwrap();
        window.range(10, |id| id.parse().ok().filter(|position| *position < 10)).ok()
    }

    #[test]
    fn windows_of_a_branch() {
        assert_eq!(range("4", "", ""), Some((6, 10)));
        assert_eq!(range("4", "before", "6"), Some((2, 6)));
        assert_eq!(range("4", "before", "2"), Some((0, 2)));
        assert_eq!(range("4", "after", "2"), Some((3, 7)));
        assert_eq!(range("4", "after", "9"), Some((10, 10)));
        assert_eq!(range("4", "around", "5"), Some((3, 7)));
        assert_eq!(range("4", "around", "0"), Some((0, 4)));
        assert_eq!(range("4", "around", "9"), Some((6, 10)));
        assert_eq!(range("1", "around", "9"), Some((9, 10)));
        assert_eq!(range("200", "around", "9"), Some((0, 10)));
        assert_eq!(range("4", "around", "10"), None);
    }

    #[test]
    fn two_places_or_a_wrong_limit_are_refused() {
        assert!(Window::new(None, Some("1"), Some("1"), None).is_err());
        assert!(Window::new(None, None, Some("1"), Some("1")).is_err());
        for bad in ["0", "201", "-1", "x", "1.5", ""] {
            assert!(Window::new(Some(bad), None, None, None).is_err(), "{bad}");
        }
    }

    #[test]
    fn pages_of_a_list_meet() {
        let list: Vec<Cursor> =
            [(true, 2), (false, 9), (false, 4)].map(|(pinned, change)| Cursor { pinned, change }).into();
        let (first, next) = Page::new(Some("2"), None).unwrap().cut(list.clone(), |cursor| *cursor);
        assert_eq!(first, list[..2]);
        let (second, end) = Page::new(Some("2"), next.as_deref()).unwrap().cut(list.clone(), |cursor| *cursor);
        assert_eq!(second, list[2..]);
        assert_eq!(end, None);
        for bad in ["", "7", "2.7", "1.-7", "1.x", "no such cursor"] {
            assert!(Page::new(None, Some(bad)).is_err(), "{bad}");
        }
    }
}
