//! What programs give, and that their bounds hold.

use crate::{Declarations, Exception, Form, Limits, Surface, Target, Value, compile, library};

fn surface() -> Surface {
    let mut declarations = Declarations::new();
    library::declare(&mut declarations);
    declarations.build()
}

fn run(source: &str) -> Result<Value, Exception> {
    let surface = surface();
    let form = if source.contains([';', '{']) { Form::Block } else { Form::Single };
    let program = compile(source, form, &surface, Target::Any).expect("the source is right");
    program.evaluate(&mut (), &Limits::default())
}

#[track_caller]
fn check(source: &str, expected: &str) {
    let text = match run(source) {
        Ok(value) => value.to_text().to_string(),
        Err(exception) => exception.to_string(),
    };
    assert_eq!(text, expected, "{source}");
}

#[test]
fn lambdas_capture_variables_not_values() {
    check("var n = 1; Func<int> f = () => n; n = 2; return f();", "2");
    check("var f = new List<Func<int>>(); foreach (var i in new[]{1,2}) f.Add(() => i); return f[0]() + f[1]();", "3");
    check("int n = 0; Action a = () => n++; a(); a(); return n;", "2");
    check("int F(int n) => n == 0 ? 0 : n + F(n - 1); return F(10);", "55");
    check("int x = 1; void Set(out int y) { y = x + 1; } Set(out x); return x;", "2");
    check("var q = from a in new[]{1,2} from b in new[]{10,20} select a * b; return q.Sum();", "90");
    check("Func<int, Func<int, int>> add = a => b => a + b; return new[]{1,2}.Select(add(10)).Sum();", "23");
}

#[test]
fn parts_of_compound_assignments_are_evaluated_once() {
    check("int i = 0; int[] a = {5, 6}; a[i++] += 10; return a[0] + \",\" + a[1] + \",\" + i;", "15,6,1");
    check("var d = new Dictionary<string,int>{[\"a\"]=1}; d[\"a\"] += 5; return d[\"a\"]++ + d[\"a\"];", "13");
    check("int i = 5; i = i++ + ++i; return i;", "12");
}

#[test]
fn exceptions_unwind_to_their_handlers() {
    check(
        "try { throw new Exception(\"a\"); } catch (Exception e) when (e.Message == \"b\") { return 1; } catch { return 2; }",
        "2",
    );
    check(
        "var s = \"\"; try { try { s += 1; throw new Exception(); } finally { s += 2; } } catch { s += 3; } return s;",
        "123",
    );
    check(
        "Func<int> f = () => throw new InvalidOperationException(\"x\"); try { return f(); } catch (InvalidOperationException e) { return e.Message; }",
        "x",
    );
}

#[test]
fn bounds_end_what_would_not_end() {
    let limit = |source: &str| {
        let exception = run(source).expect_err("it would not end");
        assert!(exception.is_fatal(), "{source}: {exception}");
    };
    limit("while (true) { }");
    limit("int i = 0; for (;;) { try { i++; } catch { } finally { i++; } }");
    limit("Func<int, int> f = null; f = n => f(n + 1); return f(0);");
    limit("int F(int n) { return F(n + 1) + 1; } return F(0);");
    limit("var s = \"x\"; while (true) s += s;");
    limit("var l = new List<object>(); while (true) l.Add(new byte[1000000]);");
    limit("return new int[2000000000];");
}

#[test]
fn deep_values_are_let_go_without_recursion() {
    check("object o = null; for (int i = 0; i < 300000; i++) o = new { o }; return 1;", "1");
    check("object o = null; for (int i = 0; i < 300000; i++) o = new object[] { o }; return 1;", "1");
    check("object o = null; for (int i = 0; i < 200000; i++) o = new List<object> { o }; return 1;", "1");
    check(
        "var l = new List<object>(); var m = l; for (int i = 0; i < 200000; i++) { var n = new List<object>(); m.Add(n); m = n; } return 1;",
        "1",
    );
    check("Func<int> f = () => 1; for (int i = 0; i < 100000; i++) { var g = f; f = () => g(); } return 1;", "1");
    check(
        "Exception e = null; for (int i = 0; i < 100000; i++) e = new Exception(\"x\", e); \
         return e.GetBaseException().Message;",
        "x",
    );
    for made in ["new { o }", "(o, 1)", "Tuple.Create(o)", "new KeyValuePair<object, int>(o, 1)"] {
        for asked in ["o.ToString().Length", "o.GetHashCode()", "o.Equals(o)"] {
            let source = format!("object o = null; for (int i = 0; i < 30000; i++) o = {made}; return {asked};");
            assert!(run(&source).is_ok(), "{source}");
        }
    }
}
