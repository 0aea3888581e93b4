import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readInstance } from '@stockproof/embedded';
import { producerSigner } from '@stockproof/producer-signature';
import { parseContract } from '@stockproof/recovery-contract';
import { skuPartition } from '@stockproof/events';

/**
 * Prints the header that says who wrote an update, in the form `kcat -H` takes. The value is signed byte for byte: what is
 * sent must be the same text. From standard input one line end at its end is left out, as kcat leaves it out. For kcat the
 * partition comes with it: the hash that places a SKU is none of librdkafka's.
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
    // told below
  }
  throw new Error('the value is no update: it must be JSON with a text `sku`, which decides the partition');
}
