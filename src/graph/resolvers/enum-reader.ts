/**
 * Makes the function that reads AWS's word for a closed set as the value of its enum: `pending-customer-action` → PENDING_CUSTOMER_ACTION,
 * OTHER for a word that is not among `values`, null for none.
 */
export function enumReader<E extends string>(
  ...values: Exclude<E, 'OTHER'>[]
): (word: string | undefined) => E | 'OTHER' | null {
  const known: ReadonlySet<string> = new Set(values)
  return (word) => {
    if (word === undefined) return null
    const value = word.toUpperCase().replaceAll('-', '_')
    return known.has(value) ? (value as E) : 'OTHER'
  }
}
