//! What the binder refuses, with C#'s codes and places; and that no source makes it panic.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::{CompileError, Declarations, Form, Limits, Program, Surface, Target, compile, library};

static SURFACE: LazyLock<Surface> = LazyLock::new(|| {
    let mut declarations = Declarations::new();
    library::declare(&mut declarations);
    declarations.build()
});

fn compiled(source: &str, target: Target) -> Result<Program, Vec<CompileError>> {
    let form = if source.contains(';') { Form::Block } else { Form::Single };
    compile(source, form, &SURFACE, target)
}

#[track_caller]
fn check(source: &str, expected: &[(&str, &str)]) {
    let errors = compiled(source, Target::Any).err().unwrap_or_default();
    let found: Vec<_> = errors.iter().map(|error| (error.code, &source[error.span.clone()])).collect();
    assert_eq!(found, expected, "{source}: {errors:?}");
}

#[test]
fn unknown_names_are_reported_with_the_nearest() {
    check("\"abc\".Lenght", &[("CS1061", "Lenght")]);
    check("String.IsNullOrEmty(\"x\")", &[("CS0117", "IsNullOrEmty")]);
    check("undefinedVar + Foo.Bar", &[("CS0103", "undefinedVar"), ("CS0103", "Foo")]);
    check("new Strin('x', 3)", &[("CS0246", "Strin")]);
    let errors = compiled("\"abc\".Lenght", Target::Any).err().unwrap_or_default();
    assert_eq!(errors[0].help.as_deref(), Some("did you mean 'Length'?"));
}

#[test]
fn all_mistakes_are_reported_at_once() {
    check("int a = \"x\"; string b = 5; return c;", &[("CS0029", "\"x\""), ("CS0029", "5"), ("CS0103", "c")]);
    check("var x = 1 return x;", &[("CS1002", "")]);
}

#[test]
fn values_are_not_converted_where_nothing_converts_them() {
    check("int? n = 5; int m = n; return m;", &[("CS0266", "n")]);
    check("object o = \"a\"; string s = o; return s;", &[("CS0266", "o")]);
    check("byte b = 1; b = b + 1; return b;", &[("CS0266", "b + 1")]);
    check("(int)\"5\"", &[("CS0030", "(int)\"5\"")]);
    check("\"a\" * 2", &[("CS0019", "\"a\" * 2")]);
    check("byte b = 255; b += 1; return b;", &[]);
    check("true ? 1 : \"a\"", &[("CS0173", "true ? 1 : \"a\"")]);
}

#[test]
fn variables_are_assigned_before_they_are_read() {
    check("int x; return x;", &[("CS0165", "x")]);
    check("int x; if (int.Parse(\"1\") > 0) x = 1; return x;", &[("CS0165", "x")]);
    check("int x; if (int.Parse(\"1\") > 0) x = 1; else x = 2; return x;", &[]);
    check("int x; if (int.Parse(\"1\") > 0) x = 1; else return 0; return x;", &[]);
    check("int x; return int.TryParse(\"1\", out x) && x > 0;", &[]);
    check("int x; while (true) { x = 1; break; } return x;", &[]);
    check("int x; try { x = 1; } catch { return 0; } return x;", &[]);
    check("int x; switch (1) { case 1: x = 1; break; default: x = 2; break; } return x;", &[]);
}

#[test]
fn every_path_returns() {
    check("if (int.Parse(\"1\") > 0) { return 1; }", &[("CS0161", "")]);
    check("while (true) { }; ", &[]);
    check("for (;;) { if (int.Parse(\"1\") > 0) break; }", &[("CS0161", "")]);
    check("try { return 1; } finally { }", &[]);
    check("switch (1) { case 1: return 1; default: return 2; }", &[]);
    check(
        "Func<int, int> f = x => { if (x > 0) return 1; }; return f(1);",
        &[("CS1643", "x => { if (x > 0) return 1; }")],
    );
}

#[test]
fn a_condition_is_a_bool() {
    let refused = |source: &str| compiled(source, Target::Bool).err().map(|errors| errors[0].code);
    assert_eq!(refused("1 > 0"), None);
    assert_eq!(refused("\"true\""), Some("CS0029"));
    assert_eq!(refused("(object)true"), Some("CS0266"));
}

