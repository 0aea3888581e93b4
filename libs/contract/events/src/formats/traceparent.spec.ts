import { describe, expect, it } from '@jest/globals';
import { readTraceparent } from './traceparent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const ids = `${TRACE}-${PARENT}`;

describe('readTraceparent', () => {
  it.each<[string, unknown, string | null, boolean?]>([
    // what it is, the header, what is handed on, is it sampled
    ['sampled', `00-${ids}-01`, `00-${ids}-01`, true],
    ['not sampled', `00-${ids}-00`, `00-${ids}-00`, false],
    ['another flag', `00-${ids}-02`, `00-${ids}-02`, false],
    ['both flags', `00-${ids}-03`, `00-${ids}-03`, true],
    ['a later version', `01-${ids}-01`, `00-${ids}-01`, true],
    ['a later version with more', `cc-${ids}-03-what-comes`, `00-${ids}-01`, true],
    ['a later version, not sampled', `cc-${ids}-02-`, `00-${ids}-00`, false],
    ['a later version without a dash', `cc-${ids}-01x`, null],
    ['a later version of 15,000 characters', `01-${ids}-01-${'x'.repeat(15_000)}`, `00-${ids}-01`, true],
    ['version 00 with more', `00-${ids}-01-more`, null],
    ['a line behind it', `00-${ids}-01\n`, null],
    ['a blank before it', ` 00-${ids}-01`, null],
    ['version ff', `ff-${ids}-01`, null],
    ['upper case', `00-${ids.toUpperCase()}-01`, null],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`, null],
    ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`, null],
    ['a later version of zeros', `01-${TRACE}-${'0'.repeat(16)}-01`, null],
    ['one digit short', `00-${ids}-1`, null],
    ['no hex', `00-${ids}-0g`, null],
    ['words', 'nonsense', null],
    ['15,000 characters', 'a'.repeat(15_000), null],
    ['nothing', '', null],
    ['none', undefined, null],
    ['two', [`00-${ids}-01`], null],
  ])('%s', (_name, header, text, sampled = false) => {
    expect(readTraceparent(header)).toEqual(text === null ? null : { text, trace_id: TRACE, sampled });
  });
});
