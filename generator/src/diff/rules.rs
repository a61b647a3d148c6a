//! The rules: one table, from which ids, verdicts, mirrors and the section of COMPATIBILITY.md are read.
//!
//! The effect on Rust callers is not in the table alone: a rule says which [`Aspect`]s of the generated crate it can
//! change, and the effect is what the two plans show of them. `at least` is what remains when they show nothing.

use serde::{Serialize, Serializer};

use super::effect::{Callers, Effect};
use super::surface::Aspect;

/// Declares the rules, in the order in which reports list changes of one effect.
macro_rules! rules {
    ($($area:ident { $($variant:ident = $id:literal, $callers:ident, $floor:ident, [$($aspect:ident)*], [$($mirror:ident)*],
        $what:literal, $rust:literal;)* })*) => {
        /// What kind of change it is. The id (kebab-case) is stable and appears in reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[doc = $what] $variant),*),* }

        impl Rule {
            /// Every rule, in the order of the table.
            pub const ALL: &'static [Rule] = &[$($(Rule::$variant),*),*];

            /// The stable id.
            pub fn id(self) -> &'static str { match self { $($(Rule::$variant => $id),*),* } }

            /// What the rule is about, the heading of its part of the table.
            pub fn area(self) -> Area { match self { $($(Rule::$variant => Area::$area),*),* } }

            /// What changed, in a few words.
            pub fn what(self) -> &'static str { match self { $($(Rule::$variant => $what),*),* } }

            /// Whether a program built on the old client fails at run time, unless the direction says more.
            pub fn callers(self) -> Callers { match self { $($(Rule::$variant => Callers::$callers),*),* } }

            /// The effect when the generated crates do not differ in the rule's aspects.
            pub fn at_least(self) -> Effect { match self { $($(Rule::$variant => Effect::$floor),*),* } }

            /// The aspects of the generated crate that the change can show in.
            pub fn aspects(self) -> &'static [Aspect] { match self { $($(Rule::$variant => &[$(Aspect::$aspect),*]),*),* } }

            /// What the change is when old and new are swapped: one of these.
            pub fn mirrors(self) -> &'static [Rule] { match self { $($(Rule::$variant => &[$(Rule::$mirror),*]),*),* } }

            /// What it is in Rust, and what callers do about it.
            pub fn rust(self) -> &'static str { match self { $($(Rule::$variant => $rust),*),* } }
        }
    };
}

/// What rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The document as a whole, and its api-version.
    Document,
    /// Operations.
    Operations,
    /// Parameters.
    Parameters,
    /// Bodies of requests and responses.
    Bodies,
    /// Models and their properties.
    Models,
    /// Enums.
    Enums,
    /// What no other rule knows, and what is no change.
    Other,
}

impl Area {
    /// Every area, in the order of the table.
    pub const ALL: &'static [Area] =
        &[Area::Document, Area::Operations, Area::Parameters, Area::Bodies, Area::Models, Area::Enums, Area::Other];

    /// The heading in COMPATIBILITY.md.
    pub fn heading(self) -> &'static str {
        match self {
            Area::Document => "Document and api-version",
            Area::Operations => "Operations",
            Area::Parameters => "Parameters",
            Area::Bodies => "Bodies and responses",
            Area::Models => "Models and properties",
            Area::Enums => "Enums",
            Area::Other => "Everything else",
        }
    }
}

