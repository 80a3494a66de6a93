import type { IncomingMessage, ServerResponse } from 'node:http'
import { CORS_HEADERS, send } from './http.js'
import { LinkError } from './link-error.js'
import type { Signer } from './links.js'
import { receivePart } from './receive-part.js'
import { sendAttachment } from './send-attachment.js'
import type { State } from './state.js'

export interface LinkServer {
  state: State
  signer: Signer
}

/** What is behind presigned URLs: the part of S3 that AWS Support shows. It asks for no other credentials. */
export async function answerLink(
  { state, signer }: LinkServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(CORS_HEADERS)) response.setHeader(name, value)
  if (request.method === 'OPTIONS') {
    request.resume()
    return send(response, { status: 200, body: '' })
  }
  try {
    const { grant, expiresAt } = signer.read(new URL(request.url ?? '', 'http://emulator'))
    const method = grant.kind === 'part' ? 'PUT' : 'GET'
    if (request.method !== method) {
      response.setHeader('allow', method)
      throw new LinkError(405, 'MethodNotAllowed', `This URL was signed for ${method}, not for ${request.method}`)
    }
    if (state.now() >= expiresAt) throw new LinkError(403, 'AccessDenied', 'Request has expired')
    if (grant.kind === 'part') await receivePart(state, grant, request, response)
    else await sendAttachment(state, grant.attachmentId, request, response)
  } catch (error) {
    if (!(error instanceof LinkError)) throw error
    // The rest of a part is read and forgotten, so that its sender gets to see the reply.
    request.resume()
    send(response, { status: error.status, headers: { 'content-type': 'application/xml' }, body: error.xml() })
  }
}
