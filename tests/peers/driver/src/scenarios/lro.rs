//! Long-running operations, R5.

use std::time::Duration;

use azrest_runtime::RetryPolicy;
use lro::Client;
use lro::models::{Product, ProductProperties, Sku, SubProduct, SubProductProperties};

use crate::scenario::{Document, Scenario, short};

fn sent() -> Product {
    Product { location: Some("West US".to_owned()), ..Product::default() }
}

/// The product that most operations end with.
fn product(state: Option<&str>) -> Product {
    Product {
        id: Some("100".to_owned()),
        name: Some("foo".to_owned()),
        properties: state
            .map(|state| ProductProperties { provisioning_state: Some(state.to_owned()), ..Default::default() }),
        ..Product::default()
    }
}

fn succeeded() -> Product {
    product(Some("Succeeded"))
}

fn sku(name: &str, id: &str) -> Sku {
    Sku { name: Some(name.to_owned()), id: Some(id.to_owned()) }
}

fn sub_product() -> SubProduct {
    let properties = SubProductProperties { provisioning_state: Some("Succeeded".to_owned()), ..Default::default() };
    SubProduct { id: Some("100".to_owned()), properties: Some(properties) }
}

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("lro", list, |peer| Client::builder(peer.credential(), &peer.base));
    put(&mut it);
    patch(&mut it);
    delete(&mut it);
    post(&mut it);
    client_request_id(&mut it);
    transient(&mut it);
    refused(&mut it);
    malformed(&mut it);
    defaults(&mut it);
}

fn put(it: &mut Document<'_, Client>) {
    let get = "PUT 202, GET 202, GET 200";
    it.gives("LROPutInlineComplete", |c| c.lr_os().put200_succeeded().product(&sent()), Some(succeeded()), "PUT 200");
    it.gives("LROPutInlineComplete201", |c| c.lr_os().put201_succeeded().product(&sent()), succeeded(), "PUT 201");
    it.gives(
        "LROPut200InlineCompleteNoState",
        |c| c.lr_os().put200_succeeded_no_state().product(&sent()),
        product(None),
        "PUT 200",
    );
    it.gives(
        "LROPutSucceededWithBody",
        |c| c.lr_os().put201_creating_succeeded200().product(&sent()),
        succeeded(),
        "PUT 201, GET 200",
    );
    it.gives(
        "LROPutSucceededNoBody",
        |c| c.lr_os().put200_updating_succeeded204().product(&sent()),
        succeeded(),
        "PUT 200, GET 200",
    );
    it.fails(
        "LROPutFailed",
        |c| c.lr_os().put201_creating_failed200().product(&sent()),
        r#"Lro 200 OperationFailed { status: "Failed" }"#,
        "PUT 201, GET 200",
    );
    it.fails(
        "LROPutCanceled",
        |c| c.lr_os().put200_acceptedcanceled200().product(&sent()),
        r#"Lro 200 OperationFailed { status: "Canceled" }"#,
        "PUT 200, GET 200",
    );
    it.gives("LROPut202Retry200", |c| c.lr_os().put202_retry200().product(&sent()), product(None), "PUT 202, GET 200");
    it.gives("LROPutNoHeaderInRetry", |c| c.lr_os().put_no_header_in_retry().product(&sent()), succeeded(), get);
    it.gives("LROPutSubResourceInRetry", |c| c.lr_os().put_sub_resource(), sub_product(), get);
    it.gives(
        "LROPutNonResourceInRetry",
        |c| c.lr_os().put_non_resource().sku(&sku("sku", "100")),
        sku("sku", "100"),
        get,
    );
    it.gives(
        "LROPutAsyncRetrySucceeded",
        |c| c.lr_os().put_async_retry_succeeded().product(&sent()),
        succeeded(),
        "PUT 200, GET 202, GET 200, GET 200",
    );
    it.gives(
        "LROPutAsyncNoRetrySucceeded",
        |c| c.lr_os().put_async_no_retry_succeeded().product(&sent()),
        succeeded(),
        "PUT 200, GET 202, GET 200, GET 200",
    );
    it.fails(
        "LROPutAsyncRetryFailed",
        |c| c.lr_os().put_async_retry_failed().product(&sent()),
        r#"Lro 200 OperationFailed { status: "Failed" }"#,
        "PUT 200, GET 202, GET 200",
    );
    it.fails(
        "LROPutAsyncNoRetryCanceled",
        |c| c.lr_os().put_async_no_retrycanceled().product(&sent()),
        r#"Lro 200 OperationFailed { status: "Canceled" }"#,
        "PUT 200, GET 202, GET 200",
    );
    it.gives(
        "LROPutAsyncNoHeaderInRetry",
        |c| c.lr_os().put_async_no_header_in_retry().product(&sent()),
        succeeded(),
        "PUT 201, GET 200, GET 200, GET 200",
    );
    it.gives(
        "LROPutSubResourceAsyncInRetry",
        |c| c.lr_os().put_async_sub_resource(),
        sub_product(),
        "PUT 202, GET 200, GET 200, GET 200",
    );
    it.gives(
        "LROPutNonResourceAsyncInRetry",
        |c| c.lr_os().put_async_non_resource().sku(&sku("sku", "100")),
        sku("sku", "100"),
        "PUT 202, GET 200, GET 200, GET 200",
    );
}

