import { describe, expect, it } from '@jest/globals';
import { LoginThrottle } from './login-throttle.js';

const MAX = 3;

function throttle() {
  let now_ms = 1_000_000;
  const made = new LoginThrottle(MAX, () => now_ms);
  const attempt = (bearer: string, address = 'here', key_id: string | null = null) => ({
    bearer,
    address,
    key_id,
  });
  const fail = (times: number, address = 'here', key_id: string | null = null): void => {
    for (let index = 0; index < times; index += 1) made.failed(attempt(`wrong-${index}`, address, key_id));
  };
  return { made, attempt, fail, pass: (ms: number): void => void (now_ms += ms) };
}

describe('LoginThrottle', () => {
  it('refuses after a number of failures from one address, and forgives one each second', () => {
    const { made, attempt, fail, pass } = throttle();
    fail(MAX - 1);
    expect(made.waitFor(attempt('x'))).toBe(0);
    fail(1);
    expect(made.waitFor(attempt('x'))).toBe(1_000);
    expect(made.waitFor(attempt('x', 'elsewhere'))).toBe(0);
    pass(999);
    expect(made.waitFor(attempt('x'))).toBe(1);
    pass(1);
    expect(made.waitFor(attempt('x'))).toBe(0);
    fail(1);
    expect(made.waitFor(attempt('x'))).toBe(1_000);
    fail(100);
    // A flood does not make the wait longer.
    expect(made.waitFor(attempt('x'))).toBe(1_000);
  });

  it('checks a credential that was valid, whoever shares its address, until it fails', () => {
    const { made, attempt, fail } = throttle();
    made.succeeded(attempt('mine'));
    fail(MAX);
    expect([made.waitFor(attempt('mine')), made.waitFor(attempt('new'))]).toEqual([0, 1_000]);
    made.failed(attempt('mine'));
    expect(made.waitFor(attempt('mine'))).toBe(1_000);
  });

  it('refuses a key that failed from many addresses, but not at an address without failures', () => {
    const { made, attempt, fail } = throttle();
    for (const address of ['a', 'b', 'c']) fail(1, address, 'k');
    expect(made.waitFor(attempt('x', 'a', 'k'))).toBe(1_000);
    expect(made.waitFor(attempt('x', 'a', 'other'))).toBe(0);
    // Its owner, who fails nowhere, is let in.
    expect(made.waitFor(attempt('right', 'home', 'k'))).toBe(0);
  });
});
