/** A part of a CustomResourceDefinition's schema: structural, as Kubernetes requires it. */
export interface StructuralSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly [more: string]: unknown;
}

/** What ajv does not know, or what is no check. */
const LEFT_OUT = /^(?:x-kubernetes-|description$|default$|example$|format$)/;

/** Fields of every object, which the API server checks itself. */
const OF_EVERY_OBJECT = { apiVersion: {}, kind: {}, metadata: {} };

/**
 * The same as JSON Schema, in which an unknown field is an error: the API server drops such a field, and says so
 * only to who asks with strict validation. Rules in CEL are not converted.
 */
export function strictSchema(schema: StructuralSchema, at_root = true): object {
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const { properties, items, additionalProperties, ...rest } = schema;
  const kept = Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !LEFT_OUT.test(name))
      .map(([name, value]) => [name, name === 'pattern' ? ofJavaScript(String(value)) : value]),
  );
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const each = Object.entries(properties ?? {}).map(
    ([name, one]) => [name, strictSchema(one, false)] as const,
  );
  return {
    ...kept,
    ...(properties === undefined
      ? {}
      : { properties: { ...Object.fromEntries(each), ...(at_root ? OF_EVERY_OBJECT : {}) } }),
    ...(properties === undefined || open ? {} : { additionalProperties: false }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: strictSchema(additionalProperties, false) }
      : {}),
    ...(items === undefined ? {} : { items: strictSchema(items, false) }),
  };
}

/** Go says for the rest of a pattern that case does not matter; JavaScript for a group. */
function ofJavaScript(pattern: string): string {
  return pattern.replace(/^\^\(\?i\)(.*)$/, '^(?i:$1)');
}
