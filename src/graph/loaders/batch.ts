import DataLoader from 'dataloader'
import { inSpan } from '../../telemetry/tracing.js'

/** AWS caps caseIdList at 100: model. */
export const MAX_BATCH_SIZE = 100

/** A DataLoader whose batches are spans in the trace of its request. */
export function createLoader<K, V, C = K>(
  name: string,
  load: (keys: readonly K[]) => Promise<(V | Error)[]>,
  options?: DataLoader.Options<K, V, C>,
): DataLoader<K, V, C> {
  return new DataLoader(
    (keys) => inSpan(`batch ${name}`, { attributes: { 'support_graph.batch.size': keys.length } }, () => load(keys)),
    options,
  )
}

/** Sets a value in a loader, replacing any earlier one. */
export function put<K, V, C>(loader: DataLoader<K, V, C>, key: K, value: V | Error): void {
  loader.clear(key).prime(key, value)
}
