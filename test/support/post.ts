/** Sends an operation, given as an object or as body text. */
export function post(edge: { url: string }, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
  return fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  })
}
