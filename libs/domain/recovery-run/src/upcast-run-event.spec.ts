import { describe, expect, it } from '@jest/globals';
import { upcastRunEvent } from './upcast-run-event.js';

describe('upcastRunEvent', () => {
  it('renames an event of an earlier name', () =>
    expect(upcastRunEvent('recovery_taken_up', 1, { by: 'system', epoch: 4 })).toEqual({
      type: 'recovery_claimed',
      by: 'system',
      epoch: 4,
    }));

  it('changes no other event', () =>
    expect(upcastRunEvent('recovery_started', 1, { by: 'ada' })).toEqual({ by: 'ada' }));
});
