/** An alert by its labels, the name as `alertname`. */
export type Labels = Readonly<Record<string, string>>;

export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

const MATCHER = /^\s*(\w+)\s*(=~|!~|!=|=)\s*"(.*)"\s*$/;

/** Whether an alert has what a matcher of Alertmanager says; a label that is not there is empty. Throws on one that cannot be read. */
export function matches(labels: Labels, matcher: string): boolean {
  const [, label = '', operator, value = ''] = MATCHER.exec(matcher) ?? [];
  if (operator === undefined) throw new Error(`not a matcher: ${matcher}`);
  const found = labels[label] ?? '';
  const equal = operator.includes('~') ? isOneOf(found, value) : found === value;
  return operator.startsWith('!') ? !equal : equal;
}

/** Words with a bar between them, or `.+` for any; other expressions are not in use. Throws on one. */
function isOneOf(found: string, expression: string): boolean {
  if (expression === '.+') return found !== '';
  if (!/^[\w|-]+$/.test(expression)) throw new Error(`not understood: ${expression}`);
  return expression.split('|').includes(found);
}

/**
 * The firing alerts that no other one silences, by Alertmanager's rules: an alert does not silence itself where it
 * is source and target of a rule.
 */
export function notified(firing: readonly Labels[], rules: readonly InhibitRule[]): readonly Labels[] {
  return firing.filter((target) => !rules.some((rule) => isSilenced(target, firing, rule)));
}

function isSilenced(target: Labels, firing: readonly Labels[], rule: InhibitRule): boolean {
  const { source_matchers, target_matchers, equal = [] } = rule;
  const all = (labels: Labels, matchers: readonly string[]): boolean =>
    matchers.every((matcher) => matches(labels, matcher));
  if (!all(target, target_matchers) || all(target, source_matchers)) return false;
  return firing.some(
    (source) =>
      all(source, source_matchers) && equal.every((label) => (source[label] ?? '') === (target[label] ?? '')),
  );
}
