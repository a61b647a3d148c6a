//! The table of codes: each kind of problem with its name, severity, meaning and hint.
//!
//! A new code is one row here and one fixture in `xtask/tests/diagnostics/`, see CONTRIBUTING.

use std::fmt;

use super::Severity;

/// Declares the codes: one table, from which names, severities, meanings and hints are read.
macro_rules! codes {
    ($($variant:ident = $name:literal, $severity:ident, $meaning:literal, $hint:literal;)*) => {
        /// What is wrong. The name (kebab-case) is stable and appears in messages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $variant),* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The stable name.
            pub fn name(self) -> &'static str { match self { $(Code::$variant => $name),* } }

            /// How bad it is.
            pub fn severity(self) -> Severity { match self { $(Code::$variant => Severity::$severity),* } }

            /// What it means, in one or two sentences.
            pub fn meaning(self) -> &'static str { match self { $(Code::$variant => $meaning),* } }

            /// What to do about it, when the place of the problem has nothing better to say.
            pub fn hint(self) -> &'static str { match self { $(Code::$variant => $hint),* } }
        }
    };
}

codes! {
    UnreadableFile = "unreadable-file", Error,
        "A document could not be read from the spec root.",
        "check the path, letter case included; messages name documents from the spec root on, and a `$ref` is relative to the document that has it";
    UnknownTag = "unknown-tag", Error,
        "A readme has no tag of the name that was asked for.",
        "choose one of the readme's tags with `--tag`";
    NoDocuments = "no-documents", Error,
        "A readme lists no documents for its tag.",
        "name the documents under `input-file` in a YAML code block of the readme";
    UnreadableCondition = "unreadable-condition", Warning,
        "A condition of a readme's code block has a form the generator does not know; the block is passed over.",
        "write the condition with `$(setting)`, texts in quotes, `==`, `!=`, `!`, `&&`, `||` and parentheses";
    DirectiveIgnored = "directive-ignored", Warning,
        "A readme has a directive that makes AutoRest change the documents or the client. It is not carried out: the client is made of the documents as they are.",
        "make the change that the client needs by an entry of azrest.toml: [[fix-up]], [[rename]], [[type]] or [[skip]]";
    InvalidEncoding = "invalid-encoding", Error,
        "A document is not UTF-8 text.",
        "save the document as UTF-8";
    InvalidSyntax = "invalid-syntax", Error,
        "A document is not well-formed JSON or YAML.",
        "mend the document at the marked place; a truncated download is the usual cause";
    DuplicateKey = "duplicate-key", Error,
        "An object names one key twice, so one of the two values would be lost.",
        "remove one of the two members";
    TooDeep = "too-deep", Error,
        "A document or a hierarchy of schemas nests deeper than the generator follows.",
        "no real API description nests this deep; check where the document comes from";
    TooLarge = "too-large", Error,
        "The aliases of a YAML document stand for more values than the generator follows.",
        "write the values out, or check where the document comes from";
    NotOpenApi = "not-openapi", Error,
        "A document is neither Swagger 2.0 nor OpenAPI 3.0 or 3.1. Of 3.1 the generator reads what 3.0 can say in its own words: nulls as types, `const`, numeric exclusive bounds, content encodings; webhooks and further keywords of JSON Schema are left out.",
        "the root needs `swagger: \"2.0\"`, `openapi: 3.0.x` or `openapi: 3.1.x`; convert a document of another version, or ask its provider for one of these";
    WrongType = "wrong-type", Error,
        "A keyword holds a value of the wrong JSON type.",
        "give the keyword a value of the type the specification asks for, in the document or by a fix-up";
    MissingKeyword = "missing-keyword", Error,
        "A keyword that the specification requires is absent.",
        "add the keyword, in the document or by a fix-up";
    KeywordIgnored = "keyword-ignored", Warning,
        "A keyword stands where it has no meaning, has a form without one, or is misspelt; it changes nothing.",
        "correct or remove the keyword; the client works without";
    InexactNumber = "inexact-number", Warning,
        "A number has more digits than are kept of it: integers have 64 bits, bounds, fractions and decimals in XML the 53 of a double. The nearest number is taken.",
        "write the number with fewer digits, or leave a bound out that is that of its type; bounds are documentation alone";
    UnknownKeyword = "unknown-keyword", Note,
        "A keyword is not one of the specification; it changes nothing.",
        "check its spelling; nothing to do if it is another tool's, or of a later version of the specification";
    DanglingReference = "dangling-reference", Error,
        "A `$ref` names something that does not exist.",
        "check the file name and the definition's name, letter case included";
    MappingNamesNothing = "mapping-names-nothing", Warning,
        "The mapping of a discriminator names a schema that does not exist. It is a hint: alternatives and heirs go by the values that they declare, or by their names, and what clients do not know they keep as it is.",
        "correct or remove the entry of the mapping; nothing to do if the alternatives declare their values";
    ReferenceOutsideRoot = "reference-outside-root", Error,
        "A `$ref` leads out of the spec root, or to another host.",
        "references are resolved below the spec root only; choose a root that holds all files";
    EndlessReference = "endless-reference", Error,
        "A chain of `$ref`s comes back to itself before it reaches a schema.",
        "one definition of the chain must be a schema; a model that contains itself is fine, a definition that is only itself is not";
    UnsupportedReference = "unsupported-reference", Error,
        "A `$ref` has a form the generator does not follow, or names something of another kind than is expected there.",
        "name a definition, as `file.json#/definitions/Name`, or a part of a document that is what is expected there";
    DuplicateOperation = "duplicate-operation", Error,
        "Two operations of one document have the same operationId, so nobody can say which is meant.",
        "give one of them another operationId, in the document or by a [[service.rename]] in the manifest";
    DuplicatePath = "duplicate-path", Warning,
        "Two documents describe the same method on the same path.",
        "nothing to do: both are generated under their own operationIds; a [[service.skip]] leaves one of them out";
    MissingOperationId = "missing-operation-id", Note,
        "An operation has no operationId that could be a name; it is named after its method and path. For a covered service this is an error.",
        "an operationId of the form Group_Name, or a [[service.rename]] in the manifest, names it; where this is a note, nothing has to be done";
    KeywordName = "keyword-name", Note,
        "A name of the spec is a Rust keyword; the Rust name ends in an underscore.",
        "nothing to do; an x-ms-client-name, or a [[service.rename]] in the manifest, can name it better";
    NameSettled = "name-settled", Note,
        "A name of the spec would become a Rust name that another has, or has no letter or digit to make one of; a rule makes one of its signs, its place or its file. For a covered service this is an error.",
        "an x-ms-client-name, or a [[service.rename]] in the manifest, names it; where this is a note, nothing has to be done";
    NameClash = "name-clash", Error,
        "Two names of the spec become the same Rust name, in every form that could tell them apart.",
        "give one of them an x-ms-client-name, or add a [[service.rename]] to the manifest";
    DefinitionRenamed = "definition-renamed", Note,
        "Documents define one name differently; the later one is named after its file.",
        "nothing to do; a [[service.rename]] in the manifest can choose another name for clients";
    UndeclaredPathParameter = "undeclared-path-parameter", Error,
        "A path template names a parameter that the operation does not declare.",
        "declare the parameter with `in: path`";
    UnusedPathParameter = "unused-path-parameter", Error,
        "An operation declares a path parameter that its path template does not name.",
        "put the parameter in the template, or remove it";
    InvalidPath = "invalid-path", Error,
        "A path template cannot be read.",
        "every `{` needs its `}`, and a name between them";
    DuplicateParameter = "duplicate-parameter", Error,
        "An operation declares one parameter twice.",
        "remove one of the two declarations";
    NoSuccessResponse = "no-success-response", Warning,
        "An operation declares no success. Its `default` is taken for it if that has a body which is not the one of an error (as other operations declare it, or with `error`, or with `code` and `message`); else any success is accepted, and its body ignored.",
        "declare the success response; if `default` is the error of an operation without a body, declare 200 without one";
    UnknownExtension = "unknown-extension", Note,
        "An `x-` extension is not known to the generator and changes nothing.",
        "nothing to do, unless the extension was meant to have an effect";
    ExtensionIgnored = "extension-ignored", Warning,
        "A known extension holds something the generator cannot use.",
        "compare the value with the description of the extension; the client works as if the extension were not there";
    PagingPropertyMissing = "paging-property-missing", Warning,
        "The response of a pageable operation lacks the property that holds the items or the link.",
        "check `itemName` and `nextLinkName` of `x-ms-pageable`; an operation without a list in its response is a plain call, and a list without a link ends after its first page";
    DefaultMismatch = "default-mismatch", Warning,
        "A default is not a value of its schema, or none of its enum; it is left out of the documentation.",
        "correct the default; the client works without";
    EnumMismatch = "enum-mismatch", Warning,
        "The values of an enum are none of its schema's type, or stand beside `items` and not in it. The client takes texts of numbers and truths for these, other texts for texts, numbers and truths beside `type: string` for their texts, and values beside `items` for those of the elements.",
        "correct the values, or `type`; nothing to do if the client's type is what the service sends";
    UnknownRequired = "unknown-required", Warning,
        "`required` names a property that the schema does not have.",
        "remove the name, or declare the property; the client works without";
    DiscriminatorUndeclared = "discriminator-undeclared", Warning,
        "A discriminator names a property that the schema does not declare.",
        "declare the property; the client works without";
    DiscriminatorClash = "discriminator-clash", Warning,
        "Two subtypes of one base have the same discriminator value; both can be sent, the first by name is read.",
        "give one of them another `x-ms-discriminator-value`; values of the second are read as those of the first until then";
    EnumNameShared = "enum-name-shared", Note,
        "`x-ms-enum` gives one name to enums with different values, or to an enum and a definition that is none. None of the enums gets it: each is named by its place.",
        "nothing to do; a [[service.rename]] in the manifest gives it another name";
    PropertyConflict = "property-conflict", Warning,
        "A schema gets one property from two places with different types, of which the nearer one does not narrow the other, as `allOf` asks for; the nearest declaration is used.",
        "declare the property once, or with a type of which all values are values of the inherited one; nothing to do if the nearest declaration is what the service sends";
    InheritanceCycle = "inheritance-cycle", Error,
        "A schema inherits from itself through `allOf`.",
        "remove the reference of an `allOf` that leads back to the schema";
    InheritsNothing = "inherits-from-primitive", Warning,
        "`allOf` brings together an object and a schema of another type, which no value can be at once; the other is left out.",
        "nothing to do, if an object was meant; else choose the type";
    Unsupported = "unsupported", Warning,
        "A construct is not supported; the client treats the value as free-form JSON, unless the message says otherwise.",
        "nothing to do if free-form JSON or raw bytes will do for the caller; else describe the value in another way, in the document or by a fix-up";
    UnsupportedSecurity = "unsupported-security", Warning,
        "A security scheme asks for something that clients have no credential for: a signature or digest of the request, a certificate of the client, a key under a name that no header or cookie can have, or a password beside a token. Requests go without it.",
        "put it into requests in a `Transport` of your own; if the service takes a token, a key or a password as well, describe that scheme in the document or by a [[fix-up]] in the manifest";
    UndescribedSecurity = "undescribed-security", Warning,
        "Requests need a credential of a scheme that the document does not describe; clients take it for a token.",
        "check the name, or describe the scheme in the document or by a [[fix-up]] in the manifest";
    AuthorizationKey = "authorization-key", Note,
        "A security scheme, or a parameter that no scheme describes, is the whole header `Authorization`. Clients send a token as `Bearer …`, or an `ApiKey` as it is, prefix included; they compute no signature, as services with shared keys want it.",
        "nothing to do if the service takes either; requests that must be signed are signed in a `Transport` of your own";
    UnknownScope = "unknown-scope", Note,
        "The documents of a data-plane service do not say what its tokens are for. Clients then ask their credential for tokens without a scope, which not every issuer gives.",
        "give the scope in the manifest, as in `scope = \"https://api.example.com/.default\"`; or each caller gives it to `ClientBuilder::scope`; nothing to do if the credential needs none";
    ParameterAsText = "parameter-as-text", Warning,
        "A parameter has a form that the generator does not write; the method takes its text.",
        "put the text together as the spec describes it; the client percent-encodes it where it encodes any text, and puts it into a part of a multipart form as it is";
    MediaTypeChosen = "media-type-chosen", Warning,
        "A body can be of media types that make different arguments, or results, of it; clients send or ask for one of them.",
        "nothing to do if that one will do; else take it from the list, so that another is chosen";
    OtherServer = "other-server", Warning,
        "An operation names other servers than the document does, or than most operations do; a client sends everything to one endpoint.",
        "make a second client with that endpoint for these operations";
    UndescribedServer = "undescribed-server", Warning,
        "The URL of a server has a variable that the document does not describe, so that nobody can say what the endpoint is by default.",
        "describe it under `variables` of the server, or correct its name; callers give clients the whole URL";
    PlainHttp = "plain-http", Note,
        "The document names servers over http alone. Clients send nothing over http, which everybody on the way can read and change.",
        "if the service answers over https, callers give that URL; `ClientBuilder::allow_loopback_http` allows http to an address such as 127.0.0.1, for tests";
    ValueFixed = "value-fixed", Note,
        "A required parameter has one value, to which the spec says others may be added (`modelAsString`). Clients send that value by themselves, and take no other.",
        "nothing to do as long as it is the only one";
    ClientHeader = "client-header", Note,
        "Callers have no say in a parameter: it is a header of the connection, a credential, which the client sends, or the media type of a body where the request has none. It is no argument.",
        "nothing to do";
    ClientLevel = "client-level", Note,
        "Documents share a parameter that they do not mark as the method's, so that it belongs to the client by the rule of AutoRest. It is an argument of each method that has it, unless the manifest lists it.",
        "list it under `client-parameters` in the manifest, and callers give it to `Client::new`";
    UnsupportedParameter = "unsupported-parameter", Error,
        "A parameter cannot be sent the way the spec describes it.",
        "describe the parameter in the path, the query, a header, a cookie or a form";
    FixUpApplied = "fix-up-applied", Note,
        "A fix-up of the manifest corrected the spec here.",
        "nothing to do";
    TypeChosen = "type-chosen", Note,
        "The manifest chose the type of a value.",
        "nothing to do";
    OperationSkipped = "operation-skipped", Note,
        "The manifest leaves an operation out of the client.",
        "nothing to do; the README of the crate lists it";
    StaleFixUp = "stale-fix-up", Error,
        "A fix-up expects another value than the one that is there.",
        "look at the document again: remove the entry if the mistake was mended, else correct the entry; then import anew";
    SourceMismatch = "source-mismatch", Error,
        "A file is not the one the manifest pins.",
        "check out the pinned commit, or name the commit that has the new files with --commit";
    UnusedOverride = "unused-override", Error,
        "An entry of the manifest applies to nothing, or changes nothing.",
        "remove the entry if upstream has mended what it corrected, else correct it; in a JSON pointer `/` of a name is `~1`, and `~` is `~0`";
    InvalidManifest = "invalid-manifest", Error,
        "The manifest cannot be used.",
        "compare the entry with the description at the head of `specs/services.toml`; beside other documents, in an azrest.toml, the names of tables are without `service.`";
    OverlayNamesNothing = "overlay-names-nothing", Error,
        "An entry of the documentation in a docs.yaml names nothing in the spec.",
        "remove the entry, or correct its name, letter case included";
    SecretLike = "secret-like-name", Warning,
        "A string property is named like a secret and is not marked as one.",
        "list it under `secrets` of the service in the manifest, or under `not-secrets` if it is none";
}

