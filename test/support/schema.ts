import { createSchema } from '../../src/graph/schema.js'

/**
 * Shared by all suites, because creating it takes longer than most tests. Only the audit modifies a schema; its tests
 * create their own.
 */
export const schema = createSchema()
