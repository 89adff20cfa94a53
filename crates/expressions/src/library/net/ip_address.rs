//! `System.Net.IPAddress`.

use std::net::{IpAddr, Ipv6Addr};

use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value, library::uri::parse::ipv4};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.enumeration(
        "System.Net.Sockets.AddressFamily",
        "Kinds of addresses.",
        &[("Unspecified", 0), ("Unix", 1), ("InterNetwork", 2), ("InterNetworkV6", 23)],
    );
    declarations
        .class("System.Net.IPAddress", "An address of IPv4 or IPv6.")
        .has("IPAddress(byte[] address)", of_bytes, "An address of 4 or 16 bytes.")
        .has("static IPAddress Parse(string ipString)", parse, "Reads an address; FormatException otherwise.")
        .has("static bool TryParse(string ipString, out IPAddress address)", try_parse, "Reads an address.")
        .has("static bool IsLoopback(IPAddress address)", is_loopback, "Whether it means this machine.")
        .has("static IPAddress Any", |_| Ok(value(IpAddr::from([0, 0, 0, 0]))), "0.0.0.0.")
        .has("static IPAddress Loopback", |_| Ok(value(IpAddr::from([127, 0, 0, 1]))), "127.0.0.1.")
        .has("static IPAddress IPv6Loopback", |_| Ok(value(IpAddr::V6(Ipv6Addr::LOCALHOST))), "::1.")
        .has("AddressFamily AddressFamily", family, "IPv4 or IPv6.")
        .has("byte[] GetAddressBytes()", bytes, "4 or 16 bytes.")
        .has("IPAddress MapToIPv4()", map_to_ipv4, "The IPv4 address inside.")
        .has("IPAddress MapToIPv6()", map_to_ipv6, "The IPv6 form of an IPv4 address.")
        .has("bool IsIPv4MappedToIPv6", is_mapped, "Whether an IPv4 address is inside.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The address as text.");
}

/// An address; IPv6 may name the interface it belongs to.
struct Address(IpAddr, Option<u32>);

impl Object for Address {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Net.IPAddress"))
    }

    fn to_text(&self) -> Text {
        Text::from(match self.1 {
            Some(scope) => format!("{}%{scope}", self.0),
            None => self.0.to_string(),
        })
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.0 == self.0 && other.1 == self.1)
    }

    fn hash_code(&self) -> i32 {
        Value::Text(self.to_text()).hash_code()
    }
}

fn value(address: IpAddr) -> Value {
    Value::object(Address(address, None))
}

fn read(text: &Text) -> Option<Value> {
    let text = text.to_str();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&text);
    let (address, scope) = bare.split_once('%').map_or((bare, None), |(address, scope)| (address, scope.parse().ok()));
    match address.parse::<Ipv6Addr>() {
        Ok(address) => Some(Value::object(Address(IpAddr::V6(address), scope))),
        Err(_) => ipv4(&text).map(|address| value(IpAddr::V4(address))),
    }
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "ipString")?;
    read(&text).ok_or_else(|| Exception::format("An invalid IP address was specified."))
}

fn try_parse(call: &mut Call) -> Result<Value, Exception> {
    let address = call.optional_text(0).and_then(|text| read(&text));
    let found = address.is_some();
    call.set(1, address.unwrap_or(Value::Null));
    Ok(found.into())
}

fn of_bytes(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "address")?;
    if let Ok(bytes) = <[u8; 4]>::try_from(&bytes[..]) {
        return Ok(value(IpAddr::from(bytes)));
    }
    match <[u8; 16]>::try_from(&bytes[..]) {
        Ok(bytes) => Ok(value(IpAddr::from(bytes))),
        Err(_) => Err(Exception::argument("An invalid IP address was specified.", "address")),
    }
}

fn this(call: &Call) -> Result<IpAddr, Exception> {
    call.this_object::<Address>().map(|address| address.0)
}

fn is_loopback(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.object::<Address>(0, "address")?.0.to_canonical().is_loopback().into())
}

fn family(call: &mut Call) -> Result<Value, Exception> {
    let number = if this(call)?.is_ipv4() { 2 } else { 23 };
    Ok(Value::Enum(TypeId::of("System.Net.Sockets.AddressFamily"), number))
}

fn bytes(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::bytes(match this(call)? {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }))
}

fn map_to_ipv4(call: &mut Call) -> Result<Value, Exception> {
    Ok(value(match this(call)? {
        IpAddr::V6(address) => {
            let [.., a, b, c, d] = address.octets();
            IpAddr::from([a, b, c, d])
        }
        address => address,
    }))
}

fn map_to_ipv6(call: &mut Call) -> Result<Value, Exception> {
    Ok(value(match this(call)? {
        IpAddr::V4(address) => IpAddr::V6(address.to_ipv6_mapped()),
        address => address,
    }))
}

fn is_mapped(call: &mut Call) -> Result<Value, Exception> {
    Ok(matches!(this(call)?, IpAddr::V6(address) if address.to_ipv4_mapped().is_some()).into())
}