fn patch(it: &mut Document<'_, Client>) {
    it.gives(
        "LROPatchInlineCompleteIgnoreHeaders",
        |c| c.lr_os().patch200_succeeded_ignore_headers().product(&sent()),
        succeeded(),
        "PATCH 200",
    );
    it.gives(
        "LROPatch201WithAsyncHeader",
        |c| c.lr_os().patch201_retry_with_async_header().product(&sent()),
        Product { id: Some("/lro/patch/201/retry/onlyAsyncHeader".to_owned()), ..succeeded() },
        "PATCH 201, GET 200, GET 200, GET 200",
    );
    // Peers disagree on the final URL; for us it is the resource (R5.16).
    it.gives(
        "LROPatch202WithAsyncAndLocationHeader",
        |c| c.lr_os().patch202_retry_with_async_and_location_header().product(&sent()),
        Product { id: Some("/lro/patch/202/retry/asyncAndLocationHeader".to_owned()), ..succeeded() },
        "PATCH 202, GET 200, GET 200, GET 200",
    );
}

fn delete(it: &mut Document<'_, Client>) {
    it.gives("LRODeleteInlineComplete", |c| c.lr_os().delete204_succeeded(), (), "DELETE 204");
    it.gives("LRODelete200", |c| c.lr_os().delete202_retry200(), None, "DELETE 202, GET 200");
    it.gives("LRODelete204", |c| c.lr_os().delete202_no_retry204(), None, "DELETE 202, GET 204");
    it.gives("LRODeleteNoHeaderInRetry", |c| c.lr_os().delete_no_header_in_retry(), (), "DELETE 202, GET 202, GET 204");
    it.gives(
        "LRODeleteProvisioningSucceededWithBody",
        |c| c.lr_os().delete_provisioning202_accepted200_succeeded(),
        Some(succeeded()),
        "DELETE 202, GET 200",
    );
    // Peers disagree: for us a body that says Failed is a failure (R5.11).
    it.fails(
        "LRODeleteProvisioningFailed",
        |c| c.lr_os().delete_provisioning202_deleting_failed200(),
        r#"Lro 200 OperationFailed { status: "Failed" }"#,
        "DELETE 202, GET 200",
    );
    it.fails(
        "LRODeleteProvisioningCanceled",
        |c| c.lr_os().delete_provisioning202_deletingcanceled200(),
        r#"Lro 200 OperationFailed { status: "Canceled" }"#,
        "DELETE 202, GET 200",
    );
    it.gives(
        "LRODeleteAsyncRetrySucceeded",
        |c| c.lr_os().delete_async_retry_succeeded(),
        (),
        "DELETE 202, GET 202, GET 200",
    );
    it.gives(
        "LRODeleteAsyncNoRetrySucceeded",
        |c| c.lr_os().delete_async_no_retry_succeeded(),
        (),
        "DELETE 202, GET 202, GET 200",
    );
    it.gives(
        "LRODeleteAsyncNoHeaderInRetry",
        |c| c.lr_os().delete_async_no_header_in_retry(),
        (),
        "DELETE 202, GET 200, GET 200",
    );
    it.fails(
        "LRODeleteAsyncRetryFailed",
        |c| c.lr_os().delete_async_retry_failed(),
        r#"Lro 200 OperationFailed { status: "Failed" }"#,
        "DELETE 202, GET 202, GET 200",
    );
    it.fails(
        "LRODeleteAsyncRetryCanceled",
        |c| c.lr_os().delete_async_retrycanceled(),
        r#"Lro 200 OperationFailed { status: "Canceled" }"#,
        "DELETE 202, GET 202, GET 200",
    );
}

