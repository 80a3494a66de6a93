/**
 * Creates a function that converts AWS's string values to the values of a schema enum: `pending-customer-action` → PENDING_CUSTOMER_ACTION.
 * An unknown or missing value becomes OTHER: fields of these enums are non-null.
 */
export function enumReader<E extends string>(
  values: Readonly<Record<string, E>>,
): (value: string | undefined) => E | 'OTHER' {
  const byName = new Map<string, E>(Object.values(values).map((value) => [value, value]))
  return (value) => byName.get(value?.toUpperCase().replaceAll('-', '_') ?? '') ?? 'OTHER'
}
