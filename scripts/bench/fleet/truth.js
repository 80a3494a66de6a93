// What the account holds, by AWS's own word.

/** The cases of each pair of a service and a severity, of which generated accounts have 40; the most first. */
export function partitionsOf(cases) {
  const partitions = new Map()
  for (const item of cases) {
    const key = `${item.serviceCode}/${item.severityCode}`
    partitions.set(key, [...(partitions.get(key) ?? []), item])
  }
  return [...partitions.values()].toSorted((a, b) => b.length - a.length)
}

/** AWS's word, as the schema has it. */
export function word(status) {
  return status.toUpperCase().replaceAll('-', '_')
}

/** What AWS has at the end and must not have, or has not and must: users in whose cases the two differ. */
export function lostAtAws(users, casesNow) {
  const now = new Map(casesNow.map((item) => [item.caseId, item]))
  return users.flatMap(({ name, known, uncertain }) => [
    ...[...known.values()]
      .filter(({ caseId, status }) => !uncertain.has(caseId) && word(now.get(caseId)?.status ?? 'gone') !== status)
      .map(({ caseId, status }) => `${name}: ${caseId} is ${now.get(caseId)?.status ?? 'gone'} at AWS, not ${status}`),
    ...casesNow
      .filter(
        ({ caseId, subject }) =>
          subject.startsWith(`Fleet token-${name}-`) && !known.has(caseId) && !uncertain.has(subject),
      )
      .map(({ caseId, subject }) => `${name}: ${caseId} (${subject}) is a second one`),
  ])
}
