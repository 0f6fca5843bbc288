//! How the widget is compiled for release. This is the one place for compiler flags.

use std::process::Command;

use crate::paths::Paths;
use crate::process::guarded;
use crate::setup::cargo_tools::TARGET;

/// Added to what the workspace's release profile says.
const RUSTFLAGS: &[&str] = &[];
/// Whether those flags need a compiler that allows unstable ones.
const UNSTABLE: bool = false;

/// Options of `wasm-opt`. Twice, and without inlining what is called once and large: together 5 KB (brotli) less than `-Oz`.
pub const WASM_OPT: [&str; 3] = ["-Oz", "-Oz", "--one-caller-inline-max-function-size=50"];

/// The command that compiles it.
pub fn cargo(paths: &Paths) -> Command {
    let mut command = guarded("cargo", "TERM");
    command.args(["build", "--quiet", "--release", "--lib", "--package", "ai-agent-chat", "--target", TARGET]);
    command.current_dir(&paths.repo).env("CARGO_TERM_COLOR", "never");
    if RUSTFLAGS.is_empty() {
        command.env_remove("RUSTFLAGS");
    } else {
        command.env("RUSTFLAGS", RUSTFLAGS.join(" "));
    }
    if UNSTABLE {
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    command
}

/// Where it comes out.
pub fn artefact(paths: &Paths) -> std::path::PathBuf {
    paths.target().join(TARGET).join("release/ai_agent_chat.wasm")
}
