import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readInstance } from '@stockproof/embedded';
import { canonicalDigest } from '@stockproof/evidence';
import { type ForPrograms, printJson } from './acting.js';
import { explainContract, parseContract, type RecoveryContract } from '@stockproof/recovery-contract';

interface Found {
  readonly file: string;
  readonly contract: RecoveryContract;
}

/**
 * Checks contracts; prints every fault with file, line and column. Without files, all contracts of the
 * installation.
 */
export function checkContracts(files: readonly string[], { json }: ForPrograms = {}): void {
  let bad = 0;
  const good: object[] = [];
  for (const file of files.length > 0 ? files : contractFiles()) {
    try {
      const contract = parseContract(readFileSync(file, 'utf8'), file);
      const { flow, version } = contract;
      const digest = canonicalDigest(contract);
      good.push({ file, flow, version, digest });
      if (json !== true) console.log(`${file}: ${flow} version ${version}, digest ${digest}`);
    } catch (error) {
      bad += 1;
      console.error((error as Error).message.replaceAll('; ', '\n'));
    }
  }
  if (json === true) printJson({ contracts: good, faulty: bad });
  if (bad > 0) process.exitCode = 1;
}

/** The contract as the services parse it. */
export function showContract(flow: string): void {
  console.log(JSON.stringify(find(flow).contract, null, 2));
}

/** The ten questions of the checklist with this contract's answers. */
export function explain(flow: string, { json }: ForPrograms = {}): void {
  const { file, contract } = find(flow);
  if (json === true)
    return printJson({
      ...{ flow: contract.flow, version: contract.version, owner: contract.owner, file },
      answers: explainContract(contract).map(([question, answer]) => ({ question, answer })),
    });
  console.log(`${contract.flow}, version ${contract.version}, owned by ${contract.owner} (${file})\n`);
  explainContract(contract).forEach(([question, answer], index) =>
    console.log(`${index + 1}. ${question}\n   ${answer}`),
  );
}

function find(flow: string): Found {
  const all = contractFiles().map((file) => ({
    file,
    contract: parseContract(readFileSync(file, 'utf8'), file),
  }));
  const found = all.find(({ file, contract }) => contract.flow === flow || file === flow);
  if (found === undefined)
    throw new Error(`no contract ${flow}; there are ${all.map(({ contract }) => contract.flow).join(', ')}`);
  return found;
}

function contractFiles(): string[] {
  const folder = dirname(readInstance().contract_file);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
