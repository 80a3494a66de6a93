/**
 * Counts and times GraphQL operations, and names and annotates the spans in which Apollo Server runs. `operationLabel` limits the number of distinct
 * names, in spans and metrics alike.
 */
import type { ApolloServerPlugin } from '@apollo/server'
import { trace } from '@opentelemetry/api'
import type { FormattedExecutionResult } from 'graphql'
import { codeLabel } from '../../telemetry/labels.js'
import type { Metrics } from '../../telemetry/metrics.js'
import { failSpan } from '../../telemetry/tracing.js'

type OperationOutcome = 'ok' | 'partial' | 'failed' | 'refused'

export function operationTelemetry(metrics: Metrics): ApolloServerPlugin {
  return {
    async requestDidStart() {
      const startedAt = performance.now()
      const span = trace.getActiveSpan()
      // Set once the query is validated. Before that, its name and kind may be any text.
      let operation = 'other'
      let kind = 'other'
      let ran = false
      return {
        async didResolveOperation({ operationName, operation: node }) {
          operation = metrics.operationLabel(operationName)
          kind = node?.operation ?? kind
          span?.updateName(operationName === null ? kind : `${kind} ${operation}`)
          span?.setAttribute('graphql.operation.type', kind)
          if (operationName !== null) span?.setAttribute('graphql.operation.name', operation)
        },
        async executionDidStart() {
          ran = true
        },
        async willSendResponse({ response: { body } }) {
          if (body.kind !== 'single') return
          const codes = new Set(body.singleResult.errors?.map(({ extensions }) => codeLabel(extensions?.['code'])))
          const [code] = codes
          const outcome = ran ? outcomeOf(body.singleResult) : 'refused'
          metrics.requests.inc({ operation, kind, outcome, code: code ?? 'none' })
          for (const each of codes) metrics.errors.inc({ code: each })
          if (ran) metrics.requestDuration.observe({ operation }, (performance.now() - startedAt) / 1000)
          if (span) failSpan(span, code)
        },
      }
    },
  }
}

function outcomeOf({ data, errors = [] }: FormattedExecutionResult): OperationOutcome {
  if (errors.length === 0) return 'ok'
  return data == null ? 'failed' : 'partial'
}
