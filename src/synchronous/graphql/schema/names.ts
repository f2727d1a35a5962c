const valid = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/;

/** A contract's name as a field: `flights.get-one` is `flightsGetOne`. */
export function fieldName(name: string): string {
  return name.replaceAll(/[.-]+(.)/g, (_whole, letter: string) => letter.toUpperCase());
}

/** Any text as the name of a type. */
export function typeName(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `Type${joined}`;
}

/** A property's or enum value's name as GraphQL has names (October 2021, section 2.1.9); what does not fit becomes `_`. */
export function memberName(text: string): string {
  if (valid.test(text)) return text;
  const cleaned = text.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^_+/, '_');
  return /^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`;
}

/** An enum value's name; `true`, `false` and `null` are no values of enums. */
export function enumName(text: string): string {
  const name = memberName(text);
  return name === 'true' || name === 'false' || name === 'null' ? `_${name}` : name;
}
