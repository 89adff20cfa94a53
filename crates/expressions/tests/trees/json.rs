//! Newtonsoft.Json 12 as expressions see it.

use super::{check, check_throws};

#[test]
fn the_reader_is_lenient() {
    check(
        "JToken.Parse(\"{a:1,'b':[1,],/*c*/\\\"c\\\":undefined}\").ToString(Formatting.None)",
        "{\"a\":1,\"b\":[1],\"c\":undefined}",
    );
    check("JToken.Parse(\"[,1,,2]\").ToString(Formatting.None)", "[undefined,1,undefined,2]");
    check("JToken.Parse(\"[0x1F,010,.5,5.,1e3,-0]\").ToString(Formatting.None)", "[31,8,0.5,5.0,1000.0,0]");
    check("JToken.Parse(\"[NaN,-Infinity]\").ToString(Formatting.None)", "[\"NaN\",\"-Infinity\"]");
    check("JToken.Parse(\"new Date(1,2)\").ToString(Formatting.None)", "new Date(1,2)");
    check("JToken.Parse(\"{'a':1,'b':2,'a':3}\").ToString(Formatting.None)", "{\"a\":3,\"b\":2}");
    check("JToken.Parse(\"'\\\\ud83dx'\").ToString()", "\u{fffd}x");
    check("JToken.Parse(\"123456789012345678901234567890\").ToString()", "123456789012345678901234567890");
}

#[test]
fn what_it_refuses_it_places() {
    let reader = "Newtonsoft.Json.JsonReaderException";
    for (json, message) in [
        ("", "Error reading JToken from JsonReader. Path '', line 0, position 0."),
        ("{", "Error reading JObject from JsonReader. Path '', line 1, position 1."),
        ("{'a':1", "Unexpected end of content while loading JObject. Path 'a', line 1, position 6."),
        (
            "{'a' 1}",
            "Invalid character after parsing property name. Expected ':' but got: 1. Path '', line 1, position 5.",
        ),
        ("{bad", "Unexpected end while parsing unquoted property name. Path '', line 1, position 4."),
        ("[1,2", "Unexpected end of content while loading JArray. Path '[1]', line 1, position 4."),
        (
            "{'a':[1,{'b':x}]}",
            "Unexpected character encountered while parsing value: x. Path 'a[1].b', line 1, position 13.",
        ),
        ("{]", "Invalid property identifier character: ]. Path '', line 1, position 1."),
        ("{} x", "Additional text encountered after finished reading JSON content: x. Path '', line 1, position 3."),
    ] {
        check(&format!("JToken.Parse(\"{json}\")"), &format!("{reader}: {message}"));
    }
    check_throws("JObject.Parse(\"[]\")", reader);
    check_throws("JArray.Parse(\"{}\")", reader);
    check_throws(&format!("JToken.Parse(\"{}\")", "[".repeat(200)), reader);
}

#[test]
fn strings_that_spell_a_moment_become_dates() {
    check("JToken.Parse(\"'2024-02-03T04:05:06Z'\").Type", "Date");
    check("JToken.Parse(\"'2024-02-03T04:05:06Z'\").ToString()", "2/3/2024 4:05:06 AM");
    check("(string)JToken.Parse(\"'2024-02-03T04:05:06Z'\")", "02/03/2024 04:05:06");
    check("JToken.Parse(\"'2024-02-03T04:05:06.1200Z'\").ToString(Formatting.None)", "\"2024-02-03T04:05:06.12Z\"");
    check("JToken.Parse(\"'2024-02-03T04:05:06+02:00'\").ToString(Formatting.None)", "\"2024-02-03T02:05:06+00:00\"");
    check("JToken.Parse(\"'2024-02-03T24:00:00Z'\").ToString(Formatting.None)", "\"2024-02-04T00:00:00Z\"");
    check("JToken.Parse(\"'2024-02-30T04:05:06Z'\").Type", "String");
    check("JToken.Parse(\"'2024-02-03'\").Type", "String");
    check("JToken.Parse(\"'/Date(1224043200000)/'\").ToString(Formatting.None)", "\"2008-10-15T04:00:00Z\"");
}

#[test]
fn casts_convert_as_dotnet_converts() {
    check("(int)JToken.Parse(\"2.5\")", "2");
    check("(int)JToken.Parse(\"3.5\")", "4");
    check("(bool)JToken.Parse(\"'true'\")", "True");
    check("(string)JToken.Parse(\"null\") == null", "True");
    check("(int)JToken.Parse(\"null\")", "System.ArgumentException: Can not convert Null to Int32.");
    check("(string)JToken.Parse(\"{}\")", "System.ArgumentException: Can not convert Object to String.");
    check("(int)(JToken)null", "System.ArgumentNullException: Value cannot be null. (Parameter 'value')");
    check(
        "(int)JToken.Parse(\"5000000000\")",
        "System.OverflowException: Value was either too large or too small for an Int32.",
    );
    check("JObject.Parse(\"{'a':1}\").Value<int>(\"zz\")", "0");
    check(
        "JObject.Parse(\"{'a':null}\").Value<int>(\"a\")",
        "System.InvalidCastException: Null object cannot be converted to a value type.",
    );
}

