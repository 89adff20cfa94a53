//! Statements at run time.

use super::{Cell, Frame, thrown};
use crate::{
    exception::Exception,
    node::{CatchStep, Step, TryStep},
    runtime::Runtime,
    value::Value,
};

/// How a statement ended.
pub(super) enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
    Goto(u32),
}

impl Frame<'_> {
    /// Runs a function body.
    pub(super) fn body(&self, steps: &[Step], runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        match self.steps(steps, runtime)? {
            Flow::Return(value) => Ok(value),
            _ => Ok(Value::Null),
        }
    }

    fn steps(&self, steps: &[Step], runtime: &mut Runtime<'_>) -> Result<Flow, Exception> {
        let mut at = 0;
        while let Some(step) = steps.get(at) {
            at += 1;
            match self.step(step, runtime)? {
                Flow::Next => {}
                Flow::Goto(label) => {
                    let here = steps.iter().position(|step| matches!(step, Step::Label(here) if *here == label));
                    match here {
                        Some(index) => at = index,
                        None => return Ok(Flow::Goto(label)),
                    }
                }
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn step(&self, step: &Step, runtime: &mut Runtime<'_>) -> Result<Flow, Exception> {
        runtime.charge(1)?;
        match step {
            Step::Value(node) => {
                self.eval(node, runtime)?;
                Ok(Flow::Next)
            }
            Step::Block(steps) => {
                runtime.check_stack()?;
                self.steps(steps, runtime)
            }
            Step::Cells(slots) => {
                for slot in slots {
                    self.store(*slot, Cell::value(Value::Null), runtime);
                }
                Ok(Flow::Next)
            }
            Step::If(condition, yes, no) => {
                if matches!(self.eval(condition, runtime)?, Value::Bool(true)) {
                    self.step(yes, runtime)
                } else {
                    no.as_ref().map_or(Ok(Flow::Next), |no| self.step(no, runtime))
                }
            }
            Step::Loop { .. } => self.run_loop(step, runtime),
            Step::Foreach { .. } => self.foreach(step, runtime),
            Step::Switch { slot, value, sections, default } => {
                let value = self.eval(value, runtime)?;
                self.store(*slot, value, runtime);
                let mut chosen = *default;
                'sections: for (index, section) in sections.iter().enumerate() {
                    for test in &section.tests {
                        if matches!(self.eval(test, runtime)?, Value::Bool(true)) {
                            chosen = Some(index as u32);
                            break 'sections;
                        }
                    }
                }
                let Some(section) = chosen.and_then(|index| sections.get(index as usize)) else {
                    return Ok(Flow::Next);
                };
                match self.steps(&section.body, runtime)? {
                    Flow::Break => Ok(Flow::Next),
                    other => Ok(other),
                }
            }
            Step::Break => Ok(Flow::Break),
            Step::Continue => Ok(Flow::Continue),
            Step::Return(None) => Ok(Flow::Return(Value::Null)),
            Step::Return(Some(node)) => Ok(Flow::Return(self.eval(node, runtime)?)),
            Step::Throw(Some(node)) => Err(thrown(&self.eval(node, runtime)?)),
            Step::Throw(None) => Err(runtime.caught.last().cloned().unwrap_or_else(Exception::null_reference)),
            Step::Try(attempt) => self.attempt(attempt, runtime),
            Step::Dispose { slot, is_cell, body, dispose } => {
                let outcome = self.step(body, runtime);
                let resource = self.slot(*slot, runtime);
                let resource = if *is_cell { Cell::read(resource) } else { resource.clone() };
                if !resource.is_null() {
                    self.eval(dispose, runtime)?;
                }
                outcome
            }
            Step::Goto(label) => Ok(Flow::Goto(*label)),
            Step::Label(_) | Step::Empty => Ok(Flow::Next),
        }
    }

    fn run_loop(&self, step: &Step, runtime: &mut Runtime<'_>) -> Result<Flow, Exception> {
        let Step::Loop { condition, body, next, test_first } = step else { return Ok(Flow::Next) };
        let mut test = *test_first;
        loop {
            if test
                && let Some(condition) = condition
                && !matches!(self.eval(condition, runtime)?, Value::Bool(true))
            {
                return Ok(Flow::Next);
            }
            test = true;
            match self.step(body, runtime)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                other => return Ok(other),
            }
            for node in next {
                self.eval(node, runtime)?;
            }
        }
    }

    fn foreach(&self, step: &Step, runtime: &mut Runtime<'_>) -> Result<Flow, Exception> {
        let Step::Foreach { sequence, store, slot, body } = step else { return Ok(Flow::Next) };
        let sequence = self.eval(sequence, runtime)?;
        let mut iterator = runtime.iterate(&sequence)?;
        while let Some(item) = iterator.next(runtime)? {
            self.store(*slot, item, runtime);
            for step in store {
                self.step(step, runtime)?;
            }
            match self.step(body, runtime)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    #[inline(never)]
    fn attempt(&self, attempt: &TryStep, runtime: &mut Runtime<'_>) -> Result<Flow, Exception> {
        runtime.check_stack()?;
        let depth = runtime.locals.len();
        let mut outcome = self.steps(&attempt.body, runtime);
        if let Err(exception) = &outcome
            && !exception.is_fatal()
        {
            // Frames of functions that the exception left.
            runtime.locals.truncate(depth);
            let exception = exception.clone();
            if let Some(handler) = self.handler(&attempt.catches, &exception, runtime) {
                runtime.caught.push(exception);
                outcome = self.steps(&handler.body, runtime);
                runtime.caught.pop();
            }
        }
        if let Some(last) = &attempt.last {
            // A bound that was met also ends `finally`.
            if matches!(&outcome, Err(exception) if exception.is_fatal()) {
                return outcome;
            }
            runtime.locals.truncate(depth);
            match self.steps(last, runtime)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        outcome
    }

    fn handler<'c>(
        &self,
        catches: &'c [CatchStep],
        exception: &Exception,
        runtime: &mut Runtime<'_>,
    ) -> Option<&'c CatchStep> {
        catches.iter().find(|handler| {
            let class = crate::Type::Plain(exception.class());
            if runtime.surface().info(exception.class()).is_some() {
                if runtime.surface().as_instance_of(&class, handler.class).is_none() {
                    return false;
                }
            } else if handler.class != crate::TypeId::EXCEPTION {
                return false;
            }
            if let Some(store) = &handler.slot {
                self.store_to(store, exception.to_value(), runtime);
            }
            // An exception in a filter counts as false.
            handler.filter.as_ref().is_none_or(|filter| matches!(self.eval(filter, runtime), Ok(Value::Bool(true))))
        })
    }
}
