//! The widget's icons, drawn in the colour of the text around them.

use super::ui::{El, el};
use crate::dom::document;
use web_sys::Element;

/// An icon of 24 units, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A plus.
    New,
    /// A clock that runs back.
    History,
    /// A cross.
    Close,
    /// An arrow up.
    Send,
    /// A square.
    Stop,
    /// Two sheets.
    Copy,
    /// A tick.
    Done,
    /// An arrow down.
    Down,
    /// A magnifying glass.
    Search,
    /// Three dots.
    More,
    /// A pen.
    Rename,
    /// A drawing pin.
    Pin,
    /// A drawing pin, struck through.
    Unpin,
    /// A box with a lid.
    Archive,
    /// An arrow down into a tray.
    Export,
    /// A waste bin.
    Delete,
    /// An arrow back.
    Back,
    /// A four-pointed star.
    Spark,
    /// A circle with an exclamation mark.
    Alert,
    /// A pencil.
    Edit,
    /// An arrow in a circle.
    Again,
    /// A bracket that points back.
    Previous,
    /// A bracket that points on.
    Next,
    /// A thumb that points up.
    Good,
    /// A thumb that points down.
    Poor,
    /// A grid.
    Table,
    /// Bars.
    Chart,
    /// An arrow on.
    To,
    /// An arrow out of a box.
    Show,
    /// A sheet.
    Record,
    /// A sheet with lines, and an arrow out of it.
    Sent,
}

impl Icon {
    /// The icon; a screen reader skips it.
    pub fn el(self) -> El {
        let class =
            if matches!(self, Self::Back | Self::To | Self::Next | Self::Show) { "glyph turns" } else { "glyph" };
        el("span").class(class).attr("aria-hidden", "true").reference(move |place| {
            // Without its drawing a button still has its label.
            let _ = draw(&place, self);
        })
    }

    fn path(self) -> &'static str {
        match self {
            Self::New => "M12 5v14M5 12h14",
            Self::History => "M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5M12 7v5l3.5 2",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Send => "M12 19V5M6 11l6-6 6 6",
            Self::Stop => "M7 7h10v10H7z",
            Self::Copy => "M9 9h10v11H9zM5 15V4h10",
            Self::Done => "M5 12.5l4.5 4.5L19 7.5",
            Self::Down => "M12 5v14M6 13l6 6 6-6",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Rename => "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
            Self::Pin => "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
            Self::Unpin => "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5M4 4l16 16",
            Self::Archive => "M4 5h16v4H4zM5.5 9v10h13V9M10 13h4",
            Self::Export => "M12 4v11M7 10.5l5 5 5-5M5 20h14",
            Self::Delete => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
            Self::Back => "M19 12H5M11 6l-6 6 6 6",
            Self::Spark => "M12 3c.6 5 4 8.4 9 9-5 .6-8.4 4-9 9-.6-5-4-8.4-9-9 5-.6 8.4-4 9-9z",
            Self::Edit => "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
            Self::Again => "M20 12a8 8 0 1 1-2.3-5.7L20 8.5M20 4v4.5h-4.5",
            Self::Previous => "M15 5l-7 7 7 7",
            Self::Next => "M9 5l7 7-7 7",
            Self::Good => {
                "M7 11v9H4v-9zM7 11l4-8a2.4 2.4 0 0 1 2.4 3L12.8 9H19a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H7"
            }
            Self::Poor => {
                "M17 13V4h3v9zM17 13l-4 8a2.4 2.4 0 0 1-2.4-3l.6-3H5a2 2 0 0 1-2-2.3l1.2-7a2 2 0 0 1 2-1.7H17"
            }
            Self::Table => "M4 5h16v14H4zM4 10h16M10 10v9",
            Self::Chart => "M4 4v16M4 6.5h13M4 12h8M4 17.5h15",
            Self::To => "M5 12h14M13 6l6 6-6 6",
            Self::Show => "M10 5H5v14h14v-5M13 4h7v7M20 4l-9 9",
            Self::Record => "M6 3h8l4 4v14H6zM13.5 3.5V8H18",
            Self::Sent => "M18 11V7l-4-4H6v18h6M13.5 3.5V8H18M9 11h5M9 15h3M15 18h6M18.5 15l3 3-3 3",
            Self::Alert => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 8v5M12 16.2v.1",
        }
    }
}

fn draw(place: &Element, icon: Icon) -> Option<()> {
    let make = |tag: &str| document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag).ok();
    let svg = make("svg")?;
    svg.set_attribute("viewBox", "0 0 24 24").ok()?;
    if matches!(icon, Icon::Spark | Icon::Stop) {
        svg.set_attribute("class", "filled").ok()?;
    }
    let path = make("path")?;
    path.set_attribute("d", icon.path()).ok()?;
    svg.append_child(&path).ok()?;
    place.append_child(&svg).ok()?;
    Some(())
}
