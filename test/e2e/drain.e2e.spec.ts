import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type AnotherProcess,
  anotherProcess,
  callRecovery,
  callReservation,
  eventually,
  runningStack,
  seller,
} from '@stockproof/testing';
import { trialOffer } from '../recovery/trial-offer.js';

/** Long enough for two requests on a busy machine. */
const NOTICE_MS = 4_000;
/** Before open work would be cut off, and well before the process would exit with 2. */
const ENDS_WITHIN_MS = 11_000;

describe('a service that is stopped', () => {
  const stack = runningStack();
  let second: AnotherProcess | undefined;
  afterEach(() => void second?.process.kill('SIGKILL'));

  /** Another process of a service on its own port; returns its address when it is ready. */
  async function another(name: string, setting: string, port: number): Promise<string> {
    second = await anotherProcess(
      stack,
      name,
      { setting, is: port },
      { STOCKPROOF_DRAIN_NOTICE_MS: String(NOTICE_MS) },
    );
    return second.url;
  }

  /** What readiness answers from the signal on, within the time that load balancers have to notice. */
  const readyNow = (url: string): Promise<unknown> =>
    eventually(async () => {
      const answer = await fetch(`${url}/health/ready`);
      expect(answer.status).toBe(503);
      return answer.json();
    }, NOTICE_MS);

  /**
   * Ends the process while `stream` is open. Returns the stream's last text, readiness meanwhile, and how it
   * ended.
   */
  async function end(
    url: string,
    stream: Response,
  ): Promise<{ said: string; ready: unknown; code: unknown; took_ms: number }> {
    expect([stream.status, stream.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
    ]);
    const events = (stream.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    const first = await readUntil(events, (said) => said.includes('event: '));
    const began = performance.now();
    second?.process.kill('SIGTERM');
    const said = first + (await readUntil(events, () => false));
    const ready = await readyNow(url);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const code = await second?.exited;
    return { said, ready, code, took_ms: performance.now() - began };
  }

  const not_ready = {
    status: 'not_ready',
    problems: [{ check: 'process', problem: expect.stringContaining('about to end') }],
  };
  const ended = { ready: not_ready, code: 0 };

  it('projection: streams end at once, it still serves and is not ready, and exits with 0', async () => {
    const offer = await trialOffer(stack, await seller(stack));
    const url = await another('availability-projection', 'STOCKPROOF_AVAILABILITY_PORT', 19_431);
    const reported = await end(url, await fetch(`${url}/v1/availability-stream?sku=${offer.sku}`));
    expect(reported).toMatchObject({ ...ended, said: expect.stringContaining('event: snapshot') });
    expect(reported.took_ms).toBeLessThan(ENDS_WITHIN_MS);
  });

  it('reservation: the same for its event stream', async () => {
    const offer = await trialOffer(stack, await seller(stack));
    const reservation_id = `drain-${offer.sku}`;
    const held = await callReservation(
      stack,
      'POST',
      '',
      { reservation_id, order_id: reservation_id, lines: [{ ...offer, quantity: 1 }], expires_in: 600 },
      10,
    );
    expect([held.status, held.body.status]).toEqual([200, 'held']);
    const url = await another('reservation', 'STOCKPROOF_RESERVATION_PORT', 19_432);
    const token =
      stack.credentials.operators.find(({ roles }) => roles.includes('order-service'))?.token ?? '';
    const reported = await end(
      url,
      await fetch(`${url}/v1/reservations/${reservation_id}/events`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
    expect(reported).toMatchObject({ ...ended, said: expect.stringContaining('event: reservation') });
    expect(reported.took_ms).toBeLessThan(ENDS_WITHIN_MS);
  });

  it('recovery: the same for a running recovery', async () => {
    const { body } = await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', {
      contract: 'inventory-availability-projection',
      scope: { type: 'by_sku', skus: ['drain'] },
      mode: 'verify',
      owner: 'test',
      intent: 'drain',
    });
    const url = await another('recovery', 'STOCKPROOF_RECOVERY_PORT', 19_433);
    const token = stack.credentials.operators.find(({ name }) => name === 'ada')?.token ?? '';
    const reported = await end(
      url,
      await fetch(`${url}/v1/recoveries/${body.recovery_id}/progress`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
    expect(reported).toMatchObject({ ...ended, said: expect.stringContaining('event: progress') });
    expect(reported.took_ms).toBeLessThan(ENDS_WITHIN_MS);
  });

  it.each<[string, string, number]>([
    ['ingestion', 'STOCKPROOF_INGESTION_PORT', 19_434],
    ['command-handler', 'STOCKPROOF_COMMAND_HANDLER_PORT', 19_435],
  ])('%s: the same, without a stream', async (name, setting, port) => {
    const url = await another(name, setting, port);
    const began = performance.now();
    second?.process.kill('SIGTERM');
    expect(await readyNow(url)).toEqual(not_ready);
    const code = await second?.exited;
    const took_ms = performance.now() - began;
    expect([code, took_ms >= NOTICE_MS - 50, took_ms < ENDS_WITHIN_MS]).toEqual([0, true, true]);
  });
});

/** The text of a stream until `enough` accepts it, or until the stream ends. */
async function readUntil(
  events: ReadableStreamDefaultReader<string>,
  isEnough: (said: string) => boolean,
): Promise<string> {
  let said = '';
  while (!isEnough(said)) {
    const { value, done } = await events.read();
    if (done) break;
    said += value;
  }
  return said;
}
