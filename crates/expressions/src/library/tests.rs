//! Facts about the library as expressions see it; the answers are those of .NET Core 3.1.

use crate::{Form, Limits, Surface, Target};

fn surface() -> Surface {
    let mut declarations = crate::Declarations::new();
    super::declare(&mut declarations);
    declarations.build()
}

/// Evaluates each expression and compares its text, or the type and message of what it throws.
fn check(facts: &[(&str, &str)]) {
    let surface = surface();
    for (expression, expected) in facts {
        let form = if expression.contains("return") { Form::Block } else { Form::Single };
        let program = match crate::compile(expression, form, &surface, Target::Any) {
            Ok(program) => program,
            Err(errors) => panic!("{expression}: {errors:?}"),
        };
        let answer = match program.evaluate(&mut (), &Limits::default()) {
            Ok(value) => value.to_text().to_string(),
            Err(thrown) => thrown.to_string(),
        };
        assert_eq!(answer, *expected, "{expression}");
    }
}

#[test]
fn strings() {
    check(&[
        ("\"abc\".Substring(1, 1)", "b"),
        (
            "\"abc\".Substring(4)",
            "System.ArgumentOutOfRangeException: startIndex cannot be larger than length of string. (Parameter 'startIndex')",
        ),
        ("\"abcabc\".LastIndexOf(\"b\", 3)", "1"),
        ("\"abc\".LastIndexOf(\"\")", "2"),
        ("\"abc\".Contains(\"B\", StringComparison.OrdinalIgnoreCase)", "True"),
        ("string.Join(\"|\", \"a,b,,c\".Split(',', 2))", "a|b,,c"),
        ("string.Join(\"|\", \",,a,,b\".Split(new[]{','}, StringSplitOptions.RemoveEmptyEntries))", "a|b"),
        ("\"xxaxx\".Trim('x')", "a"),
        ("\"7\".PadLeft(3, '0')", "007"),
        ("\"aBa\".Replace(\"b\", \"x\", StringComparison.OrdinalIgnoreCase)", "axa"),
        ("string.Format(\"{0,8:F2}|{1:D3}\", 3.14159, 7)", "    3.14|007"),
        ("string.Format(\"{0:F1}\", new JValue(12.25))", "12.2"),
        (
            "string.Format(\"{1}\", 1)",
            "System.FormatException: Index (zero based) must be greater than or equal to zero and less than the size of the argument list.",
        ),
        ("string.Compare(\"co-op\", \"coop\")", "-1"),
        ("string.CompareOrdinal(\"a\", \"abc\")", "-98"),
        ("new StringBuilder(\"abc\").Insert(1, \"X\").Replace('b', 'y').ToString()", "aXyc"),
    ]);
}

#[test]
fn numbers_and_conversions() {
    check(&[
        ("int.Parse(\"1,000\")", "System.FormatException: Input string was not in a correct format."),
        (
            "byte.Parse(\"256\")",
            "System.OverflowException: Value was either too large or too small for an unsigned byte.",
        ),
        ("int.TryParse(\"12\", out var n) ? n : -1", "12"),
        ("Convert.ToInt32(2.5) + Convert.ToInt32(3.5)", "6"),
        ("Convert.ToInt32(\"ff\", 16)", "255"),
        ("Convert.ToString(-1, 16)", "ffffffff"),
        ("Convert.FromBase64String(\"AQI=\").Length", "2"),
        ("Math.Round(2.5)", "2"),
        ("Math.Round(2.5, MidpointRounding.AwayFromZero)", "3"),
        ("Math.Max(double.NaN, 1)", "NaN"),
        ("decimal.Parse(\"1.50\") * 2", "3.00"),
        ("(1234.5).ToString(\"C\", System.Globalization.CultureInfo.InvariantCulture)", "¤1,234.50"),
        ("Enum.Parse(typeof(DayOfWeek), \"friday\", true)", "Friday"),
        ("(RegexOptions.IgnoreCase | RegexOptions.Multiline).ToString()", "IgnoreCase, Multiline"),
        ("new Random(42).Next()", "1434747710"),
    ]);
}

#[test]
fn dates_and_spans() {
    check(&[
        ("new DateTime(2024, 1, 31).AddMonths(1)", "2/29/2024 12:00:00 AM"),
        ("new DateTime(2024, 2, 3) - new DateTime(2024, 2, 1, 12, 0, 0)", "1.12:00:00"),
        ("DateTime.Parse(\"2024-02-03T04:05:06+02:00\").ToString(\"o\")", "2024-02-03T02:05:06.0000000+00:00"),
        ("DateTime.ParseExact(\"03-02-2024\", \"dd-MM-yyyy\", null).DayOfWeek", "Saturday"),
        ("DateTimeOffset.FromUnixTimeSeconds(-1)", "12/31/1969 11:59:59 PM +00:00"),
        ("TimeSpan.FromSeconds(90) > TimeSpan.FromMinutes(1)", "True"),
        ("new TimeSpan(1, 0, 0) * 2.5", "02:30:00"),
        (
            "TimeZoneInfo.FindSystemTimeZoneById(\"No/Such\")",
            "System.TimeZoneNotFoundException: The time zone ID 'No/Such' was not found on the local computer.",
        ),
        ("Guid.Parse(\"{c0ffee00-1234-4abc-9def-001122334455}\").ToString(\"N\")", "c0ffee0012344abc9def001122334455"),
    ]);
}

