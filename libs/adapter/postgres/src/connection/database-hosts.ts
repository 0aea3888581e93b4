const ADDRESS = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^/?]+)([/?].*)?$/;

/**
 * The addresses, one for each host, of an address with several (`postgres://login@one:1,two:2/database?...`, as libpq
 * reads it). Throws if it has several and does not say that the primary is meant: a standby answers with what it knows,
 * which may be old.
 */
export function addressesOf(url: string): [string, ...string[]] {
  const [, login = '', hosts = '', rest = ''] = ADDRESS.exec(url) ?? [];
  const [first = '', ...others] = hosts.split(',');
  if (others.length === 0) return [url];
  if (!/[?&]target_session_attrs=(?:read-write|primary)(?:&|$)/.test(rest))
    throw new Error('an address with several servers has to say target_session_attrs=read-write');
  return [`${login}${first}${rest}`, ...others.map((host) => `${login}${host}${rest}`)];
}
