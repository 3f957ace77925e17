//! Where pages go: counts them, stops at the limit, tells the watch.

use std::ops::ControlFlow;

use crate::document::{Note, Page};
use crate::error::ReadingError;
use crate::task::Task;

/// Hands pages to the caller one by one.
pub(crate) struct PageSink<'a> {
    task: &'a Task<'a>,
    sink: &'a mut dyn FnMut(Page) -> ControlFlow<()>,
    handed_over: u64,
    stopped: bool,
}

impl<'a> PageSink<'a> {
    pub(crate) fn new(task: &'a Task<'a>, sink: &'a mut dyn FnMut(Page) -> ControlFlow<()>) -> Self {
        Self {
            task,
            sink,
            handed_over: 0,
            stopped: false,
        }
    }

    /// Returns whether another page is wanted.
    pub(crate) fn has_room(&self) -> bool {
        !self.stopped && self.handed_over < self.task.limits.pages
    }

    /// Returns the number of the next page, from 1.
    pub(crate) fn next_number(&self) -> u64 {
        self.handed_over + 1
    }

    /// Hands one page over, if it is wanted.
    pub(crate) fn accept(&mut self, page: Page, total: Option<u64>) -> Result<(), ReadingError> {
        self.task.check()?;
        if !self.has_room() {
            return Ok(());
        }
        self.handed_over += 1;
        self.stopped = (self.sink)(page).is_break();
        self.task.watch.progress(self.handed_over, total);
        Ok(())
    }

    /// Returns the note that pages were left out, if some were.
    pub(crate) fn left_out(&self, total: u64) -> Option<Note> {
        (self.handed_over < total).then_some(Note::PagesLeftOut {
            read: self.handed_over,
            total,
        })
    }
}
