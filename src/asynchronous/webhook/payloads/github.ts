import type { Schema } from '../../../kernel/schema.ts';
import { exactly, flag, list, nullable, object, optional, schemaOf, text, whole } from './shape.ts';
import type { Shape } from './shape.ts';

const user = object({ id: whole, login: text });
const repository = object({ id: whole, name: text, full_name: text, private: flag, owner: optional(object({ login: optional(text), name: optional(nullable(text)) })), default_branch: optional(text), html_url: optional(text) });
const release = object({ id: whole, tag_name: text, name: nullable(text), draft: flag, prerelease: flag, published_at: nullable(text), html_url: text, body: optional(nullable(text)) });
const commit = object({ id: text, message: text, timestamp: text, url: optional(text) });
const pull = object({ number: whole, state: text, title: text, merged: optional(nullable(flag)), html_url: text, user, head: object({ ref: text, sha: text }), base: object({ ref: text, sha: text }) });
const issue = object({ number: whole, state: text, title: text, html_url: text, user: nullable(user), body: optional(nullable(text)) });
const comment = object({ id: whole, body: text, html_url: text, user: nullable(user) });
const run = object({ id: whole, name: optional(nullable(text)), status: text, conclusion: nullable(text), head_branch: nullable(text), head_sha: text, html_url: text });

const around = { repository, sender: user };
const acting = <A extends string, F extends Readonly<Record<string, Shape<unknown>>>>(action: A, fields: F) => object({ action: exactly(action), ...fields, ...around });

/** Common events by name and action; only what most apps look at. */
const events = {
  push: object({ ref: text, before: text, after: text, created: optional(flag), deleted: optional(flag), forced: optional(flag), commits: list(commit), head_commit: optional(nullable(commit)), ...around }),
  ping: object({ zen: text, hook_id: whole, repository: optional(repository) }),
  'release.published': acting('published', { release }), 'release.released': acting('released', { release }), 'release.created': acting('created', { release }),
  'pull_request.opened': acting('opened', { number: whole, pull_request: pull }), 'pull_request.closed': acting('closed', { number: whole, pull_request: pull }), 'pull_request.synchronize': acting('synchronize', { number: whole, pull_request: pull }),
  'issues.opened': acting('opened', { issue }), 'issues.closed': acting('closed', { issue }), 'issues.reopened': acting('reopened', { issue }),
  'issue_comment.created': acting('created', { issue, comment }),
  'workflow_run.completed': acting('completed', { workflow_run: run }),
} as const;

type Events = typeof events;
type TypeOf<S> = S extends Shape<infer T> ? T : never;

/** An event of GitHub with its action, whose payload has a schema here. */
export type GithubEventType = keyof Events;
/** The payload of an event of GitHub (https://docs.github.com/webhooks/webhook-events-and-payloads). */
export type GithubEvent<T extends GithubEventType> = TypeOf<Events[T]>;

/** The schema of a common event of GitHub, for `event(name, { data })`. Fields that it does not name are handed on as they are. */
export function githubEvent<const T extends GithubEventType>(type: T): Schema<GithubEvent<T>, GithubEvent<T>> {
  // The type of one of many shapes is known by its name only.
  return schemaOf(events[type] as Shape<unknown>) as Schema<GithubEvent<T>, GithubEvent<T>>;
}
