import { useEffect, useRef, useState } from 'react';

/** Whether a stream is open, has said that it is over, or is being connected again. */
export type StreamState = 'connecting' | 'open' | 'over';

/**
 * Listens to server-sent events of a service, by their names, until one named `last` came. The handlers may change
 * with every rendering; the address decides whether it is another stream. Null: no stream.
 */
export function useStream(
  address: string | null,
  names: readonly string[],
  last: string | null,
  receive: (name: string, data: unknown) => void,
): StreamState {
  const [state, setState] = useState<StreamState>('connecting');
  const receiver = useRef(receive);
  useEffect(() => {
    receiver.current = receive;
  });
  const all = names.join(',');
  useEffect(() => {
    if (address === null || typeof EventSource === 'undefined') return undefined;
    setState('connecting');
    const stream = new EventSource(address);
    stream.addEventListener('open', () => setState('open'));
    stream.addEventListener('error', () => setState('connecting'));
    for (const name of all.split(',')) {
      stream.addEventListener(name, (event: MessageEvent<string>) => {
        receiver.current(name, JSON.parse(event.data));
        if (name === last) {
          stream.close();
          setState('over');
        }
      });
    }
    return () => stream.close();
  }, [address, all, last]);
  return state;
}
