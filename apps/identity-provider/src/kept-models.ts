import { LRUCache } from 'lru-cache';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** The oldest entries are dropped, so many started logins do not block others for long. */
const MAX = 10_000;

type Store = LRUCache<string, AdapterPayload>;

/**
 * Stores sessions, grants, codes and refresh tokens in bounded memory, for their lifetimes. One store serves
 * a provider and its replacement when keys change.
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

  /** Deletes everything of a grant, also if called for one kind only, because the rest would be useless. */
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
