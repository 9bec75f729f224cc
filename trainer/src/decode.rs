//! A file on disk → planar samples, with Symphonia.
