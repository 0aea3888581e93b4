/** Who may see the operational pages of a service: its metrics, and the OpenAPI document. */
export const INSIDE_RULES = ['role:viewer', 'service'] as const;

/** Open to load balancers and supervisors; other operations outside the document need INSIDE_RULES. */
const OPEN = new Set(['GET /health/live', 'GET /health/ready']);

/** Whether an operation outside the OpenAPI document needs no login. */
export function isOpenToAll(operation: string): boolean {
  return OPEN.has(operation);
}

/** Makes a browser ask for a login; the user name is ignored, the password is a token. */
export const ASK_BROWSER = {
  'www-authenticate': 'Bearer realm="stockproof", Basic realm="stockproof: any name, a token as password"',
};

/**
 * Converts a browser's Basic login to a bearer header with its password; returns any other header unchanged.
 */
export function tokenOfLogin(header: string | undefined): string | undefined {
  const login = /^Basic +([A-Za-z0-9+/=]{1,8192})$/i.exec(header ?? '')?.[1];
  if (login === undefined) return header;
  const text = Buffer.from(login, 'base64').toString('latin1');
  return `Bearer ${text.slice(text.indexOf(':') + 1)}`;
}
