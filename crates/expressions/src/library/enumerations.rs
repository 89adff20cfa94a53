//! Enumerations that only serve as arguments.

use crate::Declarations;

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.enumeration(
        "System.StringComparison",
        "How strings are compared.",
        &[
            ("CurrentCulture", 0),
            ("CurrentCultureIgnoreCase", 1),
            ("InvariantCulture", 2),
            ("InvariantCultureIgnoreCase", 3),
            ("Ordinal", 4),
            ("OrdinalIgnoreCase", 5),
        ],
    );
    declarations
        .enumeration("System.StringSplitOptions", "What Split keeps.", &[("None", 0), ("RemoveEmptyEntries", 1)])
        .flags();
    declarations
        .enumeration(
            "System.Base64FormattingOptions",
            "Line breaks of Base64.",
            &[("None", 0), ("InsertLineBreaks", 1)],
        )
        .flags();
    declarations.enumeration(
        "System.Text.NormalizationForm",
        "Unicode normalization forms.",
        &[("FormC", 1), ("FormD", 2), ("FormKC", 5), ("FormKD", 6)],
    );
    declarations.enumeration(
        "System.TypeCode",
        "Kinds of plain types.",
        &[
            ("Empty", 0),
            ("Object", 1),
            ("DBNull", 2),
            ("Boolean", 3),
            ("Char", 4),
            ("SByte", 5),
            ("Byte", 6),
            ("Int16", 7),
            ("UInt16", 8),
            ("Int32", 9),
            ("UInt32", 10),
            ("Int64", 11),
            ("UInt64", 12),
            ("Single", 13),
            ("Double", 14),
            ("Decimal", 15),
            ("DateTime", 16),
            ("String", 18),
        ],
    );
}
