/** Who may see what a service tells of itself: its metrics, and the document of its API. */
export const INSIDE_RULES = ['role:viewer', 'service'] as const;

/** What balancers and supervisors ask without a login; all else that is in no document is for who may look inside. */
const OPEN = new Set(['GET /health/live', 'GET /health/ready']);

export function isOpenToAll(operation: string): boolean {
  return OPEN.has(operation);
}

/** Makes a browser ask for a login: its name is of no matter, its password is a token. */
export const ASK_BROWSER = {
  'www-authenticate': 'Bearer realm="stockproof", Basic realm="stockproof: any name, a token as password"',
};

/** The header with the password of a browser's login as a bearer's token; every other header as it is. */
export function tokenOfLogin(header: string | undefined): string | undefined {
  const login = /^Basic +([A-Za-z0-9+/=]{1,8192})$/i.exec(header ?? '')?.[1];
  if (login === undefined) return header;
  const text = Buffer.from(login, 'base64').toString('latin1');
  return `Bearer ${text.slice(text.indexOf(':') + 1)}`;
}
