import { useSyncExternalStore } from 'react';

/** One timer for every age on the page. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now_ms = Date.now();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now_ms = Date.now();
    timer = setInterval(() => {
      now_ms = Date.now();
      for (const one of listeners) one();
    }, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time of the browser in epoch milliseconds, new each second. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => now_ms);
}
