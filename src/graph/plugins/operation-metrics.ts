/** Counts and times GraphQL operations, as a plugin of Apollo Server. */
import type { ApolloServerPlugin } from '@apollo/server'
import type { FormattedExecutionResult } from 'graphql'
import { codeLabel, type Metrics } from '../../telemetry/metrics.js'

type OperationOutcome = 'ok' | 'partial' | 'failed' | 'refused'

export function operationMetrics(metrics: Metrics): ApolloServerPlugin {
  return {
    async requestDidStart() {
      const startedAt = performance.now()
      // until the query is known to be valid: a name or kind may be anything
      let operation = 'other'
      let kind = 'other'
      let ran = false
      return {
        async didResolveOperation(resolved) {
          operation = metrics.operationLabel(resolved.operationName)
          kind = resolved.operation?.operation ?? kind
        },
        async executionDidStart() {
          ran = true
        },
        async willSendResponse({ response: { body } }) {
          if (body.kind !== 'single') return
          const codes = new Set(body.singleResult.errors?.map(({ extensions }) => codeLabel(extensions?.['code'])))
          const [code = 'none'] = codes
          const outcome = ran ? outcomeOf(body.singleResult) : 'refused'
          metrics.requests.inc({ operation, kind, outcome, code })
          for (const code of codes) metrics.errors.inc({ code })
          if (ran) metrics.requestDuration.observe({ operation }, (performance.now() - startedAt) / 1000)
        },
      }
    },
  }
}

function outcomeOf({ data, errors = [] }: FormattedExecutionResult): OperationOutcome {
  if (errors.length === 0) return 'ok'
  return data == null ? 'failed' : 'partial'
}
