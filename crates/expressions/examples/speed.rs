//! How long compiling and evaluating take: `cargo run --release -p expressions --example speed`.
//!
//! Expected on one core: the certificate condition 100–150 ns without allocation, a median compile below 50 µs.

#![allow(clippy::print_stdout, reason = "an example talks to the person who runs it")]

use std::{hint::black_box, sync::LazyLock, time::Instant};

use expressions::{Call, Declarations, Exception, Form, HostValue, Limits, Target, Text, TypeId, Value};

/// What the embedding would hold of a request.
struct Request {
    thumbprint: Text,
}

static CONTEXT: LazyLock<TypeId> = LazyLock::new(|| TypeId::of("IContext"));
static REQUEST: LazyLock<TypeId> = LazyLock::new(|| TypeId::of("IRequest"));
static CERTIFICATE: LazyLock<TypeId> = LazyLock::new(|| TypeId::of("Certificate"));

fn handle(class: &TypeId) -> Result<Value, Exception> {
    Ok(Value::Host(HostValue { class: *class, handle: 0 }))
}

fn thumbprint(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.host::<Request>()?.thumbprint.clone().into())
}

fn main() {
    let begun = Instant::now();
    let mut declarations = Declarations::new();
    expressions::library::declare(&mut declarations);
    declarations.class("IContext", "").has("IRequest Request", |_| handle(&REQUEST), "");
    declarations.class("IRequest", "").has("Certificate Certificate", |_| handle(&CERTIFICATE), "");
    declarations.class("Certificate", "").has("string Thumbprint", thumbprint, "");
    declarations.global("IContext context", |_| handle(&CONTEXT), "");
    let surface = declarations.build();
    println!("surface        {:>10.1} µs", begun.elapsed().as_secs_f64() * 1e6);

    let condition = "context.Request.Certificate == null || context.Request.Certificate.Thumbprint != \
                     \"C9AF2C74A22DBCA898BF291E8B84C68E5D3661F0\"";
    let linq = "Enumerable.Range(0, 100).Where(x => x % 3 == 0).Select(x => x * 2).Sum()";
    let text = "string.Join(\",\", Enumerable.Range(0, 20).Select(i => $\"item{i:D3}\"))";
    let block = "var h = context.Request.Certificate; if (h == null) { return \"none\"; } var parts = h.Thumbprint.Split('A'); \
                 return parts.Length > 1 ? parts[0].ToLower() + parts[1] : \"one\";";
    let json = "(string)JObject.Parse(\"{\\\"a\\\":{\\\"b\\\":[1,2,{\\\"c\\\":\\\"x\\\"}]}}\")[\"a\"][\"b\"][2][\"c\"]";
    for (name, source) in [("condition", condition), ("linq", linq), ("text", text), ("json", json), ("block", block)] {
        let form = if name == "block" { Form::Block } else { Form::Single };
        let compile = || expressions::compile(source, form, &surface, Target::Any);
        let best = best_of(|| drop(black_box(compile())));
        println!("{name:10} compile  {:>9.2} µs ({} bytes)", best * 1e6, source.len());
        let program = match compile() {
            Ok(program) => program,
            Err(errors) => {
                println!("{errors:?}");
                continue;
            }
        };
        let mut host = Request { thumbprint: Text::from("C9AF2C74A22DBCA898BF291E8B84C68E5D3661F0") };
        let best = best_of(|| drop(black_box(program.evaluate(&mut host, &Limits::default()))));
        println!("{name:10} evaluate {:>9.1} ns", best * 1e9);
    }
}

/// Seconds a call takes in the quietest of many batches: other work on the machine only ever adds to it.
fn best_of(mut call: impl FnMut()) -> f64 {
    let rounds = 400;
    (0..60)
        .map(|_| {
            let begun = Instant::now();
            (0..rounds).for_each(|_| call());
            begun.elapsed().as_secs_f64() / f64::from(rounds)
        })
        .fold(f64::INFINITY, f64::min)
}
