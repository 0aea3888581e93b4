import { readFileSync } from 'node:fs';
import { producerKeyFile } from '@stockproof/embedded';
import { producerSigner } from '@stockproof/producer-signature';
import { runningStack } from '../running-stack.js';

type Headers = Readonly<Record<string, string>>;

/** The message signed as by ingestion: the running stack accepts it as an update of any seller. */
export function signed<
  Message extends { readonly value: string | Buffer | null; readonly headers?: Headers },
>(message: Message, { home } = runningStack()): Message & { readonly headers: Headers } {
  const sign = producerSigner(readFileSync(producerKeyFile(home, 'ingestion'), 'utf8'));
  return { ...message, headers: { ...message.headers, ...sign(message.value ?? '') } };
}