impl Code {
    /// What to do about a secret that clients cannot hide.
    pub(crate) const EXPOSED_SECRET_HINT: &'static str =
        "print no model that holds it; texts in an object can be listed one by one under `secrets` of the manifest";

    /// The code of a name.
    pub fn of(name: &str) -> Option<Code> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }

    /// The code whose name is most like one that there is not, if one is like it.
    pub fn nearest(name: &str) -> Option<Code> {
        super::nearest_name(name, Self::ALL.iter().map(|it| it.name())).and_then(|it| Self::of(&it))
    }

    /// Whether it says that the generator had to make a name by a rule. Severities are those of services that are not
    /// covered; for covered ones this is an error, see [`Diagnostics::refuse_made_names`](super::Diagnostics::refuse_made_names).
    pub fn is_made_name(self) -> bool {
        matches!(self, Code::NameSettled | Code::MissingOperationId)
    }

    /// Whether it says that a document could not be read at all.
    pub fn is_unreadable(self) -> bool {
        use Code::{InvalidEncoding, InvalidManifest, InvalidSyntax, NotOpenApi, TooDeep, TooLarge, UnreadableFile};
        matches!(
            self,
            UnreadableFile | InvalidEncoding | InvalidSyntax | TooDeep | TooLarge | NotOpenApi | InvalidManifest
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_names_are_unique_and_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|it| it.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }
}
