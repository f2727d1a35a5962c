/** Every rule, as `accepted` names it: A… choose a method, L… lint a choice. Permanent. */
export const ruleIds = [
  'A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A09', 'A10', 'A11', 'A12', 'A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A19', 'A20',
  'A21', 'A22', 'A23', 'A24', 'A25', 'A26', 'A27', 'A28', 'A29', 'A30',
  'L01', 'L02', 'L03', 'L04', 'L05', 'L06', 'L07', 'L08', 'L09', 'L10', 'L11', 'L12', 'L13', 'L14', 'L15', 'L16', 'L17', 'L18', 'L19', 'L20',
  'L21', 'L22', 'L23', 'L24', 'L25', 'L26', 'L27', 'L28', 'L29', 'L30', 'L31', 'L32', 'L33', 'L34', 'L35', 'L36', 'L37', 'L38', 'L39', 'L40',
  'L41', 'L42', 'L43', 'L44', 'L45', 'L46', 'L47',
] as const;

export type RuleId = (typeof ruleIds)[number];

/** Findings that a link accepts: the rule, and a reason that the next person can judge. */
export type Accepted = Readonly<Partial<Record<RuleId, string>>>;

/** What is wrong with accepted findings, by rule; empty where nothing is. */
export function acceptedFaults(accepted: Readonly<Record<string, unknown>>): ReadonlyArray<{ readonly rule: string; readonly message: string }> {
  return Object.entries(accepted).flatMap(([rule, reason]) => {
    if (!ruleIds.some((id) => id === rule)) return [{ rule, message: 'is no rule of the advisor; docs/advisor.md lists them' }];
    return typeof reason === 'string' && reason.trim().length > 0 ? [] : [{ rule, message: 'needs a reason, in words that the next person can judge' }];
  });
}
