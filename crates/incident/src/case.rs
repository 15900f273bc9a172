//! Cases: reported, read, listed, classed.
