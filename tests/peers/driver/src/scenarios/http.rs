//! HTTP itself: statuses, redirects, repeated attempts, and which body belongs to which status.

use azrest_runtime::RetryPolicy;
use httpinfrastructure::Client;
use httpinfrastructure::operations::multiple_responses as responses;
use serde_json::{Value, json};

use crate::scenario::{Document, Scenario, short};

pub(crate) fn add(list: &mut Vec<Scenario>) {
    let mut it = Document::new("httpInfrastructure", list, |peer| Client::builder(peer.credential(), &peer.base));
    success(&mut it);
    redirects(&mut it);
    client_failures(&mut it);
    server_failures(&mut it);
    repeated(&mut it);
    bodies(&mut it);
    alternatives(&mut it);
    error_bodies(&mut it);
    head(list);
    head_exceptions(list);
}

fn success(it: &mut Document<'_, Client>) {
    it.gives("HttpSuccess200Head", |c| c.http_success().head200(), true, "HEAD 200");
    it.gives("HttpSuccess200Get", |c| c.http_success().get200(), true, "GET 200");
    it.gives("HttpSuccess200Put", |c| c.http_success().put200().boolean_value(true), (), "PUT 200");
    it.gives("HttpSuccess200Post", |c| c.http_success().post200().boolean_value(true), (), "POST 200");
    it.gives("HttpSuccess200Patch", |c| c.http_success().patch200().boolean_value(true), (), "PATCH 200");
    it.gives("HttpSuccess200Delete", |c| c.http_success().delete200().boolean_value(true), (), "DELETE 200");
    it.gives("HttpSuccess201Put", |c| c.http_success().put201().boolean_value(true), (), "PUT 201");
    it.gives("HttpSuccess201Post", |c| c.http_success().post201().boolean_value(true), (), "POST 201");
    it.gives("HttpSuccess202Put", |c| c.http_success().put202().boolean_value(true), (), "PUT 202");
    it.gives("HttpSuccess202Post", |c| c.http_success().post202().boolean_value(true), (), "POST 202");
    it.gives("HttpSuccess202Patch", |c| c.http_success().patch202().boolean_value(true), (), "PATCH 202");
    it.gives("HttpSuccess202Delete", |c| c.http_success().delete202().boolean_value(true), (), "DELETE 202");
    it.gives("HttpSuccess204Head", |c| c.http_success().head204(), true, "HEAD 204");
    it.gives("HttpSuccess204Put", |c| c.http_success().put204().boolean_value(true), (), "PUT 204");
    it.gives("HttpSuccess204Post", |c| c.http_success().post204().boolean_value(true), (), "POST 204");
    it.gives("HttpSuccess204Patch", |c| c.http_success().patch204().boolean_value(true), (), "PATCH 204");
    it.gives("HttpSuccess204Delete", |c| c.http_success().delete204().boolean_value(true), (), "DELETE 204");
    it.gives("HttpSuccess404Head", |c| c.http_success().head404(), false, "HEAD 404");
}

/// Redirects are followed for GET and HEAD alone (R1.26). One that is not followed is an answer where the operation declares
/// nothing else, and an error beside a success: the write was not made (R6.6).
fn redirects(it: &mut Document<'_, Client>) {
    it.gives("HttpRedirect300Head", |c| c.http_redirects().head300(), true, "HEAD 300");
    it.gives(
        "HttpRedirect300Get",
        |c| c.http_redirects().get300(),
        Some(vec!["/http/success/get/200".to_owned()]),
        "GET 300",
    );
    it.gives("HttpRedirect301Head", |c| c.http_redirects().head301(), true, "HEAD 301, HEAD 200");
    it.gives("HttpRedirect301Put", |c| c.http_redirects().put301().boolean_value(true), (), "PUT 301");
    it.gives("HttpRedirect301Get", |c| c.http_redirects().get301(), (), "GET 301, GET 200");
    it.gives("HttpRedirect302Head", |c| c.http_redirects().head302(), true, "HEAD 302, HEAD 200");
    it.gives("HttpRedirect302Get", |c| c.http_redirects().get302(), (), "GET 302, GET 200");
    it.gives("HttpRedirect302Patch", |c| c.http_redirects().patch302().boolean_value(true), (), "PATCH 302");
    it.fails("HttpRedirect303Post", |c| c.http_redirects().post303().boolean_value(true), "Http 303", "POST 303");
    it.gives("HttpRedirect307Head", |c| c.http_redirects().head307(), true, "HEAD 307, HEAD 200");
    it.gives("HttpRedirect307Get", |c| c.http_redirects().get307(), (), "GET 307, GET 200");
    it.fails("HttpRedirect307Put", |c| c.http_redirects().put307().boolean_value(true), "Http 307", "PUT 307");
    it.fails("HttpRedirect307Post", |c| c.http_redirects().post307().boolean_value(true), "Http 307", "POST 307");
    it.fails("HttpRedirect307Patch", |c| c.http_redirects().patch307().boolean_value(true), "Http 307", "PATCH 307");
    it.fails("HttpRedirect307Delete", |c| c.http_redirects().delete307().boolean_value(true), "Http 307", "DELETE 307");
    it.fails("HttpRedirect307Options", |c| c.http_redirects().options307(), "Http 307", "OPTIONS 307");
}

