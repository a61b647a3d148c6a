//! Values of every type in paths and queries (R1.6 to R1.12).

use azrest_runtime::{Base64, Base64Url};
use url_client::Client;
use url_client::models::UriColor;

use crate::scenario::{Document, Scenario, parsed};

/// The text of the peer's tests of encodings: three bytes for each character, some of them compatibility ideographs.
pub(super) const MULTIBYTE: &str = "\u{554a}\u{9f44}\u{4e02}\u{72db}\u{72dc}\u{f9f1}\u{f92c}\u{f9f1}\u{fa0c}\u{fa29}";

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("url", list, |peer| Client::builder(peer.credential(), &peer.base));
    paths(&mut it);
    queries(&mut it);
    lists(&mut it);
    path_items(&mut it);
}

fn paths(it: &mut Document<'_, Client>) {
    it.gives("UrlPathsBoolTrue", |c| c.paths().get_boolean_true(), (), "GET 200");
    it.gives("UrlPathsBoolFalse", |c| c.paths().get_boolean_false(), (), "GET 200");
    it.gives("UrlPathsIntPositive", |c| c.paths().get_int_one_million(), (), "GET 200");
    it.gives("UrlPathsIntNegative", |c| c.paths().get_int_negative_one_million(), (), "GET 200");
    it.gives("UrlPathsLongPositive", |c| c.paths().get_ten_billion(), (), "GET 200");
    it.gives("UrlPathsLongNegative", |c| c.paths().get_negative_ten_billion(), (), "GET 200");
    it.gives("UrlPathsFloatPositive", |c| c.paths().float_scientific_positive(), (), "GET 200");
    it.gives("UrlPathsFloatNegative", |c| c.paths().float_scientific_negative(), (), "GET 200");
    it.gives("UrlPathsDoublePositive", |c| c.paths().double_decimal_positive(), (), "GET 200");
    it.gives("UrlPathsDoubleNegative", |c| c.paths().double_decimal_negative(), (), "GET 200");
    it.gives("UrlPathsStringUnicode", |c| c.paths().string_unicode(), (), "GET 200");
    it.gives("UrlPathsStringUrlEncoded", |c| c.paths().string_url_encoded(), (), "GET 200");
    it.gives("UrlPathsStringUrlNonEncoded", |c| c.paths().string_url_non_encoded(), (), "GET 200");
    it.gives("UrlPathsStringEmpty", |c| c.paths().string_empty(), (), "GET 200");
    it.gives("UrlPathsEnumValid", |c| c.paths().enum_valid(&UriColor::GreenColor), (), "GET 200");
    it.gives(
        "UrlPathsByteMultiByte",
        |c| c.paths().byte_multi_byte(&Base64::from(MULTIBYTE.as_bytes().to_vec())),
        (),
        "GET 200",
    );
    it.gives("UrlPathsByteEmpty", |c| c.paths().byte_empty(), (), "GET 200");
    it.gives("UrlPathsDateValid", |c| c.paths().date_valid(), (), "GET 200");
    it.gives("UrlPathsDateTimeValid", |c| c.paths().date_time_valid(), (), "GET 200");
    it.gives("UrlPathsStringBase64Url", |c| c.paths().base64_url(&Base64Url::from(b"lorem".to_vec())), (), "GET 200");
    it.gives(
        "UrlPathsArrayCSVInPath",
        |c| c.paths().array_csv_in_path(&["ArrayPath1", "begin!*'();:@ &=+$,/?#[]end", "", ""]),
        (),
        "GET 200",
    );
    it.gives("UrlPathsIntUnixTime", |c| c.paths().unix_time_url(parsed(1_460_505_600)), (), "GET 200");
    // An empty value would make another path of it; nothing is sent (R1.7).
    it.also("an empty value in a path is refused", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        let error = client.paths().string_null("").await.expect_err("no value");
        assert_eq!(error.kind(), azrest_runtime::ErrorKind::Argument);
        assert_eq!(peer.trail(), "");
    });
}

