import { expect, it } from '@jest/globals';
import type { Posting } from './marketplace.js';
import { requestsOf } from './requests-of.js';

/** A posting as `seller:event`. */
const posting = (name: string): Posting => {
  const [seller_id = '', event_id] = name.split(':');
  return { kind: 'fresh', seller_id, body: { event_id } };
};

it.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['one seller', 'a:1 a:2', ['a:1 a:2']],
  ['two sellers', 'a:1 b:1 a:2', ['a:1 a:2', 'b:1']],
  ['an id again', 'a:1 a:2 a:1 a:3', ['a:1 a:2', 'a:1 a:3']],
  ['an id three times', 'a:1 a:1 a:1', ['a:1', 'a:1', 'a:1']],
  ['what comes after stays after', 'a:1 a:1 a:2 b:9', ['a:1', 'a:1 a:2', 'b:9']],
])('%s', (_what, names, expected) => {
  const postings = names.split(' ').filter(Boolean).map(posting);
  const made = requestsOf(postings).map(({ seller_id, postings: own }) =>
    own.map(({ body }) => `${seller_id}:${String(body['event_id'])}`).join(' '),
  );
  expect(made).toEqual(expected);
});
