//! Cursor paging: a page names where the next one starts; a cursor is opaque to clients.

/// What a client asks of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// The cursor that the page before gave, if any.
    pub cursor: Option<String>,
    /// Rows wanted; see [`PageRequest::limit`].
    pub limit: Option<u32>,
}

impl PageRequest {
    /// Rows of a page: 50 where the client says nothing, never more than 500.
    #[must_use]
    pub fn limit(&self) -> u64 {
        u64::from(self.limit.unwrap_or(50).clamp(1, 500))
    }
}

/// Rows, where the next page starts, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
    pub total: u64,
}

impl<T> Page<T> {
    /// Keeps the paging and changes the rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next_cursor: self.next_cursor,
            total: self.total,
        }
    }
}
