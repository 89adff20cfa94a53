//! How long compiling and evaluating take: `cargo run --release -p expressions --example speed`.
//!
//! Expected on one core: the certificate condition 100–150 ns without allocation, a median compile below 50 µs.

use std::{hint::black_box, time::Instant};

use expressions::{Call, Declarations, Exception, Form, HostValue, Limits, Target, Text, TypeId, Value};

/// What the embedding would hold of a request.
struct Request {
    thumbprint: Text,
}

fn handle(class: &'static str) -> Result<Value, Exception> {
    Ok(Value::Host(HostValue { class: TypeId::of(class), handle: 0 }))
}

fn thumbprint(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.host::<Request>()?.thumbprint.clone().into())
}

fn main() {
    let begun = Instant::now();
    let mut declarations = Declarations::new();
    expressions::library::declare(&mut declarations);
    declarations.class("IContext", "").has("IRequest Request", |_| handle("IRequest"), "");
    declarations.class("IRequest", "").has("Certificate Certificate", |_| handle("Certificate"), "");
    declarations.class("Certificate", "").has("string Thumbprint", thumbprint, "");
    declarations.global("IContext context", |_| handle("IContext"), "");
    let surface = declarations.build();
    println!("surface        {:>10.1} µs", begun.elapsed().as_secs_f64() * 1e6);

    let condition = "context.Request.Certificate == null || context.Request.Certificate.Thumbprint != \
                     \"C9AF2C74A22DBCA898BF291E8B84C68E5D3661F0\"";
    let linq = "Enumerable.Range(0, 100).Where(x => x % 3 == 0).Select(x => x * 2).Sum()";
    let text = "string.Join(\",\", Enumerable.Range(0, 20).Select(i => $\"item{i:D3}\"))";
    let json = "(string)JObject.Parse(\"{\\\"a\\\":{\\\"b\\\":[1,2,{\\\"c\\\":\\\"x\\\"}]}}\")[\"a\"][\"b\"][2][\"c\"]";
    for (name, source) in [("condition", condition), ("linq", linq), ("text", text), ("json", json)] {
        let compile = || expressions::compile(source, Form::Single, &surface, Target::Any);
        let rounds = 2000;
        let begun = Instant::now();
        for _ in 0..rounds {
            let _ = black_box(compile());
        }
        println!(
            "{name:10} compile {:>8.2} µs ({} bytes)",
            begun.elapsed().as_secs_f64() * 1e6 / f64::from(rounds),
            source.len()
        );
        let program = match compile() {
            Ok(program) => program,
            Err(errors) => {
                println!("{errors:?}");
                continue;
            }
        };
        let mut host = Request { thumbprint: Text::from("C9AF2C74A22DBCA898BF291E8B84C68E5D3661F0") };
        let rounds = 200_000;
        let begun = Instant::now();
        for _ in 0..rounds {
            let _ = black_box(program.evaluate(&mut host, &Limits::default()));
        }
        println!("{name:10} evaluate {:>8.1} ns", begun.elapsed().as_secs_f64() * 1e9 / f64::from(rounds));
    }
}
