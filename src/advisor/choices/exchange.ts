import { formatDuration } from '../../kernel/units.ts';
import { hour, minute } from '../facts.ts';
import { because } from './choice-rule.ts';
import type { ChoiceRule } from './choice-rule.ts';

/** Partners and bulk data. */
export const exchangeChoices: readonly ChoiceRule[] = [
  {
    id: 'A07', title: 'The partner pushes', sources: ['GH', 'STDW'], points: { webhook: 11, 'publish-subscribe': 5 },
    when: (facts) => because(facts.startedBy === 'third-party' && facts.partnerPushes === true && facts.partnerFilesOnly !== true, 'the partner starts it and can call us: verify, store, answer 2xx, work from a queue'),
  },
  {
    id: 'A08', title: 'The partner pushes nothing', sources: ['EIP'], points: { 'scheduled-pull': 11 },
    when: (facts) => because(facts.startedBy === 'third-party' && facts.partnerPushes === false && facts.partnerFilesOnly !== true, 'the partner can not call us, so we ask on a schedule, with a cursor'),
  },
  {
    id: 'A09', title: 'Much at once, and not urgent', sources: ['AZ-ETL', 'SF'], points: { pipeline: 10 },
    when: (facts) => because(facts.volume === 'bulk' && facts.reply !== 'now' && facts.startedBy !== 'third-party' && facts.crossOrganisation !== true && facts.sustained !== true && facts.sourceLogOnly !== true && (facts.freshness ?? hour) >= hour, `bulk data that may be ${facts.freshness === undefined ? 'old' : formatDuration(facts.freshness) + ' old'}`),
  },
  {
    id: 'A10', title: 'The partner speaks files', sources: ['EIP', 'XFER'], points: { 'file-transfer': 13 },
    when: (facts) => because(facts.partnerFilesOnly === true, 'the partner exchanges files only: checksum and manifest with them'),
  },
  {
    id: 'A11', title: 'The source tells nothing but its log', sources: ['DBZ'], points: { cdc: 12 },
    when: (facts) => because((facts.sourceLogOnly === true && (facts.freshness ?? 0) < minute) || facts.deletesSeen === true, facts.deletesSeen === true ? 'deletions at the source must be seen' : 'the source has a database log only and the copy must be fresh'),
  },
];
