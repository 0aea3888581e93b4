import type { TopicPartition } from '@stockproof/kafka';
import type { VirtualTime } from '../machine/virtual-time.js';
import type { SimConsumer } from './sim-consumer.js';

/** Time without a heartbeat after which the broker gives a member's partitions to others. */
const SESSION_MS = 8_000;
const REBALANCE_AFTER_MS = 50;
/** A busy member finishes its batch first, within a limit. */
const LONGEST_BATCH_MS = 5_000;

/**
 * A consumer group's coordinator: each shard (one partition number of every topic) is assigned to one member.
 */
export class SimGroup {
  /** During a rebalance no member fetches. */
  rebalancing = false;
  private members: SimConsumer[] = [];
  private again = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly partitions: number,
  ) {}

  join(member: SimConsumer): void {
    this.members = [...this.members, member];
    this.rebalance();
  }

  leave(member: SimConsumer): void {
    if (!this.isMember(member)) return;
    this.members = this.members.filter((one) => one !== member);
    this.rebalance();
  }

  /** A member without heartbeats: after the session timeout it is removed, and does not know it. */
  silence(member: SimConsumer): void {
    this.time.after(SESSION_MS, () => {
      if (member.process.state !== 'up') this.leave(member);
    });
  }

  isMember(member: SimConsumer): boolean {
    return this.members.includes(member);
  }

  private rebalance(): void {
    this.again = true;
    if (this.rebalancing) return;
    this.rebalancing = true;
    this.time.after(REBALANCE_AFTER_MS, () => void this.settle());
  }

  private async settle(): Promise<void> {
    while (this.again) {
      this.again = false;
      const working = this.members
        .filter(({ process }) => process.state === 'up')
        .map((member) => member.idle());
      await Promise.race([Promise.all(working), this.time.wait(LONGEST_BATCH_MS)]);
    }
    this.rebalancing = false;
    const { members } = this;
    for (const [index, member] of members.entries())
      member.joined(this.shareOf(member, index, members.length));
  }

  private shareOf(member: SimConsumer, index: number, members: number): TopicPartition[] {
    const all = Array.from({ length: this.partitions }, (_none, partition) => partition);
    const mine = all.filter((partition) => partition % members === index);
    return member.topics.flatMap((topic) => mine.map((partition) => ({ topic, partition })));
  }
}
