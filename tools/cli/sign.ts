import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readInstance } from '@stockproof/embedded';
import { producerSigner } from '@stockproof/producer-signature';
import { parseContract } from '@stockproof/recovery-contract';
import { skuPartition } from '@stockproof/events';

/**
 * Prints the header with the producer's signature of an update, in the format of `kcat -H`. The value is
 * signed byte for byte, so exactly this text must be sent. One newline at the end of standard input is
 * removed, as kcat does. The partition is printed too, because librdkafka does not have the hash that places
 * a SKU.
 */
export async function sign(
  key_file: string,
  value: string | undefined,
  { kcat = false }: { kcat?: boolean },
): Promise<void> {
  const signed = value ?? (await text(process.stdin)).replace(/\n$/, '');
  const headers = producerSigner(await readFile(key_file, 'utf8'))(signed);
  const lines = Object.entries(headers).map(([name, content]) => `${name}=${content}`);
  console.log(
    kcat
      ? `-p ${await partitionOf(signed)} ${lines.map((line) => `-H ${line}`).join(' ')}`
      : lines.join('\n'),
  );
}

async function partitionOf(value: string): Promise<number> {
  const { contract_file } = readInstance();
  const { ordering_boundary } = parseContract(await readFile(contract_file, 'utf8'), contract_file);
  return skuPartition(skuOf(value), ordering_boundary.partitions);
}

function skuOf(value: string): string {
  try {
    const { sku } = JSON.parse(value) as { sku?: unknown };
    if (typeof sku === 'string') return sku;
  } catch {
    // printed below
  }
  throw new Error('the value is no update: it must be JSON with a text `sku`, which decides the partition');
}
