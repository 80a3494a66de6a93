/** What the span of a GraphQL operation says, as a plugin of Apollo Server. The edge begins and ends it. */
import type { ApolloServerPlugin } from '@apollo/server'
import { trace } from '@opentelemetry/api'
import { codeLabel, type Metrics } from '../../telemetry/metrics.js'
import { failSpan } from '../../telemetry/tracing.js'

/** `operationLabel` keeps the names of spans as few as those of series. */
export function operationSpans({ operationLabel }: Metrics): ApolloServerPlugin {
  return {
    async requestDidStart() {
      const span = trace.getActiveSpan()
      if (span === undefined) return {}
      return {
        async didResolveOperation({ operationName, operation }) {
          const type = operation?.operation ?? 'query'
          const label = operationLabel(operationName)
          span.updateName(operationName === null ? type : `${type} ${label}`)
          span.setAttribute('graphql.operation.type', type)
          if (operationName !== null) span.setAttribute('graphql.operation.name', label)
        },
        async willSendResponse({ response: { body } }) {
          const errors = (body.kind === 'single' && body.singleResult.errors) || []
          failSpan(span, errors[0] && codeLabel(errors[0].extensions?.['code']))
        },
      }
    },
  }
}
