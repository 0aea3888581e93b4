/** Injection tokens of values that have no class, each with the type of its value. */

/** The console at the identity provider: OidcClient. */
export const OIDC_CLIENT = Symbol('client at the identity provider');
/** Verifies tokens that are for the console: Authenticator. */
export const AUTHENTICATE = Symbol('authenticator');
/** Names and attributes of the browser's cookies: BrowserCookies. */
export const COOKIES = Symbol('cookies of the browser');
/** The services by their name in the browser's addresses: Upstreams. */
export const UPSTREAMS = Symbol('services behind the console');
