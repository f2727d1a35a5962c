import type { Readable } from 'node:stream';
import type { Option, OptionFields, Values } from '../kernel/options.ts';
import type { ExitCode } from './exit-code.ts';

/** Where text goes. */
export interface Writer {
  write(text: string): void;
}

/** Everything a command touches outside of itself, handed in, so that it is tested without a process. */
export interface Io {
  /** The answer of the command, and nothing else. */
  readonly stdout: Writer;
  /** What a person is told besides: progress, warnings, errors. */
  readonly stderr: Writer;
  readonly stdin: Readable;
  /** Standard output is a terminal. Where it is not, tables are tab-separated and nothing is cut off. */
  readonly terminal: boolean;
  /** A person can be asked: standard input and output are both a terminal. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  /** The working directory. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--json`: exactly one JSON document on standard output, errors as JSON on standard error. */
  readonly json: boolean;
  /** `--verbose`: stack traces are shown. */
  readonly verbose: boolean;
  /** Version of the package. */
  readonly version: string;
  /** Aborted by the first SIGINT or SIGTERM; the second ends the process. Signals are taken only once this is read. */
  readonly interrupted: AbortSignal;
}

/** One example of a command's help. */
export interface Example {
  /** The whole line: `isthmus check app.ts`. */
  readonly line: string;
  readonly about: string;
}

/** How an option is shown: `value` names it in help (`FILE`), `short` is its one letter. */
export interface Shown {
  readonly value?: string;
  readonly short?: string;
  /** Completion offers files. */
  readonly file?: boolean;
}

/** A command as data: reading, help, completion and the page of the command line are made from it. */
export interface Command {
  /** More than the summary, where that helps: a sentence or two. */
  readonly description: string;
  /** In order. Required ones are marked by `required()`; a list, as the last one, takes all that is left. */
  readonly positionals: OptionFields;
  /** `failOn` is written `--fail-on`. Flags are off unless given, or on and switched off by `--no-…`. */
  readonly options: OptionFields;
  readonly shown: Readonly<Record<string, Shown>>;
  readonly examples: readonly Example[];
  run(input: Readonly<Record<string, unknown>>, io: Io): Promise<ExitCode>;
}

interface Definition<P extends OptionFields, O extends OptionFields> {
  readonly description?: string;
  readonly positionals?: P;
  readonly options?: O;
  readonly shown?: Readonly<Partial<Record<(keyof P | keyof O) & string, Shown>>>;
  readonly examples: readonly Example[];
  /** Gives the exit code. Throws an `IsthmusError` for what it can't do; its category gives the exit code then. */
  run(input: Values<P> & Values<O>, io: Io): Promise<ExitCode>;
}

type None = Readonly<Record<never, Option<unknown, unknown>>>;

/** Declares a command; its input is typed by its positionals and options. */
export function command<const P extends OptionFields = None, const O extends OptionFields = None>(definition: Definition<P, O>): Command {
  const { description = '', positionals = {}, options = {}, shown = {}, examples } = definition;
  const run = definition.run.bind(definition) as Command['run'];
  return { description, positionals, options, shown: shown as Command['shown'], examples, run };
}

/** A command in the list of all: what is needed to find it, without loading it. */
export interface Listed {
  /** Words: `queue list`. */
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  load(): Promise<{ readonly default: Command }>;
}
