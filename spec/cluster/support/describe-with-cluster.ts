import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { startEjabberdCluster, type EjabberdCluster } from '../../../scripts/servers/start-ejabberd-cluster.js'
import { describeWhereInstalled } from '../../support/describe-where-installed.js'

/** A `describe` with two clustered ejabberd nodes, both running when a test begins; call `cluster()` inside tests. */
export function describeWithCluster(name: string, body: (cluster: () => EjabberdCluster) => void): void {
  describeWhereInstalled('ejabberd', name, () => {
    let running: EjabberdCluster | undefined
    const cluster = (): EjabberdCluster => {
      if (running === undefined) throw new Error('the cluster is not running')
      return running
    }
    beforeAll(async () => {
      running = await startEjabberdCluster()
    }, 60_000)
    beforeEach(async () => {
      for (const { start } of cluster().nodes) await start()
    }, 60_000)
    afterAll(() => running?.stop(), 20_000)
    body(cluster)
  })
}