fn client_failures(it: &mut Document<'_, Client>) {
    it.fails("HttpClientFailure400Head", |c| c.http_client_failure().head400(), "Http 400", "HEAD 400");
    it.fails("HttpClientFailure400Get", |c| c.http_client_failure().get400(), "Http 400", "GET 400");
    it.fails("HttpClientFailure400Options", |c| c.http_client_failure().options400(), "Http 400", "OPTIONS 400");
    it.fails(
        "HttpClientFailure400Put",
        |c| c.http_client_failure().put400().boolean_value(true),
        "Http 400",
        "PUT 400",
    );
    it.fails(
        "HttpClientFailure400Post",
        |c| c.http_client_failure().post400().boolean_value(true),
        "Http 400",
        "POST 400",
    );
    it.fails(
        "HttpClientFailure400Patch",
        |c| c.http_client_failure().patch400().boolean_value(true),
        "Http 400",
        "PATCH 400",
    );
    it.fails(
        "HttpClientFailure400Delete",
        |c| c.http_client_failure().delete400().boolean_value(true),
        "Http 400",
        "DELETE 400",
    );
    it.fails("HttpClientFailure401Head", |c| c.http_client_failure().head401(), "Http 401", "HEAD 401");
    it.fails("HttpClientFailure402Get", |c| c.http_client_failure().get402(), "Http 402", "GET 402");
    it.fails("HttpClientFailure403Get", |c| c.http_client_failure().get403(), "Http 403", "GET 403");
    it.fails("HttpClientFailure403Options", |c| c.http_client_failure().options403(), "Http 403", "OPTIONS 403");
    it.fails(
        "HttpClientFailure404Put",
        |c| c.http_client_failure().put404().boolean_value(true),
        "Http 404",
        "PUT 404",
    );
    it.fails(
        "HttpClientFailure405Patch",
        |c| c.http_client_failure().patch405().boolean_value(true),
        "Http 405",
        "PATCH 405",
    );
    it.fails(
        "HttpClientFailure406Post",
        |c| c.http_client_failure().post406().boolean_value(true),
        "Http 406",
        "POST 406",
    );
    it.fails(
        "HttpClientFailure407Delete",
        |c| c.http_client_failure().delete407().boolean_value(true),
        "Http 407",
        "DELETE 407",
    );
    it.fails(
        "HttpClientFailure409Put",
        |c| c.http_client_failure().put409().boolean_value(true),
        "Http 409",
        "PUT 409",
    );
    it.fails("HttpClientFailure410Head", |c| c.http_client_failure().head410(), "Http 410", "HEAD 410");
    it.fails("HttpClientFailure411Get", |c| c.http_client_failure().get411(), "Http 411", "GET 411");
    it.fails("HttpClientFailure412Get", |c| c.http_client_failure().get412(), "Http 412", "GET 412");
    it.fails("HttpClientFailure412Options", |c| c.http_client_failure().options412(), "Http 412", "OPTIONS 412");
    it.fails(
        "HttpClientFailure413Put",
        |c| c.http_client_failure().put413().boolean_value(true),
        "Http 413",
        "PUT 413",
    );
    it.fails(
        "HttpClientFailure414Patch",
        |c| c.http_client_failure().patch414().boolean_value(true),
        "Http 414",
        "PATCH 414",
    );
    it.fails(
        "HttpClientFailure415Post",
        |c| c.http_client_failure().post415().boolean_value(true),
        "Http 415",
        "POST 415",
    );
    it.fails("HttpClientFailure416Get", |c| c.http_client_failure().get416(), "Http 416", "GET 416");
    it.fails(
        "HttpClientFailure417Delete",
        |c| c.http_client_failure().delete417().boolean_value(true),
        "Http 417",
        "DELETE 417",
    );
    it.fails(
        "HttpClientFailure429Head",
        |c| c.http_client_failure().head429(),
        "Http 429",
        "HEAD 429, HEAD 429, HEAD 429, HEAD 429, HEAD 429",
    );
}

