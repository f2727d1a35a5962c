import type { CommandWords, OptionWords } from './specifications.ts';
import { nextWords } from './words.ts';

/** In a specification of _arguments, brackets and colons mean something. */
const plain = (text: string): string => text.replaceAll(/['[\]:\\]/g, (each) => (each === "'" ? "'\\''" : `\\${each}`));

/** https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
export function zsh(commands: readonly CommandWords[]): string {
  const nexts = nextWords(commands).map(({ after, words }) => `    ${quoted(after)}) words_of=(${words.map(({ word, summary }) => `'${plain(word)}:${plain(summary)}'`).join(' ')}) ;;`);
  const cases = commands.map(({ name, argument, options }) => `    ${quoted(name)}) _arguments ${[...options.map(optionSpec), ...argumentSpec(argument)].join(' ')} ;;`);
  const known = commands.map(({ name }) => quoted(name)).join('|');
  return `#compdef isthmus
_isthmus() {
  local name='' word at=1
  local -a words_of
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] && break
    case "\${name:+$name }$word" in
      ${known}|${groupPatterns(commands)}) name="\${name:+$name }$word"; (( at += 1 )) ;;
      *) break ;;
    esac
  done
  case "$name" in
${nexts.join('\n')}
  esac
  if (( \${#words_of} && CURRENT == at + 1 )); then _describe command words_of; return; fi
  words=("$name" "\${(@)words[at+1,-1]}"); (( CURRENT -= at - 1 ))
  case "$name" in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _isthmus ]; then _isthmus "$@"; else compdef _isthmus isthmus; fi`;
}

const quoted = (text: string): string => `'${text}'`;

function groupPatterns(commands: readonly CommandWords[]): string {
  const groups = nextWords(commands).map(({ after }) => after).filter((after) => after !== '');
  return groups.length === 0 ? "''" : groups.map(quoted).join('|');
}

function optionSpec({ name, short, description, value }: OptionWords): string {
  const takes = value === 'none' ? '' : `:${name}:${valueSpec(value)}`;
  const long = `'--${name}[${plain(description)}]${takes}'`;
  return short === undefined ? long : `${long} '-${short}[${plain(description)}]${takes}'`;
}

const valueSpec = (value: 'file' | 'text' | 'none' | readonly string[]): string => (value === 'file' ? '_files' : Array.isArray(value) ? `(${value.join(' ')})` : ' ');

function argumentSpec(argument: CommandWords['argument']): readonly string[] {
  if (argument === 'none') return [];
  return [`'1:argument:${argument === 'file' ? '_files' : `(${argument.join(' ')})`}'`];
}
