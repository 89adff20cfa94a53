//! Takes a URI apart as `System.Uri` does, and puts a relative one onto its base.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::escape;

/// Longest URI that .NET takes.
const MAX_LENGTH: usize = 65_519;

/// Why a text is no URI; the texts are .NET's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Problem {
    Empty,
    NoScheme,
    BadScheme,
    BadHost,
    BadPort,
    TooLong,
    /// One letter before the colon: a drive, but no path from its root.
    DosPath,
    /// A relative reference was asked for.
    NotRelative,
}

impl Problem {
    /// The text of the `UriFormatException`.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Empty => "Invalid URI: The URI is empty.",
            Self::NoScheme => "Invalid URI: The format of the URI could not be determined.",
            Self::BadScheme => "Invalid URI: The URI scheme is not valid.",
            Self::BadHost => "Invalid URI: The hostname could not be parsed.",
            Self::BadPort => "Invalid URI: Invalid port specified.",
            Self::DosPath => "Invalid URI: A Dos path must be rooted, for example, 'c:\\\\'.",
            Self::NotRelative => {
                "A relative URI cannot be created because the 'uriString' parameter represents an absolute URI."
            }
            Self::TooLong => "Invalid URI: The Uri string is too long.",
        }
    }
}

/// `UriHostNameType` with its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum HostKind {
    Unknown = 0,
    Basic = 1,
    Dns = 2,
    Ipv4 = 3,
    Ipv6 = 4,
}

/// An absolute URI taken apart. Path, query and fragment are escaped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Parts {
    pub(crate) scheme: String,
    pub(crate) user_info: String,
    pub(crate) host: String,
    pub(crate) host_kind: HostKind,
    /// -1 where the scheme has no port.
    pub(crate) port: i32,
    pub(crate) path: String,
    /// With its `?`.
    pub(crate) query: String,
    /// With its `#`.
    pub(crate) fragment: String,
    /// There is a `//` after the scheme.
    pub(crate) has_authority: bool,
}

/// The port a scheme has when none is given.
pub(crate) fn default_port(scheme: &str) -> i32 {
    match scheme {
        "http" | "ws" => 80,
        "https" | "wss" => 443,
        "ftp" => 21,
        "gopher" => 70,
        "nntp" => 119,
        "telnet" => 23,
        "ldap" => 389,
        "mailto" => 25,
        "net.tcp" => 808,
        _ => -1,
    }
}

/// Schemes whose URIs are hierarchical and need a host.
fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https" | "ftp" | "ws" | "wss" | "gopher" | "nntp" | "telnet")
}

/// `Uri.CheckSchemeName`.
pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

