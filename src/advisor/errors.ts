import { defineErrors } from '../kernel/error.ts';

export const advisorErrors = defineErrors({
  NEEDS_INVALID: {
    category: 'misconfigured',
    why: 'Advice from a need that was misread would be worse than none, so needs are read by the published schema (map.schema.json) alone.',
    fix: 'Use the names and units of the schema: times as 250 (milliseconds) or "5s", sizes as 65536 (bytes) or "64KiB"; leave out what is not known.',
  },
  LIMITS_INVALID: {
    category: 'misconfigured',
    why: 'Limits decide what is called wrong, so each comes with numbers, a source and the date when it was read.',
    fix: 'Give an object by provider, such as { "nginx": { "group": "edge", "timeout": "90s", "source": "our nginx.conf", "date": "2026-11-01" } }.',
  },
  ACCEPTANCE_INVALID: {
    category: 'misconfigured',
    why: 'A finding is accepted by the id of its rule and a reason that the next person can judge.',
    fix: 'Write accepted: { L12: "the reason" } with a rule of docs/advisor.md, or take the entry away.',
  },
});