fn queries(it: &mut Document<'_, Client>) {
    it.gives("UrlQueriesBoolTrue", |c| c.queries().get_boolean_true(), (), "GET 200");
    it.gives("UrlQueriesBoolFalse", |c| c.queries().get_boolean_false(), (), "GET 200");
    it.gives("UrlQueriesBoolNull", |c| c.queries().get_boolean_null(), (), "GET 200");
    it.gives("UrlQueriesIntPositive", |c| c.queries().get_int_one_million(), (), "GET 200");
    it.gives("UrlQueriesIntNegative", |c| c.queries().get_int_negative_one_million(), (), "GET 200");
    it.gives("UrlQueriesIntNull", |c| c.queries().get_int_null(), (), "GET 200");
    it.gives("UrlQueriesLongPositive", |c| c.queries().get_ten_billion(), (), "GET 200");
    it.gives("UrlQueriesLongNegative", |c| c.queries().get_negative_ten_billion(), (), "GET 200");
    it.gives("UrlQueriesLongNull", |c| c.queries().get_long_null(), (), "GET 200");
    it.gives("UrlQueriesFloatPositive", |c| c.queries().float_scientific_positive(), (), "GET 200");
    it.gives("UrlQueriesFloatNegative", |c| c.queries().float_scientific_negative(), (), "GET 200");
    it.gives("UrlQueriesFloatNull", |c| c.queries().float_null(), (), "GET 200");
    it.gives("UrlQueriesDoublePositive", |c| c.queries().double_decimal_positive(), (), "GET 200");
    it.gives("UrlQueriesDoubleNegative", |c| c.queries().double_decimal_negative(), (), "GET 200");
    it.gives("UrlQueriesDoubleNull", |c| c.queries().double_null(), (), "GET 200");
    it.gives("UrlQueriesStringUnicode", |c| c.queries().string_unicode(), (), "GET 200");
    it.gives("UrlQueriesStringUrlEncoded", |c| c.queries().string_url_encoded(), (), "GET 200");
    it.gives("UrlQueriesStringEmpty", |c| c.queries().string_empty(), (), "GET 200");
    it.gives("UrlQueriesStringNull", |c| c.queries().string_null(), (), "GET 200");
    it.gives("UrlQueriesEnumValid", |c| c.queries().enum_valid().enum_query(&UriColor::GreenColor), (), "GET 200");
    it.gives("UrlQueriesEnumNull", |c| c.queries().enum_null(), (), "GET 200");
    it.gives(
        "UrlQueriesByteMultiByte",
        |c| c.queries().byte_multi_byte().byte_query(&Base64::from(MULTIBYTE.as_bytes().to_vec())),
        (),
        "GET 200",
    );
    it.gives("UrlQueriesByteEmpty", |c| c.queries().byte_empty(), (), "GET 200");
    it.gives("UrlQueriesByteNull", |c| c.queries().byte_null(), (), "GET 200");
    it.gives("UrlQueriesDateValid", |c| c.queries().date_valid(), (), "GET 200");
    it.gives("UrlQueriesDateNull", |c| c.queries().date_null(), (), "GET 200");
    it.gives("UrlQueriesDateTimeValid", |c| c.queries().date_time_valid(), (), "GET 200");
    it.gives("UrlQueriesDateTimeNull", |c| c.queries().date_time_null(), (), "GET 200");
}

fn lists(it: &mut Document<'_, Client>) {
    const ITEMS: [&str; 4] = ["ArrayQuery1", "begin!*'();:@ &=+$,/?#[]end", "", ""];
    it.gives("UrlQueriesArrayCsvValid", |c| c.queries().array_string_csv_valid().array_query(&ITEMS), (), "GET 200");
    it.gives("UrlQueriesArrayCsvNull", |c| c.queries().array_string_csv_null(), (), "GET 200");
    it.gives("UrlQueriesArrayCsvEmpty", |c| c.queries().array_string_csv_empty().array_query(&[]), (), "GET 200");
    it.gives(
        "UrlQueriesArrayNoCollectionFormatValid",
        |c| c.queries().array_string_no_collection_format_empty().array_query(&["hello", "nihao", "bonjour"]),
        (),
        "GET 200",
    );
    it.gives("UrlQueriesArraySsvValid", |c| c.queries().array_string_ssv_valid().array_query(&ITEMS), (), "GET 200");
    it.gives("UrlQueriesArrayTsvValid", |c| c.queries().array_string_tsv_valid().array_query(&ITEMS), (), "GET 200");
    it.gives(
        "UrlQueriesArrayPipesValid",
        |c| c.queries().array_string_pipes_valid().array_query(&ITEMS),
        (),
        "GET 200",
    );
}

/// Parameters of the path, of the operation, and of the document, together.
fn path_items(it: &mut Document<'_, Client>) {
    const PATH: [&str; 3] = ["pathItemStringPath", "globalStringPath", "localStringPath"];
    let [item, global, local] = PATH;
    it.gives(
        "UrlPathItemGetAll",
        move |c| {
            let call = c.path_items().get_all_with_values(item, global, local);
            let call = call.path_item_string_query("pathItemStringQuery").global_string_query("globalStringQuery");
            call.local_string_query("localStringQuery")
        },
        (),
        "GET 200",
    );
    it.gives(
        "UrlPathItemGetGlobalNull",
        move |c| {
            let call = c.path_items().get_global_query_null(item, global, local);
            call.path_item_string_query("pathItemStringQuery").local_string_query("localStringQuery")
        },
        (),
        "GET 200",
    );
    it.gives(
        "UrlPathItemGetGlobalAndLocalNull",
        move |c| {
            let call = c.path_items().get_global_and_local_query_null(item, global, local);
            call.path_item_string_query("pathItemStringQuery")
        },
        (),
        "GET 200",
    );
    it.gives(
        "UrlPathItemGetPathItemAndLocalNull",
        move |c| {
            let call = c.path_items().get_local_path_item_query_null(item, global, local);
            call.global_string_query("globalStringQuery")
        },
        (),
        "GET 200",
    );
}