fn post(it: &mut Document<'_, Client>) {
    it.gives("LROPost200", |c| c.lr_os().post200_with_payload(), sku("product", "1"), "POST 202, GET 200");
    it.gives(
        "LROPostSuccededWithBody",
        |c| c.lr_os().post202_retry200().product(&sent()),
        (),
        "POST 202, GET 202, GET 200",
    );
    it.fails(
        "LROPostSuccededNoBody",
        |c| c.lr_os().post202_no_retry204().product(&sent()),
        "Decode 204 EmptyResult",
        "POST 202, GET 202, GET 204",
    );
    it.gives("LROPostAndGetList", |c| c.lr_os().post202_list(), vec![product(None)], "POST 202, GET 200, GET 200");
    it.gives(
        "LROPostAsyncRetrySucceeded",
        |c| c.lr_os().post_async_retry_succeeded().product(&sent()),
        succeeded(),
        "POST 202, GET 202, GET 200, GET 200",
    );
    it.gives(
        "LROPostAsyncNoRetrySucceeded",
        |c| c.lr_os().post_async_no_retry_succeeded().product(&sent()),
        succeeded(),
        "POST 202, GET 202, GET 200, GET 200",
    );
    it.fails(
        "LROPostAsyncRetryFailed",
        |c| c.lr_os().post_async_retry_failed().product(&sent()),
        r#"Lro 200 OperationFailed { status: "Failed" }: Internal Server Error"#,
        "POST 202, GET 202, GET 200",
    );
    it.fails(
        "LROPostAsyncRetryCanceled",
        |c| c.lr_os().post_async_retrycanceled().product(&sent()),
        r#"Lro 200 OperationFailed { status: "Canceled" }"#,
        "POST 202, GET 202, GET 200",
    );
    it.gives(
        "LROPostDoubleHeadersFinalLocationPost+LROPostDoubleHeadersFinalLocationAsync+LROPostDoubleHeadersFinalLocationGet",
        |c| c.lr_os().post_double_headers_final_location_get(),
        product(None),
        "POST 202, GET 200, GET 200",
    );
    it.gives(
        "LROPostDoubleHeadersFinalAzureHeaderGet",
        |c| c.lr_os().post_double_headers_final_azure_header_get(),
        Product { id: Some("100".to_owned()), ..Product::default() },
        "POST 202, GET 200",
    );
    it.gives(
        "LROPostDoubleHeadersFinalAzureHeaderGetDefault",
        |c| c.lr_os().post_double_headers_final_azure_header_get_default(),
        product(None),
        "POST 202, GET 200, GET 200",
    );
}

/// Calls with a header of the caller's that every poll must carry too; as `client_request_id` it would be the first request's
/// alone (R1.16).
fn client_request_id(it: &mut Document<'_, Client>) {
    const ID: &str = "9C4D50EE-2D56-4CD3-8152-34347DC9F2B0";
    it.gives(
        "CustomHeaderPutAsyncSucceded",
        |c| c.lr_os_custom_header().put_async_retry_succeeded().product(&sent()).header("x-ms-client-request-id", ID),
        succeeded(),
        "PUT 200, GET 202, GET 200, GET 200",
    );
    it.gives(
        "CustomHeaderPutSucceeded",
        |c| {
            c.lr_os_custom_header().put201_creating_succeeded200().product(&sent()).header("x-ms-client-request-id", ID)
        },
        succeeded(),
        "PUT 201, GET 200",
    );
    it.gives(
        "CustomHeaderPostAsyncSucceded",
        |c| c.lr_os_custom_header().post_async_retry_succeeded().product(&sent()).header("x-ms-client-request-id", ID),
        (),
        "POST 202, GET 202, GET 200",
    );
    it.gives(
        "CustomHeaderPostSucceeded",
        |c| c.lr_os_custom_header().post202_retry200().product(&sent()).header("x-ms-client-request-id", ID),
        (),
        "POST 202, GET 202, GET 200",
    );
}

