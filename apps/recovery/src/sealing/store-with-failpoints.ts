import { withFailpoint } from '@stockproof/failpoints';
import type { ObjectStore } from '@stockproof/sealed-history';

/** The store, with a failpoint at each of its writes. */
export function storeWithFailpoints(store: ObjectStore): ObjectStore {
  return {
    put: (object, file) => withFailpoint('sealing.store', () => store.put(object, file)),
    delete: (object) => withFailpoint('sealing.delete', () => store.delete(object)),
    fetch: (object, file) => store.fetch(object, file),
    list: (prefix) => store.list(prefix),
  };
}
