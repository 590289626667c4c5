//! Dates of feeds as they are written in the wild.

use jiff::tz::TimeZone;

use super::*;

#[track_caller]
fn check(text: &str, want: &str) {
    let got = read(text, &TimeZone::UTC).map_or("-".to_owned(), |at| at.to_string());
    assert_eq!(got, want, "{text}");
}

#[test]
fn the_dates_of_the_standards() {
    check("2025007", "2025-01-07T00:00:00Z");
    check("Tue, 07 Jan 2025 10:00:00 GMT", "2025-01-07T10:00:00Z");
    check("Tue, 07 Jan 2025 10:00:00 +0500", "2025-01-07T05:00:00Z");
    check("07 Jan 25 10:00 EST", "2025-01-07T15:00:00Z");
    check("2025-01-07T10:00:00Z", "2025-01-07T10:00:00Z");
    check("2025-01-07T10:00:00.123+05:00", "2025-01-07T05:00:00Z");
    check("2025-01-07T10:00Z", "2025-01-07T10:00:00Z");
    check("2025-01-07", "2025-01-07T00:00:00Z");
    check("2025-01", "2025-01-01T00:00:00Z");
    check("2025-007", "2025-01-07T00:00:00Z");
    check("20250107", "2025-01-07T00:00:00Z");
    check("20250107T103000Z", "2025-01-07T10:30:00Z");
}

#[test]
fn the_dates_that_feeds_write_instead() {
    check("Tue, 07 Jan 2025 10:00 PKT", "2025-01-07T05:00:00Z");
    check("2025-01-07 10:00:00", "2025-01-07T10:00:00Z");
    check("Tue, 07 Jan 2025", "2025-01-07T00:00:00Z");
    check("Jan 7, 2025 10:00 am", "2025-01-07T10:00:00Z");
    check("January 7, 2025 at 10:05 p.m.", "2025-01-07T22:05:00Z");
    check("Tue, 07 Jan 2025 10:00:00 GMT+5", "2025-01-07T05:00:00Z");
    check("Tue, 07 Jan 2025 10:00:00 GMT+05:30", "2025-01-07T04:30:00Z");
    check("1736244000", "2025-01-07T10:00:00Z");
    check("1736244000000", "2025-01-07T10:00:00Z");
    check("Wed, 07 Jan 2025 24:00:00 GMT", "2025-01-08T00:00:00Z");
    check("Tue, 07 January 2025 10:00:60 GMT", "2025-01-07T10:00:59Z");
    check("Tue,07 Jan 2025 10:00:00+0000", "2025-01-07T10:00:00Z");
    check("Tue, Jan 07 2025 10:00:00 GMT", "2025-01-07T10:00:00Z");
    check("07-Jan-2025 10:00", "2025-01-07T10:00:00Z");
    check("Tue Jan  7 10:00:00 2025", "2025-01-07T10:00:00Z");
    check("2025/01/07 10:00:00 +05:00", "2025-01-07T05:00:00Z");
    check("07.01.2025 10:00", "2025-01-07T10:00:00Z");
    check("13/01/2025", "2025-01-13T00:00:00Z");
    check("Sept 9, 2024", "2024-09-09T00:00:00Z");
}

#[test]
fn dates_in_the_languages_of_the_sources() {
    check("7 جنوری 2025", "2025-01-07T00:00:00Z");
    check("۷ جنوری ۲۰۲۵", "2025-01-07T00:00:00Z");
    check("2025年1月7日 10:00", "2025-01-07T10:00:00Z");
    check("2025年1月7日", "2025-01-07T00:00:00Z");
    check("7 января 2025", "2025-01-07T00:00:00Z");
    check("2025년 1월 7일", "2025-01-07T00:00:00Z");
}

#[test]
fn an_unclear_date_is_unknown_never_now() {
    for text in [
        "",
        "today",
        "07/01/2025",
        "n/a",
        "0000-00-00 00:00:00",
        "32 Jan 2025",
        "99999999999999999999",
        "Thu, 01 Foo 2025 10:00:00",
        "-",
        "2025-13-45",
        "10:00",
        "99:99:99",
    ] {
        check(text, "-");
    }
}

#[test]
fn a_date_without_a_zone_is_in_the_zone_of_the_source() {
    let karachi = TimeZone::get("Asia/Karachi").unwrap();
    let at = read("2025-01-07 10:00:00", &karachi).unwrap();
    assert_eq!(at.to_string(), "2025-01-07T05:00:00Z");
    let formats = ["%d/%m/%Y %H:%M".to_owned(), "%d %B %Y".to_owned()];
    let at = read_as(" 07/01/2025   10:00 ", &formats, &karachi).unwrap();
    assert_eq!(at.to_string(), "2025-01-07T05:00:00Z");
    assert_eq!(read_as("7 Januar", &formats, &karachi), None);
}
