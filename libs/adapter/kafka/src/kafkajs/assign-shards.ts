import { PartitionCountError } from '../errors.js';

/** A member of a consumer group, and what it subscribes to. */
export interface GroupMember {
  readonly id: string;
  readonly topics: readonly string[];
}

/** The topics that are given out in a group, and the members who hold them. */
export interface Holders {
  readonly topics: readonly string[];
  readonly members: readonly string[];
}

/**
 * Who may hold shards. A shard has one holder for all its topics, so while members of two versions subscribe
 * to different topics only those with the most topics hold any (of as many, those whose names come first):
 * the others wait, and a topic that no holder reads waits with its position until they are gone.
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
 * The shards of each holder. Throws PartitionCountError when the topics have not as many partitions as each
 * other.
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