/// A 500 at the first request, and one at each poll.
fn transient(it: &mut Document<'_, Client>) {
    it.gives(
        "LRORetryPutSucceededWithBody",
        |c| c.lro_retrys().put201_creating_succeeded200().product(&sent()),
        succeeded(),
        "PUT 500, PUT 201, GET 500, GET 200",
    );
    it.gives(
        "LRORetryErrorPutAsyncSucceeded+LRORetryErrorPutAsyncSucceededPolling",
        |c| c.lro_retrys().put_async_relative_retry_succeeded().product(&sent()),
        succeeded(),
        "PUT 500, PUT 200, GET 500, GET 200, GET 500, GET 200",
    );
    it.gives(
        "LRORetryErrorDelete202Accepted200Succeeded",
        |c| c.lro_retrys().delete_provisioning202_accepted200_succeeded(),
        Some(succeeded()),
        "DELETE 500, DELETE 202, GET 500, GET 200",
    );
    it.gives(
        "LRORetryErrorDelete202Retry200Succeeded",
        |c| c.lro_retrys().delete202_retry200(),
        (),
        "DELETE 500, DELETE 202, GET 500, GET 200",
    );
    it.gives(
        "LRORetryErrorDeleteAsyncRetrySucceeded",
        |c| c.lro_retrys().delete_async_relative_retry_succeeded(),
        (),
        "DELETE 500, DELETE 202, GET 500, GET 200",
    );
    it.gives(
        "LRORetryErrorPost202Retry200Succeeded",
        |c| c.lro_retrys().post202_retry200().product(&sent()),
        (),
        "POST 500, POST 202, GET 500, GET 200",
    );
    it.gives(
        "LRORetryErrorPostAsyncRetrySucceeded",
        |c| c.lro_retrys().post_async_relative_retry_succeeded().product(&sent()),
        (),
        "POST 500, POST 202, GET 500, GET 200, GET 500, GET 200",
    );
}

/// Refusals that are not repeated: one failing request.
fn refused(it: &mut Document<'_, Client>) {
    const EXPECTED: &str = "Http 400: Expected bad request message";
    const POLL: &str = "Lro 400 PollFailed: Expected bad request message";
    it.fails("LRONonRetryPut400", |c| c.lrosa_ds().put_non_retry400().product(&sent()), EXPECTED, "PUT 400");
    it.fails("LRONonRetryDelete400", |c| c.lrosa_ds().delete_non_retry400(), EXPECTED, "DELETE 400");
    it.fails("LRONonRetryPost400", |c| c.lrosa_ds().post_non_retry400().product(&sent()), EXPECTED, "POST 400");
    it.fails(
        "LRONonRetryPut201Creating400",
        |c| c.lrosa_ds().put_non_retry201_creating400().product(&sent()),
        "Lro 400 PollFailed: Error from the server",
        "PUT 201, GET 400",
    );
    it.fails(
        "LRONonRetryPut201Creating400InvalidJson",
        |c| c.lrosa_ds().put_non_retry201_creating400_invalid_json().product(&sent()),
        "Lro 400 PollFailed",
        "PUT 201, GET 400",
    );
    it.fails(
        "LRONonRetryPutAsyncRetry400",
        |c| c.lrosa_ds().put_async_relative_retry400().product(&sent()),
        "Lro 400 PollFailed",
        "PUT 200, GET 400",
    );
    it.fails("LRONonRetryDelete202Retry400", |c| c.lrosa_ds().delete202_non_retry400(), POLL, "DELETE 202, GET 400");
    it.fails(
        "LRONonRetryDeleteAsyncRetry400",
        |c| c.lrosa_ds().delete_async_relative_retry400(),
        POLL,
        "DELETE 202, GET 400",
    );
    it.fails(
        "LRONonRetryPost202Retry400",
        |c| c.lrosa_ds().post202_non_retry400().product(&sent()),
        POLL,
        "POST 202, GET 400",
    );
    it.fails(
        "LRONonRetryPostAsyncRetry400",
        |c| c.lrosa_ds().post_async_relative_retry400().product(&sent()),
        POLL,
        "POST 202, GET 400",
    );
}