#[test]
fn a_token_with_a_parent_is_copied_when_it_is_added() {
    check(
        "var o = JObject.Parse(\"{'a':{'k':1}}\"); var k = o[\"a\"]; var p = new JObject(); p[\"copy\"] = k; k[\"k\"] = 2; \
         return o.ToString(Formatting.None) + p.ToString(Formatting.None);",
        "{\"a\":{\"k\":2}}{\"copy\":{\"k\":1}}",
    );
    check(
        "var p = new JProperty(\"a\", 1); var o = new JObject(p); return p.Parent == o && new JObject(p)[\"a\"] != o[\"a\"];",
        "True",
    );
    check("var o = new JObject(); o[\"self\"] = o; return o.ToString(Formatting.None);", "{\"self\":{}}");
}

#[test]
fn a_child_keeps_its_whole_tree_alive() {
    check(
        "JObject.Parse(\"{'a':{'b':[1,{'c':2}]}}\").SelectToken(\"a.b[1].c\").Root.ToString(Formatting.None)",
        "{\"a\":{\"b\":[1,{\"c\":2}]}}",
    );
    check("JObject.Parse(\"{'a.b':{'c d':[1]}}\")[\"a.b\"][\"c d\"][0].Path", "['a.b']['c d'][0]");
    check(
        "var inner = new JProperty(\"x\", 1); JToken Outer() => new JObject(new JProperty(\"y\", new JObject(inner))); \
         Outer(); return inner.Path + inner.Root.Type;",
        "y.xObject",
    );
}

#[test]
fn editing_follows_the_rules_of_containers() {
    check(
        "var o = JObject.Parse(\"{'a':1,'b':2}\"); o[\"a\"].Parent.Remove(); return o.ToString(Formatting.None);",
        "{\"b\":2}",
    );
    check(
        "var o = JObject.Parse(\"{'a':1}\"); o[\"a\"].Remove(); return o;",
        "Newtonsoft.Json.JsonException: Cannot add or remove items from Newtonsoft.Json.Linq.JProperty.",
    );
    check(
        "var o = new JObject(); o.Add(\"a\", 1); o.Add(\"a\", 2); return o;",
        "System.ArgumentException: Can not add property a to Newtonsoft.Json.Linq.JObject. Property with the same name \
         already exists on object.",
    );
    check(
        "var a = JArray.Parse(\"[1,2,3]\"); a.Insert(1, \"x\"); a.AddFirst(0); a.Add(new[]{7,8}); return a.ToString(Formatting.None);",
        "[0,1,\"x\",2,3,7,8]",
    );
    check(
        "var o = JObject.Parse(\"{'a':{'x':1},'l':[1]}\"); o.Merge(JObject.Parse(\"{'a':{'y':2},'l':[2]}\")); \
         return o.ToString(Formatting.None);",
        "{\"a\":{\"x\":1,\"y\":2},\"l\":[1,2]}",
    );
    check_throws(
        "var a = JArray.Parse(\"[1]\"); foreach (var t in a) a.Add(1); return a;",
        "System.InvalidOperationException",
    );
    check("var s = \"\"; foreach (var p in JObject.Parse(\"{'a':1,'b':2}\")) s += p.Key + p.Value; return s;", "a1b2");
}

#[test]
fn values_become_json_and_come_back() {
    check(
        "JsonConvert.SerializeObject(new{d=1.0,m=1.10m,c='c',b=new byte[]{1,2},t=TimeSpan.FromSeconds(5),e=DayOfWeek.Friday,n=(string)null})",
        "{\"d\":1.0,\"m\":1.10,\"c\":\"c\",\"b\":\"AQI=\",\"t\":\"00:00:05\",\"e\":5,\"n\":null}",
    );
    check(
        "JsonConvert.SerializeObject(new Dictionary<string,int[]>{{\"a\",new[]{1}}}, Formatting.Indented)",
        "{\n  \"a\": [\n    1\n  ]\n}",
    );
    check("JsonConvert.SerializeObject(\"\\u2028\\u0085\\u0001<\\\"\")", "\"\\u2028\\u0085\\u0001<\\\"\"");
    check(
        "JsonConvert.DeserializeObject<Dictionary<string,string>>(\"{'n':1.50,'d':'2024-02-03T04:05:06Z'}\")[\"n\"]",
        "1.50",
    );
    check("JsonConvert.DeserializeObject<decimal>(\"1.10\")", "1.10");
    check_throws("JsonConvert.DeserializeObject<int>(\"5.5\")", "Newtonsoft.Json.JsonReaderException");
    check_throws("JsonConvert.DeserializeObject<int[]>(\"{}\")", "Newtonsoft.Json.JsonSerializationException");
    check(
        "JsonConvert.SerializeObject(XElement.Parse(\"<a x='1'><b>1</b><b>2</b><c/></a>\"))",
        "{\"a\":{\"@x\":\"1\",\"b\":[\"1\",\"2\"],\"c\":null}}",
    );
}

#[test]
fn trees_stay_within_their_height() {
    check(
        "JToken t = new JArray(); for (var i = 0; i < 100000; i++) t = new JArray(t, 1); return t.Type;",
        "System.InvalidOperationException: the JSON tree is nested deeper than one may be (limit: MAX_HEIGHT)",
    );
}
