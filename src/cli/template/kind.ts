import type { Validator } from './validator.ts';

/** What a new project's sources are made from. */
export interface Subject {
  /** Name of the app. */
  readonly name: string;
  readonly validator: Validator;
}

/** One thing to build: its sources and how to try them. */
export interface Kind {
  /** As a person chooses it. */
  readonly title: string;
  /** What the written app does, in one sentence. */
  readonly summary: string;
  readonly app: (subject: Subject) => string;
  readonly test: () => string;
  /** Commands that show it working, while it runs. */
  readonly trials: readonly Trial[];
  /** What to do next, as items of a list. */
  readonly next: readonly string[];
}

export interface Trial {
  readonly says: string;
  readonly command: string;
}

/** Where a new app listens unless `PORT` says otherwise. */
export const address = 'http://127.0.0.1:4400';