/// Statuses that no repetition mends (R3.3).
fn server_failures(it: &mut Document<'_, Client>) {
    it.fails("HttpServerFailure501Head", |c| c.http_server_failure().head501(), "Http 501", "HEAD 501");
    it.fails("HttpServerFailure501Get", |c| c.http_server_failure().get501(), "Http 501", "GET 501");
    it.fails(
        "HttpServerFailure505Post",
        |c| c.http_server_failure().post505().boolean_value(true),
        "Http 505",
        "POST 505",
    );
    it.fails(
        "HttpServerFailure505Delete",
        |c| c.http_server_failure().delete505().boolean_value(true),
        "Http 505",
        "DELETE 505",
    );
}

/// One failure that passes.
fn repeated(it: &mut Document<'_, Client>) {
    it.gives("HttpRetry408Head", |c| c.http_retry().head408(), true, "HEAD 408, HEAD 200");
    it.gives("HttpRetry502Get", |c| c.http_retry().get502(), (), "GET 502, GET 200");
    it.gives("HttpRetry500Put", |c| c.http_retry().put500().boolean_value(true), (), "PUT 500, PUT 200");
    it.gives("HttpRetry500Patch", |c| c.http_retry().patch500().boolean_value(true), (), "PATCH 500, PATCH 200");
    it.gives("HttpRetry503Post", |c| c.http_retry().post503().boolean_value(true), (), "POST 503, POST 200");
    it.gives("HttpRetry503Delete", |c| c.http_retry().delete503().boolean_value(true), (), "DELETE 503, DELETE 200");
    it.gives("HttpRetry504Put", |c| c.http_retry().put504().boolean_value(true), (), "PUT 504, PUT 200");
    it.gives("HttpRetry504Patch", |c| c.http_retry().patch504().boolean_value(true), (), "PATCH 504, PATCH 200");
    // The document promises a body that the server does not send.
    it.fails(
        "HttpRetry502Options",
        |c| c.http_retry().options502(),
        "Decode 200 EmptyResult",
        "OPTIONS 502, OPTIONS 200",
    );
    it.also("a PATCH that may have changed something is not repeated by default, a PUT is", |peer| async move {
        let builder = Client::builder(peer.credential(), &peer.base);
        let client = peer.client_with(builder, RetryPolicy::default());
        let error = client.http_retry().patch500().boolean_value(true).await.expect_err("a 500");
        assert_eq!((error.status().map(|it| it.as_u16()), peer.trail().as_str()), (Some(500), "PATCH 500"));
        client.http_retry().put500().boolean_value(true).await.expect("the second attempt");
        assert_eq!(peer.trail(), "PATCH 500, PUT 500, PUT 200");
    });
}

