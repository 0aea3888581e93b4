type Given = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers of the page's requests that a service gets; cookies and logins are not among them. */
const TO_SERVICE = ['accept', 'content-type', 'last-event-id', 'traceparent', 'user-agent'];
/** Headers of a service's answer that the page gets. The console has its own security headers. */
const TO_PAGE = ['content-type', 'content-disposition', 'retry-after', 'allow', 'x-accel-buffering'];

/**
 * Headers for the service: those of the list, the token of the session, and the caller's address, which the service
 * believes if its settings name the console as a trusted proxy. What the caller sent as such is dropped.
 */
export function headersForService(
  given: Given,
  token: string | null,
  address: string,
): Record<string, string> {
  const passed = TO_SERVICE.flatMap((name) => {
    const value = given[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    ...Object.fromEntries(passed),
    'x-forwarded-for': address,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}

/** Headers for the page. */
export function headersForPage(answer: Headers): Record<string, string> {
  return Object.fromEntries(
    TO_PAGE.flatMap((name) => {
      const value = answer.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}
