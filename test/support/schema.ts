import { createSchema } from '../../src/graph/schema.js'

/** One for all suites: making it takes longer than most tests. Only the audit changes it, whose tests have schemas of their own. */
export const schema = createSchema()
