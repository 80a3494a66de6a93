/**
 * Creates a function that converts AWS's string values to the values of a schema enum: `pending-customer-action` → PENDING_CUSTOMER_ACTION.
 * An unknown or missing value becomes OTHER: fields of these enums are non-null.
 */
export function enumReader<E extends string>(
  values: Readonly<Record<string, E>>,
): (value: string | undefined) => E | 'OTHER' {
  const byForm = new Map<string, E>(
    Object.values(values).flatMap((value) => {
      const lowerCase = value.toLowerCase()
      return [value, lowerCase, lowerCase.replaceAll('_', '-')].map((form) => [form, value] as const)
    }),
  )
  return (value = '') => byForm.get(value) ?? byForm.get(value.toUpperCase().replaceAll('-', '_')) ?? 'OTHER'
}
