import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { contractSchema } from './contract.schema.js';
import type { RecoveryContract } from './recovery-contract.js';

/** The contract cannot be read. The message says file, line, column, and what was expected there. */
export class RecoveryContractError extends Error {
  override readonly name = 'RecoveryContractError';
}

const validate = new Ajv({ allErrors: true }).compile<{ readonly recovery_contract: RecoveryContract }>(
  contractSchema,
);

/** Reads a contract's YAML; `name` is in the messages. Throws RecoveryContractError with every complaint. */
export function parseContract(text: string, name: string): RecoveryContract {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  // A warning (a tag nobody knows) is a complaint too: what is guessed at binds nobody.
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    at(name, lines, pos[0], (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')),
  );
  const refusal = 'aliases are refused: write the value out';
  broken.push(...aliasOffsets(document).map((offset) => at(name, lines, offset, refusal)));
  if (broken.length > 0) throw new RecoveryContractError(broken.join('; '));
  const contract: unknown = document.toJS();
  if (validate(contract)) return contract.recovery_contract;
  const complaints = (validate.errors ?? []).map((error) =>
    at(name, lines, offsetOf(document, error), sentence(error)),
  );
  throw new RecoveryContractError(complaints.join('; '));
}

function at(name: string, lines: LineCounter, offset: number, what: string): string {
  const { line, col } = lines.linePos(offset);
  return `${name}:${Math.max(1, line)}:${Math.max(1, col)}: ${what}`;
}

/** An alias has no place of its own, and one that is unresolved or piled up throws without a place. */
function aliasOffsets(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, { Alias: (_key, node) => void offsets.push(node.range?.[0] ?? 0) });
  return offsets;
}

/** Where the fault stands: the value; an unknown member's key; the object that a member is missing from. */
function offsetOf(document: Document, error: ErrorObject): number {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const { additionalProperty } = error.params as { additionalProperty?: string };
  return (keyOf(node, additionalProperty) ?? (isNode(node) ? node : undefined))?.range?.[0] ?? 0;
}

function keyOf(node: unknown, member: string | undefined): Node | undefined {
  if (member === undefined || !isMap(node)) return undefined;
  const keys = node.items.map(({ key }) => key);
  return keys.filter(isScalar).find((key) => String(key.value) === member);
}

function sentence({ instancePath, message = 'is not valid', params }: ErrorObject): string {
  const where = instancePath === '' ? 'the contract' : instancePath.slice(1).replaceAll('/', '.');
  const { additionalProperty, allowedValues } = params as {
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  if (additionalProperty !== undefined)
    return `${where} has no term "${additionalProperty}": correct or remove it`;
  return `${where} ${message}${allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`}`;
}
