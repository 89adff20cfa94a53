//! Addresses and their encodings.

use super::{check, check_throws};

#[test]
fn a_uri_is_canonical_and_readable() {
    for (uri, member, expected) in [
        ("https://Example.COM:443/a/../b/./c?x=1#f", "ToString()", "https://example.com/b/c?x=1#f"),
        ("https://e.com/A%20b/ü?q=ü x", "ToString()", "https://e.com/A b/ü?q=ü x"),
        ("https://e.com/A%20b/ü?q=ü x", "AbsoluteUri", "https://e.com/A%20b/%C3%BC?q=%C3%BC%20x"),
        ("https://e.com/a%2Fb%41", "AbsolutePath", "/a%2FbA"),
        ("http://h/?a=%3d", "ToString()", "http://h/?a=%3d"),
        ("http://h/%zz", "AbsolutePath", "/%25zz"),
        ("http://e.com?x=1", "PathAndQuery", "/?x=1"),
        ("http://u:p@h:8080/x", "Authority", "h:8080"),
        ("http://h:8080/x?y", "GetLeftPart(UriPartial.Authority)", "http://h:8080"),
        ("http://0x7f.1/", "Host", "127.0.0.1"),
        ("http://[2001:DB8::1]:80/", "Host", "[2001:db8::1]"),
        ("https://bücher.example/", "IdnHost", "xn--bcher-kva.example"),
        ("mailto:a@b.com", "ToString()", "mailto:a@b.com"),
        ("urn:x:y", "AbsolutePath", "x:y"),
    ] {
        check(&format!("new Uri(\"{uri}\").{member}"), expected);
    }
}

#[test]
fn what_is_no_uri_says_why() {
    for (uri, message) in [
        ("", "Invalid URI: The URI is empty."),
        ("example.com/x", "Invalid URI: The format of the URI could not be determined."),
        ("http://a b/", "Invalid URI: The hostname could not be parsed."),
        ("http://h:99999/", "Invalid URI: Invalid port specified."),
        ("1http://x", "Invalid URI: The URI scheme is not valid."),
    ] {
        check(&format!("new Uri(\"{uri}\")"), &format!("System.UriFormatException: {message}"));
    }
}

#[test]
fn references_resolve() {
    for (base, reference, expected) in [
        ("http://h/a/b", "c", "http://h/a/c"),
        ("http://h/a/b", "../c", "http://h/c"),
        ("http://h/a/b?c", "?d", "http://h/a/b?d"),
        ("http://h/a/b", "//x/y", "http://x/y"),
        ("http://h/a/b", "https://x/y", "https://x/y"),
    ] {
        check(&format!("new Uri(new Uri(\"{base}\"), \"{reference}\")"), expected);
    }
    check("new Uri(\"http://h/a/b/c\").MakeRelativeUri(new Uri(\"http://h/a/d\"))", "../d");
    check("new Uri(\"https://h/a\") == new Uri(\"https://H:443/a#f\")", "True");
}

#[test]
fn each_escaping_keeps_its_own_characters() {
    check("WebUtility.UrlEncode(\"~*!'()-._ é\")", "%7E*!%27()-._+%C3%A9");
    check("System.Web.HttpUtility.UrlEncode(\"é/'\")", "%c3%a9%2f%27");
    check("Uri.EscapeDataString(\"~*!'()-._ é\")", "~%2A%21%27%28%29-._%20%C3%A9");
    check("Uri.EscapeUriString(\"http://h/a b?é=1#x%20[z]\")", "http://h/a%20b?%C3%A9=1#x%2520[z]");
    check("Uri.UnescapeDataString(\"a+b%20%C3%A9%ff%zz\")", "a+b é%FF%zz");
    check("WebUtility.UrlDecode(\"%c3%a9%zz%4+%ff\")", "é%zz%4 \u{fffd}");
    check("WebUtility.HtmlEncode(\"<é€'\\\"&>\")", "&lt;&#233;€&#39;&quot;&amp;&gt;");
    check("WebUtility.HtmlDecode(\"&eacute;&#xe9;&hellip;&unknown;&#0;&amp\")", "éé…&unknown;&#0;&amp");
}

#[test]
fn addresses_are_read_as_the_system_reads_them() {
    check("IPAddress.Parse(\"10.1\").ToString()", "10.0.0.1");
    check("IPAddress.Parse(\"2001:DB8:0:0:0:0:0:1\").ToString()", "2001:db8::1");
    check("IPAddress.Parse(\"fe80::1%2\").ToString()", "fe80::1%2");
    check("IPAddress.Parse(\"::ffff:1.2.3.4\").MapToIPv4().ToString()", "1.2.3.4");
    check("IPAddress.TryParse(\"1.2.3.256\", out IPAddress a)", "False");
    check_throws("IPAddress.Parse(\"x\")", "System.FormatException");
}

#[test]
fn encodings_replace_what_they_cannot_say() {
    check("BitConverter.ToString(Encoding.ASCII.GetBytes(\"aé😀\"))", "61-3F-3F-3F");
    check("BitConverter.ToString(Encoding.GetEncoding(\"latin1\").GetBytes(\"€é\"))", "3F-E9");
    check("Encoding.UTF8.GetString(new byte[]{0xe2,0x82,0x41,0xed,0xa0,0x80}).Length", "5");
    check("Encoding.UTF7.GetString(Encoding.UTF7.GetBytes(\"a+é\"))", "a+é");
    check_throws("new UTF8Encoding(false, true).GetString(new byte[]{0xff})", "System.Text.DecoderFallbackException");
    check_throws("Encoding.GetEncoding(\"windows-1252\")", "System.ArgumentException");
    check("Encoding.GetEncoding(\"UTF-8\") == Encoding.UTF8", "True");
}
