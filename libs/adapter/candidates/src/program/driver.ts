/**
 * The code in the candidate's realm. For each change it passes the state, the change and the result of the
 * built-in function to the candidate and returns the candidate's answer as text. It contains a second copy of
 * the built-in rule, because each state depends on the candidate; a property test compares it with
 * `applyChange`. The candidate can change its realm only for itself: the service checks every answer.
 */
export const DRIVER = `
(() => {
  'use strict';
  for (const name of ['Date', 'Intl', 'WeakRef', 'FinalizationRegistry', 'Atomics', 'SharedArrayBuffer', 'ArrayBuffer', 'DataView', 'WebAssembly', 'console',
    'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array',
    'BigInt64Array', 'BigUint64Array', 'eval', 'Function', 'Promise']) delete globalThis[name];
  delete Math.random;
  delete Error.captureStackTrace;
  Object.freeze(Math);
  const { parse, stringify } = JSON;
  const { isSafeInteger } = Number;
  const { isArray } = Array;
  const TOTALS = ['sellable', 'reserved', 'damaged', 'return_to_vendor'];
  const within = (quantity) => isSafeInteger(quantity) && quantity >= 0;
  const said = (error) => { try { return ('' + error).slice(0, 200); } catch { return 'an error that cannot be read'; } };

  let candidate;
  let runs;
  const places = (locations) => [...locations].map(([location_id, sellable]) => ({ location_id, sellable }));
  const shown = (state) => ({ ...state, locations: places(state.locations) });

  const builtIn = (state, change) => {
    const locations = new Map(state.locations);
    let sellable = 0;
    for (const units of locations.values()) sellable += units;
    const next = { ...state, sellable, locations, stock_on_hand: state.stock_on_hand + change.delta_quantity };
    let there = true;
    const shift = (bucket, location, by) => {
      if (bucket === null || location === null) return;
      next[bucket] += by;
      if (bucket !== 'sellable') return;
      const units = (locations.get(location) ?? 0) + by;
      there &&= within(units);
      locations.set(location, units);
    };
    shift(change.from_bucket, change.from_location, -change.quantity);
    shift(change.to_bucket, change.to_location, change.quantity);
    const sound = within(next.stock_on_hand) && TOTALS.every((name) => within(next[name])) && there;
    return sound ? next : null;
  };

  /**
   * What it answered as numbers and texts, each member read once; a text says why there is no such answer.
   */
  const written = (answer) => {
    const { stock_on_hand, sellable, reserved, damaged, return_to_vendor, locations } = answer ?? {};
    if (!isArray(locations)) return 'the candidate gave no locations';
    const flat = [];
    for (let at = 0; at < locations.length; at += 1) {
      const { location_id, sellable: units } = locations[at];
      flat[2 * at] = '' + location_id;
      flat[2 * at + 1] = typeof units === 'number' ? units : said(units);
    }
    return [...[stock_on_hand, sellable, reserved, damaged, return_to_vendor].map((one) => (typeof one === 'number' ? one : said(one))), flat];
  };

  const stateOf = ([stock_on_hand, sellable, reserved, damaged, return_to_vendor, flat]) => {
    const locations = new Map();
    for (let at = 0; at < flat.length; at += 2) locations.set(flat[at], flat[at + 1]);
    return { stock_on_hand, sellable, reserved, damaged, return_to_vendor, locations };
  };

  const answerTo = (state, change) => {
    const base = builtIn(state, change);
    if (base === null) return 'the change contradicts the state';
    try {
      return written(candidate.apply(shown(state), change, shown(base)));
    } catch (error) {
      return 'the candidate failed: ' + said(error);
    }
  };

  const sound = (answer) => typeof answer !== 'string' && answer.every((part) => (isArray(part) ? part.every((one, at) => at % 2 === 0 || within(one)) : within(part)));

  const follow = ([given, changes]) => {
    const answers = [];
    let state = stateOf(given);
    for (const [version, operation, status, quantity, delta_quantity, from_bucket, from_location, to_bucket, to_location, event_time_ms, accepted_at_ms] of changes) {
      const answer = answerTo(state, { version, operation, status, quantity, delta_quantity, from_bucket, from_location, to_bucket, to_location, event_time_ms, accepted_at_ms });
      answers[answers.length] = answer;
      if (!sound(answer)) break;
      state = stateOf(answer);
    }
    return answers;
  };

  const first = () => stringify({ version: typeof candidate?.version === 'number' ? candidate.version : null, applies: typeof candidate?.apply === 'function' });
  let opened = false;
  const work = () => {
    if (opened) return stringify(parse(runs).map(follow));
    opened = true;
    return first();
  };
  Object.defineProperty(globalThis, '__work', { value: work, writable: false, configurable: false });
  return (what, value) => {
    if (what === 'code') candidate = value;
    else runs = value;
  };
})()`;
