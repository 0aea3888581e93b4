import { PartitionCountError } from '../../errors.js';

/** A member of a consumer group and the topics it subscribes to. */
export interface GroupMember {
  readonly id: string;
  readonly topics: readonly string[];
}

/** The topics that are assigned in a group, and the members that hold them. */
export interface Holders {
  readonly topics: readonly string[];
  readonly members: readonly string[];
}

/**
 * Decides which members may hold shards. A shard has one holder for all its topics. So while members
 * subscribe to different topics, only those with the most topics hold shards (if equal, those whose names
 * come first). The others wait, and so does a topic that no holder reads, at its offset.
 */
export function holdersIn(members: readonly GroupMember[]): Holders {
  const named = members
    .map(({ id, topics }) => ({ id, topics: [...new Set(topics)].sort() }))
    .sort(
      (a, b) =>
        b.topics.length - a.topics.length || compare(a.topics.join(), b.topics.join()) || compare(a.id, b.id),
    );
  const topics = named[0]?.topics ?? [];
  return { topics, members: named.filter((one) => one.topics.join() === topics.join()).map(({ id }) => id) };
}

/**
 * Assigns the shards to the holders. Throws PartitionCountError if the topics have different partition
 * counts.
 */
export function assignShards(
  { topics, members }: Holders,
  counts: ReadonlyMap<string, number>,
): Map<string, number[]> {
  const of = topics.map((topic) => counts.get(topic) ?? 0);
  if (new Set(of).size > 1) {
    const reported = topics.map((topic, index) => `${topic} ${of[index]}`).join(', ');
    throw new PartitionCountError(
      `topics that are read as shards need the same number of partitions: ${reported}`,
    );
  }
  const shards = new Map(members.map((id) => [id, [] as number[]]));
  for (let partition = 0; partition < (of[0] ?? 0); partition += 1) {
    shards.get(members[partition % members.length] ?? '')?.push(partition);
  }
  return shards;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
