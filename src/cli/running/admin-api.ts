import type { AdminAccess } from '../../console/token-file.ts';
import { IsthmusError } from '../../kernel/error.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import { runningErrors } from './errors.ts';

const patience = 30_000;
const probe = 2_000;

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** The entity tag that it must have, so that a change by somebody else is not lost. */
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal;
  readonly patience?: number;
}

/** Pieces of a path, each encoded. */
export const path = (...parts: readonly string[]): string => parts.map((each) => `/${encodeURIComponent(each)}`).join('');

/** The admin API of one running app. */
export class AdminApi {
  readonly access: AdminAccess;
  /** The token file. */
  readonly file: string;

  constructor(access: AdminAccess, file: string) {
    this.access = access;
    this.file = file;
  }

  /** Asks for a document. Throws what the app refuses with, and `APP_UNREACHABLE` or `APP_FOREIGN`. */
  async ask<T>(resource: string, asked: Asked = {}): Promise<T> {
    return (await this.askTagged<T>(resource, asked)).document;
  }

  /** The same with the document's entity tag. */
  async askTagged<T>(resource: string, asked: Asked = {}): Promise<{ readonly document: T; readonly tag: string | undefined }> {
    const response = await this.#send(resource, asked);
    const document = await this.#document(response);
    if (!response.ok) throw this.#refusal(response.status, document);
    return { document: document as T, tag: response.headers.get('etag') ?? undefined };
  }

  /** Whether the app of the token file answers. */
  async answers(): Promise<boolean> {
    try {
      const { pid } = await this.ask<{ readonly pid: number }>('/app', { patience: probe });
      return pid === this.access.pid;
    } catch {
      return false;
    }
  }

  async #send(resource: string, { method = 'GET', query = {}, body, ifMatch, signal, patience: wait = patience }: Asked): Promise<Response> {
    const url = new URL(`/admin/1${resource}`, this.access.url);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    const headers = { authorization: `Bearer ${this.access.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) };
    const limit = AbortSignal.timeout(wait);
    try {
      return await fetch(url, { method, headers, redirect: 'error', signal: signal === undefined ? limit : AbortSignal.any([signal, limit]), ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw this.#unreachable(limit.aborted ? `did not answer within ${wait / 1_000} s` : 'does not answer', error);
    }
  }

  async #document(response: Response): Promise<unknown> {
    try {
      return await response.json();
    } catch (error) {
      throw runningErrors.APP_FOREIGN({ what: `What answers at ${this.access.url} is not the admin API of "${this.access.app}".`, cause: error });
    }
  }

  #unreachable(how: string, cause: unknown): IsthmusError {
    const { app, pid, url } = this.access;
    return runningErrors.APP_UNREACHABLE({ what: `The app "${app}" (pid ${pid}, ${url}) ${how}.`, why: `The token file ${this.file} names an address where the app does not answer: it ended without stopping, or is too busy.`, cause });
  }

  /** The app's own error, as if it had been thrown here. */
  #refusal(status: number, document: unknown): IsthmusError {
    const { code, category, detail, why, fix, issues } = (document ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof code !== 'string' || typeof detail !== 'string') return runningErrors.APP_FOREIGN(`What answers at ${this.access.url} with the status ${status} is not the admin API of "${this.access.app}".`);
    if (code === 'ADMIN_TOKEN_REFUSED') return new IsthmusError(code, { category: 'unauthenticated', why: String(why), fix: 'Run the command again: the app may have been started anew meanwhile.' }, { what: `The app "${this.access.app}" refuses the token of ${this.file}.` });
    const known = typeof category === 'string' ? (category as ErrorCategory) : status >= 500 ? 'internal' : 'invalid';
    return new IsthmusError(code, { category: known, why: String(why ?? ''), fix: String(fix ?? '') }, { what: `${detail}${issuesOf(issues)}`, details: issues === undefined ? {} : { issues } });
  }
}

/** Each place that does not fit, on a line of its own. */
function issuesOf(issues: unknown): string {
  if (!Array.isArray(issues)) return '';
  return issues.map((each: { readonly pointer?: unknown; readonly message?: unknown }) => `\n  - ${String(each.pointer ?? '')} ${String(each.message ?? '')}`).join('');
}
