import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { type Marketplace, requestsOf } from '@stockproof/workload';
import type { Seller } from '@stockproof/testing';
import { NaiveLedger } from './naive-ledger.js';
import { modelEvent } from './posted-event.js';

const ARRAY = 40;
/** The pause between two arrays of a seller, because killed services need the processors to start. */
const PAUSE_MS = 100;
const AGAIN_MS = 100;

/** Posts continuously until stopped; repeats an array until it is acknowledged, as a correct seller does. */
export class SteadyLoad {
  readonly model = new NaiveLedger();
  acknowledged = 0;
  unanswered = 0;
  private running = true;
  private acknowledged_ms = performance.now();
  private longest_ms = 0;
  private readonly done: Promise<void>;

  constructor(
    private readonly poster: Seller,
    private readonly market: Marketplace,
  ) {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.done;
  }

  /** The longest time between two acknowledged arrays since it was asked last, ms; also the one that lasts. */
  takeLongestStop(): number {
    const longest_ms = Math.max(this.longest_ms, performance.now() - this.acknowledged_ms);
    this.longest_ms = 0;
    return longest_ms;
  }

  private async run(): Promise<void> {
    while (this.running) {
      const postings = Array.from({ length: ARRAY }, () => this.market.next(Date.now()));
      for (const request of requestsOf(postings)) {
        const bodies = request.postings.map(({ body }) => body);
        while (!(await this.post(bodies))) {
          this.unanswered += 1;
          await delay(AGAIN_MS);
        }
        this.note(bodies.length);
        for (const body of bodies) this.model.take(modelEvent(body));
      }
      await delay(PAUSE_MS);
    }
  }

  private note(events: number): void {
    const now_ms = performance.now();
    this.acknowledged += events;
    this.longest_ms = Math.max(this.longest_ms, now_ms - this.acknowledged_ms);
    this.acknowledged_ms = now_ms;
  }

  private async post(bodies: readonly unknown[]): Promise<boolean> {
    try {
      const answer = await this.poster.post(bodies);
      await answer.arrayBuffer();
      // Any other status would be a fault of the service.
      expect([202, 503]).toContain(answer.status);
      return answer.status === 202;
    } catch (error) {
      // Compared by name, because Jest's realm has its own TypeError.
      if ((error as Error).name === 'TypeError') return false;
      throw error;
    }
  }
}
