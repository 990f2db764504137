import { Registry } from 'prom-client'

/** What the process is to the app that it serves. */
export interface Hosting {
  /** Where the app counts. */
  registry: Registry
  /** Everything that is counted, by all processes that share the port, in the text format of Prometheus. */
  tellMetrics(): Promise<string>
  isStopping: boolean
}

/** For an app that shares its port with nobody. */
export function hostAlone(): Hosting {
  const registry = new Registry()
  return { registry, tellMetrics: () => registry.metrics(), isStopping: false }
}
