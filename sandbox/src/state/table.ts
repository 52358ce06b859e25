import type { Journal, Key } from './journal.js'

/** Rows by id, in the order they first came. Every change of the state passes here, so here it is written down. */
export interface Table<K extends Key, T extends { readonly id: K }> {
  readonly byId: (id: K | null | undefined) => T | undefined
  readonly all: () => T[]
  /** The rows of one group. */
  readonly of: (group: Key) => T[]
  readonly put: (row: T) => T
  /** The row as it stands now, with the change; rows already removed stay so. */
  readonly patch: (row: T, change: Partial<T>) => T
  readonly remove: (id: K) => void
}

export const createTable = <K extends Key, T extends { readonly id: K }>(
  name: string,
  journal: Journal,
  groupOf: (row: T) => Key = () => '',
): Table<K, T> => {
  const rows = new Map<K, T>()
  const groups = new Map<Key, Map<K, T>>()
  const groupAt = (group: Key): Map<K, T> => {
    const found = groups.get(group) ?? new Map<K, T>()
    groups.set(group, found)
    return found
  }
  const load = (row: T): void => {
    rows.set(row.id, row)
    groupAt(groupOf(row)).set(row.id, row)
  }
  for (const row of journal.rows(name)) load(row as T) // written as one
  const put = (row: T): T => {
    journal.write(name, row.id, row)
    load(row)
    return row
  }
  return {
    byId: (id) => (id == null ? undefined : rows.get(id)),
    all: () => [...rows.values()],
    of: (group) => [...(groups.get(group)?.values() ?? [])],
    put,
    patch: (row, change) => {
      const now = rows.get(row.id)
      const changed = { ...(now ?? row), ...change }
      return now === undefined ? changed : put(changed)
    },
    remove: (id) => {
      const row = rows.get(id)
      if (row === undefined) return
      journal.write(name, id, null)
      rows.delete(id)
      groupAt(groupOf(row)).delete(id)
    },
  }
}
