import { expect, it } from '@jest/globals';
import { choosePrimary, type SeenServer } from './choose-primary.js';

const standby: SeenServer = { timeline: null };
const primary = (timeline: number): SeenServer => ({ timeline });

it.each<[string, SeenServer[], number | null]>([
  ['nobody', [], null],
  ['two that do not answer', [null, null], null],
  ['two standbys', [standby, standby], null],
  ['a standby and a primary', [standby, primary(1)], 1],
  ['a primary and one that does not answer', [primary(1), null], 0],
  ['one that was cut off and the promoted one', [primary(1), primary(2)], 1],
  ['the promoted one and one that was cut off', [primary(2), primary(1)], 0],
  ['ten promotions later', [primary(9), primary(10)], 1],
])('of %s', (_what, seen, expected) => expect(choosePrimary(seen)).toBe(expected));
