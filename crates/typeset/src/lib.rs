//! Typesets official documents as PDF with typst; linked by the server only.
