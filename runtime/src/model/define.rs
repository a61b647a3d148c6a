//! Items of generated code: each macro takes the facts of a schema, a line for each property or value, and gives the
//! plain Rust item with its serde code.
//!
//! They are the outermost layer: what they expand to is written with `impl_model!`, `impl_enum!`, `impl_union!` and
//! `impl_responses!`, which also stand beside hand-written items.

/// A struct: `const "wire" = "value"` are members that are always the same, `"wire" => field: Type` become fields of
/// type `Option<Type>`, which hold the `value` of `"wire" => field: Type = value` from the start, `..` takes all other
/// members, `new(…)` names what the specification requires.
#[doc(hidden)]
#[macro_export]
macro_rules! __model {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(new($($need:ident: $need_type:ty),*))? {
            $(const $const_wire:literal = $const_value:literal,)*
            $($(#[$field_meta:meta])* $wire:literal => $field:ident: $type:ty $([$mark:ident])? $(= $preset:literal)?,)*
            $(.. => $rest:ident: $rest_type:ty,)?
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$field_meta])* pub $field: ::core::option::Option<$type>,)*
            $(
                /// The members that have no field of their own.
                pub $rest: $crate::__private::Map<$rest_type>,
            )?
        }
        $(
            impl $name {
                /// One with what the specification requires.
                #[inline]
                #[allow(deprecated, clippy::needless_update, clippy::too_many_arguments)]
                pub fn new($($need: impl ::core::convert::Into<$need_type>),*) -> Self {
                    Self { $($need: ::core::option::Option::Some($need.into()),)* ..::core::default::Default::default() }
                }
            }
        )?
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::__private::copy(self)
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::equal(self, other)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::print(self, stringify!($name), f)
            }
        }
        impl ::core::default::Default for $name {
            #[inline]
            #[allow(deprecated)]
            fn default() -> Self {
                Self {
                    $($field: $crate::__private::preset!($($preset)?),)*
                    $($rest: $crate::__private::Map::new(),)?
                }
            }
        }
        $crate::__private::impl_model! {
            $name {
                $(.. => $rest,)?
                $($const_wire = $const_value,)*
                $($wire => $field $(($mark))? $((preset = $preset))?,)*
            }
        }
    };
}

/// What a field holds from the start.
#[doc(hidden)]
#[macro_export]
macro_rules! __preset {
    () => {
        ::core::option::Option::None
    };
    ($value:literal) => {
        ::core::option::Option::Some(::core::convert::Into::into($value))
    };
}

/// An open enum of strings: the values, and `UnknownValue` for all others.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$value_meta:meta])* $wire:literal => $variant:ident,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        // Values that differ in case alone keep their letters.
        #[allow(non_camel_case_types)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$value_meta])* #[doc = concat!("`", $wire, "`")] $variant,)*
            /// A value that the specification does not list.
            UnknownValue(::std::string::String),
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl ::core::cmp::Eq for $name {}
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(self.as_str(), f)
            }
        }
        $crate::__private::impl_enum! { $name { $($wire => $variant,)* } }
    };
}

/// A discriminated union: a boxed struct for each kind, with the values of the property that it goes by, and `UnknownKind`
/// for all others. Where the struct says itself which of the values it has, `by` names its field.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident by $property:literal {
            $($wire:literal $(| $more:literal)* => $variant:ident($payload:ident) $(by $field:ident)?,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $property, "` is `", $wire, "`" $(, " or `", $more, "`")*, ".")] $variant(::std::boxed::Box<$payload>),)*
            /// A kind that the specification does not list.
            UnknownKind($crate::__private::UnknownKind),
        }
        $crate::__private::impl_union! { $name, $property { $($wire $(| $more)* => $variant($payload) $(by $field)?,)* } }
    };
}

/// An enum of the different success bodies of one operation, by status.
#[doc(hidden)]
#[macro_export]
macro_rules! __responses {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($status:literal => $variant:ident($payload:ty),)*
            $(_ => $other:ident($other_payload:ty),)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("Status ", $status, ".")] $variant($payload),)*
            $(
                /// Any other success.
                $other($other_payload),
            )?
        }
        $crate::__private::impl_responses! { $name { $($status => $variant($payload),)* $(_ => $other($other_payload),)? } }
    };
}