/// Which statuses bring a body.
fn bodies(it: &mut Document<'_, Client>) {
    let model = |status: &str| json!({"statusCode": status});
    it.reads(
        "ResponsesScenarioA200MatchingModel",
        |c| c.multiple_responses().get200_model204_no_model_default_error200_valid(),
        model("200"),
        "GET 200",
    );
    // A success that is not declared is read as the nearest that is (R6.6).
    it.reads(
        "ResponsesScenarioA201DefaultNoModel",
        |c| c.multiple_responses().get200_model204_no_model_default_error201_invalid(),
        model("201"),
        "GET 201",
    );
    it.reads(
        "ResponsesScenarioA202DefaultNoModel",
        |c| c.multiple_responses().get200_model204_no_model_default_error202_none(),
        model("202"),
        "GET 202",
    );
    it.reads(
        "ResponsesScenarioA204MatchingNoModel",
        |c| c.multiple_responses().get200_model204_no_model_default_error204_valid(),
        Value::Null,
        "GET 204",
    );
    it.fails(
        "ResponsesScenarioA400DefaultModel",
        |c| c.multiple_responses().get200_model204_no_model_default_error400_valid(),
        "Http 400: client error",
        "GET 400",
    );
    it.gives(
        "ResponsesScenarioD202MatchingNoModel",
        |c| c.multiple_responses().get202_none204_none_default_error202_none(),
        (),
        "GET 202",
    );
    it.gives(
        "ResponsesScenarioD204MatchingNoModel",
        |c| c.multiple_responses().get202_none204_none_default_error204_none(),
        (),
        "GET 204",
    );
    it.fails(
        "ResponsesScenarioD400DefaultModel",
        |c| c.multiple_responses().get202_none204_none_default_error400_valid(),
        "Http 400: client error",
        "GET 400",
    );
    it.gives(
        "ResponsesScenarioE202MatchingInvalid",
        |c| c.multiple_responses().get202_none204_none_default_none202_invalid(),
        (),
        "GET 202",
    );
    it.gives(
        "ResponsesScenarioE204MatchingNoModel",
        |c| c.multiple_responses().get202_none204_none_default_none204_none(),
        (),
        "GET 204",
    );
    it.fails(
        "ResponsesScenarioE400DefaultNoModel",
        |c| c.multiple_responses().get202_none204_none_default_none400_none(),
        "Http 400",
        "GET 400",
    );
    it.fails(
        "ResponsesScenarioE400DefaultInvalid",
        |c| c.multiple_responses().get202_none204_none_default_none400_invalid(),
        "Http 400",
        "GET 400",
    );
    it.reads(
        "ResponsesScenarioF200DefaultModel",
        |c| c.multiple_responses().get_default_model_a200_valid(),
        model("200"),
        "GET 200",
    );
    it.fails(
        "ResponsesScenarioF200DefaultNone",
        |c| c.multiple_responses().get_default_model_a200_none(),
        "Decode 200 EmptyResult",
        "GET 200",
    );
    it.fails(
        "ResponsesScenarioF400DefaultModel",
        |c| c.multiple_responses().get_default_model_a400_valid(),
        "Http 400",
        "GET 400",
    );
    it.fails(
        "ResponsesScenarioF400DefaultNone",
        |c| c.multiple_responses().get_default_model_a400_none(),
        "Http 400",
        "GET 400",
    );
    it.gives(
        "ResponsesScenarioG200DefaultInvalid",
        |c| c.multiple_responses().get_default_none200_invalid(),
        (),
        "GET 200",
    );
    it.gives(
        "ResponsesScenarioG200DefaultNoModel",
        |c| c.multiple_responses().get_default_none200_none(),
        (),
        "GET 200",
    );
    it.fails(
        "ResponsesScenarioG400DefaultInvalid",
        |c| c.multiple_responses().get_default_none400_invalid(),
        "Http 400",
        "GET 400",
    );
    it.fails(
        "ResponsesScenarioG400DefaultNoModel",
        |c| c.multiple_responses().get_default_none400_none(),
        "Http 400",
        "GET 400",
    );
    it.fails(
        "ResponsesScenarioH200MatchingNone",
        |c| c.multiple_responses().get200_model_a200_none(),
        "Decode 200 EmptyResult",
        "GET 200",
    );
    it.reads(
        "ResponsesScenarioH200MatchingModel",
        |c| c.multiple_responses().get200_model_a200_valid(),
        model("200"),
        "GET 200",
    );
    // Members that a model does not know are no error.
    it.reads(
        "ResponsesScenarioH200MatchingInvalid",
        |c| c.multiple_responses().get200_model_a200_invalid(),
        json!({}),
        "GET 200",
    );
    it.fails(
        "ResponsesScenarioH400NonMatchingNone",
        |c| c.multiple_responses().get200_model_a400_none(),
        "Http 400",
        "GET 400",
    );
    it.fails(
        "ResponsesScenarioH400NonMatchingModel",
        |c| c.multiple_responses().get200_model_a400_valid(),
        "Http 400",
        "GET 400",
    );
    it.fails(
        "ResponsesScenarioH400NonMatchingInvalid",
        |c| c.multiple_responses().get200_model_a400_invalid(),
        "Http 400",
        "GET 400",
    );
    it.reads(
        "ResponsesScenarioH202NonMatchingModel",
        |c| c.multiple_responses().get200_model_a202_valid(),
        model("200"),
        "GET 202",
    );
}

