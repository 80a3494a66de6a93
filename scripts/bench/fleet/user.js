// One user of the fleet benchmark. Its cases are those of one service and one severity, in which nobody else writes: it knows at any moment what each
// list, search and count must say, and notes whatever says something else.
import { ask } from './upstream.js'

/** What a page may hold. */
const PAGE = 100
const ORDERS = ['CREATED_AT', 'SEVERITY', 'STATUS', 'SUBJECT']
const WORDS = ['certificate', 'invoice', 'status checks', 'lags behind', 'time out']

const FIELDS = 'totalCount nodes { caseId subject status }'
const LIST = `query List($filter: CaseFilter, $orderBy: CaseOrder) {
  cases(first: ${PAGE}, filter: $filter, orderBy: $orderBy) { ${FIELDS} }
}`
const COUNT = 'query Count($filter: CaseFilter) { cases(filter: $filter) { totalCount } }'
/** Selects messages, so that the text is looked for in them as well. */
const SEARCH = `query Search($filter: CaseFilter) {
  cases(first: ${PAGE}, filter: $filter) { ${FIELDS.replace(' }', ' communications(first: 5) { nodes { body } } }')} }
}`
const CASE = `query Case($id: ID!) { case(id: $id) { caseId status communications(first: 5) { nodes { body } } } }`
/** The newest five come with the case; the rest takes a call to AWS. */
const THREAD = CASE.replace('first: 5', 'first: 8')
const WRITES = {
  createCase: `mutation Create($input: CreateCaseInput!) { createCase(input: $input) { caseId case { caseId status } userErrors { code } } }`,
  addCommunication: `mutation Reply($input: AddCommunicationInput!) { addCommunication(input: $input) { case { caseId status } userErrors { code } } }`,
  resolveCase: `mutation Resolve($input: ResolveCaseInput!) { resolveCase(input: $input) { case { caseId status } userErrors { code } } }`,
}

/**
 * `next` says which processes a request tries, in which order. `note` is told of each action, `{ kind, ms, code, … }`, and of each response that is
 * wrong, `{ kind: 'wrong', text }`.
 */
