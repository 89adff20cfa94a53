use super::{MAX_NAME, name_fault, referenced, revision, without_revision};

#[test]
fn a_reference_is_a_full_id_a_relative_one_or_a_name() {
    let full =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/x/certificates/valid-client";
    for reference in [full, "/certificates/valid-client", "/Certificates/valid-client/", "valid-client"] {
        assert_eq!(referenced(reference, "certificates"), Some("valid-client"), "{reference}");
    }
    for reference in ["/backends/valid-client", "", "/", "/valid-client"] {
        assert_eq!(referenced(reference, "certificates"), None, "{reference}");
    }
}

#[test]
fn names_follow_arm() {
    assert_eq!(name_fault("customers;rev=2", MAX_NAME), None);
    assert_eq!(name_fault("a+b", MAX_NAME).unwrap(), "`+` cannot be part of a resource name");
    assert!(name_fault("../x", MAX_NAME).is_some());
    assert!(name_fault("", MAX_NAME).is_some());
    assert!(name_fault(&"x".repeat(81), MAX_NAME).unwrap().ends_with("this one has 81"));
}

#[test]
fn revisions_are_part_of_the_name() {
    assert_eq!((without_revision("customers;rev=2"), revision("customers;rev=2")), ("customers", Some("2")));
    assert_eq!((without_revision("customers"), revision("customers")), ("customers", None));
}
