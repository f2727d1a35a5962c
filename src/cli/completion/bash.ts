import type { CommandWords } from './specifications.ts';
import { nextWords } from './words.ts';

/** https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
export function bash(commands: readonly CommandWords[]): string {
  const nexts = nextWords(commands).map(({ after, words }) => `    '${after}') words='${words.map(({ word }) => word).join(' ')}' ;;`);
  const options = commands.map(({ name, options }) => `    '${name}') words='${options.map((each) => `--${each.name}`).join(' ')}' ;;`);
  const values = commands.flatMap(({ name, options }) => options.filter(({ value }) => value !== 'none').map((each) => `    '${name} --${each.name}') ${valueOf(each.value)} ;;`));
  const argumentsOf = commands.filter(({ argument }) => argument !== 'none').map(({ name, argument }) => `    '${name}') ${valueOf(argument)} ;;`);
  return `# bash completion of isthmus
_isthmus() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" name='' words='' word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && break
    case "\${name:+$name }$word" in
${commandPatterns(commands)}
      *) break ;;
    esac
  done
  case "$name $previous" in
${values.join('\n')}
  esac
  if [[ $current == -* ]]; then case "$name" in
${options.join('\n')}
  esac
  else case "$name" in
${nexts.join('\n')}
${argumentsOf.join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _isthmus isthmus`;
}

function commandPatterns(commands: readonly CommandWords[]): string {
  const prefixes = new Set(commands.flatMap(({ name }) => name.split(' ').map((_, index, words) => words.slice(0, index + 1).join(' '))));
  return [...prefixes].map((prefix) => `      '${prefix}') name='${prefix}' ;;`).join('\n');
}

function valueOf(value: 'file' | 'text' | 'none' | readonly string[]): string {
  if (value === 'file') return 'compopt -o default 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return';
  return Array.isArray(value) ? `COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$current")); return` : 'return';
}
