//! What requests carry of a credential, as constants.

use proc_macro2::TokenStream;
use quote::quote;

use crate::rust::Scheme;

/// Alternatives of schemes that go together.
pub(super) fn alternatives(all: &[Vec<Scheme>]) -> TokenStream {
    match all {
        [one] if one.is_empty() => quote! { rt::NOTHING },
        [one] if *one == [Scheme::Token] => quote! { rt::TOKEN },
        all => {
            let all = all.iter().map(|schemes| {
                let schemes = schemes.iter().map(scheme);
                quote! { &[#(#schemes),*] }
            });
            quote! { &[#(#all),*] }
        }
    }
}

fn scheme(it: &Scheme) -> TokenStream {
    match it {
        Scheme::Token => quote! { rt::Scheme::Token },
        Scheme::Basic => quote! { rt::Scheme::Basic },
        Scheme::HeaderKey(name) => quote! { rt::Scheme::HeaderKey(#name) },
        Scheme::CookieKey(name) => quote! { rt::Scheme::CookieKey(#name) },
        Scheme::QueryKey(name) => quote! { rt::Scheme::QueryKey(#name) },
    }
}
