//! A year of chats, made in the database, and indexed by the addon's own upgrade.

use std::time::Instant;

use crate::bench::figures::Figures;
use crate::bench::stage::Stage;
use crate::error::Result;
use crate::ui::Step;

/// `bench-1`, and those whose chats must not be in the way.
pub const USERS: usize = 11;

/// Makes the chats of `bench-1` and of ten others, and what a search needs of them.
///
/// `bench-1` has 3,000 chats with 100,000 messages, and one with 5,000 more; the others have as many together.
/// Words are spread as in a language: few are in nearly every message, most are rare.
pub fn make(stage: &Stage, figures: &mut Figures) -> Result<()> {
    let step = Step::start("making 200,000 messages");
    stage.sql().run(include_str!("data.sql"))?;
    step.done();
    // What an upgrade does with the chats that it finds.
    let begun = Instant::now();
    stage.update_addon("upgrading the addon, which indexes them")?;
    figures.add("upgrade_s", begun.elapsed().as_secs_f64());
    for table in ["thread", "message", "search_entry"] {
        stage.sql().run(&format!("VACUUM ANALYZE ai_agent_{table}"))?;
    }
    let count = |whose: &str| {
        let found = stage.sql().run(&format!("SELECT count(*) FROM ai_agent_message WHERE user_id {whose} (SELECT id FROM res_users WHERE login = 'bench-1')"))?;
        Ok(found.parse::<f64>().unwrap_or_default())
    };
    figures.add("messages_of_the_user", count("=")?);
    figures.add("messages_of_others", count("<>")?);
    Ok(())
}
