import type { GraphQLSchema } from 'graphql'
import type { Config } from '../../src/config/config.js'
import { start as startWith, type Running } from '../../src/start.js'
import type { Log } from '../../src/telemetry/log.js'
import { schema as shared } from './schema.js'

export type { Running }

/** The whole gateway, with the schema that all tests share. */
export function start(config: Config, log: Log, schema: GraphQLSchema = shared): Promise<Running> {
  return startWith(config, log, schema)
}