#[cfg(test)]
mod tests {
    use crate::__private as rt;

    rt::model! {
        /// A member of every sort.
        pub struct Parcel new(label: String) {
            const "kind" = "parcel",
            "id" => id: String [read_only],
            "labelText" => label: String,
            "password" => password: rt::Sensitive<String>,
            "inner" => inner: Box<Parcel>,
            .. => rest: rt::Value,
        }
    }

    rt::open_enum! {
        /// An open enum.
        pub enum Size { "small" => Small, }
    }

    rt::model! {
        /// One of several kinds, and what is always sent.
        pub struct Letter new(text: String) {
            "size" => size: Size = "small",
            "text" => text: String,
            "pages" => pages: i64 = 1i64,
        }
    }

    rt::model! {
        /// A kind that has no value from the start.
        pub struct Card { "size" => size: String, }
    }

    rt::union! {
        /// Kinds with several values.
        pub enum Post by "size" {
            "small" | "tiny" => Letter(Letter) by size,
            "flat" | "folded" => Card(Card) by size,
            "box" => Parcel(Parcel),
        }
    }

    #[test]
    fn what_a_field_holds_from_the_start_is_sent_and_what_was_read_is_sent_again() {
        let json = |it: &Letter| serde_json::to_string(it).unwrap();
        assert_eq!(json(&Letter::new("a")), r#"{"size":"small","text":"a","pages":1}"#);
        for text in ["{}", r#"{"size":"tiny","text":"a"}"#, r#"{"text":"a","pages":2}"#] {
            let read: Letter = serde_json::from_str(text).unwrap();
            assert_eq!(json(&read), text);
            assert_eq!(json(&read.clone()), text);
        }
    }

    #[test]
    fn every_value_of_a_kind_is_read_and_sent_again() {
        for (text, kind) in [
            (r#"{"size":"small"}"#, Some("small")),
            (r#"{"size":"tiny"}"#, Some("tiny")),
            (r#"{"size":"folded"}"#, Some("folded")),
            (r#"{"size":"huge"}"#, Some("huge")),
        ] {
            let read: Post = serde_json::from_str(text).unwrap();
            assert_eq!(read.kind(), kind);
            assert_eq!(matches!(read, Post::UnknownKind(_)), kind == Some("huge"));
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
        assert_eq!(Post::from(Letter::new("a")).kind(), Some("small"));
        assert_eq!(Post::from(Card::default()).kind(), None);
        assert_eq!(Post::from(parcel()).kind(), Some("box"));
    }

    fn parcel() -> Parcel {
        let mut parcel = Parcel { password: Some("secret".into()), ..Parcel::new("a\n") };
        parcel.rest.insert("x".into(), 1.into());
        Parcel { inner: Some(Box::new(parcel.clone())), ..parcel }
    }

    #[test]
    fn copies_are_equal_and_every_member_counts() {
        assert_eq!(parcel().clone(), parcel());
        let changes: [fn(&mut Parcel); 6] = [
            |it| it.id = Some(String::new()),
            |it| it.label = None,
            |it| it.password = Some("other".into()),
            |it| it.inner = Some(Box::default()),
            |it| drop(it.rest.insert("x".into(), 2.into())),
            |it| it.rest.clear(),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let mut other = parcel();
            change(&mut other);
            assert_ne!(other, parcel(), "change {index}");
        }
    }

    #[test]
    fn debug_shows_what_is_present_without_secrets() {
        let text = format!("{:?}", parcel());
        assert!(text.starts_with(r#"Parcel { labelText: "a\n", password: "#), "{text}");
        assert!(text.ends_with(r#", ..: {"x": Number(1)} }"#), "{text}");
        assert!(!text.contains("secret") && !text.contains("id:"), "{text}");
        assert_eq!(format!("{:?}", Parcel::default()), "Parcel");
    }

    #[test]
    fn enums_are_what_they_are_on_the_wire() {
        assert_eq!(Size::from("small"), Size::UnknownValue("small".into()));
        assert_ne!(Size::Small, Size::from("large"));
        assert_eq!(format!("{:?} {:?}", Size::Small, Size::from("la\nrge")), r#""small" "la\nrge""#);
    }
}
