import type { IncomingMessage, ServerResponse } from 'node:http'
import { send } from './http.js'
import type { Signer } from './links.js'
import type { State } from './state.js'

export async function answerLink(
  _links: { state: State; signer: Signer },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume()
  send(response, { status: 501, body: '' })
}
