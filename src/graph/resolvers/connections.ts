import type { Connection } from '../relay/connection.js'

/** The fields of every connection that are made from its edges. */
export const connectionResolvers = {
  nodes: <T>({ edges }: Connection<T>): T[] => edges.map(({ node }) => node),
  totalCount: ({ totalCount }: Connection<unknown>): number | Promise<number> => totalCount(),
}
