import type { HttpRequest } from '../../driver/endpoint.ts';
import { preferredType } from '../../http/content/preferences.ts';
import { httpErrors } from '../../http/errors.ts';

const json: readonly string[] = ['application/json'];

/** Refuses a request that could not take the answer, before anything is done for it. Throws `NOT_ACCEPTABLE`. */
export function requireAcceptable(request: HttpRequest, offers = json): string {
  const { accept } = request.headers;
  const [first = ''] = offers;
  if (accept === undefined || accept === '*/*' || accept === first) return first;
  const type = preferredType(accept, offers);
  if (type !== undefined) return type;
  throw httpErrors.NOT_ACCEPTABLE({ what: `The answer is ${offers.join(' or ')}, and "${accept.slice(0, 80)}" accepts none of it.`, details: { offers } });
}
