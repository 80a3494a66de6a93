import { createSchema } from '../../src/graph/schema.js'

/** One for all suites: making it takes longer than most tests, and nothing changes it. */
export const schema = createSchema()
