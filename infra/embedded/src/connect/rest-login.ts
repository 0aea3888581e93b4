const NAME = 'stockproof';

/**
 * The REST API's address with its login, for our callers; `at` is host:port or an address without a login, or several
 * of them, comma separated.
 */
export function connectUrl(at: string, password: string): string {
  const login = `http://${NAME}:${encodeURIComponent(password)}@`;
  return at
    .split(',')
    .map((one) => login + one.replace(/^http:\/\//, ''))
    .join(',');
}

/**
 * The files that let that one login in, by name, for a folder that only Connect reads. `login.conf` is what the JVM is told of
 * (`java.security.auth.login.config`), and names the other.
 */
export function restLogin(
  password: string,
  folder: string,
): Readonly<Record<'login.conf' | 'credentials.properties', string>> {
  const module = 'org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule';
  return {
    'login.conf': `KafkaConnect {\n  ${module} required\n  file="${folder}/credentials.properties";\n};\n`,
    'credentials.properties': `${NAME}=${password}\n`,
  };
}
