import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { producerSigner } from '@stockproof/producer-signature';

/**
 * Prints the header that says who wrote an update, in the form `kcat -H` takes. The value is signed byte for byte: what is
 * sent must be the same text. From standard input one line end at its end is left out, as kcat leaves it out.
 */
export async function sign(key_file: string, value: string | undefined): Promise<void> {
  const signed = value ?? (await text(process.stdin)).replace(/\n$/, '');
  const headers = producerSigner(await readFile(key_file, 'utf8'))(signed);
  for (const [name, content] of Object.entries(headers)) console.log(`${name}=${content}`);
}