/// Different bodies with different statuses.
fn alternatives(it: &mut Document<'_, Client>) {
    it.runs("ResponsesScenarioB200MatchingModel", |peer, client| async move {
        use responses::MultipleResponsesGet200Model201ModelDefaultError200ValidResponse as Response;
        let response = client.multiple_responses().get200_model201_model_default_error200_valid().await;
        match response.expect("a success") {
            Response::Status200(model) => assert_eq!(model.status_code.as_deref(), Some("200")),
            other => panic!("{other:?}"),
        }
        assert_eq!(peer.trail(), "GET 200");
    });
    it.runs("ResponsesScenarioB201MatchingModel", |peer, client| async move {
        use responses::MultipleResponsesGet200Model201ModelDefaultError201ValidResponse as Response;
        let response = client.multiple_responses().get200_model201_model_default_error201_valid().await;
        match response.expect("a success") {
            Response::Status201(model) => {
                assert_eq!(model.status_code.as_deref(), Some("201"));
                assert_eq!(model.text_status_code.as_deref(), Some("Created"));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(peer.trail(), "GET 201");
    });
    it.fails(
        "ResponsesScenarioB400DefaultModel",
        |c| c.multiple_responses().get200_model201_model_default_error400_valid(),
        "Http 400: client error",
        "GET 400",
    );
    it.runs("ResponsesScenarioC200MatchingModel", |peer, client| async move {
        use responses::MultipleResponsesGet200ModelA201ModelC404ModelDDefaultError200ValidResponse as Response;
        let call = client.multiple_responses().get200_model_a201_model_c404_model_d_default_error200_valid();
        match call.await.expect("a success") {
            Response::Status200(model) => assert_eq!(model.status_code.as_deref(), Some("200")),
            other => panic!("{other:?}"),
        }
        assert_eq!(peer.trail(), "GET 200");
    });
    it.runs("ResponsesScenarioC201MatchingModel", |peer, client| async move {
        use responses::MultipleResponsesGet200ModelA201ModelC404ModelDDefaultError201ValidResponse as Response;
        let call = client.multiple_responses().get200_model_a201_model_c404_model_d_default_error201_valid();
        match call.await.expect("a success") {
            Response::Status201(model) => assert_eq!(model.http_code.as_deref(), Some("201")),
            other => panic!("{other:?}"),
        }
        assert_eq!(peer.trail(), "GET 201");
    });
    it.runs("ResponsesScenarioC404MatchingModel", |peer, client| async move {
        let call = client.multiple_responses().get200_model_a201_model_c404_model_d_default_error404_valid();
        let error = call.await.expect_err("a 404");
        assert_eq!((short(&error).as_str(), peer.trail().as_str()), ("Http 404", "GET 404"));
        assert_eq!(error.raw_body(), br#"{"httpStatusCode":"404"}"#);
    });
    it.fails(
        "ResponsesScenarioC400DefaultModel",
        |c| c.multiple_responses().get200_model_a201_model_c404_model_d_default_error400_valid(),
        "Http 400: client error",
        "GET 400",
    );
}

fn error_bodies(it: &mut Document<'_, Client>) {
    it.fails("ResponsesScenarioEmptyErrorBody", |c| c.http_failure().get_empty_error(), "Http 400", "GET 400");
    it.fails(
        "ResponsesScenarioNoModelErrorBody",
        |c| c.http_failure().get_no_model_error(),
        "Http 400: NoErrorModel",
        "GET 400",
    );
    it.fails("ResponsesScenarioNoModelEmptyBody", |c| c.http_failure().get_no_model_empty(), "Http 400", "GET 400");
}

fn head(list: &mut Vec<Scenario>) {
    use ::head::Client;
    let mut it = Document::new("head", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("HttpSuccess200Head", |c| c.http_success().head200(), true, "HEAD 200");
    it.gives("HttpSuccess204Head", |c| c.http_success().head204(), true, "HEAD 204");
    it.gives("HttpSuccess404Head", |c| c.http_success().head404(), false, "HEAD 404");
}

/// A check for existence stays one where 404 is not declared (R6.6).
fn head_exceptions(list: &mut Vec<Scenario>) {
    use ::head_exceptions::Client;
    let mut it = Document::new("head-exceptions", list, |peer| Client::builder(peer.credential(), &peer.base));
    it.gives("HttpSuccess200Head", |c| c.head_exception().head200(), true, "HEAD 200");
    it.gives("HttpSuccess204Head", |c| c.head_exception().head204(), true, "HEAD 204");
    it.gives("HttpSuccess404Head", |c| c.head_exception().head404(), false, "HEAD 404");
}
