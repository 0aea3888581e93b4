import { LRUCache } from 'lru-cache';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** The oldest go first: whoever begins a thousand logins keeps nobody out for long. */
const MAX = 10_000;

type Store = LRUCache<string, AdapterPayload>;

/**
 * Where sessions, grants, codes and refresh tokens are kept: in memory, bounded, for as long as each of them
 * lives. One store serves a provider and the one that takes its place when keys are replaced.
 */
export function keptModels(): AdapterFactory {
  const store: Store = new LRUCache({ max: MAX });
  return (model) => new KeptModel(model, store);
}

class KeptModel implements Adapter {
  constructor(
    private readonly model: string,
    private readonly store: Store,
  ) {}

  upsert(id: string, payload: AdapterPayload, expires_in_s: number): Promise<void> {
    this.store.set(this.key(id), payload, expires_in_s > 0 ? { ttl: expires_in_s * 1_000 } : {});
    return Promise.resolve();
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(this.store.get(this.key(id)));
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(this.search((payload) => payload.uid === uid)?.[1]);
  }

  findByUserCode(user_code: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(this.search((payload) => payload.userCode === user_code)?.[1]);
  }

  consume(id: string): Promise<void> {
    const payload = this.store.get(this.key(id));
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1_000);
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.store.delete(this.key(id));
    return Promise.resolve();
  }

  /** All of a grant, also where this is asked of one kind only: what is left of it would be of no use. */
  revokeByGrantId(grant_id: string): Promise<void> {
    for (const [key, payload] of this.store.entries())
      if (payload.grantId === grant_id) this.store.delete(key);
    return Promise.resolve();
  }

  private search(is: (payload: AdapterPayload) => boolean): [string, AdapterPayload] | undefined {
    return [...this.store.entries()].find(
      ([key, payload]) => key.startsWith(`${this.model}:`) && is(payload),
    );
  }

  private key(id: string): string {
    return `${this.model}:${id}`;
  }
}
