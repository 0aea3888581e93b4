import type { CommandNode } from './command-tree.js';

const pathOf = ({ path }: CommandNode): string => path.join(' ');
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const FISH_QUOTED = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/**
 * For bash, and for zsh by its bashcompinit. Words are completed by the commands before them; files where a command
 * has nothing to say.
 */
export function bashScript(nodes: readonly CommandNode[]): string {
  const paths = nodes.filter(({ path }) => path.length > 0).map((node) => quoted(pathOf(node)));
  const cases = nodes.map((node) => {
    const words = [...node.commands.map(({ name }) => name), ...node.options.map(({ flag }) => flag)];
    return `    ${quoted(pathOf(node))}) words=${quoted(words.join(' '))} ;;`;
  });
  return `_stockproof() {
  local word path='' words='' cur='' i=0
  for word in "\${COMP_WORDS[@]}"; do
    if [ "$i" -eq "$COMP_CWORD" ]; then cur="$word"; break; fi
    if [ "$i" -gt 0 ]; then
      case "\${path:+$path }$word" in
        ${paths.join('|')}) path="\${path:+$path }$word" ;;
      esac
    fi
    i=$((i + 1))
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _stockproof stockproof
`;
}

/** Zsh runs the functions of bash. */
export function zshScript(nodes: readonly CommandNode[]): string {
  return `autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(nodes)}`;
}

/** For fish, with a description of each word. */
export function fishScript(nodes: readonly CommandNode[]): string {
  const paths = nodes.filter(({ path }) => path.length > 0).map((node) => FISH_QUOTED(pathOf(node)));
  const lines = nodes.flatMap((node) => {
    const at = `complete -c stockproof -n 'test (__stockproof_path) = ${JSON.stringify(pathOf(node))}'`;
    return [
      ...node.commands.map(({ name, description }) => `${at} -f -a ${name} -d ${FISH_QUOTED(description)}`),
      ...node.options.map(
        ({ flag, description }) => `${at} -l ${flag.slice(2)} -d ${FISH_QUOTED(description)}`,
      ),
    ];
  });
  return `function __stockproof_path
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim -- "$path $word")
    if contains -- $longer ${paths.join(' ')}
      set path $longer
    end
  end
  echo $path
end
${lines.join('\n')}
`;
}

/** So that there is a command of this name: the checkout has no program on the path. */
export function functionScript(shell: 'bash' | 'zsh' | 'fish', root: string): string {
  return shell === 'fish'
    ? `type -q stockproof; or function stockproof; npm --prefix ${FISH_QUOTED(root)} run -s stockproof -- $argv; end\n`
    : `type stockproof >/dev/null 2>&1 || stockproof() { npm --prefix ${quoted(root)} run -s stockproof -- "$@"; }\n`;
}
