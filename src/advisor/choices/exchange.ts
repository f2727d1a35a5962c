import { formatDuration } from '../../kernel/units.ts';
import type { Facts } from '../facts.ts';
import { hour, minute } from '../facts.ts';
import { because, isAnsweredByPush } from './choice-rule.ts';
import type { ChoiceRule } from './choice-rule.ts';

const isPartner = ({ startedBy }: Facts) => startedBy === 'third-party';
const files = ({ partnerFilesOnly }: Facts) => partnerFilesOnly === true;
const bulk = ({ volume }: Facts) => volume === 'bulk';
/** Bulk that we load by ourselves, from a source that can be asked. */
const loads = (facts: Facts) => bulk(facts) && facts.reply !== 'now' && !isPartner(facts) && facts.sustained !== true && !files(facts);
/** Said to be old, or to come in runs. */
const isBatch = ({ freshness, batchInterval = 0, rowsPerRun = 0, transforms, targetTransforms }: Facts) =>
  freshness === undefined ? batchInterval >= hour || rowsPerRun >= 10_000 || transforms === true || targetTransforms === true : freshness >= hour;
/** Another organisation is told something, one by one. */
const tellsOutside = (facts: Facts) =>
  facts.reply === 'none' && !isPartner(facts) && (facts.crossOrganisation === true || facts.client === 'partner') && facts.partnerPushes === undefined &&
  !files(facts) && !bulk(facts) && facts.direction !== 'server-to-client' && facts.sustained !== true && facts.replay !== true;
const old = ({ freshness }: Facts) => `much is handed over at once, and it may be ${freshness === undefined ? 'old' : `${formatDuration(freshness)} old`}`;

/** Partners and bulk data. */
export const exchangeChoices: readonly ChoiceRule[] = [
  {
    id: 'A07', title: 'The partner pushes', sources: ['GH', 'STDW'], points: { 'webhook': 11, 'publish-subscribe': 5 },
    when: (facts) => because(isPartner(facts) && facts.partnerPushes === true && !files(facts), 'the partner starts it and can call us: verify, store, answer 2xx, work from a queue'),
  },
  {
    id: 'A07', title: 'The partner starts it', sources: ['GH', 'STDW'], guess: true, points: { 'webhook': 5, 'scheduled-pull': 3 },
    when: (facts) => because(isPartner(facts) && facts.partnerPushes === undefined && !files(facts) && facts.volume !== 'bulk', 'the partner starts it; most can call a webhook'),
  },
  {
    id: 'A07', title: 'We tell another organisation', sources: ['STDW'], points: { webhook: 7 },
    when: (facts) => because(tellsOutside(facts), 'another organisation is told, and nobody waits: a signed call with retries, from a queue'),
  },
  {
    id: 'A07', title: 'We tell partners\' systems', sources: ['STDW'], points: { webhook: 9 },
    when: (facts) => because(tellsOutside(facts) && (facts.client === 'partner' || facts.startedBy === 'us'), 'partners have systems of their own, which a broker of ours does not reach'),
  },
  {
    id: 'A08', title: 'The partner pushes nothing', sources: ['EIP'], points: { 'scheduled-pull': 11 },
    when: (facts) => because(facts.partnerPushes === false && isPartner(facts) && !files(facts), 'the partner can not call us, so we ask on a schedule, with a cursor'),
  },
  {
    id: 'A08', title: 'What is not pushed is fetched', sources: ['EIP'], guess: true, points: { 'scheduled-pull': 10 },
    when: (facts) => because(facts.partnerPushes === false && !isPartner(facts) && facts.reply !== 'now' && facts.sourceLogOnly !== true && !files(facts), 'nobody calls us, so we ask on a schedule, with a cursor'),
  },
  {
    id: 'A09', title: 'Much at once, and not urgent', sources: ['AZ-ETL', 'SF'], points: { pipeline: 10 },
    when: (facts) => because(loads(facts) && facts.sourceLogOnly !== true && isBatch(facts), old(facts)),
  },
  {
    id: 'A09', title: 'Much at once', sources: ['AZ-ETL', 'SF'], guess: true, points: { pipeline: 7 },
    when: (facts) => because(loads(facts) && facts.sourceLogOnly !== true && facts.freshness === undefined && !isBatch(facts), 'much is handed over at once, and nobody said that it must be fresh'),
  },
  {
    id: 'A09', title: 'A database is read now and then', sources: ['AZ-ETL'], guess: true, points: { pipeline: 8, cdc: 6 },
    when: (facts) => because(facts.sourceLogOnly === true && facts.deletesSeen !== true && (facts.freshness ?? 0) >= hour, `the source is a database, and the copy may be ${formatDuration(facts.freshness ?? hour)} old`),
  },
  {
    id: 'L44', title: 'Much, and it must be fresh', sources: ['DBZ', 'AWS-MS'], guess: true, points: { stream: 7, cdc: 7, pipeline: 4 },
    when: (facts) => because(loads(facts) && facts.sourceLogOnly !== true && facts.freshness !== undefined && facts.freshness < hour, `much changes, and what may be only ${formatDuration(facts.freshness ?? 0)} old is told as it changes`),
  },
  {
    id: 'A10', title: 'The partner speaks files', sources: ['EIP', 'XFER'], points: { 'file-transfer': 13 },
    when: (facts) => because(files(facts), 'the partner exchanges files only: checksum and manifest with them'),
  },
  {
    id: 'A10', title: 'Two organisations hand over much at once', sources: ['EIP', 'XFER'], guess: true, points: { 'file-transfer': 8, 'pipeline': 7 },
    when: (facts) => because(bulk(facts) && !files(facts) && facts.reply !== 'now' && (facts.crossOrganisation === true || isPartner(facts)), 'two organisations hand over much at once, which a file with a checksum does whole'),
  },
  {
    id: 'A11', title: 'The source tells nothing but its log', sources: ['DBZ'], points: { cdc: 14 },
    when: (facts) => because((facts.sourceLogOnly === true && (facts.freshness ?? 0) < hour) || facts.deletesSeen === true, facts.deletesSeen === true ? 'deletions at the source must be seen' : `the source has a database log only, and the copy must be fresh${(facts.freshness ?? 0) >= minute ? ` (${formatDuration(facts.freshness ?? 0)})` : ''}`),
  },
  {
    id: 'A07', title: 'Very many at once, over a bus', sources: ['SHOP'], points: { 'publish-subscribe': 8 },
    when: (facts) => because(isPartner(facts) && facts.partnerPushes === true && ((facts.rate ?? 0) >= 100 || (facts.burst ?? 0) >= 1_000), 'at this rate a partner that can deliver into a bus should'),
  },
  {
    id: 'A06', title: 'Another organisation is told what changes', sources: ['STDW', 'AZ-QEV'], points: { webhook: 12 },
    when: (facts) => because(isAnsweredByPush(facts) && (facts.client === 'partner' || (facts.client === 'service' && !facts.inside)), 'systems of another organisation are told: a signed call with retries'),
  },
  {
    id: 'L43', title: 'Bulk data row by row', sources: ['SF', 'AZ-ETL'], points: { 'pipeline': 9, 'file-transfer': 6 },
    when: (facts) => because((facts.rowsPerRun ?? 0) >= 10_000 && facts.reply === 'now' && facts.partnerFilesOnly !== true, `${facts.rowsPerRun} rows in one run are handed over as a batch, not by calls that wait`),
  },
];