rules! {
    Document {
    ApiVersionChanged = "api-version-changed", Maybe, Minor, [], [ApiVersionDecreased],
        "the api-version that is sent is newer", "the same calls ask for the new version";
    ApiVersionDecreased = "api-version-decreased", Maybe, Major, [], [ApiVersionChanged],
        "the api-version that is sent is older", "major by policy: check that the releases are not swapped";
    ApiVersionUnchanged = "api-version-unchanged", Maybe, None, [], [ApiVersionUnchanged],
        "callers are affected though the api-version is the same", "deployed services may follow either description";
    StabilityChanged = "stability-changed", No, Minor, [], [StabilityChanged],
        "preview became stable, or the reverse", "the crate's documentation says which it is";
    PlaneChanged = "plane-changed", Yes, Patch, [Endpoint EndpointConstant ClientParameter], [PlaneChanged],
        "the service moved between the resource manager and an endpoint of its own",
        "`Client::new` takes an endpoint, or no longer does";
    HostChanged = "host-changed", Yes, Patch, [Endpoint EndpointConstant], [HostChanged],
        "host or base path", "calls go elsewhere";
    SchemeRemoved = "scheme-removed", Yes, Patch, [], [SchemeAdded],
        "https or http is not listed any more", "none: clients speak https, so that http is not missed";
    SchemeAdded = "scheme-added", No, None, [], [SchemeRemoved],
        "https or http is listed too", "none: clients speak https";
    SecurityChanged = "security-changed", Maybe, Patch, [], [SecurityChanged],
        "the credentials that requests carry, or what they must be good for", "none: `Client::new` takes every credential; one that an operation does not take is an error before anything is sent";
    ClientParameterAdded = "client-parameter-added", Yes, Patch, [ClientParameter Order], [ClientParameterRemoved],
        "one more value that the client holds", "`Client::new` takes one more argument";
    ClientParameterRemoved = "client-parameter-removed", Maybe, Patch, [ClientParameter Order], [ClientParameterAdded],
        "one value less that the client holds", "`Client::new` takes one argument less";
    ClientParametersReordered = "client-parameters-reordered", No, None, [Order], [ClientParametersReordered],
        "the order of the values that the client holds", "silent: all are text, so calls still compile";

    }
    Operations {
    OperationAdded = "operation-added", No, Minor,
        [Method Accessor Argument Setter Output Options Order ResponseVariant Deprecated], [OperationRemoved],
        "a new operation", "a new method";
    OperationRemoved = "operation-removed", Yes, Major,
        [Method Accessor Argument Setter Output Options Order ResponseVariant Deprecated], [OperationAdded],
        "an operation is gone", "the method is gone";
    OperationSkipped = "operation-skipped", No, Major,
        [Method Accessor Argument Setter Output Options Order ResponseVariant Deprecated], [OperationNoLongerSkipped],
        "the manifest leaves the operation out", "the method is gone, the service still has the operation";
    OperationNoLongerSkipped = "operation-no-longer-skipped", No, Minor,
        [Method Accessor Argument Setter Output Options Order ResponseVariant Deprecated], [OperationSkipped],
        "the manifest does not leave the operation out any more", "a new method";
    OperationPathChanged = "operation-path-changed", Yes, Patch, [Order], [OperationPathChanged],
        "the same operationId at another path", "the request changes, the method does not";
    OperationMethodChanged = "operation-method-changed", Maybe, Patch, [Output], [OperationMethodChanged],
        "the same operationId with another HTTP method", "the request changes, the method does not";
    OperationIdChanged = "operation-id-changed", No, None,
        [Method Accessor Options Output], [OperationIdChanged],
        "the same path and method with another operationId",
        "the method has another name, or another group; a `[[service.rename]]` keeps the old one";
    OperationBecameLro = "operation-became-lro", Yes, Patch, [Output ResponseVariant Options], [OperationNoLongerLro],
        "the operation is long-running now", "`LroCall`: awaiting it waits for the end";
    OperationNoLongerLro = "operation-no-longer-lro", Yes, Patch, [Output ResponseVariant Options], [OperationBecameLro],
        "the operation is not long-running any more", "`Call`: there is no poller";
    LroFinalResultChanged = "lro-final-result-changed", Maybe, Patch, [Output], [LroFinalResultChanged],
        "where the final result is read, or what it is", "another result, if its type differs";
    OperationBecamePageable = "operation-became-pageable", Maybe, Patch, [Output ResponseVariant Options], [OperationNoLongerPageable],
        "the list comes in pages now", "a `Pager` of items instead of one response";
    OperationNoLongerPageable = "operation-no-longer-pageable", Maybe, Patch, [Output ResponseVariant Options], [OperationBecamePageable],
        "the list comes in one response now", "one response instead of a `Pager` of items";
    PagingFieldsChanged = "paging-fields-changed", Maybe, Patch, [Output], [PagingFieldsChanged],
        "the property that holds the items or the link", "another item, if its type differs";
    OperationDeprecated = "operation-deprecated", No, Patch, [Deprecated], [OperationNoLongerDeprecated],
        "the operation is deprecated", "a warning where it is called";
    OperationNoLongerDeprecated = "operation-no-longer-deprecated", No, Patch, [Deprecated], [OperationDeprecated],
        "the operation is not deprecated any more", "no warning";
    OperationApiVersionChanged = "operation-api-version-changed", Maybe, Minor, [], [OperationApiVersionChanged],
        "an operation moves to another api-version than the rest", "its calls ask for that version";
    OperationDocsChanged = "operation-docs-changed", No, Patch, [], [OperationDocsChanged],
        "its description", "documentation";

    }
    Parameters {
    ParameterAddedRequired = "parameter-added-required", Yes, Patch, [Argument Order Setter Options], [ParameterRemovedRequired],
        "a new required parameter", "one more argument";
    ParameterAddedOptional = "parameter-added-optional", No, Patch, [Setter Options], [ParameterRemovedOptional],
        "a new optional parameter",
        "one more setter; if it is the operation's first, code that names the call's type changes, which is minor by policy";
    ParameterRemovedRequired = "parameter-removed-required", Maybe, Patch, [Argument Order Setter Options], [ParameterAddedRequired],
        "a required parameter is gone", "one argument less";
    ParameterRemovedOptional = "parameter-removed-optional", Maybe, Patch, [Setter Options], [ParameterAddedOptional],
        "an optional parameter is gone", "its setter is gone";
    ParameterBecameRequired = "parameter-became-required", Yes, Patch, [Argument Order Setter Options], [ParameterBecameOptional],
        "optional to required", "its setter becomes an argument";
    ParameterBecameOptional = "parameter-became-optional", No, Patch, [Argument Order Setter Options], [ParameterBecameRequired],
        "required to optional", "the argument becomes a setter";
    ParameterLocationChanged = "parameter-location-changed", Maybe, None, [Argument Setter], [ParameterLocationChanged],
        "query to header, and so on", "the request changes, the method does not";
    ParameterWireNameChanged = "parameter-wire-name-changed", Maybe, None, [Argument Setter], [ParameterWireNameChanged],
        "another name on the wire", "none where it is an argument; the argument of `invoke` has the new name";
    ParameterClientNameChanged = "parameter-client-name-changed", No, None, [Argument Setter], [ParameterClientNameChanged],
        "another name for clients", "none where it is an argument; another setter where it is optional";
    ParameterTypeChanged = "parameter-type-changed", Yes, Patch, [Argument Setter], [ParameterTypeChanged],
        "another type", "another type of argument";
    ParameterFormatChanged = "parameter-format-changed", Maybe, Patch, [Argument Setter], [ParameterFormatChanged],
        "another format of the same type", "another type of argument, where Rust has one for the format";
    ParameterOrderChanged = "parameter-order-changed", No, None, [Order], [ParameterOrderChanged],
        "the order of the required parameters", "silent where neighbours have one type: read every call";
    ParameterDefaultChanged = "parameter-default-changed", Maybe, Patch, [], [ParameterDefaultChanged],
        "the default", "documentation";
    ParameterConstraintTightened = "parameter-constraint-tightened", Maybe, Patch, [], [ParameterConstraintLoosened ParameterConstraintTightened],
        "shorter, smaller, another pattern", "documentation: clients check nothing";
    ParameterConstraintLoosened = "parameter-constraint-loosened", No, Patch, [], [ParameterConstraintTightened],
        "longer, larger, no pattern", "documentation: clients check nothing";
    ParameterBecameConstant = "parameter-became-constant", Maybe, Patch, [Argument Setter Options Order], [ParameterNoLongerConstant ParameterBecameConstant],
        "one allowed value now, or another one", "the client sends it by itself";
    ParameterNoLongerConstant = "parameter-no-longer-constant", Maybe, Patch, [Argument Setter Options Order], [ParameterBecameConstant],
        "several allowed values now", "it becomes an argument or a setter";
    ParameterMovedToClient = "parameter-moved-to-client", No, None, [Argument Setter Options Order ClientParameter], [ParameterMovedToMethod],
        "the client holds it now", "it leaves the method";
    ParameterMovedToMethod = "parameter-moved-to-method", No, None, [Argument Setter Options Order ClientParameter], [ParameterMovedToClient],
        "each call takes it now", "it joins the method";
    ParameterCollectionFormatChanged = "parameter-collection-format-changed", Maybe, None, [Argument Setter], [ParameterCollectionFormatChanged],
        "how a list is written", "the request changes, the method does not";
    ParameterEncodingChanged = "parameter-encoding-changed", Maybe, None, [], [ParameterEncodingChanged],
        "whether the value, or what is reserved in it, goes out as it is", "the request changes, the method does not";
    ParameterStyleChanged = "parameter-style-changed", Maybe, None, [Argument Setter], [ParameterStyleChanged],
        "how a value that is no scalar is written", "the request changes; the type does where text becomes an object";
    ParameterFilledByClient = "parameter-filled-by-client", No, None, [Argument Setter Options Order], [ParameterNoLongerFilledByClient],
        "it is the client's request id now", "every call fills it in by itself";
    ParameterNoLongerFilledByClient = "parameter-no-longer-filled-by-client", No, None, [Argument Setter Options Order], [ParameterFilledByClient],
        "it is not the client's request id any more", "it becomes an argument or a setter";
    ParameterDeprecated = "parameter-deprecated", No, Patch, [Deprecated], [ParameterNoLongerDeprecated],
        "the parameter is deprecated", "documentation";
    ParameterNoLongerDeprecated = "parameter-no-longer-deprecated", No, Patch, [Deprecated], [ParameterDeprecated],
        "the parameter is not deprecated any more", "documentation";
    ParameterDocsChanged = "parameter-docs-changed", No, Patch, [], [ParameterDocsChanged],
        "its description", "documentation";

    }
    Bodies {
    RequestBodyAdded = "request-body-added", Maybe, Patch, [Argument Order Setter Options], [RequestBodyRemoved],
        "the request has a body now", "one more argument, or a setter if it is optional";
    RequestBodyRemoved = "request-body-removed", Maybe, Patch, [Argument Order Setter Options], [RequestBodyAdded],
        "the request has no body any more", "one argument or setter less";
    RequestBodyBecameRequired = "request-body-became-required", Yes, Patch, [Argument Order Setter Options], [RequestBodyBecameOptional],
        "the body is required now", "its setter becomes an argument";
    RequestBodyBecameOptional = "request-body-became-optional", No, Patch, [Argument Order Setter Options], [RequestBodyBecameRequired],
        "the body is optional now", "the argument becomes a setter";
    RequestBodyTypeChanged = "request-body-type-changed", Yes, Patch, [Argument Setter], [RequestBodyTypeChanged],
        "another schema", "another type of argument";
    BodyParameterRenamed = "body-parameter-renamed", No, None, [Argument Setter], [BodyParameterRenamed],
        "the name of the body", "none; the argument of `invoke` has the new name";
    RequestContentTypeChanged = "request-content-type-changed", Maybe, None, [Argument Setter], [RequestContentTypeChanged],
        "the media types of the request", "another type of argument if JSON becomes bytes";
    ResponseStatusAdded = "response-status-added", Maybe, None, [Output ResponseVariant Options], [ResponseStatusRemoved],
        "a new success status", "none if it brings the same body";
    ResponseStatusRemoved = "response-status-removed", No, None, [Output ResponseVariant Options], [ResponseStatusAdded],
        "a success status is gone", "none if the others bring the same body";
    ResponseBodyAdded = "response-body-added", No, Patch, [Output ResponseVariant Options], [ResponseBodyRemoved],
        "the response has a body now", "the call gives it";
    ResponseBodyRemoved = "response-body-removed", Yes, Patch, [Output ResponseVariant Options], [ResponseBodyAdded],
        "the response has no body any more", "the call gives nothing";
    ResponseBodyTypeChanged = "response-body-type-changed", Yes, Patch, [Output ResponseVariant Options], [ResponseBodyTypeChanged],
        "another schema", "the call gives another type";
    ResponseContentTypeChanged = "response-content-type-changed", Maybe, None, [Output ResponseVariant Options], [ResponseContentTypeChanged],
        "the media types of the response", "another type if JSON becomes bytes";
    ResponseHeaderAdded = "response-header-added", No, Patch, [], [ResponseHeaderRemoved],
        "a new header", "headers are read by name";
    ResponseHeaderRemoved = "response-header-removed", Maybe, Patch, [], [ResponseHeaderAdded],
        "a header is gone", "headers are read by name: what asks for it finds nothing";
    ResponseHeaderTypeChanged = "response-header-type-changed", Maybe, Patch, [], [ResponseHeaderTypeChanged],
        "another type, or a header that need not come", "headers are text";
    ResponseDocsChanged = "response-docs-changed", No, Patch, [], [ResponseDocsChanged],
        "the description of a response or a header", "documentation";
    ErrorStatusAdded = "error-status-added", No, None, [], [ErrorStatusRemoved],
        "a new error status", "none: there is one error type";
    ErrorStatusRemoved = "error-status-removed", No, None, [], [ErrorStatusAdded],
        "an error status is gone", "none: there is one error type";
    ErrorBodyChanged = "error-body-changed", Maybe, None, [], [ErrorBodyChanged],
        "the schema of an error", "none: errors are read leniently into one type";

    }
    Models {
    ModelAdded = "model-added", No, None, [Type Base Field New NewOrder Exhaustive Additional Value Subtype Deprecated], [ModelRemoved],
        "a new model", "a new type";
    ModelRemoved = "model-removed", No, None, [Type Base Field New NewOrder Exhaustive Additional Value Subtype Deprecated], [ModelAdded],
        "a model is gone", "its type is gone";
    ModelRenamed = "model-renamed", No, None, [Type Base], [ModelRenamed],
        "the same content under another name, as its places show", "another type name; a `[[service.rename]]` keeps the old one";
    ModelInlinedOrNamed = "model-inlined-or-named", No, None, [Type Base], [ModelInlinedOrNamed],
        "an anonymous schema became a definition, or the reverse", "another type name, if it moves";
    ModelKindChanged = "model-kind-changed", Yes, Patch, [Type Base Field New NewOrder Exhaustive Additional Value Subtype], [ModelKindChanged],
        "an object became an enum, or another such change", "another kind of type";
    PropertyAddedInResponse = "property-added-in-response", No, Patch, [Field New], [PropertyRemoved],
        "a new property of what services send", "one more field";
    PropertyAddedOptionalInRequest = "property-added-optional-in-request", No, Patch, [Field New], [PropertyRemoved],
        "a new optional property of what requests send", "one more field; minor by policy: literals end in `..Default::default()`";
    PropertyAddedRequiredInRequest = "property-added-required-in-request", Yes, Patch, [Field New NewOrder], [PropertyRemoved],
        "a new required property of what requests send", "`new` takes one more argument";
    PropertyRemoved = "property-removed", Maybe, Patch, [Field New NewOrder],
        [PropertyAddedInResponse PropertyAddedOptionalInRequest PropertyAddedRequiredInRequest],
        "a property is gone", "its field is gone";
    PropertyWireNameChanged = "property-wire-name-changed", Maybe, None, [Field New], [PropertyWireNameChanged],
        "another name on the wire, the same for clients", "the request changes, the field does not";
    PropertyClientNameChanged = "property-client-name-changed", No, None, [Field New], [PropertyClientNameChanged],
        "another name for clients", "the field has another name";
    PropertyTypeChanged = "property-type-changed", Yes, Patch, [Field New], [PropertyTypeChanged],
        "another type", "the field has another type";
    PropertyFormatChanged = "property-format-changed", Maybe, Patch, [Field New], [PropertyFormatChanged],
        "another format of the same type", "another type of field, where Rust has one for the format";
    PropertyBecameRequired = "property-became-required", Yes, Patch, [New NewOrder], [PropertyBecameOptional],
        "optional to required", "`new` takes one more argument; the field stays an `Option`";
    PropertyBecameOptional = "property-became-optional", Maybe, Patch, [New NewOrder], [PropertyBecameRequired],
        "required to optional", "`new` takes one argument less; the field stays an `Option`";
    PropertyNullabilityChanged = "property-nullability-changed", Maybe, Patch, [], [PropertyNullabilityChanged],
        "whether null is a value", "documentation: fields are `Option`";
    PropertyBecameReadOnly = "property-became-read-only", Maybe, Patch, [New NewOrder], [PropertyBecameWritable],
        "only the service sets it now", "the field stays, requests leave it out";
    PropertyBecameWritable = "property-became-writable", No, Patch, [New NewOrder], [PropertyBecameReadOnly],
        "callers can set it now", "the field stays, requests carry it";
    PropertyMutabilityChanged = "property-mutability-changed", Maybe, Patch, [], [PropertyMutabilityChanged],
        "whether it is set on creation or on update", "documentation";
    PropertyDefaultChanged = "property-default-changed", Maybe, Patch, [New NewOrder], [PropertyDefaultChanged],
        "the default, or what is sent by itself", "documentation; `new` takes no value that is sent by itself";
    PropertyConstraintChanged = "property-constraint-changed", Maybe, Patch, [], [PropertyConstraintChanged],
        "bounds or pattern", "documentation: clients check nothing";
    PropertyDeprecated = "property-deprecated", No, Patch, [Deprecated], [PropertyNoLongerDeprecated],
        "the property is deprecated", "a warning where the field is used";
    PropertyNoLongerDeprecated = "property-no-longer-deprecated", No, Patch, [Deprecated], [PropertyDeprecated],
        "the property is not deprecated any more", "no warning";
    PropertiesReordered = "properties-reordered", No, None, [NewOrder], [PropertiesReordered],
        "the order of the required properties", "the arguments of `new` change places: silent where neighbours have one type";
    AdditionalPropertiesChanged = "additional-properties-changed", Maybe, Patch, [Additional], [AdditionalPropertiesChanged],
        "members that no property names are allowed or not, or have another type", "the field for all other members";
    InheritanceChanged = "inheritance-changed", No, None, [], [InheritanceChanged],
        "`allOf` differs", "none: what is inherited stands on every model";
    DiscriminatorChanged = "discriminator-changed", Yes, Patch, [Type Base Field New NewOrder Subtype Exhaustive], [DiscriminatorChanged],
        "the property that tells subtypes apart, or a value of it", "what is sent changes; the type may become an enum";
    SubtypeAdded = "subtype-added", No, Patch, [Subtype Type Base], [SubtypeRemoved],
        "a new subtype", "one more variant";
    SubtypeRemoved = "subtype-removed", Maybe, Patch, [Subtype Type Base], [SubtypeAdded],
        "a subtype is gone", "its variant is gone";
    FlatteningChanged = "flattening-changed", No, None, [], [FlatteningChanged],
        "`x-ms-client-flatten`", "none: it is never followed";
    XmlChanged = "xml-changed", Maybe, Patch, [], [XmlChanged],
        "how a value is written in XML", "what is sent changes, the field does not; none where the service speaks JSON alone";
    BoxingChanged = "boxing-changed", No, None, [Field New], [BoxingChanged],
        "a new cycle, or one less", "the field is boxed, or no longer";
    ModelUsageChanged = "model-usage-changed", No, None, [Exhaustive New NewOrder Type], [ModelUsageChanged],
        "now also, or no longer, in requests", "`#[non_exhaustive]`, without `new` and literals, where it is in responses alone";
    SecretChanged = "secret-changed", No, None, [Field New], [SecretChanged],
        "a secret now, or no longer", "`Sensitive<…>` around the type";
    ModelDeprecated = "model-deprecated", No, Patch, [Deprecated], [ModelNoLongerDeprecated],
        "the model is deprecated", "a warning where the type is used";
    ModelNoLongerDeprecated = "model-no-longer-deprecated", No, Patch, [Deprecated], [ModelDeprecated],
        "the model is not deprecated any more", "no warning";
    ModelDocsChanged = "model-docs-changed", No, Patch, [], [ModelDocsChanged],
        "the description of a model, an enum or a value", "documentation";
    PropertyDocsChanged = "property-docs-changed", No, Patch, [], [PropertyDocsChanged],
        "its description", "documentation";

    }
    Enums {
    EnumValueAdded = "enum-value-added", Maybe, Patch, [Value], [EnumValueRemoved],
        "a new value", "one more variant; enums are `#[non_exhaustive]`";
    EnumValueRemoved = "enum-value-removed", Maybe, Patch, [Value], [EnumValueAdded],
        "a value is gone", "its variant is gone";
    EnumValueClientNameChanged = "enum-value-client-name-changed", No, None, [Value], [EnumValueClientNameChanged],
        "another name for clients", "the variant has another name";
    EnumOpennessChanged = "enum-openness-changed", No, None, [], [EnumOpennessChanged],
        "`modelAsString`", "none: enums are always open";
    EnumIntroduced = "enum-introduced", No, Patch, [Field New Argument Setter Output ResponseVariant Options Additional], [EnumDissolved],
        "text became an enum", "the enum instead of `String`";
    EnumDissolved = "enum-dissolved", No, Patch, [Field New Argument Setter Output ResponseVariant Options Additional], [EnumIntroduced],
        "an enum became text", "`String` instead of the enum";
    EnumRenamed = "enum-renamed", No, None, [Type], [EnumRenamed],
        "another name of an enum, as its places show", "another type name; a `[[service.rename]]` keeps the old one";

    }
    Other {
    GeneratorChangedOutput = "generator-changed-output", No, None, [], [GeneratorChangedOutput],
        "this generator makes other code of the old spec than was committed", "measured: the effect is what the two crates show";
    FixupAdded = "fixup-added", No, None, [], [FixupRemoved FixupAdded],
        "one more mistake of the spec is corrected, or in another way", "none by itself: what it corrects is a change of its own";
    FixupRemoved = "fixup-removed", No, None, [], [FixupAdded],
        "a mistake of the spec is not corrected any more", "none by itself: what it corrected is a change of its own";
    OverrideChanged = "override-changed", No, None, [], [OverrideChanged],
        "a name, type, secret or client parameter that the manifest chooses", "none by itself: what it chooses is a change of its own";
    NameCollisionResolved = "name-collision-resolved", No, None, [], [NameCollisionResolved],
        "something new has the name, so something old gets another", "a Rust name changes; a `[[service.rename]]` keeps it";
    UnclassifiedChange = "unclassified-change", Maybe, Unknown, [], [UnclassifiedChange],
        "a difference that no rule knows", "unknown: compare the generated code";
    OrderOnly = "order-only", No, None, [], [OrderOnly],
        "the order of things whose order means nothing", "none";
    WhitespaceOnly = "whitespace-only", No, None, [], [WhitespaceOnly],
        "a text differs in blanks and line ends alone", "none";
    }
}

impl Rule {
    /// The rule of an id.
    pub fn find(id: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|it| it.id() == id)
    }

    /// Whether it is about documentation alone.
    pub fn is_documentation(self) -> bool {
        matches!(
            self,
            Rule::OperationDocsChanged
                | Rule::ParameterDocsChanged
                | Rule::ResponseDocsChanged
                | Rule::ModelDocsChanged
                | Rule::PropertyDocsChanged
                | Rule::WhitespaceOnly
        )
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_kebab_case_and_found_again() {
        let mut ids: Vec<_> = Rule::ALL.iter().map(|it| it.id()).collect();
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        assert!(Rule::ALL.iter().all(|it| Rule::find(it.id()) == Some(*it)));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len());
    }

    #[test]
    fn mirrors_are_mutual() {
        for rule in Rule::ALL {
            assert!(!rule.mirrors().is_empty(), "{rule}");
            for mirror in rule.mirrors() {
                assert!(mirror.mirrors().contains(rule), "{rule} and {mirror}");
            }
        }
    }
}