#[test]
fn operands_of_a_condition_are_known_by_place_and_evaluated_alone() {
    let source = "\"a\" == \"b\" || (1 > 2 || \"x\".Length == 1)";
    let program = compiled(source, Target::Bool).expect("the source is right");
    let texts: Vec<_> = program.operands().iter().map(|operand| &source[operand.span.clone()]).collect();
    assert_eq!(texts, ["\"a\" == \"b\"", "1 > 2", "\"x\".Length == 1"]);
    let values: Vec<_> = (0..3)
        .map(|index| program.evaluate_operand(index, &mut (), &Limits::default()))
        .map(|value| value.and_then(Result::ok).map(|value| value.to_text().to_string()))
        .collect();
    assert_eq!(values, [Some("False".into()), Some("False".into()), Some("True".into())]);
}

#[test]
fn nested_lambdas_cost_a_bounded_number_of_steps() {
    let depth = 12;
    let open = "new[]{1}.Select(x => ".replace('x', "a");
    let mut source = String::new();
    for level in 0..depth {
        source.push_str(&open.replace("a =>", &format!("a{level} =>")));
    }
    source.push('1');
    source.push_str(&")".repeat(depth));
    // Either it compiles or it says that it is too much; it returns in any case.
    let _ = compiled(&source, Target::Any);
}

const WORDS: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "?",
    ".",
    ",",
    ";",
    "=>",
    "=",
    "+",
    "-",
    "*",
    "==",
    "!=",
    "&&",
    "||",
    "??",
    "!",
    "x",
    "y",
    "var ",
    "int ",
    "string ",
    "new ",
    "new[]{",
    "1",
    "2.5",
    "1m",
    "\"s\"",
    "'c'",
    "null",
    "true",
    "if(",
    "else ",
    "for(",
    "foreach(",
    " in ",
    "while(true)",
    "switch(",
    "case ",
    "default",
    ":",
    "break;",
    "return ",
    "throw ",
    "try{",
    "}catch{",
    "}finally{",
    " is ",
    " as ",
    "typeof(",
    "nameof(",
    "List<int>",
    "Dictionary<string,int>",
    ".Select(",
    ".Where(x=>x",
    ".ToString()",
    ".Length",
    "out var z",
    "ref x",
    "$\"{x}\"",
    "Func<int,int> f=",
    "checked(",
    "goto l;",
    "l:",
    "using(",
    "lock(",
    "from x in y select x",
    "int F(int a)=>a;",
    "F(1)",
    "(1,2)",
    "x?.",
    "x?[",
    "++",
    "--",
    "+=",
    "(int)",
    "(string)",
    "dynamic d=",
    "const int k=1;",
    "JObject.Parse(\"{}\")",
    "[\"a\"]",
    "Math.Max(",
    "string.Join(",
];

proptest! {


    #[test]
    fn any_source_is_compiled_or_refused_and_ends(parts in proptest::collection::vec(0..WORDS.len(), 0..25)) {
        let source: String = parts.iter().map(|part| WORDS[*part]).collect();
        let limits = Limits { fuel: 20_000, allocation_bytes: 1 << 20 };
        for form in [Form::Single, Form::Block] {
            if let Ok(program) = compile(&source, form, &SURFACE, Target::Any) {
                let _ = program.evaluate(&mut (), &limits);
            }
        }
    }

    #[test]
    fn mutated_sources_are_compiled_or_refused(start in 0..40_usize, length in 0..12_usize, which in 0..SAMPLES.len()) {
        let sample = SAMPLES[which];
        let characters: Vec<char> = sample.chars().collect();
        let start = start.min(characters.len());
        let end = (start + length).min(characters.len());
        let source: String = characters[..start].iter().chain(&characters[end..]).collect();
        let limits = Limits { fuel: 20_000, allocation_bytes: 1 << 20 };
        for form in [Form::Single, Form::Block] {
            if let Ok(program) = compile(&source, form, &SURFACE, Target::Any) {
                let _ = program.evaluate(&mut (), &limits);
            }
        }
    }
}

const SAMPLES: &[&str] = &[
    "var s = new[]{1,2,3}.Where(x => x > 1).Select(x => new { x, y = x * 2 }).ToList(); return s.Count + s[0].y;",
    "int F(int n) => n < 2 ? n : F(n - 1) + F(n - 2); return F(10);",
    "try { return int.Parse(\"x\"); } catch (FormatException e) when (e.Message != null) { return $\"{e.Message,5:x}\"; }",
    "var d = new Dictionary<string, int> { [\"a\"] = 1 }; foreach (var (k, v) in d) { return k + v; } return null;",
    "object o = 5; switch (o) { case int n when n > 3: return n; case string s: return s; default: return null; }",
    "string.Join(\",\", from a in new[]{3,1} orderby a descending let b = a * 2 select b.ToString(\"D3\"))",
];
