//! `POST /ai_agent/run`

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use ai_agent_scenario::{Cue, Frame, FrameKind, Ids, Scenario, builtin};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;

use super::input::Input;
use super::parts::bytes;
use super::stream;
use crate::app::App;
use crate::config::PROMPT_CHARS;
use crate::problem::Problem;
use crate::run::Script;
use crate::store::Question;
use crate::{ids, run};

/// Starts a run and follows it; a run that is known is only followed.
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let input = Input::parse(&bytes(body)?)?;
    if let Some(known) = app.store().run(&input.run_id)? {
        return Ok(stream::follow(known, 0));
    }
    let message = ids::secret().map_err(|_| ErrorCode::Internal)?;
    let (resumes, answers) = (input.resumes()?, input.answers()?);
    if !resumes.is_empty() || !answers.is_empty() {
        let going = match resumes.is_empty() {
            false => app.store().resume(&input.thread_id, &input.run_id, &resumes)?,
            true => app.store().answer(&input.thread_id, &input.run_id, &answers)?,
        };
        let ids = Ids {
            thread: &input.thread_id,
            run: &input.run_id,
            question: &going.run.question,
            message: &message,
            origin: &going.script.origin,
        };
        let frames = recorded(&going.script.name)?.frames(going.cue, &ids);
        tokio::spawn(run::play(app, going.run.clone(), frames, message));
        return Ok(stream::follow(going.run, 0));
    }
    let recording = recording(&input, &message)?;
    let sent = input.sent()?;
    let run = {
        let mut store = app.store();
        let question = store.question(&input.thread_id, sent, input.parent())?;
        if let Question::New { text, .. } = &question {
            check_prompt(text)?;
        }
        if recording.is_none() && app.service.is_none() {
            return Err(ErrorCode::NotConfigured.into());
        }
        let script = input.scenario().map(|name| Script { name: name.to_owned(), origin: message.clone() });
        store.begin(&input.thread_id, &input.run_id, question, script)?
    };
    match recording {
        Some(frames) => tokio::spawn(run::play(app, run.clone(), frames, message)),
        None => tokio::spawn(run::relay(app, run.clone(), message)),
    };
    Ok(stream::follow(run, 0))
}

fn check_prompt(text: &str) -> Result<(), ErrorCode> {
    if text.trim().is_empty() {
        return Err(ErrorCode::InvalidInput);
    }
    if text.chars().count() > PROMPT_CHARS { Err(ErrorCode::TooLarge) } else { Ok(()) }
}

/// The frames of the recording that is asked for; one that is a problem is answered as such.
fn recording(input: &Input, message: &str) -> Result<Option<Vec<Frame>>, Problem> {
    let Some(name) = input.scenario() else { return Ok(None) };
    let question = input.question();
    let ids = Ids { thread: &input.thread_id, run: &input.run_id, question, message, origin: message };
    let frames = recorded(name)?.frames(Cue::Question, &ids);
    match frames.first().map(|frame| &frame.kind) {
        Some(FrameKind::Problem { code, retry_after }) => {
            Err(Problem { code: ErrorCode::from_name(code), retry_after: retry_after.map(u64::from) })
        }
        _ => Ok(Some(frames)),
    }
}

fn recorded(name: &str) -> Result<Scenario, ErrorCode> {
    let (_, json) = builtin().iter().find(|(known, _)| *known == name).ok_or(ErrorCode::InvalidInput)?;
    Scenario::parse(json).map_err(|_| ErrorCode::Internal)
}