impl Parts {
    /// An absolute URI.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        let text = text.trim_matches([' ', '\t', '\n', '\r']);
        if text.len() > MAX_LENGTH {
            return Err(Problem::TooLong);
        }
        let (scheme, rest) = text.split_once(':').ok_or(Problem::NoScheme)?;
        if !is_scheme(scheme) {
            // A colon behind a slash belongs to a path, not to a scheme.
            let relative = scheme.contains(['/', '?', '#']) || scheme.is_empty();
            return Err(if relative { Problem::NoScheme } else { Problem::BadScheme });
        }
        if scheme.len() == 1 {
            let rooted = rest.starts_with(['/', '\\']);
            return if rooted { Self::parse(&format!("file:///{text}")) } else { Err(Problem::DosPath) };
        }
        let scheme = scheme.to_ascii_lowercase();
        let (rest, fragment) = split_before(rest, '#');
        let (rest, query) = split_before(rest, '?');
        let mut parts = Self {
            user_info: String::new(),
            host: String::new(),
            host_kind: HostKind::Unknown,
            port: default_port(&scheme),
            path: String::new(),
            query: escape::canonical(query),
            fragment: escape::canonical(fragment),
            has_authority: false,
            scheme,
        };
        match rest.strip_prefix("//") {
            Some(rest) => {
                parts.has_authority = true;
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
                parts.read_authority(authority)?;
                let slashes = is_web(&parts.scheme) || parts.scheme == "file";
                let path = if slashes { path.replace('\\', "/") } else { path.to_owned() };
                parts.path = remove_dots(&escape::canonical(&path));
                if parts.path.is_empty() && (is_web(&parts.scheme) || !parts.host.is_empty()) {
                    parts.path.push('/');
                }
            }
            None if is_web(&parts.scheme) => return Err(Problem::BadHost),
            None if parts.scheme == "mailto" => {
                let (user, host) = rest.rsplit_once('@').unwrap_or((rest, ""));
                parts.user_info = user.to_owned();
                parts.host = host.to_ascii_lowercase();
                parts.host_kind = if host.is_empty() { HostKind::Basic } else { HostKind::Dns };
            }
            None => parts.path = escape::canonical(rest),
        }
        Ok(parts)
    }

    fn read_authority(&mut self, authority: &str) -> Result<(), Problem> {
        let (user_info, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        self.user_info = escape::canonical(user_info);
        let (host, port) = match host.strip_prefix('[') {
            Some(rest) => {
                let (address, after) = rest.split_once(']').ok_or(Problem::BadHost)?;
                let (address, zone) = address.split_once('%').unwrap_or((address, ""));
                let address: Ipv6Addr = address.parse().map_err(|_| Problem::BadHost)?;
                let zone = if zone.is_empty() { String::new() } else { format!("%{zone}") };
                self.host = format!("[{address}{zone}]");
                self.host_kind = HostKind::Ipv6;
                let port = match after.strip_prefix(':') {
                    Some(port) => Some(port),
                    None if after.is_empty() => None,
                    None => return Err(Problem::BadHost),
                };
                ("", port)
            }
            None => match host.rsplit_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (host, None),
            },
        };
        if let Some(port) = port.filter(|port| !port.is_empty()) {
            let number = port.parse::<u16>().ok().filter(|_| port.bytes().all(|digit| digit.is_ascii_digit()));
            self.port = number.map(i32::from).ok_or(Problem::BadPort)?;
        }
        if self.host_kind == HostKind::Ipv6 {
            return Ok(());
        }
        if host.is_empty() {
            return if is_web(&self.scheme) { Err(Problem::BadHost) } else { Ok(()) };
        }
        if let Some(address) = ipv4(host) {
            self.host = address.to_string();
            self.host_kind = HostKind::Ipv4;
            return Ok(());
        }
        if !is_host(host) {
            return Err(Problem::BadHost);
        }
        self.host = host.to_lowercase();
        self.host_kind = HostKind::Dns;
        Ok(())
    }

    /// `Authority`: the host, with the port where it is not the scheme's.
    pub(crate) fn authority(&self) -> String {
        if self.is_default_port() { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    pub(crate) fn is_default_port(&self) -> bool {
        self.port == default_port(&self.scheme)
    }

    /// Scheme, user and authority: what stands before the path.
    pub(crate) fn origin(&self) -> String {
        if self.scheme == "mailto" {
            let at = if self.host.is_empty() { "" } else { "@" };
            return format!("mailto:{}{at}{}", self.user_info, self.host);
        }
        if !self.has_authority {
            return format!("{}:", self.scheme);
        }
        let user = if self.user_info.is_empty() { String::new() } else { format!("{}@", self.user_info) };
        format!("{}://{user}{}", self.scheme, self.authority())
    }

    /// `AbsoluteUri`.
    pub(crate) fn absolute(&self) -> String {
        format!("{}{}{}{}", self.origin(), self.path, self.query, self.fragment)
    }

    /// `ToString()`.
    pub(crate) fn display(&self) -> String {
        let shown = escape::for_display;
        format!("{}{}{}{}", self.origin(), shown(&self.path), shown(&self.query), shown(&self.fragment))
    }

    /// What equality compares: everything but user and fragment.
    pub(crate) fn identity(&self) -> (&str, &str, i32, &str, &str) {
        (&self.scheme, &self.host, self.port, &self.path, &self.query)
    }

    /// RFC 3986 section 5.2: `reference` seen from this URI.
    pub(crate) fn resolve(&self, reference: &str) -> Result<Self, Problem> {
        match Self::parse(reference) {
            Ok(absolute) => return Ok(absolute),
            Err(Problem::NoScheme | Problem::Empty) => {}
            Err(problem) => return Err(problem),
        }
        let reference = reference.trim();
        if let Some(rest) = reference.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", self.scheme));
        }
        let (rest, fragment) = split_before(reference, '#');
        let (path, query) = split_before(rest, '?');
        let mut resolved = self.clone();
        resolved.fragment = escape::canonical(fragment);
        if path.is_empty() {
            if !query.is_empty() {
                resolved.query = escape::canonical(query);
            }
            return Ok(resolved);
        }
        resolved.query = escape::canonical(query);
        let path = escape::canonical(&path.replace('\\', "/"));
        resolved.path = if path.starts_with('/') {
            remove_dots(&path)
        } else {
            let folder = self.path.rfind('/').map_or("/", |slash| self.path.get(..=slash).unwrap_or("/"));
            remove_dots(&format!("{folder}{path}"))
        };
        Ok(resolved)
    }

    /// `MakeRelativeUri`: how `other` is written as seen from this URI.
    pub(crate) fn relative_to(&self, other: &Self) -> Option<String> {
        if (&self.scheme, &self.host, self.port) != (&other.scheme, &other.host, other.port) {
            return None;
        }
        let folder = self.path.rfind('/').map_or("", |slash| self.path.get(..=slash).unwrap_or(""));
        let shared = folder
            .char_indices()
            .zip(other.path.chars())
            .take_while(|((_, one), two)| one == two)
            .filter(|((_, one), _)| *one == '/')
            .last()
            .map_or(0, |((index, _), _)| index + 1);
        let up = folder.get(shared..).unwrap_or_default().matches('/').count();
        let mut relative = "../".repeat(up);
        relative.push_str(other.path.get(shared..).unwrap_or_default());
        if relative.is_empty() && self.path != other.path {
            relative.push_str("./");
        }
        if self.path == other.path {
            relative.clear();
        }
        Some(format!("{relative}{}{}", other.query, other.fragment))
    }
}

