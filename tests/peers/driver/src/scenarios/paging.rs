//! Lists, R4.

use azrest_runtime::{ErrorKind, Pager};
use paging::Client;
use paging::models::{BodyParam, Product, ProductProperties};

use crate::scenario::{Document, Scenario, collect, short};

fn product(id: i64, name: &str) -> Product {
    let mut properties = ProductProperties::default();
    (properties.id, properties.name) = (Some(id), Some(name.to_owned()));
    let mut product = Product::default();
    product.properties = Some(properties);
    product
}

fn single() -> Vec<Product> {
    vec![product(1, "Product")]
}

/// The ten pages of the lists that have more than one.
fn ten(offset: i64) -> Vec<Product> {
    let rest = (2..=10).map(|id| product(id + offset, "product"));
    std::iter::once(product(1, "Product")).chain(rest).collect()
}

const TEN: &str = "GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200";

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("paging", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.lists("PagingNoItemName", |c| c.paging().get_no_item_name_pages(), single(), "GET 200");
    it.lists("PagingEmptyNextLink", |c| c.paging().get_empty_next_link_name_pages(), single(), "GET 200");
    it.lists("PagingNextLinkNameNull", |c| c.paging().get_null_next_link_name_pages(), single(), "GET 200");
    it.lists("PagingSingle", |c| c.paging().get_single_pages(), single(), "GET 200");
    it.lists(
        "PagingSingleWithBodyParams",
        |c| c.paging().get_single_pages_with_body_params(&BodyParam { name: Some("body".to_owned()) }),
        single(),
        "GET 200",
    );
    it.lists("PagingFirstResponseEmpty", |c| c.paging().first_response_empty(), single(), "GET 200, GET 200");
    it.lists("PagingMultiple", |c| c.paging().get_multiple_pages().into_pager(), ten(0), TEN);
    it.lists("PagingOdataMultiple", |c| c.paging().get_odata_multiple_pages().into_pager(), ten(0), TEN);
    it.lists("PagingMultiplePath", |c| c.paging().get_multiple_pages_with_offset(100).into_pager(), ten(100), TEN);
    it.lists(
        "PagingMultipleWithQueryParameters",
        |c| c.paging().get_with_query_params(100),
        vec![product(1, "Product"), product(2, "Product")],
        "GET 200, GET 200",
    );
    it.lists(
        "PagingDuplicateParameters",
        |c| c.paging().duplicate_params().filter("foo").into_pager(),
        single(),
        "GET 200, GET 200",
    );
    it.lists("PagingDontSendMaxPageSize", |c| c.paging().page_with_max_page_size().into_pager(), vec![], "GET 200");
    it.lists("PagingWithApiVersionAppend", |c| c.paging().append_api_version(), single(), "GET 200, GET 200");
    it.lists("PagingWithApiVersionReplace", |c| c.paging().replace_api_version(), single(), "GET 200, GET 200");
    it.lists(
        "PagingReturnModelWithXMSClientName",
        |c| c.paging().get_paging_model_with_item_name_with_xms_client_name(),
        single(),
        "GET 200",
    );
    let fragments: Vec<_> = (1..=10).map(|id| product(id, "product")).collect();
    let (first, second) = (fragments.clone(), fragments);
    it.lists("PagingFragment", |c| c.paging().get_multiple_pages_fragment_next_link("1.6", "test_user"), first, TEN);
    it.gives(
        "PagingMultipleLRO",
        |c| async move { collect(c.paging().get_multiple_pages_lro().await?).await },
        ten(0),
        "POST 202, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200",
    );
    repeated(&mut it);
    failing(&mut it);
    it.also("a fragment whose operation groups its parameters is followed the same way", move |peer| {
        let second = second.clone();
        async move {
            let client = peer.client(Client::builder(peer.credential(), &peer.base));
            let list = client.paging().get_multiple_pages_fragment_with_grouping_next_link("1.6", "test_user");
            assert_eq!(collect(list).await.expect("ten pages"), second);
            assert_eq!(peer.trail(), TEN);
        }
    });
}

/// A 500 at one page.
fn repeated(it: &mut Document<'_, Client>) {
    it.lists(
        "PagingMultipleRetryFirst",
        |c| c.paging().get_multiple_pages_retry_first(),
        ten(0),
        "GET 500, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200",
    );
    let mut pages = ten(0);
    // The peer repeats the first item on the second page.
    pages[1] = product(1, "Product");
    it.lists(
        "PagingMultipleRetrySecond",
        |c| c.paging().get_multiple_pages_retry_second(),
        pages,
        "GET 200, GET 500, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200, GET 200",
    );
}

/// Lists that end in an error.
fn failing(it: &mut Document<'_, Client>) {
    it.fails(
        "PagingSingleFailure",
        |c| collect(c.paging().get_single_pages_failure()),
        "Http 400: Expected single failure test.",
        "GET 400",
    );
    it.runs("PagingMultipleFailure", |peer, client| async move {
        let error = first_then_error(client.paging().get_multiple_pages_failure()).await;
        assert_eq!(short(&error), "Http 400: Expected single failure test.");
        assert!(error.resume_token().is_some(), "the second page can be asked for again");
        assert_eq!(peer.trail(), "GET 200, GET 400");
    });
    // The rubbish is no URL, and no parameter takes it for a token (R4.4): nothing is sent.
    it.runs("PagingMultipleFailureUri", |peer, client| async move {
        let error = first_then_error(client.paging().get_multiple_pages_failure_uri()).await;
        assert_eq!((error.kind(), error.status().map(|it| it.as_u16())), (ErrorKind::Paging, Some(200)));
        assert_eq!(peer.trail(), "GET 200");
    });
}

/// The first page arrives, then comes an error, then the end.
async fn first_then_error(mut list: Pager<Product>) -> azrest_runtime::Error {
    assert_eq!(list.try_next().await.expect("the first page"), Some(product(1, "Product")));
    let error = list.try_next().await.expect_err("the second page fails");
    assert_eq!(list.try_next().await.expect("the end"), None);
    error
}

/// Links that are no whole URLs.
pub(crate) fn add_custom_base_url(list: &mut Vec<Scenario>) {
    use custom_baseurl_paging::Client;
    use custom_baseurl_paging::models::{Product, ProductProperties};
    let product = |id| {
        let mut properties = ProductProperties::default();
        (properties.id, properties.name) = (Some(id), Some("Product".to_owned()));
        let mut product = Product::default();
        product.properties = Some(properties);
        product
    };
    let mut it = Document::new("custom-baseUrl-paging", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.lists(
        "PagingCustomUrlPartialNextLink",
        |c| c.paging().get_pages_partial_url(),
        vec![product(1), product(2)],
        "GET 200, GET 200",
    );
    it.lists(
        "PagingCustomUrlPartialOperationNextLink",
        |c| c.paging().get_pages_partial_url_operation(),
        vec![product(1), product(2)],
        "GET 200, GET 200",
    );
}
