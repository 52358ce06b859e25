import { expect, it } from '@jest/globals'
import { describeWithCluster } from './support/describe-with-cluster.js'

describeWithCluster('two ejabberd nodes', (cluster) => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'share their accounts, and are two again after a %s',
    async (signal) => {
      const { nodes, register, domain } = cluster()
      const [one, other] = nodes
      await one.end(signal)
      await expect(fetch(one.url.replace('ws:', 'http:'))).rejects.toThrow('fetch failed')
      await register(`${signal === 'SIGKILL' ? '1' : '2'}-1`)
      await one.start()
      const accounts = await Promise.all(nodes.map(({ call }) => call('registered_users', { host: domain })))
      expect(accounts[0]).toEqual(accounts[1])
      expect(await other.call('list_cluster', {})).toHaveLength(2)
    },
    60_000,
  )
})
