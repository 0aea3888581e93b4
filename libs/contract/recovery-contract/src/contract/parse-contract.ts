import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type ContractDomain, contractSchema } from './contract-schema.js';
import type { Contract } from './recovery-contract.js';

/** Thrown if the contract cannot be read. The message has file, line, column, and what was expected there. */
export class RecoveryContractError extends Error {
  override readonly name = 'RecoveryContractError';
}

/**
 * Returns a parser of the contracts of a domain, from YAML. It throws RecoveryContractError with all errors,
 * each with the given name of the file.
 */
export function contractParser<F extends string, K extends string>(
  domain: ContractDomain<F, K>,
): (text: string, name: string) => Contract<F, K> {
  const validate = new Ajv({ allErrors: true }).compile<{ readonly recovery_contract: Contract<F, K> }>(
    contractSchema(domain),
  );
  return (text, name) => {
    const { contract, lines, document } = readYaml(text, name);
    if (validate(contract)) return contract.recovery_contract;
    const complaints = (validate.errors ?? []).map((error) =>
      at(name, lines, offsetOf(document, error), sentence(error)),
    );
    throw new RecoveryContractError(complaints.join('; '));
  };
}

interface ReadYaml {
  readonly contract: unknown;
  readonly lines: LineCounter;
  readonly document: Document;
}

function readYaml(text: string, name: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  // A YAML warning (an unknown tag) is an error here too: a contract must not be guessed.
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    at(name, lines, pos[0], (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')),
  );
  const refusal = 'aliases are refused: write the value out';
  broken.push(...aliasOffsets(document).map((offset) => at(name, lines, offset, refusal)));
  if (broken.length > 0) throw new RecoveryContractError(broken.join('; '));
  return { contract: document.toJS(), lines, document };
}

function at(name: string, lines: LineCounter, offset: number, what: string): string {
  const { line, col } = lines.linePos(offset);
  return `${name}:${Math.max(1, line)}:${Math.max(1, col)}: ${what}`;
}

/** An alias has no position of its own, and an unresolved or nested alias would throw without a position. */
function aliasOffsets(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, { Alias: (_key, node) => void offsets.push(node.range?.[0] ?? 0) });
  return offsets;
}

/**
 * The position of the error: the value; the key of an unknown member; the object that a member is missing
 * from.
 */
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
