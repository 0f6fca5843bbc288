use super::{List, Listed, Scope};
use proptest::prelude::*;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    pub id: String,
    pub updated_at: String,
    pub pinned: bool,
    pub archived: bool,
    pub found: bool,
}

pub fn thread(id: &str, updated_at: &str) -> Thread {
    Thread { id: id.to_owned(), updated_at: updated_at.to_owned(), ..Thread::default() }
}

impl Listed for Thread {
    fn id(&self) -> &str {
        &self.id
    }
    fn pinned(&self) -> bool {
        self.pinned
    }
    fn archived(&self) -> bool {
        self.archived
    }
    fn updated_at(&self) -> &str {
        &self.updated_at
    }
    fn found(&self) -> bool {
        self.found
    }
    fn keep(&mut self, before: &Self) {
        self.found |= before.found;
    }
}

fn ids(list: &List<Thread>) -> String {
    list.threads().iter().map(|thread| thread.id.as_str()).collect()
}

fn current(threads: &[(&str, &str)]) -> List<Thread> {
    List::new(Scope::Current, threads.iter().map(|(id, time)| thread(id, time)).collect())
}

#[test]
fn pages_follow_each_other_without_duplicates() {
    let mut list = current(&[("a", "9"), ("b", "8")]);
    list.append(vec![thread("b", "8"), thread("c", "7")]);
    assert_eq!(ids(&list), "abc");
}

#[test]
fn a_thread_that_goes_on_moves_up_below_the_pinned_ones() {
    let mut list = current(&[("a", "9"), ("b", "8"), ("c", "7")]);
    list.place(Thread { pinned: true, ..thread("c", "7") }, false);
    assert_eq!(ids(&list), "cab");
    list.place(thread("b", "99"), false);
    assert_eq!(ids(&list), "cba");
    list.place(thread("c", "7"), true);
    assert_eq!(ids(&list), "bac");
}

#[test]
fn what_belongs_behind_the_last_comes_with_its_page() {
    let mut list = current(&[("a", "9"), ("b", "8")]);
    list.place(thread("c", "1"), false);
    assert_eq!(ids(&list), "ab");
    list.place(thread("b", "8"), false);
    assert_eq!(ids(&list), "ab", "the last one stays the last one");
    list.place(thread("b", "1"), false);
    assert_eq!(ids(&list), "a");
    list.place(thread("c", "1"), true);
    assert_eq!(ids(&list), "ac");
}

#[test]
fn archived_threads_are_elsewhere() {
    let away = Thread { archived: true, ..thread("a", "9") };
    let mut list = current(&[("a", "9"), ("b", "8")]);
    list.place(away.clone(), true);
    assert_eq!(ids(&list), "b");
    let mut archived = List::new(Scope::Archived, vec![away]);
    archived.place(thread("a", "9"), true);
    assert_eq!(ids(&archived), "");
    let mut found = List::new(Scope::Found, vec![thread("a", "9")]);
    found.place(Thread { archived: true, pinned: true, ..thread("a", "9") }, true);
    assert_eq!(ids(&found), "a");
}

#[test]
fn what_was_found_stays_marked_and_nothing_is_found_here() {
    let mut list = List::new(Scope::Found, vec![Thread { found: true, ..thread("a", "9") }, thread("b", "8")]);
    list.place(thread("a", "7"), true);
    list.place(thread("x", "99"), true);
    assert_eq!(ids(&list), "ba");
    let gone = list.remove("a").unwrap();
    list.place(gone, true);
    assert_eq!(ids(&list), "ba", "what was found before can come back");
    assert!(list.get("a").unwrap().found);
}

#[test]
fn the_first_page_anew_takes_out_what_is_gone_and_keeps_what_is_beyond() {
    let mut list = current(&[("a", "9"), ("b", "8"), ("c", "7"), ("d", "6")]);
    // b is gone, c went on, and d is beyond this page.
    assert!(list.renew(vec![thread("c", "99"), thread("a", "9"), thread("x", "65")], false));
    assert_eq!(ids(&list), "caxd");
    assert!(!list.renew(vec![thread("a", "9")], true));
    assert_eq!(ids(&list), "a");
    assert!(!list.renew(vec![], true));
    assert_eq!(ids(&list), "");
}

fn some_thread() -> impl Strategy<Value = Thread> {
    (0..12u8, 0..6u8, any::<bool>())
        .prop_map(|(id, time, pinned)| Thread { pinned, ..thread(&format!("{id:02}"), &time.to_string()) })
}

proptest! {
    #[test]
    fn the_list_stays_in_order_and_has_each_thread_once(
        steps in prop::collection::vec((some_thread(), 0..3u8), 0..40),
    ) {
        let mut list = List::new(Scope::Current, Vec::new());
        for (thread, step) in steps {
            match step {
                0 => list.place(thread, true),
                1 => list.place(thread, false),
                _ => { list.remove(&thread.id); }
            }
            let keys: Vec<_> = list.threads().iter().map(|thread| (!thread.pinned, std::cmp::Reverse(thread.updated_at.clone()))).collect();
            prop_assert!(keys.is_sorted());
            let mut seen: Vec<_> = list.threads().iter().map(|thread| &thread.id).collect();
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), keys.len());
        }
    }
}
