// One user of the fleet benchmark: reads lists, cases and threads, and writes now and then. Does not check the content
// of responses; the tests do.
import { setTimeout as delay } from 'node:timers/promises'
import { ask } from './upstream.js'

/** Maximum attempts at a write with the same key, a second apart. */
const MAX_TRIES = 30
const ORDERS = ['CREATED_AT', 'SEVERITY', 'STATUS', 'SUBJECT']
const SERVICES = [
  'amazon-elastic-compute-cloud-linux',
  'amazon-simple-storage-service',
  'amazon-dynamodb',
  'aws-lambda',
]
const SEVERITIES = ['low', 'normal', 'high', 'urgent', 'critical']
const WORDS = ['certificate', 'invoice', 'status checks', 'lags behind', 'time out', 'a message']

const listWith = (messages) => `query List($filter: CaseFilter, $orderBy: CaseOrder) {
  cases(first: 100, filter: $filter, orderBy: $orderBy) { totalCount nodes { caseId subject status ${messages} } }
}`
const LIST = listWith('')
/** Selects messages, so the text filter searches them too. */
const SEARCH = listWith('communications(first: 5) { nodes { body } }')
const CASE = `query Case($id: ID!, $messages: Int!) {
  case(id: $id) { status communications(first: $messages) { nodes { body } } }
}`
const write = (field, input) =>
  `mutation Write($input: ${input}!) { ${field}(input: $input) { case { caseId status } userErrors { code } } }`
const WRITES = {
  createCase: write('createCase', 'CreateCaseInput'),
  addCommunication: write('addCommunication', 'AddCommunicationInput'),
  resolveCase: write('resolveCase', 'ResolveCaseInput'),
}

export const pick = (from) => from[Math.floor(Math.random() * from.length)]

/**
 * `next` returns the processes that a request tries, in order. `note` is called with each request, `{ kind, ms, code, …
 * }`.
 */
export function createUser({ name, next, note }) {
  let shown = []
  let number = 0

  async function request(action, query, variables) {
    const response = await ask(next(), query, variables)
    note({ ...action, ...response })
    return response.code === undefined ? response.data : undefined
  }

  async function list() {
    const all = Math.random() < 0.5
    const text = Math.random() < 0.3 ? pick(WORDS) : undefined
    const filter = { serviceCode: [pick(SERVICES)], severityCode: [pick(SEVERITIES)], text }
    const data = await request({ kind: 'list', all }, text && Math.random() < 0.3 ? SEARCH : LIST, {
      filter: all ? { ...filter, includeResolved: true } : filter,
      orderBy: text ? undefined : { field: pick(ORDERS), direction: pick(['ASC', 'DESC']) },
    })
    if (data?.cases.nodes.length > 0) shown = data.cases.nodes.map(({ caseId }) => caseId)
  }

  async function writeSomething() {
    const field = pick(Object.keys(WRITES))
    const key = `${name}-${number++}`
    const text = { body: `A message, ${key}.`, idempotencyKey: key }
    const input = {
      createCase: { ...text, subject: `Fleet ${key}` },
      addCommunication: { ...text, caseId: pick(shown) },
      resolveCase: { caseId: pick(shown) },
    }[field]
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (await request({ kind: 'write' }, WRITES[field], { input })) return
      await delay(1_000)
    }
    throw new Error(`user ${name}: ${field} failed ${MAX_TRIES} times`)
  }

  return function act() {
    const chance = Math.random()
    if (chance < 0.5 || shown.length === 0) return list()
    if (chance < 0.95) {
      // The newest five messages come with the case; more need a call to AWS.
      const [kind, messages] = chance < 0.85 ? ['case', 5] : ['thread', 8]
      return request({ kind }, CASE, { id: pick(shown), messages })
    }
    return writeSomething()
  }
}
