//! The names of the extensions that azrest writes or reads.

/// On a schema: `allOf` holds a reference whose siblings stand beside it; this is no inheritance.
pub const REF_SIBLINGS: &str = "x-azrest-ref-siblings";
/// On a parameter, header or schema: the `collectionFormat` of Swagger 2.0 that `style` and `explode` cannot say.
pub const COLLECTION_FORMAT: &str = "x-azrest-collection-format";
/// On a schema as it is read: the keyword `xml`, for which crate `openapiv3` has no field.
pub const XML: &str = "x-azrest-xml";
/// On a schema as it is read: `nullable: false`, which crate `openapiv3` does not tell from silence.
pub const NULLABLE: &str = "x-azrest-nullable";
/// On a schema as it is read: `readOnly: false`, which crate `openapiv3` does not tell from silence.
pub const READ_ONLY: &str = "x-azrest-read-only";
/// On an operation: the api-version of the document it comes from.
pub const API_VERSION: &str = "x-azrest-api-version";
/// On a request body: the name of the body parameter.
pub const NAME: &str = "x-azrest-name";
/// On a request body, or on the properties of a form: the index among the operation's parameters.
pub const POSITION: &str = "x-azrest-position";
/// At the root: path items whose keys are no path templates of 3.0.
pub const PATHS: &str = "x-azrest-paths";
/// On an operation or a component: the index of the file it comes from.
pub const SOURCE: &str = "x-azrest-source";
/// At the root: the files `x-azrest-source` counts.
pub const SOURCES: &str = "x-azrest-sources";
/// In `x-ms-pageable`: the query parameter that takes what the link's property holds, where that is no URL.
pub const TOKEN_PARAMETER: &str = "x-azrest-token-parameter";
/// At the root: the fix-ups that were applied.
pub const FIX_UPS: &str = "x-azrest-fix-ups";
/// On a parameter: `client` or `method`.
pub const PARAMETER_LOCATION: &str = "x-ms-parameter-location";
/// At the root or on an operation: the parameters of the host name.
pub const PARAMETERIZED_HOST: &str = "x-ms-parameterized-host";
