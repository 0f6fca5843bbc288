//! What all requests share, and which route goes where.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

use crate::config::{Config, ConfigError};
use crate::provider::Service;
use crate::store::Store;
use crate::{guard, ids, routes};

/// The state of the server.
pub struct App {
    pub(crate) csrf: String,
    pub(crate) service: Option<Service>,
    store: Mutex<Store>,
}

/// The most bytes of a request: a long conversation sent along is no reason to refuse its last question.
const BODY_BYTES: usize = 16 * 1024 * 1024;

impl App {
    /// Makes the state for a configuration.
    ///
    /// # Errors
    /// When the HTTP client for the AI service cannot be made.
    pub fn new(config: Config) -> Result<Arc<Self>, ConfigError> {
        let service = config.service.map(Service::new).transpose()?;
        Ok(Arc::new(Self { csrf: ids::secret()?, service, store: Mutex::new(Store::default()) }))
    }

    /// The threads, messages and runs, without what was deleted too long ago. Nobody waits while holding it.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store.sweep(Instant::now());
        store
    }
}

/// All routes of the contract.
pub fn router(app: Arc<App>) -> Router {
    let runs = || {
        Router::new()
            .route("/run", post(routes::run::post))
            .route("/runs/{run}/events", get(routes::events::get))
            .route("/runs/{run}/stop", post(routes::stop::post))
            .route("/runs/{run}/sent", get(routes::sent::get))
            .route("/probe", get(routes::probe::get))
    };
    let all = runs()
        .route("/bootstrap", get(routes::bootstrap::get))
        .route("/threads", get(routes::threads::list))
        .route(
            "/threads/{thread}",
            get(routes::threads::read).patch(routes::threads::change).delete(routes::threads::delete),
        )
        .route("/threads/{thread}/restore", post(routes::threads::restore))
        .route("/threads/{thread}/export", get(routes::export::get))
        .route("/proposals/{proposal}", get(routes::proposals::read))
        .route("/proposals/{proposal}/preview", post(routes::proposals::preview))
        .route("/proposals/{proposal}/undo", post(routes::proposals::undo))
        .route("/calls/{call}/table", get(routes::table::get))
        .route("/context/preview", post(routes::context::preview))
        .route("/messages/{message}/feedback", post(routes::feedback::post));
    Router::new()
        .nest("/ai_agent", all)
        .nest("/websocket/ai_agent", runs())
        .fallback(routes::no_such_route)
        .method_not_allowed_fallback(routes::no_such_route)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn_with_state(app.clone(), guard::check))
        .with_state(app)
}
