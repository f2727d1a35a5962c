/** One command of a transcript and what it prints; or what a terminal prints in which a command still runs. */
export interface Step {
  readonly line: number;
  /** Commands for the shell; `undefined`: nothing is typed, something is shown. */
  readonly commands: string | undefined;
  /** Where a command that goes on runs; `undefined`: it ends by itself. */
  readonly terminal: string | undefined;
  /** What they print takes a moment to be so: a person would look again. */
  readonly eventually: boolean;
  /** What must be printed; `…` stands for anything on a line. */
  readonly output: string | undefined;
}

const fence = /^```(sh|text)([^\n]*)\n([\s\S]*?)^```$(?:\n+^```text\n([\s\S]*?)^```$)?/gm;

/** The blocks ` ```sh transcript ` (with `terminal=NAME` where the command goes on, `eventually` where it may take a moment), each with the ` ```text ` after it, and the blocks ` ```text terminal=NAME `. */
export function transcriptOf(page: string): readonly Step[] {
  return [...page.matchAll(fence)].flatMap((match): readonly Step[] => {
    const [, language, rest = '', body = '', output] = match;
    const terminal = /terminal=(\w+)/.exec(rest)?.[1];
    const line = page.slice(0, match.index).split('\n').length;
    const eventually = rest.includes('eventually');
    if (language === 'sh' && rest.includes('transcript')) return [{ line, commands: body, terminal, eventually, output }];
    return language === 'text' && terminal !== undefined ? [{ line, commands: undefined, terminal, eventually, output: body }] : [];
  });
}
