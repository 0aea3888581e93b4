import { expect, it } from '@jest/globals';
import { readSettings } from './settings.js';

const env = {
  STOCK_BADGE_BROKERS: 'a:1,b:2',
  STOCK_BADGE_KAFKA_LOGIN: 'reader:with:colons',
  STOCK_BADGE_CA_FILE: 'ca.pem',
  STOCK_BADGE_FILE: 'view.db',
  STOCK_BADGE_TOKEN: 'secret',
};
const read = (more: Record<string, string | undefined>) =>
  readSettings({ ...env, ...more }, (path) => `text of ${path}`);

it('reads what is set, and has defaults for the rest', () => {
  expect(read({})).toMatchObject({
    brokers: ['a:1', 'b:2'],
    username: 'reader',
    password: 'with:colons',
    ca: 'text of ca.pem',
    port: 3010,
    max_age_ms: 10_000,
  });
});

it.each<[Record<string, string | undefined>, RegExp]>([
  [{ STOCK_BADGE_TOKEN: undefined }, /STOCK_BADGE_TOKEN is missing/],
  [{ STOCK_BADGE_TOKEN: '' }, /STOCK_BADGE_TOKEN is missing/],
  [{ STOCK_BADGE_KAFKA_LOGIN: 'reader' }, /name:password/],
  [{ STOCK_BADGE_PORT: '80a' }, /STOCK_BADGE_PORT: 80a is not/],
  [{ STOCK_BADGE_MAX_AGE_MS: '-1' }, /STOCK_BADGE_MAX_AGE_MS/],
])('refuses %j', (more, message) => expect(() => read(more)).toThrow(message));
