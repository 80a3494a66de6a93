// One user of the fleet benchmark. Its cases are those of one service and one severity, in which nobody else writes: it knows at any moment what each
// list, search and count must say, and notes whatever says something else.
import { ask } from './gateways.js'
import { CASE, COUNT, CREATE, LIST, PAGE, REPLY, RESOLVE, SEARCH, THREAD } from './queries.js'
import { word } from './truth.js'

const ORDERS = ['CREATED_AT', 'SEVERITY', 'STATUS', 'SUBJECT']
const WORDS = ['certificate', 'invoice', 'status checks', 'lags behind', 'time out']
const SHARES = [
  ['list', 0.5],
  ['case', 0.35],
  ['thread', 0.1],
  ['write', 0.05],
]

/**
 * `next` says which processes a request tries, in which order. `note` is told of each action: `{ kind, ms, code, … }`, and of each
 * deviation: `{ kind: 'missed' | 'wrong', … }`, `missed` where it concerns what the user itself has written.
 */
export function createUser({ name, cases, dice, next, note, shares = SHARES, hasKeys = true }) {
  const { serviceCode, severityCode } = cases[0]
  const filter = { serviceCode: [serviceCode], severityCode: [severityCode] }
  const known = new Map(cases.map(({ caseId, subject, status }) => [caseId, { caseId, subject, status: word(status) }]))
  /** Cases and subjects of which a write has failed: they may look this way or that. */
  const uncertain = new Set()
  /** What it has written to: when last, and through which process. */
  const own = new Map()
  let shown = [...known.keys()]
  let number = 0

  return {
    name,
    known,
    uncertain,
    act(kind = pickBy(shares)) {
      return { list, case: one, thread, write }[kind]()
    },
    write,
    list,
  }

  function pickBy(shares) {
    let rest = dice.fraction()
    for (const [value, share] of shares) if ((rest -= share) < 0) return value
    return shares[0][0]
  }

  async function list() {
    const all = dice.fraction() < 0.5
    const shape = pickBy([
      ['sorted', 0.35],
      ['count', 0.25],
      ['search', 0.25],
      ['inbox', 0.15],
    ])
    return { sorted, count, search, inbox }[shape](all)
  }

  /** Of the user's own cases, in some order. */
  async function sorted(all) {
    const orderBy = { field: dice.pick(ORDERS), direction: dice.pick(['ASC', 'DESC']) }
    const seen = await read('list', `${orderBy.field} ${orderBy.direction}`, all, LIST, {
      filter: within(all),
      orderBy,
    })
    if (seen) compare(seen, all, () => true)
  }

  async function count(all) {
    const seen = await read('list', 'count', all, COUNT, { filter: within(all) })
    if (seen) compareCount(seen, all, () => true)
  }

  /** For a word of many subjects, or for what the user itself has written. */
  async function search(all) {
    const mine = [...own.keys()].map((caseId) => known.get(caseId)).filter(({ token }) => token)
    const target = mine.length > 0 && dice.fraction() < 0.5 ? dice.pick(mine) : undefined
    const text = target?.token ?? dice.pick(WORDS)
    const seen = await read('list', 'search', all, target ? SEARCH : LIST, { filter: { ...within(all), text } })
    const fits = target
      ? ({ caseId }) => caseId === target.caseId
      : ({ subject }) => subject.toLowerCase().includes(text)
    if (seen) compare(seen, all, fits)
  }

  /** All open cases of the account, newest first: others write there, so that only what the user has written itself is certain. */
  async function inbox() {
    const orderBy = { field: 'CREATED_AT', direction: 'DESC' }
    const seen = await read('list', 'inbox', false, LIST, { filter: { status: ['ALL_OPEN'] }, orderBy })
    if (!seen) return
    const ids = new Map(seen.cases.nodes.map((node) => [node.caseId, node]))
    for (const caseId of own.keys()) {
      if (uncertain.has(caseId)) continue
      const { status, isNew } = known.get(caseId)
      const node = ids.get(caseId)
      if (status === 'RESOLVED' && node) differs(seen, caseId, 'is among the open', caseId)
      // Those of this benchmark are among the newest 100.
      if (status !== 'RESOLVED' && isNew && !node) differs(seen, caseId, 'is not among the open', caseId)
      if (node && node.status !== status) differs(seen, caseId, `has ${node.status}, not ${status}`, caseId)
    }
  }

  function within(all) {
    return all ? { ...filter, includeResolved: true } : { ...filter, status: ['ALL_OPEN'] }
  }

  /** One list or count: resolves with its data, and undefined where it failed. */
  async function read(kind, shape, all, query, variables) {
    const response = await ask(next(), query, variables)
    note({ kind, shape, all, ms: response.ms, code: response.code, calls: response.calls })
    if (response.code !== undefined) return undefined
    const nodes = response.data.cases?.nodes
    if (nodes?.length > 0) shown = nodes.map(({ caseId }) => caseId)
    return { ...response.data, via: response.via, what: `${shape} of ${all ? 'all' : 'open'}` }
  }

  function expected(all, fits) {
    return [...known.values()].filter((item) => (all || item.status !== 'RESOLVED') && fits(item))
  }

  function isUncertain({ caseId, subject }) {
    return uncertain.has(caseId) || uncertain.has(subject)
  }

  function compare(seen, all, fits) {
    const nodes = new Map(seen.cases.nodes.filter((node) => !isUncertain(node)).map((node) => [node.caseId, node]))
    const wanted = expected(all, fits).filter((item) => !isUncertain(item))
    for (const item of wanted) {
      const node = nodes.get(item.caseId)
      // Of more than fit a page, some are on the next one.
      if (!node && wanted.length + uncertain.size <= PAGE) differs(seen, item.caseId, 'is not there', item.caseId)
      if (node && node.status !== item.status)
        differs(seen, item.caseId, `has ${node.status}, not ${item.status}`, item.caseId)
    }
    const ids = new Set(wanted.map(({ caseId }) => caseId))
    for (const caseId of nodes.keys()) if (!ids.has(caseId)) differs(seen, caseId, 'must not be there', caseId)
    if (nodes.size < seen.cases.nodes.filter((node) => !isUncertain(node)).length)
      differs(seen, undefined, 'one case twice')
    compareCount(seen, all, fits)
  }

  function compareCount(seen, all, fits) {
    const wanted = expected(all, fits).length
    if (Math.abs(seen.cases.totalCount - wanted) <= uncertain.size) return
    // Which case it is that is counted or is not, nobody knows: the last one written through another process, if there is any.
    const last = [...own].findLast(([, { via }]) => via !== seen.via) ?? [...own].at(-1)
    differs(seen, last?.[0], `totalCount ${seen.cases.totalCount}, not ${wanted}`)
  }

  function differs({ what, via }, caseId, text, shownId = '') {
    const written = own.get(caseId)
    const afterMs = written && performance.now() - written.at
    const isSameProcess = written && written.via === via
    note({ kind: written ? 'missed' : 'wrong', afterMs, isSameProcess, text: `${name}: ${what}: ${shownId} ${text}` })
  }

  function wrote(caseId, via) {
    own.delete(caseId)
    own.set(caseId, { via, at: performance.now() })
  }

  /** A case that the last list showed. */
  async function one() {
    await readCase('case', CASE)
  }

  async function thread() {
    await readCase('thread', THREAD)
  }

  async function readCase(kind, query) {
    const id = dice.pick(shown)
    const { data, code, ms, calls, via } = await ask(next(), query, { id })
    note({ kind, ms, code, calls })
    if (code !== undefined || uncertain.has(id)) return
    const item = known.get(id)
    const seen = { what: kind, via }
    if (!data.case) return differs(seen, id, 'is null', id)
    // A case of another user has changes that this one does not know.
    if (!item) return
    if (kind === 'case' && data.case.status !== item.status)
      differs(seen, id, `has ${data.case.status}, not ${item.status}`, id)
    if (item.token && !data.case.communications.nodes[0]?.body.includes(item.token)) {
      differs(seen, id, `does not begin with ${item.token}`, id)
    }
  }

  async function write(kind = dice.pick(['create', 'reply', 'resolve'])) {
    const open = [...known.values()].filter((item) => item.status !== 'RESOLVED' && !isUncertain(item))
    // Some stay open, for the lists to have something to show.
    if (kind === 'create' || open.length < 2) return create()
    return kind === 'reply' ? reply(dice.pick(open)) : resolve(dice.pick(open))
  }

  async function create() {
    const token = newToken()
    const subject = `Fleet ${token}`
    const input = {
      subject,
      body: `First message, ${token}.`,
      ...first(filter),
      categoryCode: 'other',
      ...keyOf(token),
    }
    const { payload, error, via } = await send('create', CREATE, input, 'createCase')
    if (!payload?.caseId) {
      uncertain.add(subject)
      return
    }
    const { caseId } = payload
    known.set(caseId, { caseId, subject, status: 'UNASSIGNED', token, isNew: true })
    wrote(caseId, via)
    if (error === undefined && payload.case?.status !== 'UNASSIGNED')
      differs({ what: 'create', via }, caseId, 'payload', caseId)
  }

  async function reply(item) {
    const token = newToken()
    const input = { caseId: item.caseId, body: `A reply, ${token}.`, ...keyOf(token) }
    const { payload, error, via } = await send('reply', REPLY, input, 'addCommunication')
    if (!payload) {
      uncertain.add(item.caseId)
      return
    }
    if (item.status === 'PENDING_CUSTOMER_ACTION') item.status = 'CUSTOMER_ACTION_COMPLETED'
    item.token = token
    wrote(item.caseId, via)
    if (error === undefined && payload.case?.status !== item.status)
      differs(
        { what: 'reply', via },
        item.caseId,
        `payload has ${payload.case?.status}, not ${item.status}`,
        item.caseId,
      )
  }

  async function resolve(item) {
    const { payload, error, via } = await send('resolve', RESOLVE, { caseId: item.caseId }, 'resolveCase')
    if (!payload) {
      uncertain.add(item.caseId)
      return
    }
    item.status = 'RESOLVED'
    wrote(item.caseId, via)
    if (error === undefined && payload.case?.status !== 'RESOLVED')
      differs({ what: 'resolve', via }, item.caseId, `payload has ${payload.case?.status}`, item.caseId)
  }

  /** The payload, where the write has happened for certain. Another process repeats what the first has not answered: the key makes that safe. */
  async function send(shape, query, input, field) {
    const { data, code, ms, calls, via } = await ask(next(), query, { input })
    const refused = data?.[field]?.userErrors[0]?.code
    note({ kind: 'write', shape, ms, code: code ?? refused, calls })
    return { payload: refused === undefined ? data?.[field] : undefined, error: code ?? refused, via }
  }

  /** Without Redis there are no keys. */
  function keyOf(token) {
    return hasKeys ? { idempotencyKey: token } : {}
  }

  function newToken() {
    return `token-${name}-${number++}-end`
  }
}

function first({ serviceCode, severityCode }) {
  return { serviceCode: serviceCode[0], severityCode: severityCode[0] }
}