fn split_before(text: &str, mark: char) -> (&str, &str) {
    match text.find(mark) {
        Some(at) => text.split_at_checked(at).unwrap_or((text, "")),
        None => (text, ""),
    }
}

/// Dotted, and also the short, octal and hexadecimal forms.
pub(crate) fn ipv4(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<&str> = text.split('.').collect();
    let number = |part: &&str| -> Option<u64> {
        if let Some(digits) = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
            return u64::from_str_radix(digits, 16).ok();
        }
        if !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        match part.strip_prefix('0') {
            Some(digits) if !digits.is_empty() => u64::from_str_radix(digits, 8).ok(),
            _ => part.parse().ok(),
        }
    };
    let numbers: Option<Vec<u64>> = parts.iter().map(number).collect();
    let (last, leading) = numbers.as_deref()?.split_last()?;
    if leading.len() > 3 || leading.iter().any(|part| *part > 255) || *last >= 1 << (8 * (4 - leading.len())) {
        return None;
    }
    let mut value = *last;
    for (index, part) in leading.iter().enumerate() {
        value |= part << (24 - 8 * index);
    }
    u32::try_from(value).ok().map(Ipv4Addr::from)
}

fn is_host(host: &str) -> bool {
    let labels = host.strip_suffix('.').unwrap_or(host);
    !labels.is_empty()
        && labels.split('.').all(|label| {
            !label.is_empty()
                && label.chars().count() <= 63
                && label.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_'))
        })
}

/// RFC 3986 section 5.2.4.
fn remove_dots(path: &str) -> String {
    if !path.contains("/.") {
        return path.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    segments.next();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." if last => kept.push(""),
            "." => {}
            ".." => {
                kept.pop();
                if last {
                    kept.push("");
                }
            }
            segment => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

/// A host as IDNA writes it for the DNS: every label with other than ASCII becomes `xn--…` (RFC 3492).
pub(crate) fn idn_host(host: &str) -> String {
    let labels: Vec<String> =
        host.split('.').map(|label| punycode(label).unwrap_or_else(|| label.to_owned())).collect();
    labels.join(".")
}

fn punycode(label: &str) -> Option<String> {
    if label.is_ascii() {
        return None;
    }
    let characters: Vec<u32> = label.chars().map(u32::from).collect();
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = out.len() as u32;
    if basic > 0 {
        out.push('-');
    }
    let (mut code, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    while (handled as usize) < characters.len() {
        let next = characters.iter().copied().filter(|character| *character >= code).min()?;
        delta = delta.checked_add((next - code).checked_mul(handled + 1)?)?;
        code = next;
        for character in &characters {
            if *character < code {
                delta = delta.checked_add(1)?;
            }
            if *character == code {
                let mut rest = delta;
                let mut base = 36;
                loop {
                    let threshold = if base <= bias { 1 } else { (base - bias).min(26) };
                    if rest < threshold {
                        break;
                    }
                    out.push(digit(threshold + (rest - threshold) % (36 - threshold)));
                    rest = (rest - threshold) / (36 - threshold);
                    base += 36;
                }
                out.push(digit(rest));
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        code += 1;
    }
    Some(format!("xn--{out}"))
}

fn digit(value: u32) -> char {
    char::from(if value < 26 { b'a' + value as u8 } else { b'0' + (value - 26) as u8 })
}

fn adapt(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut base = 0;
    while delta > 455 {
        delta /= 35;
        base += 36;
    }
    base + 36 * delta / (delta + 38)
}
