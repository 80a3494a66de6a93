/**
 * Makes the function that reads AWS's word for a closed set as the value of an enum of the schema: `pending-customer-action` →
 * PENDING_CUSTOMER_ACTION, OTHER for a word that the enum does not have, null for none.
 */
export function enumReader<E extends string>(
  values: Readonly<Record<string, E>>,
): (word: string | undefined) => E | 'OTHER' | null {
  const byName = new Map<string, E>(Object.values(values).map((value) => [value, value]))
  return (word) => (word === undefined ? null : (byName.get(word.toUpperCase().replaceAll('-', '_')) ?? 'OTHER'))
}
