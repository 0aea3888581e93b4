import { describe, expect, it } from '@jest/globals';
import { cookieHeader, cookiesOf, readCookie } from './browser-cookies.js';

describe('the cookies of a console', () => {
  it.each<[string, string, boolean]>([
    ['http://127.0.0.1:3000', 'stockproof-session-3000', false],
    ['http://127.0.0.1:4000', 'stockproof-session-4000', false],
    ['https://console.example', '__Host-stockproof-session', true],
  ])('at %s: %s', (url, session, secure) => expect(cookiesOf(url)).toMatchObject({ session, secure }));

  it.each<[string, string | undefined, string | null]>([
    ['one of several', 'a=1; s=v; b=2', 'v'],
    ['a value with =', 's=v=w', 'v=w'],
    ['none', undefined, null],
    ['another with this one’s end', 'xs=v', null],
    ['empty', 's=', null],
    ['twice, as somebody else may set one', 's=v; s=w', null],
  ])('are read: %s', (_case, header, value) => expect(readCookie(header, 's')).toBe(value));

  it.each<[string, string]>([
    [cookieHeader('s', 'v', { secure: true }, 'Strict'), 's=v; Path=/; HttpOnly; SameSite=Strict; Secure'],
    [cookieHeader('s', 'v', { secure: false }, 'Lax'), 's=v; Path=/; HttpOnly; SameSite=Lax'],
    [cookieHeader('s', '', { secure: false }, 'Lax'), 's=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0'],
  ])('are set as %s', (header, expected) => expect(header).toBe(expected));
});
