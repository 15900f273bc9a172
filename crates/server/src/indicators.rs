//! Stored events looked through for a list of indicators that came in, as a background job.

use crate::App;
use coloa_indicator::{IndicatorError, store};
use coloa_pipeline::indicators::{Indicators, counts};
use coloa_platform::StoreError;
use serde_json::Value;
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// How often it is written how far it came.
const NOTED_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, thiserror::Error)]
pub(crate) enum LookBackError {
    #[error("the job names no list")]
    Payload,
    #[error("nothing is taken in here")]
    Off,
    #[error("the list cannot be used")]
    List(#[from] IndicatorError),
    #[error("the records cannot be written")]
    Store(#[from] StoreError),
    #[error("stored events cannot be searched")]
    Search(#[from] coloa_event_store::SearchError),
}

async fn note(app: &App, id: Uuid, state: &str, events: i64, found: i64) -> Result<(), StoreError> {
    let tx = app.db.begin().await?;
    store::save_past(&tx, id, state, events, found).await?;
    tx.commit().await?;
    Ok(())
}

/// Runs the job.
pub(crate) async fn look_back(app: &App, payload: &Value) -> Result<(), LookBackError> {
    let id: Uuid = payload["list"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .ok_or(LookBackError::Payload)?;
    let pipeline = app.pipeline.as_ref().ok_or(LookBackError::Off)?;
    let row = match store::find(app.db.reader(), id).await {
        Ok(row) => row,
        // It was taken away meanwhile.
        Err(IndicatorError::NotFound) => return Ok(()),
        Err(e) => return Err(e.into()),
    };
    if !counts(&row, app.clock.now()) {
        note(app, id, "none", 0, 0).await?;
        return Ok(());
    }
    note(app, id, "running", 0, 0).await?;
    let (shelf, days) = (app.indicator_shelf(), i64::from(row.past_days));
    let indicators = tokio::task::spawn_blocking(move || Indicators::read(&shelf, vec![row]))
        .await
        .map_err(|e| IndicatorError::Disk(std::io::Error::other(e)))?;
    let (events, found) = (AtomicI64::new(0), AtomicI64::new(0));
    let noted = std::sync::Mutex::new(Instant::now());
    let notes = std::sync::Mutex::new(Vec::new());
    let add = |counter: &AtomicI64, more: u64| {
        counter.fetch_add(i64::try_from(more).unwrap_or(i64::MAX), Ordering::Relaxed);
    };
    let searched = pipeline
        .look_back(&indicators, days, |more_events, more_found| {
            add(&events, more_events);
            add(&found, more_found);
            let mut last = noted.lock().unwrap_or_else(|e| e.into_inner());
            if last.elapsed() >= NOTED_EVERY {
                *last = Instant::now();
                let (app, e, f) = (
                    app.clone(),
                    events.load(Ordering::Relaxed),
                    found.load(Ordering::Relaxed),
                );
                let noting = tokio::spawn(async move {
                    if let Err(e) = note(&app, id, "running", e, f).await {
                        tracing::debug!(error = %e, "how far the search came was not written");
                    }
                });
                notes.lock().unwrap_or_else(|e| e.into_inner()).push(noting);
            }
            true
        })
        .await;
    // None of them may come after the last word.
    for noting in notes.into_inner().unwrap_or_else(|e| e.into_inner()) {
        let _ = noting.await;
    }
    let state = if searched.is_ok() { "done" } else { "failed" };
    note(
        app,
        id,
        state,
        events.load(Ordering::Relaxed),
        found.load(Ordering::Relaxed),
    )
    .await?;
    Ok(searched?)
}
