import type { Routes } from './rest-page.js'

/** The routes of a table of tables of endpoints, by `namespace.name`. */
export const routesOf = (
  table: Readonly<Record<string, Readonly<Record<string, { readonly route: string }>>>>,
): Routes =>
  Object.fromEntries(
    Object.entries(table).flatMap(([space, rows]) =>
      Object.entries(rows).map(([name, { route }]) => [`${space}.${name}`, route] as const),
    ),
  )
