import type { Service } from './services.ts';

/** What one run of one contestant gave, by the figure's key. */
export type Figures = Readonly<Record<string, number>>;

/** How large a run is; numbers only, so that it can be printed and kept. */
export type Task = Readonly<Record<string, number>>;

export interface Contestant {
  readonly name: string;
  /** `ours`: Isthmus; `floor`: what the machine or Node itself allows; `peer`: something comparable. */
  readonly role: 'ours' | 'floor' | 'peer';
  /** The module that runs in a process of its own, from `bench/`. */
  readonly entry: string;
  readonly service?: Service;
  /** What a reader must know to compare it, in a few words. */
  readonly note?: string;
}

export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
}

/** What Isthmus should reach. Reported, never asserted. */
export interface Target {
  readonly figure: string;
  /** `absolute`: the figure itself; else its ratio to the best peer, to a contestant, or to another figure of ours. */
  readonly against: 'absolute' | 'best peer' | { readonly contestant: string } | { readonly figure: string };
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

/** Where and how one contestant runs once. */
export interface Run {
  readonly contestant: Contestant;
  readonly task: Task;
  /** Empty, on the disk that is measured; removed afterwards. */
  readonly directory: string;
  /** Where to write a CPU profile. */
  readonly profile: string | undefined;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  readonly rounds: number;
  readonly contestants: readonly Contestant[];
  readonly figures: readonly Figure[];
  readonly targets: readonly Target[];
  task(short: boolean): Task;
  /** Default: asks the contestant's process to `measure`. */
  measure?(run: Run): Promise<Figures>;
}
