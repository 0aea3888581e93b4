type Operation = Readonly<Record<string, unknown>>;

/** The used part of an OpenAPI document. */
export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

/** An operation of the client: the service that has it, where it is there, and its name in the client. */
export interface ClientOperation {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly name: string;
}

/**
 * One OpenAPI document with these operations of several services, named for the client. The services share
 * their components, so those of the first are taken. Throws if a service has no such operation, so that the client
 * never keeps one that is gone.
 */
export function clientDocument(
  documents: Readonly<Record<string, ApiDocument>>,
  operations: readonly ClientOperation[],
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { service, method, path, name } of operations) {
    const operation = documents[service]?.paths[path]?.[method];
    if (operation === undefined) throw new Error(`${service} has no ${method.toUpperCase()} ${path}`);
    paths[path] = { ...paths[path], [method]: { ...operation, operationId: name, tags: [service] } };
  }
  const [first] = Object.values(documents);
  if (first === undefined) throw new Error('there is no document');
  return {
    openapi: first.openapi,
    info: { title: 'Stockproof', version: '1' },
    paths,
    components: first.components,
  };
}
