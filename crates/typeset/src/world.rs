//! What typst may see: one template, one data file, the fonts. No file system, no packages, no clock.

use crate::fonts::Fonts;
use chrono::Datelike;
use coloa_document::{DocumentError, Frame};
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

struct Fixed {
    library: LazyHash<Library>,
    template: Source,
    poster: Source,
    data: FileId,
}

fn fixed() -> &'static Fixed {
    static FIXED: OnceLock<Fixed> = OnceLock::new();
    FIXED.get_or_init(|| {
        let id = |path: &str| {
            let path = VirtualPath::new(path).expect("a constant path inside the root");
            FileId::new(RootedPath::new(VirtualRoot::Project, path))
        };
        Fixed {
            library: LazyHash::new(Library::default()),
            template: Source::new(id("/template.typ"), include_str!("template.typ").to_owned()),
            poster: Source::new(id("/poster.typ"), include_str!("poster.typ").to_owned()),
            data: id("/data.json"),
        }
    })
}

/// The world of one document.
pub(crate) struct DocumentWorld<'a> {
    fonts: &'a Fonts,
    data: Bytes,
    main: &'static Source,
}

impl<'a> DocumentWorld<'a> {
    /// Of an official document.
    pub(crate) fn new(fonts: &'a Fonts, json: String) -> Self {
        Self::with(fonts, json, &fixed().template)
    }
    /// Of a poster.
    pub(crate) fn poster(fonts: &'a Fonts, json: String) -> Self {
        Self::with(fonts, json, &fixed().poster)
    }
    fn with(fonts: &'a Fonts, json: String, main: &'static Source) -> Self {
        Self {
            fonts,
            data: Bytes::from_string(json),
            main,
        }
    }
}

impl World for DocumentWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &fixed().library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }
    fn main(&self) -> FileId {
        self.main.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == fixed().data {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The frame as the template reads it.
pub(crate) fn data(frame: &Frame, fonts: &Fonts) -> Result<String, DocumentError> {
    let fail = |e: serde_json::Error| DocumentError::Pdf {
        detail: e.to_string(),
    };
    let mut value = serde_json::to_value(frame).map_err(fail)?;
    value["column_gap"] = coloa_document::frame::COLUMN_GAP.into();
    value["fonts"] = fonts.families().into();
    value["date"] = frame.date.map_or(serde_json::Value::Null, |d| {
        serde_json::json!([d.year(), d.month(), d.day()])
    });
    serde_json::to_string(&value).map_err(fail)
}