#[test]
fn collections() {
    check(&[
        ("var l = new List<int>{3, 1, 2}; l.Sort(); return string.Join(\",\", l);", "1,2,3"),
        (
            "var l = new List<int>{1, 2}; foreach (var x in l) l.Add(x); return l;",
            "System.InvalidOperationException: Collection was modified; enumeration operation may not execute.",
        ),
        (
            "new Dictionary<string, int>{{\"a\", 1}}[\"zz\"]",
            "System.Collections.Generic.KeyNotFoundException: The given key 'zz' was not present in the dictionary.",
        ),
        (
            "var d = new Dictionary<string, int>{{\"b\", 1}, {\"a\", 2}}; d.Remove(\"b\"); d[\"c\"] = 3; d[\"b\"] = 4; return string.Join(\",\", d.Keys);",
            "c,a,b",
        ),
        ("new HashSet<string>(StringComparer.OrdinalIgnoreCase){\"a\", \"A\"}.Count", "1"),
        ("string.Join(\",\", new Stack<int>(new[]{1, 2, 3}))", "3,2,1"),
        ("new Queue<int>().Dequeue()", "System.InvalidOperationException: Queue empty."),
        ("new KeyValuePair<string, int>(\"a\", 1)", "[a, 1]"),
        ("Tuple.Create(1, \"a\")", "(1, a)"),
    ]);
}

#[test]
fn sequences_are_lazy() {
    check(&[
        ("int n = 0; var q = new[]{1, 2, 3}.Select(x => { n++; return x; }); return n;", "0"),
        ("var l = new List<int>{1, 2, 3}; var q = l.Where(x => x > 1); l.Add(4); return q.Count();", "3"),
        ("string.Join(\",\", new[]{\"bb\", \"a\", \"cc\"}.OrderBy(s => s.Length).ThenByDescending(s => s))", "a,cc,bb"),
        ("string.Join(\",\", new[]{1, 2, 3, 4}.GroupBy(x => x % 2, (k, g) => k + \":\" + g.Sum()))", "1:4,0:6"),
        ("new int[0].First()", "System.InvalidOperationException: Sequence contains no elements"),
        ("new[]{int.MaxValue, 1}.Sum()", "System.OverflowException: Arithmetic operation resulted in an overflow."),
        (
            "new[]{\"a\", \"a\"}.ToDictionary(s => s)",
            "System.ArgumentException: An item with the same key has already been added. Key: a",
        ),
        ("((string[])null).Any()", "System.ArgumentNullException: Value cannot be null. (Parameter 'source')"),
    ]);
}

#[test]
fn regular_expressions() {
    check(&[
        ("Regex.Match(\"max-age=60\", @\"max-age=(?<m>\\d+)\").Groups[\"m\"].Value", "60"),
        ("Regex.Replace(\"foo bar\", @\"(\\w+) (\\w+)\", \"${2}x$1\")", "barxfoo"),
        ("Regex.Replace(\"aaa\", \"a*\", \"x\")", "xx"),
        ("string.Join(\"|\", Regex.Split(\"a1b2c\", @\"(\\d)\"))", "a|1|b|2|c"),
        ("Regex.Match(\"abcabc\", \"c\", RegexOptions.RightToLeft).Index", "5"),
        ("Regex.Matches(\"abc\", \"\").Count", "4"),
        ("Regex.IsMatch(\"a\", \")\")", "System.ArgumentException: Invalid pattern ')' at offset 1. Too many )'s."),
        ("Regex.Escape(\"a.b*c[d] #\")", "a\\.b\\*c\\[d]\\ \\#"),
    ]);
}

/// Whatever an expression does, its budget ends it.
#[test]
fn bounds_hold() {
    let surface = surface();
    for expression in [
        "Regex.IsMatch(new string('a', 40) + \"!\", \"^(a+)+$\")",
        "new string('x', 2000000000).Length",
        "\"x\".PadLeft(2000000000).Length",
        "string.Join(\"\", Enumerable.Repeat(\"0123456789\", 2000000000))",
        "Enumerable.Range(0, 2000000000).Where(x => x < 0).Count()",
        "IEnumerable<int> q = new[]{1}; for (int i = 0; i < 100000; i++) q = q.Select(x => x); return q.Sum();",
        "var s = \"xx\"; while (true) s = s.Replace(\"x\", \"xx\"); return s;",
        "var l = new List<int>(); while (true) l.Add(1); return l;",
        "Enumerable.Range(0, 2000000000).ToDictionary(x => x)",
        "string.Format(\"{0,999999}\", 1) + string.Join(\"\", Enumerable.Range(0, 100000).Select(x => string.Format(\"{0,999999}\", x)))",
    ] {
        let form = if expression.contains("return") { Form::Block } else { Form::Single };
        let program =
            crate::compile(expression, form, &surface, Target::Any).unwrap_or_else(|errors| panic!("{errors:?}"));
        let limits = Limits { fuel: 1_000_000, ..Limits::default() };
        let thrown = program.evaluate(&mut (), &limits).expect_err(expression);
        assert!(thrown.is_fatal(), "{expression}: {thrown}");
    }
}
