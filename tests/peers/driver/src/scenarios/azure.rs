//! What is common to services of Azure: subscriptions, api-versions, request ids, unencoded values.

use azrest_runtime::RetryPolicy;
use serde_json::json;

use crate::scenario::{Document, Scenario, short};

const SUBSCRIPTION: &str = "1234-5678-9012-3456";
const ID: &str = "9C4D50EE-2D56-4CD3-8152-34347DC9F2B0";

pub(crate) fn add(list: &mut Vec<Scenario>) {
    special_properties(list);
    resource_group(list);
    parameter_groups(list);
    parameterized_endpoints(list);
}

fn special_properties(list: &mut Vec<Scenario>) {
    use azure_special_properties::Client;
    let mut it = Document::new("azure-special-properties", list, |peer| {
        Client::builder(peer.credential(), &peer.base, SUBSCRIPTION)
    });
    let (get, post) = ("GET 200", "POST 200");
    it.gives(
        "AzureSubscriptionMethodGlobalValid",
        |c| c.subscription_in_credentials().post_method_global_valid(),
        (),
        post,
    );
    it.gives(
        "AzureSubscriptionMethodGlobalNotProvidedValid",
        |c| c.subscription_in_credentials().post_method_global_not_provided_valid(),
        (),
        post,
    );
    it.gives(
        "AzureSubscriptionPathGlobalValid",
        |c| c.subscription_in_credentials().post_path_global_valid(),
        (),
        post,
    );
    it.gives(
        "AzureSubscriptionSwaggerGlobalValid",
        |c| c.subscription_in_credentials().post_swagger_global_valid(),
        (),
        post,
    );
    it.gives(
        "AzureSubscriptionMethodLocalValid",
        |c| c.subscription_in_method().post_method_local_valid(SUBSCRIPTION),
        (),
        post,
    );
    it.gives(
        "AzureSubscriptionPathLocalValid",
        |c| c.subscription_in_method().post_path_local_valid(SUBSCRIPTION),
        (),
        post,
    );
    it.gives(
        "AzureSubscriptionSwaggerLocalValid",
        |c| c.subscription_in_method().post_swagger_local_valid(SUBSCRIPTION),
        (),
        post,
    );
    it.gives("AzureApiVersionMethodGlobalValid", |c| c.api_version_default().get_method_global_valid(), (), get);
    it.gives(
        "AzureApiVersionMethodGlobalNotProvidedValid",
        |c| c.api_version_default().get_method_global_not_provided_valid(),
        (),
        get,
    );
    it.gives("AzureApiVersionPathGlobalValid", |c| c.api_version_default().get_path_global_valid(), (), get);
    it.gives("AzureApiVersionSwaggerGlobalValid", |c| c.api_version_default().get_swagger_global_valid(), (), get);
    it.gives("AzureApiVersionMethodLocalValid", |c| c.api_version_local().get_method_local_valid(), (), get);
    it.gives("AzureApiVersionMethodLocalNull", |c| c.api_version_local().get_method_local_null(), (), get);
    it.gives("AzureApiVersionPathLocalValid", |c| c.api_version_local().get_path_local_valid(), (), get);
    it.gives("AzureApiVersionSwaggerLocalValid", |c| c.api_version_local().get_swagger_local_valid(), (), get);
    let path = "path1/path2/path3";
    let query = "value1&q2=value2&q3=value3";
    it.gives("AzureMethodPathUrlEncoding", move |c| c.skip_url_encoding().get_method_path_valid(path), (), get);
    it.gives("AzurePathPathUrlEncoding", move |c| c.skip_url_encoding().get_path_path_valid(path), (), get);
    it.gives("AzureSwaggerPathUrlEncoding", |c| c.skip_url_encoding().get_swagger_path_valid(), (), get);
    it.gives("AzureMethodQueryUrlEncoding", move |c| c.skip_url_encoding().get_method_query_valid(query), (), get);
    it.gives("AzurePathQueryUrlEncoding", move |c| c.skip_url_encoding().get_path_query_valid(query), (), get);
    it.gives("AzureSwaggerQueryUrlEncoding", |c| c.skip_url_encoding().get_swagger_query_valid(), (), get);
    it.gives("AzureMethodQueryUrlEncodingNull", |c| c.skip_url_encoding().get_method_query_null(), (), get);
    it.gives(
        "AzureODataFilter",
        |c| c.odata().get_with_filter().filter("id gt 5 and name eq 'foo'").top(10).orderby("id"),
        (),
        get,
    );
    request_ids(&mut it);
    it.also("an empty subscription is refused before anything is sent", |peer| async move {
        let builder = Client::builder(peer.credential(), &peer.base, "");
        let client = peer.client_with(builder, RetryPolicy::default());
        let error = client.subscription_in_credentials().post_method_global_null().await.expect_err("no value");
        assert_eq!(short(&error), r#"Argument InvalidArgument { parameter: "subscriptionId" }"#);
        assert_eq!(peer.trail(), "");
    });
}

fn request_ids(it: &mut Document<'_, azure_special_properties::Client>) {
    it.runs("AzureXmsRequestClientOverwrite", |peer, client| async move {
        let response = client.x_ms_client_request_id().get().client_request_id(ID).response().await;
        assert_eq!(response.expect("the id is the one expected").request_id(), Some("123"));
        assert_eq!(peer.trail(), "GET 200");
    });
    it.gives("AzureXmsRequestClientOverwriteViaParameter", |c| c.x_ms_client_request_id().param_get(ID), (), "GET 200");
    it.runs("AzureRequestClientIdInError", |peer, client| async move {
        let error = client.x_ms_client_request_id().get().await.expect_err("another id");
        assert_eq!((short(&error).as_str(), error.request_id()), ("Http 400", Some("123")));
        assert_eq!(peer.trail(), "GET 400");
        assert!(error.to_string().contains("123"), "{error}");
    });
    it.gives(
        "AzureXmsCustomNamedRequestId",
        |c| c.header().custom_named_request_id().client_request_id(ID),
        (),
        "POST 200",
    );
    it.gives(
        "AzureXmsCustomNamedRequestIdParameterGroup",
        |c| c.header().custom_named_request_id_param_grouping().client_request_id(ID),
        (),
        "POST 200",
    );
    it.gives(
        "AzureXmsCustomNamedRequestId",
        |c| c.header().custom_named_request_id_head().client_request_id(ID),
        true,
        "HEAD 200",
    );
}

fn resource_group(list: &mut Vec<Scenario>) {
    use subscriptionid_apiversion::Client;
    let mut it = Document::new("subscriptionId-apiVersion", list, |peer| {
        Client::builder(peer.credential(), &peer.base, "9c4d50ee-2d56-4cd3-8152-34347dc9f2b0")
    });
    it.reads(
        "SubscriptionIdAndApiVersion",
        |c| c.group().get_sample_resource_group("testgroup101"),
        json!({"name": "testgroup101", "location": "West US"}),
        "GET 200",
    );
}

fn parameter_groups(list: &mut Vec<Scenario>) {
    use azure_parameter_grouping::{Client, models::EncryptionAlgorithmType};
    let mut it = Document::new("azure-parameter-grouping", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives(
        "postParameterGroupingRequiredParameters",
        |c| c.parameter_grouping().post_required("path", 1234).custom_header("header").query(21),
        (),
        "POST 200",
    );
    it.gives(
        "postParameterGroupingRequiredParameters",
        |c| c.parameter_grouping().post_required("path", 1234),
        (),
        "POST 200",
    );
    it.gives(
        "postParameterGroupingOptionalParameters",
        |c| c.parameter_grouping().post_optional().custom_header("header").query(21),
        (),
        "POST 200",
    );
    it.gives("postParameterGroupingOptionalParameters", |c| c.parameter_grouping().post_optional(), (), "POST 200");
    it.gives(
        "postParameterGroupingMultipleParameterGroups",
        |c| c.parameter_grouping().post_multi_param_groups().header_one("header").query_one(21).query_two(42),
        (),
        "POST 200",
    );
    it.gives(
        "postParameterGroupingSharedParameterGroupObject",
        |c| c.parameter_grouping().post_shared_parameter_group_object().header_one("header").query_one(21),
        (),
        "POST 200",
    );
    it.gives(
        "PutParameterGroupingConstant",
        |c| {
            let call = c.parameter_grouping().group_with_constant().grouped_constant(&EncryptionAlgorithmType::Foo);
            call.grouped_parameter("bar")
        },
        (),
        "PUT 200",
    );
    it.gives(
        "PostParameterGroupingWithReservedWords",
        |c| c.parameter_grouping().post_reserved_words().from("bob").accept("yes"),
        (),
        "POST 200",
    );
}

fn parameterized_endpoints(list: &mut Vec<Scenario>) {
    use lro_parameterized_endpoints::Client;
    let mut it =
        Document::new("lro-parameterized-endpoints", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives(
        "LROParameterizedEndpoint",
        |c| c.poll_with_parameterized_endpoints(),
        "success".to_owned(),
        "POST 202, GET 200",
    );
    it.gives(
        "LROConstantParameterizedPost+LROConstantParameterizedGet",
        |c| c.poll_with_constant_parameterized_endpoints(),
        "success".to_owned(),
        "POST 202, GET 200",
    );
}