export function createUser({ name, cases, dice, next, note }) {
  const [{ serviceCode, severityCode }] = cases
  const filter = { serviceCode: [serviceCode], severityCode: [severityCode] }
  const known = new Map(
    cases.map(({ caseId, subject, status }) => [caseId, { caseId, subject, status: toEnum(status) }]),
  )
  /** Cases and subjects of which a write has failed: they may look this way or that. */
  const uncertain = new Set()
  let shown = [...known.keys()]
  let number = 0

  const isCertain = ({ caseId, subject }) => !uncertain.has(caseId) && !uncertain.has(subject)
  const wrong = (what, text) => note({ kind: 'wrong', text: `user ${name}, ${what}: ${text}` })

  async function request(action, query, variables) {
    const { data, ...response } = await ask(next(), query, variables)
    note({ ...action, ...response })
    return { ...response, data: response.code === undefined ? data : undefined }
  }

  async function list() {
    const all = dice.fraction() < 0.5
    const within = all ? { ...filter, includeResolved: true } : { ...filter, status: ['ALL_OPEN'] }
    const what = dice.pick(['sorted', 'count', 'search'])
    const written = [...known.values()].filter(({ token }) => token)
    const target = what === 'search' && written.length > 0 && dice.fraction() < 0.5 ? dice.pick(written) : undefined
    const text = what === 'search' ? (target?.token ?? dice.pick(WORDS)) : undefined
    const orderBy = what === 'sorted' ? { field: dice.pick(ORDERS), direction: dice.pick(['ASC', 'DESC']) } : undefined
    const query = what === 'count' ? COUNT : target ? SEARCH : LIST

    const { data } = await request({ kind: 'list', all }, query, { filter: { ...within, text }, orderBy })
    if (!data) return
    const fits = ({ caseId, subject, status }) =>
      (all || status !== 'RESOLVED') &&
      (target ? caseId === target.caseId : text === undefined || subject.toLowerCase().includes(text))
    compare(`${what} of ${all ? 'all' : 'open'}`, data.cases, [...known.values()].filter(fits))
  }

  /** `nodes` is absent where only the number was asked for. */
  function compare(what, { totalCount, nodes }, wanted) {
    if (Math.abs(totalCount - wanted.length) > uncertain.size)
      wrong(what, `totalCount ${totalCount}, not ${wanted.length}`)
    if (!nodes) return
    const own = nodes.map(({ caseId }) => caseId).filter((caseId) => known.has(caseId))
    if (own.length > 0) shown = own
    const found = new Map(nodes.filter(isCertain).map((node) => [node.caseId, node]))
    if (found.size < nodes.filter(isCertain).length) wrong(what, 'one case twice')
    const expected = new Map(wanted.filter(isCertain).map((item) => [item.caseId, item]))
    for (const { caseId, status } of expected.values()) {
      const node = found.get(caseId)
      // Of more than fit a page, some are on the next one.
      if (!node && wanted.length + uncertain.size <= PAGE) wrong(what, `${caseId} is not there`)
      if (node && node.status !== status) wrong(what, `${caseId} has ${node.status}, not ${status}`)
    }
    for (const caseId of found.keys()) if (!expected.has(caseId)) wrong(what, `${caseId} must not be there`)
  }

  /** A case that the last list showed. */
  async function readCase(kind, query) {
    const id = dice.pick(shown)
    const { data } = await request({ kind }, query, { id })
    if (!data || uncertain.has(id)) return
    const { status, token } = known.get(id)
    if (data.case?.status !== status) wrong(kind, `${id} has ${data.case?.status}, not ${status}`)
    else if (token && !data.case.communications.nodes[0]?.body.includes(token)) {
      wrong(kind, `${id} does not begin with ${token}`)
    }
  }

  function write() {
    const open = [...known.values()].filter((item) => item.status !== 'RESOLVED' && isCertain(item))
    // Some stay open, for the lists to have something to show.
    if (open.length < 2) return create()
    return dice.pick([create, () => reply(dice.pick(open)), () => resolve(dice.pick(open))])()
  }

  async function create() {
    const token = newToken()
    const subject = `Fleet ${token}`
    const body = `First message, ${token}.`
    const input = { subject, body, serviceCode, severityCode, categoryCode: 'other', idempotencyKey: token }
    const { caseId } = await send('createCase', input, subject, 'UNASSIGNED')
    if (caseId) known.set(caseId, { caseId, subject, status: 'UNASSIGNED', token })
  }

  async function reply(item) {
    const token = newToken()
    const status = item.status === 'PENDING_CUSTOMER_ACTION' ? 'CUSTOMER_ACTION_COMPLETED' : item.status
    const input = { caseId: item.caseId, body: `A reply, ${token}.`, idempotencyKey: token }
    if (await send('addCommunication', input, item.caseId, status)) Object.assign(item, { status, token })
  }

  async function resolve(item) {
    if (await send('resolveCase', { caseId: item.caseId }, item.caseId, 'RESOLVED')) item.status = 'RESOLVED'
  }

  /** The payload, where the write has certainly happened; what `subject` names is uncertain otherwise. */
  async function send(field, input, subject, status) {
    const { data, ...response } = await ask(next(), WRITES[field], { input })
    const payload = data?.[field]
    const code = response.code ?? payload?.userErrors[0]?.code
    note({ kind: 'write', ...response, code })
    if (!payload || payload.userErrors.length > 0) {
      uncertain.add(subject)
      return false
    }
    if (code === undefined && payload.case?.status !== status) {
      wrong(field, `${payload.case?.caseId} has ${payload.case?.status}, not ${status}`)
    }
    return payload
  }

  function newToken() {
    return `token-${name}-${number++}-end`
  }

  return {
    act() {
      const fraction = dice.fraction()
      if (fraction < 0.5) return list()
      if (fraction < 0.85) return readCase('case', CASE)
      return fraction < 0.95 ? readCase('thread', THREAD) : write()
    },
    /** What AWS has at the end and must not have, or has not and must. */
    lostAtAws(casesNow) {
      const now = new Map(casesNow.map((item) => [item.caseId, toEnum(item.status)]))
      const lost = [...known.values()].filter((item) => isCertain(item) && now.get(item.caseId) !== item.status)
      const doubled = casesNow.filter(
        (item) => item.subject.startsWith(`Fleet token-${name}-`) && !known.has(item.caseId) && isCertain(item),
      )
      return [
        ...lost.map(({ caseId, status }) => `${caseId} is ${now.get(caseId) ?? 'gone'} at AWS, not ${status}`),
        ...doubled.map(({ caseId, subject }) => `${caseId} (${subject}) is a second one`),
      ]
    },
  }
}

/** `pending-customer-action` → PENDING_CUSTOMER_ACTION */
function toEnum(status) {
  return status.toUpperCase().replaceAll('-', '_')
}
