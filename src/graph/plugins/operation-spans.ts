/** The span of a GraphQL operation, as a plugin of Apollo Server. */
import type { ApolloServerPlugin, BaseContext } from '@apollo/server'
import { codeLabel, type Metrics } from '../../telemetry/metrics.js'
import type { RequestScope } from '../../upstream/request-scope.js'

/** `operationLabel` keeps the names of spans as few as those of series. */
export function operationSpans<C extends BaseContext & { scope: Pick<RequestScope, 'trace'> }>({
  operationLabel,
}: Metrics): ApolloServerPlugin<C> {
  return {
    async requestDidStart({ contextValue }) {
      const { trace } = contextValue.scope
      if (trace === undefined) return {}
      const span = trace.startOperation('graphql')
      return {
        async didResolveOperation({ operationName, operation }) {
          const type = operation?.operation ?? 'query'
          const label = operationLabel(operationName)
          span.rename(operationName === null ? type : `${type} ${label}`)
          span.set({
            'graphql.operation.type': type,
            ...(operationName !== null && { 'graphql.operation.name': label }),
          })
        },
        async willSendResponse({ response: { body } }) {
          const errors = (body.kind === 'single' && body.singleResult.errors) || []
          span.end(errors[0] && codeLabel(errors[0].extensions?.['code']))
        },
      }
    },
  }
}
