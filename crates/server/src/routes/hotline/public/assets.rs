//! The style, the script and the icon of the pages: embedded, named after their content, kept by browsers for ever.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

struct Asset {
    path: String,
    media_type: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(name: &str, ending: &str, media_type: &'static str, content: &'static str) -> Self {
        let digest = hex::encode(&Sha256::digest(content)[..6]);
        Self {
            path: format!("/cong-dan/tep/{name}.{digest}.{ending}"),
            media_type,
            content,
        }
    }
}

static CSS: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../../../../templates/portal/portal.css");
    Asset::new("portal", "css", "text/css; charset=utf-8", content)
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../../../../templates/portal/portal.js");
    Asset::new("portal", "js", "text/javascript; charset=utf-8", content)
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../../../../templates/portal/icon.svg");
    Asset::new("icon", "svg", "image/svg+xml", content)
});

pub(super) fn css_path() -> &'static str {
    &CSS.path
}
pub(super) fn script_path() -> &'static str {
    &SCRIPT.path
}
pub(super) fn icon_path() -> &'static str {
    &ICON.path
}

pub(super) async fn serve(Path(file): Path<String>) -> Response {
    let asked = format!("/cong-dan/tep/{file}");
    let found = [&CSS, &SCRIPT, &ICON]
        .into_iter()
        .find(|asset| asset.path == asked);
    match found {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.content,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
