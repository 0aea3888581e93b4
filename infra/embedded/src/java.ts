import { resolve } from 'node:path';

/** What the JVMs read beside their jars, by absolute paths. */
export const javaFiles = (): readonly string[] => [logConfig(), secondCompiler(), providers()];

/** How the JVMs log; absolute. */
export const logConfig = (): string => resolve('infra/embedded/log4j2.properties');
/** Which methods the second compiler may compile. */
const secondCompiler = (): string => resolve('infra/embedded/second-compiler.json');
/** Native ciphers before Java's own. */
const providers = (): string => resolve('infra/embedded/native-ciphers.security');

/** How a JVM runs, beside its class path. */
export interface JvmOptions {
  readonly heap_mib: number;
  /**
   * `first`: the first compiler compiles everything, soon and with little CPU. `listed`: the second one, which is slow and whose
   * code is fast, compiles what each event passes (docs/adr/0056, 0069).
   */
  readonly compilers: 'first' | 'listed';
}

/** Without native ciphers only the second compiler's are fast, so `first` is `listed` then. */
function compilers(classPath: string, wanted: JvmOptions['compilers']): string[] {
  const listed = ['-XX:+UnlockDiagnosticVMOptions', `-XX:CompilerDirectivesFile=${secondCompiler()}`];
  if (!classPath.includes('AmazonCorrettoCryptoProvider')) return listed;
  const native = `-Djava.security.properties=${providers()}`;
  return wanted === 'first' ? ['-XX:TieredStopAtLevel=1', native] : [...listed, native];
}

/** Arguments that start a Java main class with our log configuration, and native ciphers where the class path has them. */
export function javaArgs(
  classPath: string,
  jvm: JvmOptions,
  mainClass: string,
  args: readonly string[],
): string[] {
  return [
    `-Xmx${jvm.heap_mib}m`,
    '-XX:+UseSerialGC',
    '-Xshare:auto',
    ...compilers(classPath, jvm.compilers),
    `-Dlog4j2.configurationFile=${logConfig()}`,
    '-cp',
    classPath,
    mainClass,
    ...args,
  ];
}

/** Formats a Java properties file. Values must not contain line breaks or backslashes. */
export function properties(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}
