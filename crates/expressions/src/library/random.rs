//! `System.Random`: the subtractive generator of .NET, so that a seed gives the numbers .NET gives.

use std::cell::RefCell;

use crate::{Array, Call, Declarations, Exception, Items, Object, Type, TypeId, Value};

const SEED_CONSTANT: i32 = 161_803_398;

struct Random(RefCell<Generator>);

struct Generator {
    state: [i32; 56],
    next: usize,
    other: usize,
}

impl Object for Random {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Random"))
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Random", "Random numbers that are not fit for secrets.")
        .has("Random()", new, "Starts anywhere.")
        .has("Random(int Seed)", new, "Gives the same numbers for the same seed.")
        .has("int Next()", |call| Ok(Value::Int32(with(call, Generator::sample)?)), "A number of 0 or more.")
        .has("int Next(int maxValue)", next_below, "A number of 0 or more, below `maxValue`.")
        .has("int Next(int minValue, int maxValue)", next_between, "A number of `minValue` or more, below `maxValue`.")
        .has(
            "double NextDouble()",
            |call| Ok(with(call, Generator::fraction)?.into()),
            "A number of 0 or more, below 1.",
        )
        .has("void NextBytes(byte[] buffer)", next_bytes, "Fills an array.");
}

impl Generator {
    fn new(seed: i32) -> Generator {
        let mut state = [0; 56];
        let magnitude = if seed == i32::MIN { i32::MAX } else { seed.abs() };
        let mut last = SEED_CONSTANT - magnitude;
        state[55] = last;
        let mut value = 1;
        let mut place = 0;
        for _ in 1..55 {
            place += 21;
            if place >= 55 {
                place -= 55;
            }
            state[place] = value;
            value = last.wrapping_sub(value);
            if value < 0 {
                value = value.wrapping_add(i32::MAX);
            }
            last = state[place];
        }
        for _ in 1..5 {
            for index in 1..56 {
                let mut other = index + 30;
                if other >= 55 {
                    other -= 55;
                }
                state[index] = state[index].wrapping_sub(state[1 + other]);
                if state[index] < 0 {
                    state[index] = state[index].wrapping_add(i32::MAX);
                }
            }
        }
        Generator { state, next: 0, other: 21 }
    }

    fn sample(&mut self) -> i32 {
        self.next = if self.next >= 55 { 1 } else { self.next + 1 };
        self.other = if self.other >= 55 { 1 } else { self.other + 1 };
        let mut value = self.state[self.next].wrapping_sub(self.state[self.other]);
        if value == i32::MAX {
            value -= 1;
        }
        if value < 0 {
            value = value.wrapping_add(i32::MAX);
        }
        self.state[self.next] = value;
        value
    }

    fn fraction(&mut self) -> f64 {
        f64::from(self.sample()) * (1.0 / f64::from(i32::MAX))
    }

    /// For ranges longer than an `int`.
    fn wide_fraction(&mut self) -> f64 {
        let value = self.sample();
        let signed = if self.sample() % 2 == 0 { -value } else { value };
        (f64::from(signed) + f64::from(i32::MAX - 1)) / (2.0 * f64::from(i32::MAX) - 1.0)
    }
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    let seed = if call.is_empty() { i32::from_le_bytes(super::clock::random_bytes(call)?) } else { call.int(0) };
    Ok(Value::object(Random(RefCell::new(Generator::new(seed)))))
}

fn with<T>(call: &Call, use_generator: impl FnOnce(&mut Generator) -> T) -> Result<T, Exception> {
    Ok(use_generator(&mut call.this_object::<Random>()?.0.borrow_mut()))
}

fn next_below(call: &mut Call) -> Result<Value, Exception> {
    let limit = call.int(0);
    if limit < 0 {
        return Err(Exception::out_of_range("'maxValue' must be greater than zero.", "maxValue"));
    }
    Ok(Value::Int32((with(call, Generator::fraction)? * f64::from(limit)) as i32))
}

fn next_between(call: &mut Call) -> Result<Value, Exception> {
    let (low, high) = (i64::from(call.int(0)), i64::from(call.int(1)));
    if low > high {
        return Err(Exception::out_of_range("'minValue' cannot be greater than maxValue.", "minValue"));
    }
    let range = high - low;
    let source = if range <= i64::from(i32::MAX) { Generator::fraction } else { Generator::wide_fraction };
    let offset = (with(call, source)? * range as f64) as i64;
    Ok(Value::Int32((offset + low) as i32))
}

fn next_bytes(call: &mut Call) -> Result<Value, Exception> {
    let array = call.object::<Array>(0, "buffer")?;
    let length = array.len();
    let bytes: Vec<u8> = with(call, |generator| (0..length).map(|_| generator.sample() as u8).collect())?;
    *array.items().borrow_mut() = Items::Bytes(bytes);
    Ok(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_numbers_of_dotnet() {
        let mut generator = Generator::new(42);
        assert_eq!([generator.sample(), generator.sample()], [1_434_747_710, 302_596_119]);
    }
}
