import type { Resolvers } from '../generated/resolvers.js'

export const viewerResolvers = {
  Query: {
    viewer: (_, __, { viewer }) => viewer,
  },
  Viewer: {
    scopes: ({ scopes }) => [...scopes].toSorted(),
    roles: ({ roles }) => [...new Set(roles)].toSorted(),
  },
} satisfies Resolvers