/// Services that break the protocol: an error, and no endless loop.
fn malformed(it: &mut Document<'_, Client>) {
    it.fails(
        "LROErrorPut201NoProvisioningStatePayload",
        |c| c.lrosa_ds().put_error201_no_provisioning_state_payload().product(&sent()),
        "Decode 200",
        "PUT 201, GET 200",
    );
    it.fails(
        "LROErrorPutAsyncNoPollingStatus",
        |c| c.lrosa_ds().put_async_relative_retry_no_status().product(&sent()),
        "Lro 200 MissingStatus",
        "PUT 200, GET 200",
    );
    it.fails(
        "LROErrorPutAsyncNoPollingStatusPayload",
        |c| c.lrosa_ds().put_async_relative_retry_no_status_payload().product(&sent()),
        "Decode 200",
        "PUT 200, GET 200",
    );
    it.fails(
        "LROErrorPut200InvalidJson",
        |c| c.lrosa_ds().put200_invalid_json().product(&sent()),
        "Decode 200",
        "PUT 200",
    );
    it.fails(
        "LROErrorPutAsyncInvalidHeader",
        |c| c.lrosa_ds().put_async_relative_retry_invalid_header().product(&sent()),
        "Lro 404 PollFailed: Error Cannot GET /foo",
        "PUT 200, GET 404",
    );
    it.fails(
        "LROErrorPutAsyncInvalidJsonPolling",
        |c| c.lrosa_ds().put_async_relative_retry_invalid_json_polling().product(&sent()),
        "Decode 200",
        "PUT 200, GET 200",
    );
    it.gives("LROErrorDeleteNoLocation", |c| c.lrosa_ds().delete204_succeeded(), (), "DELETE 204");
    it.fails(
        "LROErrorDelete202RetryInvalidHeader",
        |c| c.lrosa_ds().delete202_retry_invalid_header(),
        "Lro 404 PollFailed: Error Cannot GET /foo",
        "DELETE 202, GET 404",
    );
    it.fails(
        "LROErrorDeleteAsyncNoPollingStatus",
        |c| c.lrosa_ds().delete_async_relative_retry_no_status(),
        "Lro 200 MissingStatus",
        "DELETE 202, GET 200",
    );
    it.fails(
        "LROErrorDeleteAsyncInvalidHeader",
        |c| c.lrosa_ds().delete_async_relative_retry_invalid_header(),
        "Lro 404 PollFailed: Error Cannot GET /foo",
        "DELETE 202, GET 404",
    );
    it.fails(
        "LROErrorDeleteAsyncInvalidJsonPolling",
        |c| c.lrosa_ds().delete_async_relative_retry_invalid_json_polling(),
        "Decode 200",
        "DELETE 202, GET 200",
    );
    it.fails(
        "LROErrorPostNoLocation",
        |c| c.lrosa_ds().post202_no_location().product(&sent()),
        "Lro 202 MissingPollingUrl",
        "POST 202",
    );
    it.fails(
        "LROErrorPost202RetryInvalidHeader",
        |c| c.lrosa_ds().post202_retry_invalid_header().product(&sent()),
        "Lro 404 PollFailed: Error Cannot GET /foo",
        "POST 202, GET 404",
    );
    it.fails(
        "LROErrorPostAsyncNoPollingPayload",
        |c| c.lrosa_ds().post_async_relative_retry_no_payload().product(&sent()),
        "Decode 200",
        "POST 202, GET 200",
    );
    it.fails(
        "LROErrorPostAsyncInvalidHeader",
        |c| c.lrosa_ds().post_async_relative_retry_invalid_header().product(&sent()),
        "Lro 404 PollFailed: Error Cannot GET /foo",
        "POST 202, GET 404",
    );
    it.fails(
        "LROErrorPostAsyncInvalidJsonPolling",
        |c| c.lrosa_ds().post_async_relative_retry_invalid_json_polling().product(&sent()),
        "Decode 200",
        "POST 202, GET 200",
    );
}

/// What holds without the options that the peer's suite asks for.
fn defaults(it: &mut Document<'_, Client>) {
    it.also("a POST that may have begun an operation is not repeated by default", |peer| async move {
        let builder = Client::builder(peer.credential(), &peer.base);
        let client = peer.client_with(builder, RetryPolicy::default());
        let error = client.lro_retrys().post202_retry200().product(&sent()).await.expect_err("a 500");
        assert_eq!((short(&error).as_str(), peer.trail().as_str()), ("Http 500", "POST 500"));
    });
    it.also("polls wait as the service asks, one second at least", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        client.lr_os().delete202_retry200().await.expect("Retry-After: 0");
        assert_eq!(peer.waits(), [Duration::from_secs(1)]);
    });
    it.also("polls without Retry-After wait one second, then two", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        client.lr_os().put_no_header_in_retry().product(&sent()).await.expect("an operation of two polls");
        let waits = peer.waits();
        let near = |wait: Duration, seconds: f64| (wait.as_secs_f64() / seconds - 1.0).abs() <= 0.1;
        assert!(matches!(*waits, [first, second] if near(first, 1.0) && near(second, 2.0)), "{waits:?}");
    });
    it.also("a poller that another client resumes ends as the first would", |peer| async move {
        let client = peer.client(Client::builder(peer.credential(), &peer.base));
        let call = client.lr_os().put_async_retry_succeeded().product(&sent());
        let token = call.begin().await.expect("it begins").resume_token().expect("it is running");
        let other = peer.client(Client::builder(peer.credential(), &peer.base));
        let mut poller = other.lr_os().resume_put_async_retry_succeeded(&token).expect("the token is good");
        assert_eq!(poller.wait().await.expect("it succeeds"), succeeded());
        assert_eq!(peer.trail(), "PUT 200, GET 202, GET 200, GET 200");
    });
}
