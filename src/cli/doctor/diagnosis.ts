/** One thing that was looked at. */
export interface Diagnosis {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  /** What was found, in one sentence without a full stop. */
  readonly found: string;
  /** What to do, where it is not ok. */
  readonly fix?: string;
}

export const ok = (name: string, found: string): Diagnosis => ({ name, state: 'ok', found });
export const warn = (name: string, found: string, fix: string): Diagnosis => ({ name, state: 'warn', found, fix });
export const fail = (name: string, found: string, fix: string): Diagnosis => ({ name, state: 'fail', found, fix });
