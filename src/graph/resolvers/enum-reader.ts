/**
 * Makes the function that reads AWS's string value for a closed set as the value of an enum of the schema: `pending-customer-action` →
 * PENDING_CUSTOMER_ACTION. A string that the enum does not have is OTHER, and so is none: fields of these enums are non-null.
 */
export function enumReader<E extends string>(
  values: Readonly<Record<string, E>>,
): (value: string | undefined) => E | 'OTHER' {
  const byName = new Map<string, E>(Object.values(values).map((value) => [value, value]))
  return (value) => byName.get(value?.toUpperCase().replaceAll('-', '_') ?? '') ?? 'OTHER'
}
