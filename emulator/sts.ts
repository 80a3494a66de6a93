import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from './aws-error.js'
import { handleCall, type Call, type Calls } from './calls.js'
import { accessKeyIdOf, accountIdOf } from './credentials.js'
import { readBody, send, type RawResponse } from './http.js'
import { EXPIRED_MESSAGE, readRole } from './sessions.js'
import { advisorTime } from './times.js'

/** The roles that not everyone may assume. Any other role exists in every account, and trusts everyone. */
export interface Roles {
  /** ARNs of roles that nobody may assume. */
  refuse: string[]
  /** The external id that a role requires, by the role's ARN. */
  externalIds: Record<string, string>
}

export interface Sts extends Calls {
  roles: Roles
}

/** The elements of an XML document. */
type Elements = { [name: string]: string | Elements }

type Operation = (sts: Sts, accessKeyId: string, parameters: URLSearchParams) => Elements

const CONTENT_TYPE = 'text/xml'
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** The operations of STS that lead to another account, and the one that people try first. */
export const stsOperations = {
  AssumeRole(sts, accessKeyId, parameters) {
    const arn = parameters.get('RoleArn')
    const role = readRole(arn ?? '')
    const sessionName = parameters.get('RoleSessionName')
    const seconds = Number(parameters.get('DurationSeconds') ?? 3600)
    const externalId = parameters.get('ExternalId')
    if (arn === null || !role) {
      throw invalid('roleArn', arn, 'be the ARN of a role, such as arn:aws:iam::222233334444:role/support')
    }
    if (sessionName === null || !/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
      throw invalid('roleSessionName', sessionName, 'have 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -')
    }
    if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200) {
      throw invalid('durationSeconds', parameters.get('DurationSeconds'), 'be a whole number 900..43200')
    }
    if (externalId !== null && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
      throw invalid('externalId', externalId, 'have 2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -')
    }
    if (!mayAssume(sts.roles, arn, externalId)) {
      const { Arn: caller } = identify(sts, accessKeyId)
      throw new AwsError(
        'AccessDenied',
        `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      )
    }

    const session = sts.sessions.issue(role, sessionName, sts.now() + seconds * 1000)
    return {
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        // STS formats times as Trusted Advisor does.
        Expiration: advisorTime(session.expiresAt),
      },
    }
  },

  GetCallerIdentity: identify,
} satisfies Record<string, Operation>

/** AWS's query protocol: one form is one call, and every call gets an XML document. */
export async function handleFormCall(sts: Sts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = crypto.randomUUID()
  response.setHeader('x-amzn-requestid', requestId)
  try {
    const call = readCall(sts, request.headers, await readBody(request), requestId)
    await handleCall(sts, call, request, response)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    send(response, errorDocument(error, requestId))
  }
}

function readCall(sts: Sts, headers: IncomingHttpHeaders, body: string, requestId: string): Call {
  const parameters = new URLSearchParams(body)
  const operation = parameters.get('Action') ?? ''
  if (!isStsOperation(operation)) {
    const known = Object.keys(stsOperations).join(', ')
    throw new AwsError('InvalidAction', `'${operation.slice(0, 100)}' is not emulated; known actions: ${known}`)
  }
  const accessKeyId = accessKeyIdOf(headers)
  // AssumeRole counts as a call to the account of the role: that is the account whose data the caller is after.
  const accountId = readRole(parameters.get('RoleArn') ?? '')?.accountId ?? accountIdOf(accessKeyId)
  sts.accounts.of(accountId)
  return {
    operation,
    accountId,
    isSupport: false,
    body: Promise.resolve(body),
    contentType: CONTENT_TYPE,
    perform() {
      try {
        if (sts.sessions.isExpired(accessKeyId)) throw new AwsError('ExpiredToken', EXPIRED_MESSAGE)
        const result = stsOperations[operation](sts, accessKeyId, parameters)
        const root = { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } }
        return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: document(`${operation}Response`, root) }
      } catch (error) {
        if (!(error instanceof AwsError)) sts.reportCrash(error)
        return errorDocument(error, requestId)
      }
    },
    encodeError: (error) => errorDocument(error, requestId),
  }
}

function isStsOperation(name: string): name is keyof typeof stsOperations {
  return Object.hasOwn(stsOperations, name)
}

function mayAssume({ refuse, externalIds }: Roles, arn: string, externalId: string | null): boolean {
  return !refuse.includes(arn) && (!Object.hasOwn(externalIds, arn) || externalIds[arn] === externalId)
}

/** Long-lived credentials are those of a user, as at AWS. */
function identify({ sessions }: Sts, accessKeyId: string): { Arn: string; UserId: string; Account: string } {
  const session = sessions.find(accessKeyId)
  const accountId = accountIdOf(accessKeyId)
  return {
    Arn: session?.arn ?? `arn:aws:iam::${accountId}:user/developer`,
    UserId: session?.userId ?? 'AIDAEXAMPLEDEVELOPER0',
    Account: accountId,
  }
}

function invalid(member: string, value: string | null, must: string): AwsError {
  const shown = value === null ? 'null' : `'${value.slice(0, 100)}'`
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: Member must ${value === null ? 'not be null' : must}`,
  )
}

function errorDocument(error: unknown, requestId: string): RawResponse {
  const known =
    error instanceof AwsError ? error : new AwsError('InternalFailure', 'Internal error in the emulator: see its log')
  const Type = known.status < 500 ? 'Sender' : 'Receiver'
  const details = { Error: { Type, Code: known.name, Message: known.message }, RequestId: requestId }
  return {
    status: known.status,
    headers: { 'content-type': CONTENT_TYPE },
    body: document('ErrorResponse', details),
    error: known.name,
  }
}

function document(name: string, elements: Elements): string {
  return `<${name} xmlns="${NAMESPACE}">${xml(elements)}</${name}>`
}

function xml(elements: Elements): string {
  return Object.entries(elements)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? escape(value) : xml(value)}</${name}>`)
    .join('')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
