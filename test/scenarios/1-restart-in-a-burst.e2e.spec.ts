import { expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { eventually, recover, runningStack, seller } from '@stockproof/testing';
import { burst } from './burst.js';

it('a consumer restarts in a burst: the record shows that nothing is missing', async () => {
  const stack = runningStack();
  const ann = await seller(stack);
  const load = burst(ann, 'restart', 30);
  await askControl(stack.control_socket, 'command-handler', 'kill');
  await askControl(stack.control_socket, 'command-handler', 'start');
  const { acknowledged } = await load;
  // The last event is decided after all others. The recovery waits for messages on their way, but not for a
  // part that is down.
  await eventually(async () =>
    expect((await fetch(`${stack.urls.command_handler}/health/ready`)).ok).toBe(true),
  );
  await eventually(async () => {
    const evidence = await recover(stack, { scope: { type: 'by_seller', seller_ids: [ann.seller_id] } });
    expect([evidence.confidence_status, evidence.reasons]).toEqual(['trusted', []]);
    expect(evidence.events_processed).toBeGreaterThan(acknowledged / 2);
  }, 60_000);
});
